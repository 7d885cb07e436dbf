"""Organisations: found by any of their names, and given more of them."""

from typing import Any

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from courses.organisations.errors import NameTaken, OrganisationsApart
from courses.organisations.models import Organisation, OrganisationName
from ivi_training.accounts.models import User


def of_employer(name: str, country: Any, kind: str) -> Organisation:
    """The organisation that has this name in this country; a new one where none has."""
    known = Organisation.objects.known_as(name, country).first()
    if known is None:
        try:
            # Somebody of another program may be writing it, or naming another one so, now.
            with transaction.atomic():
                return Organisation.objects.create(name=name, country=country, kind=kind)
        except IntegrityError:
            known = Organisation.objects.known_as(name, country).get()
    return known


@transaction.atomic
def add_name(organisation: Organisation, name: str, country: Any, *, by: User) -> None:
    """Let one more name lead to the organisation at submission; refused where it leads elsewhere.

    Applications that were submitted before stay where they are: merging moves those.
    """
    # A merge at this moment would leave the name with the one that goes.
    held = Organisation.objects.select_for_update(no_key=True)
    organisation.refresh_from_db(fields=["merged_into"], from_queryset=held)
    if organisation.merged_into_id:
        raise OrganisationsApart(_("It was merged: add the name to the one that stays."))
    try:
        with transaction.atomic():
            OrganisationName.objects.create(
                organisation=organisation, name=name, country=country, added_by=by
            )
    except IntegrityError as refusal:
        other = Organisation.objects.known_as(name, country).get()
        raise NameTaken(
            _("“%(name)s” is a name of %(organisation)s.")
            % {"name": name, "organisation": other.name},
            then=[_("Merge the two where they are one and the same.")],
        ) from refusal
