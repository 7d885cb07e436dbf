"""Which papers an expenditure still lacks, and ready sets of what a line asks for."""

from collections.abc import Sequence

from django.conf import settings
from django.db import transaction
from django.db.models import Q
from django.template.defaultfilters import filesizeformat
from django.utils.translation import gettext as _

from grants.awards.models import BudgetLine
from grants.spending.models import Evidence, EvidenceRule, Expenditure
from grants.spending.statuses import EvidenceKind, EvidenceProfile
from ivi_training.accounts.models import User
from ivi_training.files.models.stored_file import Upload
from ivi_training.guards.errors import TooMuchKept

_BILL = [EvidenceKind.TAX_INVOICE, EvidenceKind.CARD_SLIP]
# One list for each paper that is asked for; any one of its kinds will do.
PROFILES: dict[EvidenceProfile, Sequence[list[EvidenceKind]]] = {
    EvidenceProfile.PURCHASE: [_BILL],
    EvidenceProfile.MEETING: [_BILL, [EvidenceKind.MINUTES]],
    EvidenceProfile.TRAVEL: [[EvidenceKind.TRAVEL_ORDER], [EvidenceKind.TRAVEL_REPORT], _BILL],
    EvidenceProfile.CONTRACT: [
        [EvidenceKind.QUOTES], [EvidenceKind.CONTRACT], [EvidenceKind.ACCEPTANCE],
        [EvidenceKind.TAX_INVOICE],
    ],
    EvidenceProfile.FEE: [[EvidenceKind.CONTRACT, EvidenceKind.MINUTES]],
}  # fmt: skip


def rules_of(line: BudgetLine) -> list[EvidenceRule]:
    """What the line asks for, its category included."""
    of_both = Q(line=line) | Q(category=line.category_id)
    return list(EvidenceRule.objects.filter(of_both).order_by("pk"))


def missing_papers(expenditure: Expenditure) -> list[str]:
    """The papers that are missing, in words; at least one is always asked for."""
    kinds = set(expenditure.evidence.values_list("kind", flat=True))
    if not kinds:
        return [
            rule.named for rule in rules_of(expenditure.line)
        ] or [_("the invoice, card slip or minutes that prove the payment")]  # fmt: skip
    return [rule.named for rule in rules_of(expenditure.line) if not kinds & set(rule.kinds)]


@transaction.atomic
def add(expenditure: Expenditure, upload: Upload, *, kind: str = EvidenceKind.OTHER) -> Evidence:
    """Keep one more paper with the expenditure; the same one a second time is the first.

    Refused where the expenditure would keep too much.
    """
    # Two that come at once are counted one after the other.
    Expenditure.objects.select_for_update(of=("self",), no_key=True).get(pk=expenditure.pk)
    papers = Evidence.objects.filter(expenditure=expenditure)
    paper = Evidence(expenditure=expenditure, kind=kind).fill_from(upload, among=papers)
    same: Evidence | None = papers.filter(kind=kind, sha256=paper.sha256).first()
    if same is not None:
        return same
    if papers.bytes_kept() + paper.size > settings.EXPENDITURE_MAX_BYTES:
        raise TooMuchKept(
            _("One expenditure keeps at most %(limit)s.")
            % {"limit": filesizeformat(settings.EXPENDITURE_MAX_BYTES)},
            then=[_("Save the papers smaller, or as one file, then add them.")],
        )
    paper.save()
    return paper


@transaction.atomic
def ask_as(line: BudgetLine, *, profile: EvidenceProfile, by: User) -> None:
    """Let the line ask for the papers of a profile, in place of what it asked for itself."""
    del by  # the rules are set-up; who handed in without them is on record elsewhere
    line.evidence_rules.all().delete()
    EvidenceRule.objects.bulk_create(
        EvidenceRule(line=line, kinds=kinds) for kinds in PROFILES[profile]
    )
