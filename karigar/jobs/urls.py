"""Addresses of jobs."""

from django.urls import path

from karigar.jobs import client_views, staff, views

urlpatterns = [
    path("jobs/", views.job_search, name="job_search"),
    path("jobs/saved/", views.saved_jobs, name="saved_jobs"),
    path("jobs/<int:pk>/", views.job, name="job"),
    path("jobs/<int:pk>/save/", views.remember_job, name="save_job"),
    path("jobs/<int:pk>/unsave/", views.forget_job, name="unsave_job"),
    path("jobs/<int:pk>/<str:slug>/", views.job, name="job"),
    path("hire/", client_views.my_jobs, name="my_jobs"),
    path("hire/new/", client_views.post_job, name="post_job"),
    path("hire/<int:pk>/", client_views.my_job, name="my_job"),
    path("hire/<int:pk>/edit/", client_views.edit_job, name="edit_job"),
    path("hire/<int:pk>/preview/", client_views.preview_job, name="preview_job"),
    path("hire/<int:pk>/publish/", client_views.publish_job, name="publish_job"),
    path("hire/<int:pk>/pause/", client_views.pause_job, name="pause_job"),
    path("hire/<int:pk>/reopen/", client_views.reopen_job, name="reopen_job"),
    path("hire/<int:pk>/close/", client_views.close_job, name="close_job"),
    path("hire/<int:pk>/repost/", client_views.repost_job, name="repost_job"),
    path("hire/<int:pk>/lift/", client_views.lift_proposals, name="lift_proposals"),
    path("hire/<int:pk>/discard/", client_views.discard_draft, name="discard_draft"),
    path("staff/jobs/", staff.staff_jobs, name="staff_jobs"),
    path("staff/jobs/<int:pk>/", staff.staff_job, name="staff_job"),
    path("staff/jobs/<int:pk>/remove/", staff.remove_job, name="staff_remove_job"),
    path("staff/jobs/<int:pk>/flag/", staff.flag_job, name="staff_flag_job"),
    path("staff/jobs/<int:pk>/restore/", staff.restore_job, name="staff_restore_job"),
]
