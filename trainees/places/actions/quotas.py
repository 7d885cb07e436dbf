"""Quotas are set up, revised and closed by recorded acts; no ceiling falls below what is used."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from django.db import transaction
from django.db.models import Count, Max, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from courses.cohorts.models import Cohort
from courses.programs.actions import programs
from courses.programs.models import Program
from ivi_training.accounts.models import User
from trainees.places.actions.limits import row_of
from trainees.places.actions.revisions import (
    TOO_LOW,
    QuotaTerms,
    RevisionPreview,
    preview,
    problems_after,
)
from trainees.places.errors import (
    CeilingTooLow,
    FloorNotKept,
    NothingRevised,
    QuotaClosed,
    QuotaElsewhere,
)
from trainees.places.models import (
    Place,
    Quota,
    QuotaRule,
    QuotaVersion,
    QuotaVersionLine,
    QuotaVersionRuleLine,
)


@transaction.atomic
def record_new(quota: Quota, *, by: User) -> None:
    """Enter a new quota into the version in force; the first quota opens the first version."""
    QuotaVersionLine.objects.create(
        version=version_in_force(quota.program, by=by),
        quota=quota,
        ceiling=quota.ceiling,
        floor=quota.floor,
        floor_until=quota.floor_until,
    )


@transaction.atomic
def add_rule(rule: QuotaRule, *, by: User) -> QuotaRule:
    """Set a limit for each value of a fact, and enter it into the version in force.

    Refused where more places are taken for a value than the limit allows, naming the worst.
    """
    programs.lock(rule.program_id)
    places = Place.objects.live().filter(program=rule.program_id).order_by()
    taken = places.values_list(rule.column).annotate(n=Count("pk"))
    for value, count in taken.filter(n__gt=rule.ceiling).order_by("-n"):
        row = row_of(rule, value)
        if value and not Quota.objects.on_facts_of(row).exists():
            numbers = {"quota": row.name, "used": count, "over": count - rule.ceiling}
            raise CeilingTooLow(TOO_LOW % (numbers | {"ceiling": rule.ceiling}))
    rule.save(force_insert=True)
    version = version_in_force(rule.program, by=by)
    QuotaVersionRuleLine.objects.create(version=version, rule=rule, ceiling=rule.ceiling)
    return rule


def version_in_force(program: Program, *, by: User) -> QuotaVersion:
    """The newest version; the first one, on the day of the announcement, where there is none."""
    version = QuotaVersion.objects.filter(program=program).order_by("-number").first()
    return version or QuotaVersion.objects.create(
        program=program, number=1, effective_on=program.announced_on, made_by=by
    )


@transaction.atomic
def set_seat_limit(cohort: Cohort, ceiling: int, *, by: User) -> Quota:
    """Limit the seats of one cohort: a quota on the cohort alone, which counts like any other."""
    programs.lock(cohort.program_id)
    quota = seat_limit(cohort)
    if quota is None:
        quota = Quota.objects.create(
            program=cohort.program,
            cohort=cohort,
            ceiling=ceiling,
            name_en=f"{cohort.code} seats",
            name_ko=f"{cohort.code} 수용인원",
        )
        record_new(quota, by=by)
    elif quota.ceiling != ceiling:
        revise(
            cohort.program,
            {quota: ceiling},
            effective_on=timezone.localdate(),
            reason=_("Seats of %(cohort)s") % {"cohort": cohort.code},
            reference="",
            by=by,
        )
        quota.refresh_from_db(fields=["ceiling"])
    return quota


def seat_limit(cohort: Cohort) -> Quota | None:
    """The quota on this cohort and nothing else, if there is one."""
    alone = Quota(program_id=cohort.program_id, cohort=cohort)
    return Quota.objects.on_facts_of(alone).first()


@transaction.atomic
def revise(  # noqa: PLR0913 - what was agreed: the terms, when, why, by which letter
    program: Program,
    agreed: Mapping[Quota, QuotaTerms | int],
    *,
    rules: Mapping[QuotaRule, int] | None = None,
    effective_on: date,
    reason: str,
    reference: str,
    by: User,
) -> QuotaVersion:
    """Change quotas and rules together as a new version; the versions before it stay on record.

    A bare number is a ceiling. A quota that a rule made and that is named here keeps its own
    ceiling from then on. Refused where more is taken or reserved than would fit, where nothing
    would change, and for a quota or rule of another program.
    """
    _refuse_strangers(program, [*agreed, *(rules or {})])
    programs.lock(program.pk)
    planned = preview(program, agreed, rules or {})
    if not planned.is_change:
        raise NothingRevised(_("Nothing is different from what is in force."))
    _refuse_problems(planned)
    last = QuotaVersion.objects.filter(program=program).aggregate(last=Max("number"))["last"] or 0
    version = QuotaVersion.objects.create(
        program=program,
        number=last + 1,
        effective_on=effective_on,
        reason=reason,
        reference=reference,
        made_by=by,
    )
    _write(version, planned)
    return version


def _refuse_strangers(program: Program, named: Sequence[Quota | QuotaRule]) -> None:
    for one in named:
        if one.program_id != program.pk:
            raise QuotaElsewhere(
                _("“%(thing)s” belongs to another program.") % {"thing": one.name},
                then=[_("Nothing was changed.")],
            )


def _refuse_problems(planned: RevisionPreview) -> None:
    """Raise for the first quota in the way: too much taken, or too much reserved."""
    then = [_("Nothing was changed."), *planned.problems[1:]]
    over = [change for change in planned.changes if change.over]
    if over:
        raise CeilingTooLow(over[0].problem, then=then)
    if planned.problems:
        raise FloorNotKept(planned.problems[0], then=then)


def _write(version: QuotaVersion, planned: RevisionPreview) -> None:
    """All quotas in one statement, so that the database judges them together."""
    QuotaVersionLine.objects.bulk_create(
        QuotaVersionLine(
            version=version,
            quota=change.quota,
            ceiling=change.after.ceiling,
            floor=change.after.floor,
            floor_until=change.after.floor_until,
        )
        for change in planned.quotas
    )
    QuotaVersionRuleLine.objects.bulk_create(
        QuotaVersionRuleLine(version=version, rule=change.rule, ceiling=change.after)
        for change in planned.rules
    )
    changed = [change.quota for change in planned.quotas if change.is_changed]
    Quota.objects.bulk_update(changed, ["ceiling", "floor", "floor_until"])
    for change in planned.rules:
        change.rule.ceiling = change.after
    rules = [change.rule for change in planned.rules if change.is_changed]
    QuotaRule.objects.bulk_update(rules, ["ceiling"])


@transaction.atomic
def close(quota: Quota, *, reason: str, by: User) -> None:
    """Stop a quota from counting and limiting, for good; its facts and versions stay on record.

    The way to change what a quota looks at: close it, make a new one. Refused for a quota that a
    rule made, which closes with its rule, and where a rule takes over with too low a ceiling.
    """
    programs.lock(quota.program_id)
    if quota.rule_id is not None:
        raise QuotaClosed(
            _("%(quota)s follows a rule and closes with it.") % {"quota": quota.name},
            then=[_("Give it a ceiling of its own in a revision, or close the rule.")],
        )
    if problems := problems_after(quota):
        raise CeilingTooLow(
            problems[0],
            then=[_("Nothing was changed."), _("Raise the limit for each value first.")],
        )
    _close(Quota.objects.open().filter(pk=quota.pk), quota.name, reason, by)


@transaction.atomic
def close_rule(rule: QuotaRule, *, reason: str, by: User) -> None:
    """Close a rule with all quotas that it made, those with a ceiling of their own included."""
    programs.lock(rule.program_id)
    _close(QuotaRule.objects.open().filter(pk=rule.pk), rule.name, reason, by)


def _close(found: QuerySet[Any], name: str, reason: str, by: User) -> None:
    if not found.update(closed_at=timezone.now(), closed_by=by, closing_reason=reason[:300]):
        raise QuotaClosed(_("%(quota)s was closed before.") % {"quota": name})
