"""Corrections of what is held about a person: asked for by them, made and answered by us."""

from collections.abc import Mapping
from typing import Any

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from ivi_training.models import User
from trainees import data_emails
from trainees.actions import drafts
from trainees.actions.people import FACTS, words
from trainees.models import Applicant, Correction
from trainees.people_errors import CorrectionAsked, CorrectionDecided


@transaction.atomic
def ask(applicant: Applicant, *, text: str) -> Correction:
    """Ask that something be put right; refused while an earlier request waits."""
    try:
        with transaction.atomic():
            correction = Correction.objects.create(applicant=applicant, text=text)
    except IntegrityError as error:
        raise CorrectionAsked(
            _("A person decides about it and writes to you."),
            then=[_("Wait for the answer, then ask again if something is still wrong.")],
        ) from error
    data_emails.correction_asked(correction)
    return correction


@transaction.atomic
def correct(correction: Correction, *, facts: Mapping[str, Any], note: str, by: User) -> None:
    """Put the person's facts right and tell them; what was judged by them stays as it was judged.

    What stood there before is kept with the request.
    """
    held = Applicant.objects.select_for_update(no_key=True, of=("self",))
    person = held.select_related("user").get(pk=correction.applicant_id)
    changes = {}
    for name in FACTS:
        before, stored = words(person, name), getattr(person, name)
        if name in facts and stored != facts[name]:
            setattr(person, name, facts[name])
            changes[name] = {"before": before, "after": words(person, name)}
    _decide(correction, is_corrected=True, changes=changes, note=note, decided_by=by)
    if changes:
        person.save(update_fields=list(changes))
        drafts.keep_name(person)
    data_emails.correction_decided(correction)


@transaction.atomic
def refuse(correction: Correction, *, note: str, by: User) -> None:
    """Leave everything as it is, and tell the person why."""
    _decide(correction, is_corrected=False, note=note, decided_by=by)
    data_emails.correction_decided(correction)


def _decide(correction: Correction, **decision: Any) -> None:
    open_ = Correction.objects.open().filter(pk=correction.pk)
    if not open_.update(decided_at=timezone.now(), **decision):
        raise CorrectionDecided(_("Somebody has decided about this request already."))
    correction.refresh_from_db()
