"""The exchange, and the desk that looks after its rates and pool."""

from django.urls import path

from karigar.exchange import staff, views

urlpatterns = [
    path("exchange/", views.exchange, name="exchange"),
    path("exchange/<int:pk>/", views.quote, name="quote"),
    path("exchange/<int:pk>/accept/", views.accept_quote, name="accept_quote"),
    path("staff/exchange/", staff.staff_exchange, name="staff_exchange"),
    path("staff/exchange/rates/<int:pk>/confirm/", staff.confirm_rate, name="confirm_rate"),
    path("staff/exchange/rates/<int:pk>/refuse/", staff.refuse_rate, name="refuse_rate"),
]
