"""Lifecycles and choices: tables of moves, nothing else."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from ivi_training.guards.lifecycle import moves


class ExportStatus(TextChoices):
    """Where a copy of somebody's data stands; its file exists while it is ready."""

    ASKED = "asked", pgettext_lazy("a copy of data", "Being made")
    READY = "ready", pgettext_lazy("a copy of data", "Ready")
    EXPIRED = "expired", pgettext_lazy("a copy of data", "Deleted")
    FAILED = "failed", pgettext_lazy("a copy of data", "Not made")


EXPORT_MOVES = moves(
    {
        ExportStatus.ASKED: [ExportStatus.READY, ExportStatus.FAILED],
        ExportStatus.READY: [ExportStatus.EXPIRED],
    }
)


class ErasureStatus(TextChoices):
    """Where a request to erase somebody's data stands."""

    ASKED = "asked", pgettext_lazy("an erasure", "To be decided")
    AGREED = "agreed", pgettext_lazy("an erasure", "Erased")
    REFUSED = "refused", pgettext_lazy("an erasure", "Refused")
    TAKEN_BACK = "taken_back", pgettext_lazy("an erasure", "Taken back")


ERASURE_MOVES = moves(
    {
        ErasureStatus.ASKED: [
            ErasureStatus.AGREED,
            ErasureStatus.REFUSED,
            ErasureStatus.TAKEN_BACK,
        ],
    }
)


class RefusalGround(TextChoices):
    """Why the law lets a request for erasure be refused."""

    KEPT_BY_LAW = "kept_by_law", _("Another law asks us to keep it, as with a paid grant")
    CLAIM = "claim", _("A legal claim is open for which it is needed")
    IN_USE = "in_use", _("An application, an offer or a place still runs")
    IDENTITY = "identity", _("We could not make sure that the request is yours")
    STAFF = "staff", _("The account is used to work for the program")

    @property
    def law(self) -> str:
        return LAWS[self]


LAWS = {
    RefusalGround.KEPT_BY_LAW: "PIPA 21(1), 36(1); GDPR 17(3)(b)",
    RefusalGround.CLAIM: "GDPR 17(3)(e)",
    RefusalGround.IN_USE: "PIPA 15(1); GDPR 17(1)(a)",
    RefusalGround.IDENTITY: "GDPR 12(6)",
    RefusalGround.STAFF: "GDPR 17(1)(a)",
}
