"""Addresses of matching."""

from django.urls import path

from karigar.matching import staff
from karigar.matching.views import people, work

urlpatterns = [
    path("matching/", work.matching, name="matching"),
    path("matching/jobs/", work.recommended_jobs, name="recommended_jobs"),
    path("jobs/<int:pk>/people/", people.people_for_job, name="people_for_job"),
    path("jobs/<int:pk>/people/invite/", people.invite_person, name="invite_person"),
    path("staff/draws/", staff.staff_draws, name="staff_draws"),
    path("staff/draws/<int:pk>/", staff.staff_draw, name="staff_draw"),
]
