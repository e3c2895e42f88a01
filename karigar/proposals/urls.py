"""What one can do with proposals and invitations."""

from django.urls import path

from karigar.proposals import staff
from karigar.proposals.views import client, freelancer

urlpatterns = [
    path("jobs/<int:job_pk>/apply/", freelancer.apply, name="apply"),
    path("jobs/<int:job_pk>/apply/bar/", freelancer.apply_bar, name="apply_bar"),
    path("proposals/", freelancer.my_proposals, name="my_proposals"),
    path("proposals/returning/", freelancer.connects_returning, name="connects_returning"),
    path("proposals/<int:pk>/", freelancer.proposal, name="proposal"),
    path("proposals/<int:pk>/edit/", freelancer.edit_proposal, name="edit_proposal"),
    path("proposals/<int:pk>/withdraw/", freelancer.withdraw_proposal, name="withdraw_proposal"),
    path("invitations/", freelancer.invitations, name="invitations"),
    path("invitations/<int:pk>/", freelancer.invitation, name="invitation"),
    path("hire/<int:job_pk>/proposals/", client.job_proposals, name="job_proposals"),
    path("hire/<int:job_pk>/proposals/decline/", client.decline_many, name="decline_many"),
    path("hire/proposals/<int:pk>/", client.review_proposal, name="review_proposal"),
    path("hire/proposals/<int:pk>/shortlist/", client.shortlist_proposal, name="shortlist_proposal"),
    path("hire/proposals/<int:pk>/unshortlist/", client.unshortlist_proposal, name="unshortlist_proposal"),
    path("hire/proposals/<int:pk>/decline/", client.decline_proposal, name="decline_proposal"),
    path("hire/proposals/<int:pk>/write/", client.start_interview, name="start_interview"),
    path("hire/invite/<str:handle>/", client.invite, name="invite"),
    path("hire/invitations/<int:pk>/withdraw/", client.withdraw_invitation, name="withdraw_invitation"),
    path("staff/jobs/<int:pk>/proposals/", staff.staff_job_proposals, name="staff_job_proposals"),
]
