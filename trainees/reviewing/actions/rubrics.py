"""Rubrics: published once and then standing; what changes later is the next version."""

from django.db import transaction
from django.utils.translation import gettext as _

from ivi_training.accounts.models import User
from ivi_training.guards.actions import publishing
from trainees.reviewing.models import Anchor, Criterion, Rubric

_COPIED = (
    "call_id",
    "reviews_required",
    "review_by",
    "hide_name",
    "hide_gender",
    "hide_organisation",
    "hide_country",
    "shows_documents",
)
_COPIED_OF_CRITERION = (
    "position",
    "name_en",
    "name_ko",
    "help_en",
    "help_ko",
    "weight",
    "low",
    "high",
)


def publish(rubric: Rubric, *, by: User) -> None:
    """Let reviewers judge by it; refused while something is missing, and a second time."""
    publishing.publish(rubric, by=by, what_is_missing=what_is_missing)


def what_is_missing(rubric: Rubric) -> list[str]:
    """What a rubric needs before it is published, in words."""
    criteria = list(rubric.criteria.prefetch_related("anchors"))
    missing = [] if criteria else [_("Add at least one criterion.")]
    missing += [
        _("“%(criterion)s”: say what %(value)s means; it is not on the scale.")
        % {"criterion": criterion.name, "value": anchor.value}
        for criterion in criteria
        for anchor in criterion.anchors.all()
        if anchor.value not in criterion.values
    ]
    if rubric.is_late:
        missing.append(_("Set a deadline that is still to come."))
    return missing


@transaction.atomic
def next_version(rubric: Rubric) -> Rubric:
    """Copy a rubric with its criteria into a draft; a draft that exists already is returned."""
    # Numbers of versions follow each other: two at a time would take the same one.
    list(Rubric.objects.filter(call=rubric.call_id).select_for_update(of=("self",), no_key=True))
    versions = Rubric.objects.filter(call=rubric.call_id)
    facts = publishing.facts_of(rubric, _COPIED)
    draft, is_new = publishing.next_draft(versions, facts, number="version")
    if is_new:
        _copy_criteria(rubric, draft)
    return draft


def _copy_criteria(rubric: Rubric, copy: Rubric) -> None:
    """Copy criteria and what their values mean, in two statements."""
    known = list(rubric.criteria.prefetch_related("anchors"))
    made = Criterion.objects.bulk_create(
        Criterion(rubric=copy, **publishing.facts_of(old, _COPIED_OF_CRITERION)) for old in known
    )
    Anchor.objects.bulk_create(
        Anchor(criterion=new, value=anchor.value, text_en=anchor.text_en, text_ko=anchor.text_ko)
        for old, new in zip(known, made, strict=True)
        for anchor in old.anchors.all()
    )
