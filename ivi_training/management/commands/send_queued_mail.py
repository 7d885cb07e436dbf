"""manage.py send_queued_mail: the same sender as the worker's, for when there is no worker."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from ivi_training.outbox.delivery import deliver_due
from ivi_training.outbox.models import MailPause, OutgoingEmail


class Command(BaseCommand):
    """Send all mail that is due, without a broker."""

    help = "Send all mail that is due. Safe to run beside the worker and at any time."

    def add_arguments(self, parser: CommandParser) -> None:
        """Let a person who repaired the settings try at once."""
        parser.add_argument(
            "--end-pause",
            action="store_true",
            help="Send although the mail server refused our login or TLS a short while ago.",
        )

    def handle(self, *_args: Any, **options: Any) -> None:
        """Send, then say what came of it; a queue that stands still is an error."""
        if options["end_pause"]:
            MailPause.objects.all().delete()
        counts = deliver_due()
        told = ", ".join(f"{number} {status}" for status, number in sorted(counts.items()))
        self.stdout.write(
            f"{told or 'nothing was due'}; {OutgoingEmail.objects.unsent().count()} left"
        )
        if pause := MailPause.objects.first():
            msg = f"The queue is paused until {pause.until:%Y-%m-%d %H:%M:%S %Z}: {pause.reason}"
            raise CommandError(msg)
