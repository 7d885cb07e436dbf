from pathlib import Path

from django.db import migrations

# Copies as they stood on this day: the living sources lie in the rooms that own the tables.
FROZEN = Path(__file__).parent / "sql"


def install(name: str, what: str) -> migrations.RunSQL:
    """Create a function or view as its frozen copy says; back again it is dropped."""
    return migrations.RunSQL((FROZEN / f"0002_{name}.sql").read_text("utf-8"), f"DROP {what}")


class Migration(migrations.Migration):
    dependencies = [("ivi_training", "0001_initial")]

    operations = [
        # Django's database cache, where limits on login attempts are counted.
        migrations.RunSQL(
            """
            CREATE TABLE cache (
                cache_key varchar(255) PRIMARY KEY,
                value text NOT NULL,
                expires timestamptz NOT NULL
            );
            CREATE INDEX cache_expires ON cache (expires);
            """,
            "DROP TABLE cache;",
        ),
        install("erasure_lets", "FUNCTION erasure_lets(text, jsonb, jsonb, text[])"),
    ]
