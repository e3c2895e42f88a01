"""What one can do with one's account; staff pages of people and identity stand below."""

from django.urls import path

from karigar.accounts import staff, views

urlpatterns = [
    path("settings/", views.change_settings, name="settings"),
    path("settings/vacation/", views.take_vacation, name="take_vacation"),
    path("settings/vacation/end/", views.return_from_vacation, name="return_from_vacation"),
    path("settings/security/", views.security, name="security"),
    path("settings/data/", views.export_data, name="export_data"),
    path("settings/close/", views.close_account, name="close_account"),
    path("welcome/", views.welcome, name="welcome"),
    path("hat/", views.switch_hat, name="switch_hat"),
    path("company/", views.rename_company, name="my_company"),
    path("company/invite/", views.invite_member, name="invite_member"),
    path("company/invitations/<int:pk>/withdraw/", views.withdraw_team_invitation, name="withdraw_team_invitation"),
    path("company/members/<int:pk>/role/", views.change_role, name="change_role"),
    path("company/members/<int:pk>/remove/", views.remove_member, name="remove_member"),
    path("team/<str:token>/", views.accept_team_invitation, name="accept_team_invitation"),
    path("identity/", views.submit_identity, name="identity"),
    path("staff/session/", staff.start_staff_session, name="staff_session"),
    path("staff/session/end/", staff.end_staff_session, name="end_staff_session"),
    path("staff/people/", staff.people, name="staff_people"),
    path("staff/people/<int:pk>/", staff.person, name="staff_person"),
    path("staff/people/<int:pk>/<str:deed>/", staff.act_on_person, name="staff_act_on_person"),
    path("staff/identities/", staff.identities, name="staff_identities"),
    path("staff/identities/<int:pk>/", staff.decide_identity, name="staff_identity"),
    path("staff/journal/", staff.journal, name="staff_journal"),
    path("staff/rules/", staff.rules, name="staff_rules"),
    path("staff/rules/<str:key>/", staff.rule, name="staff_rule"),
]
