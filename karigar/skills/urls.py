"""Addresses of the taxonomy."""

from django.urls import path

from karigar.skills import views

urlpatterns = [path("skills/suggestions/", views.skill_suggestions, name="skill_suggestions")]
