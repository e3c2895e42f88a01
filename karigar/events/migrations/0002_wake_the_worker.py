"""Tell the worker at commit that the journal has something to deliver; it also looks by itself now and then."""

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("events", "0001_initial")]
    operations = [
        migrations.RunSQL(
            """
            CREATE FUNCTION events_wake() RETURNS trigger LANGUAGE plpgsql AS $$
            BEGIN PERFORM pg_notify('karigar_events', ''); RETURN NULL; END $$;
            CREATE TRIGGER events_wake AFTER INSERT ON events_event FOR EACH STATEMENT EXECUTE FUNCTION events_wake();
            CREATE FUNCTION events_append_only() RETURNS trigger LANGUAGE plpgsql AS $$
            BEGIN
                IF TG_OP = 'UPDATE' AND (NEW.name, NEW.subject_type, NEW.subject_id, NEW.actor_id, NEW.at, NEW.data, NEW.reason, NEW.by_staff)
                   IS NOT DISTINCT FROM (OLD.name, OLD.subject_type, OLD.subject_id, OLD.actor_id, OLD.at, OLD.data, OLD.reason, OLD.by_staff) THEN
                    RETURN NEW;  -- only the marks of delivery change
                END IF;
                RAISE EXCEPTION 'the journal is append-only' USING ERRCODE = '42501';
            END $$;
            CREATE TRIGGER events_append_only BEFORE UPDATE OR DELETE ON events_event FOR EACH ROW EXECUTE FUNCTION events_append_only();
            """,
            "DROP TRIGGER events_wake ON events_event; DROP FUNCTION events_wake(); "
            "DROP TRIGGER events_append_only ON events_event; DROP FUNCTION events_append_only();",
        )
    ]
