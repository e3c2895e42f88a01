"""Addresses of saved searches."""

from django.urls import path

from karigar.alerts import views

urlpatterns = [
    path("searches/", views.saved_searches, name="saved_searches"),
    path("searches/new/", views.save_search, name="save_search"),
    path("searches/<int:pk>/", views.saved_search, name="saved_search"),
    path("searches/<int:pk>/delete/", views.delete_search, name="delete_search"),
    path("companies/<int:pk>/follow/", views.follow_company, name="follow_company"),
]
