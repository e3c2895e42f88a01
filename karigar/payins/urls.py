"""Adding money, and the desk that confirms it."""

from django.urls import path

from karigar.payins import staff, views

urlpatterns = [
    path("wallet/company/", views.company_wallet, name="company_wallet"),
    path("deposits/", views.deposits, name="deposits"),
    path("deposits/new/", views.start_deposit, name="start_deposit"),
    path("deposits/<int:pk>/", views.deposit, name="deposit"),
    path("deposits/<int:pk>/cancel/", views.cancel_deposit, name="cancel_deposit"),
    path("staff/deposits/", staff.staff_deposits, name="staff_deposits"),
    path("staff/deposits/<int:pk>/", staff.staff_deposit, name="staff_deposit"),
    path("staff/deposits/<int:pk>/make/", staff.make_deposit, name="make_deposit"),
    path("staff/deposits/<int:pk>/check/", staff.check_deposit, name="check_deposit"),
    path("staff/deposits/<int:pk>/refuse/", staff.refuse_deposit, name="refuse_deposit"),
    path("staff/deposits/<int:pk>/return/", staff.return_to_maker, name="return_to_maker"),
]
