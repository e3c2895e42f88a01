"""What one can do with feedback."""

from django.urls import path

from karigar.reviews import staff, views

urlpatterns = [
    path("contracts/<int:contract_pk>/feedback/", views.leave_review, name="leave_review"),
    path("feedback/<int:pk>/reply/", views.reply_review, name="reply_review"),
    path("feedback/<int:pk>/allow-change/", views.allow_change, name="allow_change"),
    path("feedback/<int:pk>/revise/", views.revise_review, name="revise_review"),
    path("@<str:handle>/reviews/", views.profile_reviews, name="profile_reviews"),
    path("companies/<int:pk>/reviews/", views.company_reviews, name="company_reviews"),
    path("staff/reviews/", staff.staff_reviews, name="staff_reviews"),
    path("staff/reviews/<int:pk>/", staff.staff_review, name="staff_review"),
]
