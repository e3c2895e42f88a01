"""What one can do with Connects."""

from django.urls import path

from karigar.connects import views

urlpatterns = [path("connects/", views.connects, name="connects")]
