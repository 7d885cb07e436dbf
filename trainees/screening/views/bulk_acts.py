"""Acts on several applications: shown first with names and number, done when confirmed."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from ivi_training.office.views.acts import Act, Preview
from trainees.applying.models import Application
from trainees.screening.actions import screening

SAMPLE = 10


@dataclass(frozen=True)
class BulkPreviewPage(Preview):
    """On how many it would act, the first of them, and who is left out and why."""

    template = "trainees/screening/people_preview.html"
    found: screening.BulkPreview
    is_of_one: bool

    @property
    def acting(self) -> list[Application]:
        return self.found.acting

    @property
    def left_out(self) -> list[screening.ExcludedApplication]:
        return self.found.left_out

    @property
    def sample(self) -> list[Application]:
        return self.acting[:SAMPLE]

    @property
    def is_possible(self) -> bool:
        """Whether it concerns anybody."""
        return bool(self.acting)

    @property
    def needs_look(self) -> bool:
        """One application is ticked where it is read; of several nobody remembers each."""
        return not self.is_of_one

    @property
    def digest(self) -> str:
        return self.found.digest

    @property
    def only(self) -> dict[str, Iterable[Any]]:
        """Those who are left out are not taken along."""
        return {"applications": [one.pk for one in self.acting]}

    @property
    def confirm(self) -> str:
        count = len(self.acting)
        return ngettext("Do it for %(n)s application", "Do it for %(n)s applications", count) % {
            "n": count
        }

    def require(self, digest: str) -> None:
        """Refuse what would be done to others than shown, naming them."""
        screening.require_unchanged(self.found, digest)


def _cohort(cohort: Any) -> dict[str, Any]:
    return {"cohort": cohort}


@dataclass(frozen=True)
class BulkAct(Act):
    """An act on the applications ticked on a list; `names` says what is done as it was chosen."""

    told: Callable[[Any], dict[str, Any]] | None = _cohort
    is_bound: bool = True
    is_asked_here: bool = False
    names: Callable[[Any], str] | None = None

    def name(self, form: Any) -> str:
        return str(self.title) if self.names is None else self.names(form)


def previewed(plan: Callable[..., screening.BulkPreview]) -> Callable[..., BulkPreviewPage]:
    """The preview of what a plan finds for the chosen ones, told the other facts of the form."""

    def preview(_cohort: Any, *, chosen: Sequence[Application], **facts: Any) -> BulkPreviewPage:
        return BulkPreviewPage(plan(chosen, **facts), is_of_one=len(chosen) == 1)

    return preview


def counted(message: Promise) -> Callable[[int], str]:
    return lambda count: str(message % count)


def title_of(name: str) -> str:
    return _("Preview: %(step)s") % {"step": name}
