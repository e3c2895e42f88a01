"""The addresses of this module in the walks over all addresses."""

NO_PAGES = {"invoice_pdf", "staff_invoice_pdf", "invoice_xml", "staff_invoice_xml"}
PAGES = {"invoice", "staff_invoice", *NO_PAGES}
