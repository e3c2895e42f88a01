"""What one can do with proposals and invitations."""

from django.urls import path

from karigar.proposals import client_views, staff, views

urlpatterns = [
    path("jobs/<int:job_pk>/apply/", views.apply, name="apply"),
    path("jobs/<int:job_pk>/apply/bar/", views.apply_bar, name="apply_bar"),
    path("proposals/", views.my_proposals, name="my_proposals"),
    path("proposals/returning/", views.connects_returning, name="connects_returning"),
    path("proposals/<int:pk>/", views.proposal, name="proposal"),
    path("proposals/<int:pk>/edit/", views.edit_proposal, name="edit_proposal"),
    path("proposals/<int:pk>/withdraw/", views.withdraw_proposal, name="withdraw_proposal"),
    path("invitations/", views.invitations, name="invitations"),
    path("invitations/<int:pk>/", views.invitation, name="invitation"),
    path("hire/<int:job_pk>/proposals/", client_views.job_proposals, name="job_proposals"),
    path("hire/<int:job_pk>/proposals/decline/", client_views.decline_many, name="decline_many"),
    path("hire/proposals/<int:pk>/", client_views.review_proposal, name="review_proposal"),
    path("hire/proposals/<int:pk>/shortlist/", client_views.shortlist_proposal, name="shortlist_proposal"),
    path("hire/proposals/<int:pk>/unshortlist/", client_views.unshortlist_proposal, name="unshortlist_proposal"),
    path("hire/proposals/<int:pk>/decline/", client_views.decline_proposal, name="decline_proposal"),
    path("hire/proposals/<int:pk>/write/", client_views.start_interview, name="start_interview"),
    path("hire/invite/<str:handle>/", client_views.invite, name="invite"),
    path("hire/invitations/<int:pk>/withdraw/", client_views.withdraw_invitation, name="withdraw_invitation"),
    path("staff/jobs/<int:pk>/proposals/", staff.staff_job_proposals, name="staff_job_proposals"),
]
