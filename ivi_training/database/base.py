"""A connection kept from one request to the next is looked at before use, without a statement."""

import select

from django.db.backends.postgresql import base


class DatabaseWrapper(base.DatabaseWrapper):
    """Django's connection to PostgreSQL, whose health check is no round trip of its own."""

    def is_usable(self) -> bool:
        """Whether the server has said nothing unasked: one that hangs up says so first."""
        if self.connection is None or self.connection.closed:
            return False
        poll = select.poll()
        poll.register(self.connection.fileno(), select.POLLIN)
        return not poll.poll(0)
