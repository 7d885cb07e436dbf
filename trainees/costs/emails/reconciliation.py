"""What finance officers are told when places, people and money disagree."""

from collections import Counter
from collections.abc import Iterable, Sequence

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from ivi_training.accounts.models import User
from ivi_training.outbox import kinds, mail
from ivi_training.outbox.kinds import Kind
from trainees.costs.models import ReconciliationException
from trainees.costs.statuses import Disagreement

DISAGREEMENTS_FOUND = kinds.register(
    Kind(
        code="disagreements_found",
        name=_("Places, people and money disagree"),
        folder="trainees/costs/emails",
        about=ReconciliationException,
        samples={
            "counts": [{"kind": Disagreement.values[0], "number": 2}],
            "page": "/admin/courses/program/reconciliation/",
        },
    )
)


def disagreements_found(
    made: Sequence[ReconciliationException], *, officers: Iterable[User]
) -> None:
    """How many are new of each kind; who they are about stands on the page, not in the mail."""
    counts = sorted(Counter(Disagreement(exception.kind) for exception in made).items())
    values = {
        "counts": [{"kind": kind.label, "number": number} for kind, number in counts],
        "page": reverse("admin:reconciliation"),
    }
    mail.queue_all(
        mail.Message(
            DISAGREEMENTS_FOUND,
            about=made[-1],
            occasion=f"account {officer.pk}",
            recipient=officer,
            values=lambda: values,
        )
        for officer in officers
    )
