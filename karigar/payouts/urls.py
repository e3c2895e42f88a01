"""The wallet, withdrawals, and the desk that pays them."""

from django.urls import path

from karigar.payouts import staff, views

urlpatterns = [
    path("wallet/", views.wallet, name="wallet"),
    path("wallet/lines/", views.wallet_lines, name="wallet_lines"),
    path("wallet/lines/<int:pk>/", views.receipt, name="receipt"),
    path("wallet/lines/<int:pk>/receipt.json", views.receipt_file, name="receipt_file"),
    path("wallet/earnings/", views.earnings, name="earnings"),
    path("payouts/", views.payouts, name="payouts"),
    path("payouts/new/<str:currency>/", views.request_payout, name="request_payout"),
    path("payouts/<int:pk>/", views.payout, name="payout"),
    path("payouts/methods/", views.payout_methods, name="payout_methods"),
    path("payouts/methods/<int:pk>/remove/", views.remove_method, name="remove_method"),
    path("payouts/methods/cancel/<str:token>/", views.cancel_method, name="cancel_method"),
    path("staff/payouts/", staff.staff_payouts, name="staff_payouts"),
    path("staff/payouts/<int:pk>/", staff.staff_payout, name="staff_payout"),
    path("staff/payouts/<int:pk>/check/", staff.check_payout, name="check_payout"),
    path("staff/payouts/<int:pk>/send/", staff.send_payout, name="send_payout"),
    path("staff/payouts/<int:pk>/confirm/", staff.confirm_payout, name="confirm_payout"),
    path("staff/payouts/<int:pk>/fail/", staff.fail_payout, name="fail_payout"),
    path("staff/payouts/export/", staff.export_batch, name="export_batch"),
    path("staff/payouts/batches/<int:pk>/", staff.staff_batch, name="staff_batch"),
    path("staff/payouts/batches/<int:pk>/file/", staff.batch_file, name="batch_file"),
    path("staff/payouts/results/", staff.take_results, name="take_results"),
    path("staff/payouts/results/<int:pk>/", staff.staff_results, name="staff_results"),
    path("staff/payouts/results/<int:pk>/apply/", staff.apply_results, name="apply_results"),
    path("staff/payouts/results/<int:pk>/refuse/", staff.refuse_results, name="refuse_results"),
    path("staff/payouts/names/<int:pk>/", staff.staff_name, name="staff_name"),
    path("staff/payouts/names/<int:pk>/accept/", staff.accept_name, name="accept_name"),
    path("staff/payouts/names/<int:pk>/refuse/", staff.refuse_name, name="refuse_name"),
    path("staff/rails/", staff.staff_rails, name="staff_rails"),
    path("staff/rails/<str:rail>/", staff.staff_rail, name="staff_rail"),
    path("staff/rails/terms/<int:pk>/check/", staff.check_terms, name="check_terms"),
    path("staff/rails/terms/<int:pk>/refuse/", staff.refuse_terms, name="refuse_terms"),
]
