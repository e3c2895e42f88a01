"""Adding money, and the desk that confirms it."""

from django.urls import path

from karigar.payins import front, staff, views

urlpatterns = [
    path("wallet/company/", views.company_wallet, name="company_wallet"),
    path("deposits/", views.deposits, name="deposits"),
    path("deposits/new/", views.start_deposit, name="start_deposit"),
    path("deposits/<int:pk>/", views.deposit, name="deposit"),
    path("deposits/<int:pk>/cancel/", views.cancel_deposit, name="cancel_deposit"),
    path("deposits/<int:pk>/pay/", views.pay_deposit, name="pay_deposit"),
    path("deposits/<int:pk>/refund/", views.ask_deposit_refund, name="ask_deposit_refund"),
    path("deposits/<int:pk>/practice/", views.practice, name="practice"),
    path("deposits/<int:pk>/back/", front.payment_back, name="payment_back"),
    path("payments/<slug:provider>/events/", front.payment_events, name="payment_events"),
    path("staff/payments/", staff.staff_payments, name="staff_payments"),
    path("staff/refunds/<int:pk>/make/", staff.make_refund, name="make_refund"),
    path("staff/refunds/<int:pk>/check/", staff.check_refund, name="check_refund"),
    path("staff/refunds/<int:pk>/refuse/", staff.refuse_refund, name="refuse_refund"),
    path("staff/chargebacks/<int:pk>/make/", staff.make_write_off, name="make_write_off"),
    path("staff/chargebacks/<int:pk>/check/", staff.check_write_off, name="check_write_off"),
    path("staff/deposits/", staff.staff_deposits, name="staff_deposits"),
    path("staff/deposits/<int:pk>/", staff.staff_deposit, name="staff_deposit"),
    path("staff/deposits/<int:pk>/make/", staff.make_deposit, name="make_deposit"),
    path("staff/deposits/<int:pk>/check/", staff.check_deposit, name="check_deposit"),
    path("staff/deposits/<int:pk>/refuse/", staff.refuse_deposit, name="refuse_deposit"),
    path("staff/deposits/<int:pk>/return/", staff.return_to_maker, name="return_to_maker"),
]
