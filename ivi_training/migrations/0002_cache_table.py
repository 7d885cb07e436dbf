"""The table of Django's database cache, where limits on login attempts are counted."""

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("ivi_training", "0001_initial")]

    operations = [
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
    ]
