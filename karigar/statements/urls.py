"""Addresses of statements."""

from django.urls import path

from karigar.statements import certificates, staff, views

urlpatterns = [
    path("statements/", views.my_statement, name="my_statement"),
    path("statements/<str:form>/", views.my_statement_file, name="my_statement_file"),
    path("companies/<int:pk>/statement/", views.company_statement, name="company_statement"),
    path("companies/<int:pk>/statement/<str:form>/", views.company_statement_file, name="company_statement_file"),
    path("contracts/<int:pk>/statement/", views.contract_statement, name="contract_statement"),
    path("contracts/<int:pk>/statement/<str:form>/", views.contract_statement_file, name="contract_statement_file"),
    path("certificates/", certificates.check_certificate, name="check_certificate"),
    path("certificates/mine/", certificates.certificates, name="certificates"),
    path("certificates/mine/<int:pk>/", certificates.certificate, name="certificate"),
    path("certificates/mine/<int:pk>/pdf/", certificates.certificate_pdf, name="certificate_pdf"),
    path("certificates/mine/<int:pk>/revoke/", certificates.revoke_certificate, name="revoke_certificate"),
    path("certificates/<str:code>/", certificates.public_certificate, name="public_certificate"),
    path("certificates/<str:code>/paper.json", certificates.certificate_json, name="certificate_json"),
    path("staff/books/", staff.staff_books, name="staff_books"),
]
