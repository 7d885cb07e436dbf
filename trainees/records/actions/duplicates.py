"""Possible duplicates: a person compares two people and says that they are two, for good."""

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from ivi_training.accounts.models import User
from trainees.people.models import Applicant
from trainees.records.errors import OneOnly
from trainees.records.models import NotDuplicate


@transaction.atomic
def mark_different(one: Applicant, other: Applicant, *, reason: str, by: User) -> None:
    """Never show the pair again; who said so first stands. Refused for one and the same person."""
    if one.pk == other.pk:
        raise OneOnly(_("Choose two accounts."))
    first, second = sorted((one, other), key=lambda person: person.pk)
    NotDuplicate.objects.bulk_create(
        [NotDuplicate(first=first, second=second, reason=reason, by=by)], ignore_conflicts=True
    )
