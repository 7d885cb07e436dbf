"""A connection says once that no trigger is ignored, and is looked at before it is used again."""

import select

from django.db.backends.postgresql import base

# Every trigger asks whether it is to be ignored. Where nobody has said so, asking raises an error
# in the database, and to be rid of an error it goes through every foreign key that is still to be
# checked: so much is written, so much longer each row takes.
NONE_IGNORED = "SET pgtrigger.ignore = '{}'"


class DatabaseWrapper(base.DatabaseWrapper):
    """Django's connection to PostgreSQL; neither rows nor requests pay for what it can know."""

    def init_connection_state(self) -> None:
        """Say once that no trigger is ignored."""
        super().init_connection_state()
        with self.connection.cursor() as cursor:
            cursor.execute(NONE_IGNORED)

    def is_usable(self) -> bool:
        """Whether the server has said nothing unasked: one that hangs up says so first."""
        if self.connection is None or self.connection.closed:
            return False
        poll = select.poll()
        poll.register(self.connection.fileno(), select.POLLIN)
        return not poll.poll(0)
