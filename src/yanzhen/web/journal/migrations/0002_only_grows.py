"""The database itself refuses to change or drop entries; and there is one head."""

from django.db import migrations

SQLITE = """
CREATE TRIGGER journal_no_update BEFORE UPDATE ON journal_entry
BEGIN SELECT RAISE(ABORT, 'journal entries are never changed'); END;
CREATE TRIGGER journal_no_delete BEFORE DELETE ON journal_entry
BEGIN SELECT RAISE(ABORT, 'journal entries are never deleted'); END;
CREATE TRIGGER journal_head_stays BEFORE DELETE ON journal_head
BEGIN SELECT RAISE(ABORT, 'the head of the journal stays'); END;
"""

POSTGRESQL = """
CREATE FUNCTION journal_refuses() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN RAISE EXCEPTION 'journal entries are never changed or deleted'; END $$;
CREATE TRIGGER journal_no_change BEFORE UPDATE OR DELETE ON journal_entry
FOR EACH ROW EXECUTE FUNCTION journal_refuses();
CREATE TRIGGER journal_no_truncate BEFORE TRUNCATE ON journal_entry
FOR EACH STATEMENT EXECUTE FUNCTION journal_refuses();
CREATE TRIGGER journal_head_stays BEFORE DELETE ON journal_head
FOR EACH ROW EXECUTE FUNCTION journal_refuses();
"""


def forbid(apps, schema_editor):
    """Triggers stand, whichever of the two databases it is."""
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute(POSTGRESQL)
    else:
        for statement in SQLITE.strip().split("END;"):
            if statement.strip():
                schema_editor.execute(statement + "END;")


def begin(apps, schema_editor):
    """The head of an empty chain."""
    apps.get_model("journal", "Head").objects.create(id=1)


class Migration(migrations.Migration):
    dependencies = [("journal", "0001_initial")]
    operations = [
        migrations.RunPython(forbid, migrations.RunPython.noop),
        migrations.RunPython(begin, migrations.RunPython.noop),
    ]
