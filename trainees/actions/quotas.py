"""Quotas are set up and revised by recorded acts; a ceiling never falls below what is used."""

from collections.abc import Mapping
from datetime import date

from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext_lazy as _

from courses.actions import programs
from courses.models import Cohort, Program
from ivi_training.models import User
from trainees.errors import CeilingTooLow
from trainees.models import Quota, QuotaVersion, QuotaVersionLine


@transaction.atomic
def record_new(quota: Quota, *, by: User) -> None:
    """Enter a new quota into the version in force; the first quota opens the first version."""
    version = QuotaVersion.objects.filter(program=quota.program).order_by("-number").first()
    if version is None:
        version = QuotaVersion.objects.create(
            program=quota.program,
            number=1,
            effective_on=quota.program.announced_on,
            made_by=by,
        )
    QuotaVersionLine.objects.create(version=version, quota=quota, ceiling=quota.ceiling)


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
        refuse_below_use(quota, ceiling)
        Quota.objects.filter(pk=quota.pk).update(ceiling=ceiling)
    return quota


def seat_limit(cohort: Cohort) -> Quota | None:
    """The quota on this cohort and nothing else, if there is one."""
    return Quota.objects.filter(
        cohort=cohort,
        stream=None,
        organisation=None,
        course=None,
        country="",
        income_group="",
        gender="",
        modality="",
    ).first()


def refuse_below_use(quota: Quota, ceiling: int) -> None:
    """Raise CeilingTooLow where more places are taken than the ceiling would allow."""
    if ceiling < quota.used:
        raise CeilingTooLow(
            _("%(quota)s: %(used)s places are taken, %(over)s more than a ceiling of %(ceiling)s.")
            % {
                "quota": quota.name,
                "used": quota.used,
                "over": quota.used - ceiling,
                "ceiling": ceiling,
            }
        )


@transaction.atomic
def revise(  # noqa: PLR0913 - what was agreed: the ceilings, when, why, by which letter
    program: Program,
    ceilings: Mapping[Quota, int],
    *,
    effective_on: date,
    reason: str,
    reference: str,
    by: User,
) -> QuotaVersion:
    """Change ceilings together as a new version; the versions before it stay on record."""
    programs.lock(program.pk)
    last = QuotaVersion.objects.filter(program=program).aggregate(last=Max("number"))["last"] or 0
    version = QuotaVersion.objects.create(
        program=program,
        number=last + 1,
        effective_on=effective_on,
        reason=reason,
        reference=reference,
        made_by=by,
    )
    for quota in Quota.objects.filter(program=program):
        ceiling = ceilings.get(quota, quota.ceiling)
        if ceiling != quota.ceiling:
            refuse_below_use(quota, ceiling)
            Quota.objects.filter(pk=quota.pk).update(ceiling=ceiling)
        QuotaVersionLine.objects.create(version=version, quota=quota, ceiling=ceiling)
    return version
