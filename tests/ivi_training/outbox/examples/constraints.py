"""What the tables of `ivi_training.outbox` never hold: one try for each constraint."""

from django.utils import timezone

from ivi_training.outbox.models import MailPause, OutgoingEmail, RefusedAddress
from tests.repository.tries import unknown
from tests.repository.world import (
    Step,
    again,
    put,
)

CONSTRAINTS: dict[str, Step] = {
    "outgoingemail_status_known": unknown(OutgoingEmail),
    "outgoingemail_sent_has_moment": put(OutgoingEmail, sent_at=timezone.now()),
    "outgoingemail_secret_is_sealed": put(OutgoingEmail, is_secret=True, html="<a>link</a>"),
    "mailpause_single": put(MailPause, id=2),
}  # fmt: skip

# Columns that hold a value once; named by table and column.
UNIQUE: dict[str, Step] = {
    "outgoingemail.key": again(OutgoingEmail, message_id="<2@example.org>"),
    "outgoingemail.message_id": again(OutgoingEmail, key="2"),
    "refusedaddress.address": again(RefusedAddress),
}  # fmt: skip

# No form writes these: nobody reads what they say.
SILENT = {
    "outgoingemail_secret_is_sealed",
    "mailpause_single",
}
