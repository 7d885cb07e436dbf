"""Who opens the pages and lists of `ivi_training.outbox`."""

from typing import Any

from ivi_training.guards.permissions import Role
from ivi_training.outbox.models import OutgoingEmail
from tests.repository.access import DECIDING, Given, Page, R

PAGES: dict[str, Page] = {
    "admin:email_resend": Page(DECIDING, ("email",), "post"),
    "admin:mail_resume": Page(DECIDING),
    "admin:email_cancel": Page(DECIDING, ("email",), "post"),
}

LISTS: dict[str, set[Role]] = {
    "ivi_training.outgoingemail": {R.ADMINISTRATOR, R.ADMISSIONS, R.COORDINATOR},
    "ivi_training.mailpause": DECIDING,
    "ivi_training.refusedaddress": DECIDING,
}


def things(given: Given) -> dict[str, Any]:
    return {
        "email": OutgoingEmail.objects.first().pk,
    }
