"""What one can do with invoices."""

from django.urls import path

from karigar.invoices import staff, views

urlpatterns = [
    path("invoices/", views.invoices, name="invoices"),
    path("invoices/details/", views.billing_details, name="billing_details"),
    path("invoices/<int:pk>/", views.invoice, name="invoice"),
    path("invoices/<int:pk>/pdf/", views.invoice_pdf, name="invoice_pdf"),
    path("invoices/<int:pk>/xml/", views.invoice_xml, name="invoice_xml"),
    path("staff/invoices/<int:pk>/xml/", staff.staff_invoice_xml, name="staff_invoice_xml"),
    path("staff/invoices/", staff.staff_invoices, name="staff_invoices"),
    path("staff/invoices/<int:pk>/", staff.staff_invoice, name="staff_invoice"),
    path("staff/invoices/<int:pk>/pdf/", staff.staff_invoice_pdf, name="staff_invoice_pdf"),
    path("staff/invoices/tax/", staff.staff_tax_rules, name="staff_tax_rules"),
    path("staff/invoices/operator/", staff.operator_details, name="operator_details"),
]
