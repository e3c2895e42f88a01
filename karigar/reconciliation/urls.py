"""Addresses of reconciliation, all of the back office."""

from django.urls import path

from karigar.reconciliation import staff

urlpatterns = [
    path("staff/reconciliation/", staff.staff_reconciliation, name="staff_reconciliation"),
    path("staff/reconciliation/take/", staff.take_statement, name="take_statement"),
    path("staff/reconciliation/profiles/", staff.staff_profiles, name="staff_profiles"),
    path("staff/reconciliation/statements/", staff.staff_statements, name="staff_statements"),
    path("staff/reconciliation/lines/", staff.staff_lines, name="staff_lines"),
    path("staff/reconciliation/lines/<int:pk>/", staff.staff_line, name="staff_line"),
    path("staff/reconciliation/lines/<int:pk>/match/", staff.match_by_hand, name="match_by_hand"),
    path("staff/reconciliation/lines/<int:pk>/undo/", staff.undo_match, name="undo_match"),
    path("staff/reconciliation/lines/<int:pk>/act/", staff.act_on_line, name="act_on_line"),
    path("staff/reconciliation/orders/", staff.staff_orders, name="staff_orders"),
    path("staff/reconciliation/orders/<int:pk>/book/", staff.book_order, name="book_order"),
    path("staff/reconciliation/orders/<int:pk>/refuse/", staff.refuse_order, name="refuse_order"),
    path("staff/reconciliation/closes/", staff.staff_closes, name="staff_closes"),
    path("staff/reconciliation/closes/<int:pk>/", staff.staff_close, name="staff_close"),
    path("staff/reconciliation/closes/<int:pk>/csv/", staff.close_csv, name="close_csv"),
    path("staff/reconciliation/closes/<int:pk>/check/", staff.check_close, name="check_close"),
    path("staff/reconciliation/closes/<int:pk>/refuse/", staff.refuse_close, name="refuse_close"),
]
