"""The inbox, its preferences and the demonstration's caught letters."""

from django.urls import path

from karigar.notifications import views

urlpatterns = [
    path("notices/", views.notices, name="notices"),
    path("notices/<int:pk>/", views.read_notice, name="notice"),
    path("settings/notifications/", views.choose_mail, name="notification_settings"),
    path("dev/mail/", views.dev_mail, name="dev_mail"),
    path("dev/mail/<str:name>/", views.dev_letter, name="dev_letter"),
]
