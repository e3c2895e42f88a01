"""Addresses of matching."""

from django.urls import path

from karigar.matching import views

urlpatterns = [
    path("matching/", views.matching, name="matching"),
    path("matching/jobs/", views.recommended_jobs, name="recommended_jobs"),
]
