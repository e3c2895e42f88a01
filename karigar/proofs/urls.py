"""Addresses of what anybody can check."""

from django.urls import path

from karigar.proofs import staff, views

urlpatterns = [
    path("books/", views.books, name="books"),
    path("books/blocks.json", views.blocks_json, name="blocks_json"),
    path("books/blocks.atom", views.blocks_atom, name="blocks_atom"),
    path("books/check/", views.check_receipt, name="check_receipt"),
    path("books/held/", views.held, name="held"),
    path("books/held/<str:day>.json", views.held_paper, name="held_paper"),
    path("staff/proofs/", staff.staff_proofs, name="staff_proofs"),
    path("staff/proofs/audit/", staff.audit_books, name="staff_audit_books"),
]
