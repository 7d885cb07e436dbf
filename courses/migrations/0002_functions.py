from pathlib import Path

from django.db import migrations

# Copies as they stood on this day: the living sources lie in the rooms that own the tables.
FROZEN = Path(__file__).parent / "sql"


def install(name: str, what: str) -> migrations.RunSQL:
    """Create a function or view as its frozen copy says; back again it is dropped."""
    return migrations.RunSQL((FROZEN / f"0002_{name}.sql").read_text("utf-8"), f"DROP {what}")


class Migration(migrations.Migration):
    dependencies = [("courses", "0001_initial")]

    operations = [
        install("call_setup_version", "FUNCTION call_setup_version(bigint, bigint)"),
    ]
