from pathlib import Path

from django.db import migrations

# Copies as they stood on this day.
FROZEN = Path(__file__).parent / "sql"


class Migration(migrations.Migration):
    dependencies = [
        ("ivi_training", "0003_sealed_mails"),
        ("pghistory", "0007_auto_20250421_0444"),
    ]

    operations = [
        migrations.RunSQL(
            (FROZEN / "0004_refresh_statistics.sql").read_text("utf-8"),
            "DROP FUNCTION refresh_statistics",
        ),
        # There is no way back to the function that believes everybody: every migration that is
        # taken back ends with this one too (ivi_training/database/base.py).
        migrations.RunSQL(
            (FROZEN / "0004_should_ignore.sql").read_text("utf-8"), migrations.RunSQL.noop
        ),
        migrations.RunSQL(
            (FROZEN / "0004_context_stands.sql").read_text("utf-8"), "DROP FUNCTION context_stands"
        ),
        migrations.RunSQL(
            """
            CREATE TRIGGER context_stands BEFORE UPDATE ON pghistory_context
                FOR EACH ROW EXECUTE FUNCTION context_stands()
            """,
            "DROP TRIGGER context_stands ON pghistory_context",
        ),
    ]
