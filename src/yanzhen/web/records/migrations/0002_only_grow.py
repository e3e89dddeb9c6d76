"""The database itself refuses to change or drop batches and standings."""

from django.db import migrations

TABLES = ("records_batch", "records_standing")

SQLITE = """
CREATE TRIGGER {0}_no_update BEFORE UPDATE ON {0}
BEGIN SELECT RAISE(ABORT, 'batches and standings are never changed'); END;
CREATE TRIGGER {0}_no_delete BEFORE DELETE ON {0}
BEGIN SELECT RAISE(ABORT, 'batches and standings are never deleted'); END;
"""

FUNCTION = """
CREATE FUNCTION records_refuses() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN RAISE EXCEPTION 'batches and standings are never changed or deleted'; END $$;
"""
POSTGRESQL = """
CREATE TRIGGER {0}_no_change BEFORE UPDATE OR DELETE ON {0}
FOR EACH ROW EXECUTE FUNCTION records_refuses();
CREATE TRIGGER {0}_no_truncate BEFORE TRUNCATE ON {0}
FOR EACH STATEMENT EXECUTE FUNCTION records_refuses();
"""


def forbid(apps, schema_editor):
    """Triggers stand, whichever of the two databases it is."""
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute(FUNCTION)
        for table in TABLES:
            schema_editor.execute(POSTGRESQL.format(table))
        return
    for table in TABLES:
        for statement in SQLITE.format(table).strip().split("END;"):
            if statement.strip():
                schema_editor.execute(statement + "END;")


class Migration(migrations.Migration):
    dependencies = [("records", "0001_initial")]
    operations = [migrations.RunPython(forbid, migrations.RunPython.noop)]
