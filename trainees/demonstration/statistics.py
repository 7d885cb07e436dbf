"""What PostgreSQL plans by: all is written in one transaction, which nobody else looks at."""

from django.db import connection


def refresh_statistics() -> None:
    """Let it see how much there is by now; plans made for empty tables are thrown away."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT refresh_statistics()")
