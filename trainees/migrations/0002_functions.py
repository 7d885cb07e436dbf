from pathlib import Path

from django.db import migrations

# Copies as they stood on this day: the living sources lie in the rooms that own the tables.
FROZEN = Path(__file__).parent / "sql"


def install(name: str, what: str) -> migrations.RunSQL:
    """Create a function or view as its frozen copy says; back again it is dropped."""
    return migrations.RunSQL((FROZEN / f"0002_{name}.sql").read_text("utf-8"), f"DROP {what}")


class Migration(migrations.Migration):
    dependencies = [("trainees", "0001_initial")]

    operations = [
        install("people_of", "FUNCTION people_of(bigint)"),
        install("erasure_above", "FUNCTION erasure_above(text, jsonb)"),
        install("erasure_is_about", "FUNCTION erasure_is_about(text, jsonb, bigint)"),
        install("applications_of", "FUNCTION applications_of(text, jsonb)"),
        install("destruction_lets", "FUNCTION destruction_lets(text, jsonb)"),
        install("due_data", "FUNCTION due_data()"),
        install("organisation_may_go", "FUNCTION organisation_may_go(bigint)"),
        install("organisation_moves", "FUNCTION organisation_moves(bigint, bigint)"),
        install("person_moves", "FUNCTION person_moves(bigint, bigint)"),
        install("trainees_duedata", "VIEW trainees_duedata"),
    ]
