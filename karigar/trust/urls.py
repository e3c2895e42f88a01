"""Addresses of reports."""

from django.urls import path

from karigar.trust import staff, views

urlpatterns = [
    path("report/<slug:subject_type>/<int:subject_id>/", views.report, name="report"),
    path("staff/reports/", staff.staff_reports, name="staff_reports"),
    path("staff/reports/<int:pk>/", staff.staff_report, name="staff_report"),
]
