"""Corrections of what is held about a person: asked for by them, made and answered by us."""

from collections.abc import Mapping
from typing import Any

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from ivi_training.accounts.models import User
from trainees.applying.actions import drafts
from trainees.people.models import Applicant
from trainees.records.actions.people_merges import FACTS, label_of, words
from trainees.records.emails import requests
from trainees.records.errors import CorrectionAsked, CorrectionDecided, FactTakenAway
from trainees.records.models import Correction


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
    requests.correction_asked(correction)
    return correction


@transaction.atomic
def correct(correction: Correction, *, facts: Mapping[str, Any], note: str, by: User) -> None:
    """Put the person's facts right and tell them; what was judged by them stays as it was judged.

    What stood there before is kept with the request. Refused where it would take away what the
    person has given.
    """
    # The record says what stood there before: nobody else may change it in between.
    held = Applicant.objects.select_for_update(no_key=True, of=("self",))
    person = held.select_related("user").get(pk=correction.applicant_id)
    _refuse_blanked(person, facts)
    changes = {}
    for name in FACTS:
        before, stored = words(person, name), getattr(person, name)
        if name in facts and stored != facts[name]:
            setattr(person, name, facts[name])
            changes[name] = {"before": before, "after": words(person, name)}
    _decide(correction, is_corrected=True, changes=changes, note=note, decided_by=by)
    if changes:
        person.save(update_fields=list(changes))
        drafts.update_account_name(person)
    requests.correction_decided(correction)


@transaction.atomic
def refuse(correction: Correction, *, note: str, by: User) -> None:
    _decide(correction, is_corrected=False, note=note, decided_by=by)
    requests.correction_decided(correction)


def _refuse_blanked(person: Applicant, facts: Mapping[str, Any]) -> None:
    for name in FACTS:
        is_needed = not Applicant._meta.get_field(name).blank  # type: ignore[union-attr] # a column
        if is_needed and name in facts and getattr(person, name) and not facts[name]:
            raise FactTakenAway(
                _("“%(fact)s” would be empty.") % {"fact": label_of(name)},
                then=[_("Put it right, or leave it as it is.")],
            )


def _decide(correction: Correction, **decision: Any) -> None:
    open_ = Correction.objects.open().filter(pk=correction.pk)
    if not open_.update(decided_at=timezone.now(), **decision):
        raise CorrectionDecided(_("Somebody has decided about this request already."))
    correction.refresh_from_db()
