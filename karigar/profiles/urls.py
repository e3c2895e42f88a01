"""Addresses of profiles and company pages."""

from django.urls import path, re_path

from karigar.profiles import public, views

urlpatterns = [
    path("profile/", views.profile_edit, name="profile_edit"),
    path("profile/basics/", views.profile_basics, name="profile_basics"),
    path("profile/rate/", views.profile_rate, name="profile_rate"),
    path("profile/skills/", views.profile_skills, name="profile_skills"),
    path("profile/photo/", views.profile_photo, name="profile_photo"),
    path("profile/publish/", views.publish_profile, name="publish_profile"),
    path("profile/languages/", views.profile_rows, {"kind": "language"}, name="profile_languages"),
    path("profile/languages/<int:pk>/", views.profile_row, {"kind": "language"}, name="profile_language"),
    path("profile/employment/", views.profile_rows, {"kind": "employment"}, name="profile_employment"),
    path("profile/employment/<int:pk>/", views.profile_row, {"kind": "employment"}, name="profile_employment_row"),
    path("profile/education/", views.profile_rows, {"kind": "education"}, name="profile_education"),
    path("profile/education/<int:pk>/", views.profile_row, {"kind": "education"}, name="profile_education_row"),
    path("profile/certificates/", views.profile_rows, {"kind": "certificate"}, name="profile_certificates"),
    path("profile/certificates/<int:pk>/", views.profile_row, {"kind": "certificate"}, name="profile_certificate"),
    path("profile/portfolio/", views.profile_portfolio, name="profile_portfolio"),
    path("profile/portfolio/<int:pk>/", views.portfolio_item, name="portfolio_item"),
    re_path(r"^@(?P<handle>[\w-]{1,30})$", public.profile, name="profile"),
    path("companies/<int:pk>/", public.company, name="company"),
]
