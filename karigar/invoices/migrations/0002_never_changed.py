"""A document and a tax rule are never changed: the database refuses it, whoever asks."""

from django.db import migrations

MAKE = """
CREATE FUNCTION invoices_deny() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION '% is append-only', TG_TABLE_NAME USING ERRCODE = '42501';
END $$;
CREATE TRIGGER append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON invoices_document
    FOR EACH STATEMENT EXECUTE FUNCTION invoices_deny();
CREATE TRIGGER append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON invoices_taxrule
    FOR EACH STATEMENT EXECUTE FUNCTION invoices_deny();
"""
UNMAKE = """
DROP TRIGGER append_only ON invoices_document;
DROP TRIGGER append_only ON invoices_taxrule;
DROP FUNCTION invoices_deny();
"""


class Migration(migrations.Migration):
    dependencies = [("invoices", "0001_initial")]
    operations = [migrations.RunSQL(MAKE, UNMAKE)]
