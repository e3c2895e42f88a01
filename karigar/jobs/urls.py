"""Addresses of jobs."""

from django.urls import path

from karigar.jobs import staff
from karigar.jobs.views import client, feeds, work

urlpatterns = [
    path("jobs/", work.job_search, name="job_search"),
    path("jobs/feed.<str:form>", feeds.job_feed, name="job_feed"),
    path("sitemap.xml", feeds.sitemap, name="sitemap"),
    path("sitemap-jobs-<int:part>.xml", feeds.sitemap_jobs, name="sitemap_jobs"),
    path("jobs/saved/", work.saved_jobs, name="saved_jobs"),
    path("jobs/<int:pk>/", work.job, name="job"),
    path("jobs/<int:pk>/save/", work.remember_job, name="save_job"),
    path("jobs/<int:pk>/unsave/", work.forget_job, name="unsave_job"),
    path("jobs/<int:pk>/<str:slug>/", work.job, name="job"),
    path("hire/", client.my_jobs, name="my_jobs"),
    path("hire/new/", client.post_job, name="post_job"),
    path("hire/<int:pk>/", client.my_job, name="my_job"),
    path("hire/<int:pk>/edit/", client.edit_job, name="edit_job"),
    path("hire/<int:pk>/preview/", client.preview_job, name="preview_job"),
    path("hire/<int:pk>/publish/", client.publish_job, name="publish_job"),
    path("hire/<int:pk>/pause/", client.pause_job, name="pause_job"),
    path("hire/<int:pk>/reopen/", client.reopen_job, name="reopen_job"),
    path("hire/<int:pk>/close/", client.close_job, name="close_job"),
    path("hire/<int:pk>/repost/", client.repost_job, name="repost_job"),
    path("hire/<int:pk>/lift/", client.lift_proposals, name="lift_proposals"),
    path("hire/<int:pk>/discard/", client.discard_draft, name="discard_draft"),
    path("staff/jobs/", staff.staff_jobs, name="staff_jobs"),
    path("staff/jobs/<int:pk>/", staff.staff_job, name="staff_job"),
    path("staff/jobs/<int:pk>/remove/", staff.remove_job, name="staff_remove_job"),
    path("staff/jobs/<int:pk>/flag/", staff.flag_job, name="staff_flag_job"),
    path("staff/jobs/<int:pk>/restore/", staff.restore_job, name="staff_restore_job"),
]
