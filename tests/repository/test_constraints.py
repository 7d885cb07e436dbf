"""What can never be true in the database: one try for each constraint, refused by its name."""

import uuid
from datetime import UTC, date, datetime, timedelta
from functools import partial
from typing import Any

import pytest
from django.db import connection, models
from django.utils import timezone

from courses.models import (
    Call,
    CallRule,
    ClassificationVintage,
    Cohort,
    ConsentTerm,
    CountryClassification,
    Course,
    EndorsementRule,
    FormChoice,
    FormQuestion,
    FormVersion,
    Program,
    Stream,
)
from grants.models import (
    AccountingPeriod,
    ApprovalLimit,
    BudgetCategory,
    BudgetLine,
    BudgetVersion,
    BudgetVersionLine,
    Commitment,
    CommitmentItem,
    CommitmentPart,
    Deadline,
    Engagement,
    Evidence,
    EvidenceRule,
    ExchangeRate,
    Expenditure,
    ExpenditureImport,
    FeeCategory,
    FeeRate,
    FundingShare,
    FundingSource,
    Grant,
    LedgerCheckpoint,
    LedgerDay,
    LedgerEntry,
    LedgerSeal,
    Overrun,
    PeriodReopening,
    Recovery,
    RegionBand,
    SettlementFile,
    SettlementReport,
    SupportPackage,
    SupportPackageItem,
    Transfer,
    TransferPair,
    TransferPolicy,
)
from grants.models.grant import KEPT
from grants.statuses import ENTRY_MOVES, Bucket
from ivi_training.models import DataExport, Erasure, MailPause, OutgoingEmail, RefusedAddress, User
from tests.factories.accounts import UserFactory
from tests.factories.courses import CohortFactory
from tests.factories.trainees import ApplicantFactory, OrganisationFactory
from tests.repository.world import (
    Step,
    again,
    build,
    copy_of_application,
    put,
    tables,
    unguarded,
    who_refuses,
)
from trainees.models import (
    AllocationLine,
    AllocationRun,
    Anchor,
    Answer,
    Appeal,
    Applicant,
    Application,
    Assignment,
    Condition,
    ConflictOfInterest,
    Consent,
    Correction,
    Criterion,
    Decision,
    DecisionChange,
    Deferral,
    DestroyedApplication,
    Destruction,
    Document,
    EligibilityResult,
    Endorsement,
    Enrolment,
    FirstRun,
    FloorAct,
    NotDuplicate,
    Offer,
    OfferExtension,
    Onboarding,
    OnlineEnrolment,
    Organisation,
    OrganisationMerge,
    OrganisationName,
    PassedOver,
    PersonMerge,
    Place,
    Pledge,
    Promotion,
    Publication,
    Quota,
    QuotaRule,
    QuotaVersion,
    QuotaVersionLine,
    QuotaVersionRuleLine,
    RankedApplication,
    Ranking,
    ReconciliationException,
    RetentionHold,
    RetentionRule,
    ReturnRequest,
    Review,
    Reviewer,
    Rubric,
    Score,
    ScreenedApplication,
    ScreeningStep,
    Signature,
    Tally,
    Vacancy,
    WaitingEntry,
)

pytestmark = pytest.mark.django_db
LONG_AGO = date(1999, 1, 1)
LONG_AGO_AT = datetime(1999, 1, 1, tzinfo=UTC)
BILLION = 1_000_000_000


def merge_with_itself() -> None:
    one = OrganisationFactory()
    OrganisationMerge.objects.create(goes=one, stays=one, reason="One", by=UserFactory())


def merge_person_with_itself() -> None:
    one = ApplicantFactory()
    PersonMerge.objects.create(goes=one, applicant=one, reason="One", by=UserFactory())


def unknown(model: type[models.Model]) -> Step:
    return unguarded(f"{model._meta.label}:status_moves", step=put(model, status="nonsense"))


def asked() -> AccountingPeriod:
    """The period that somebody would like to reopen."""
    return PeriodReopening.objects.waiting().get().period


def refused(model: type[models.Model], by: Any, **agreement: None) -> Step:
    """Refuse what was asked for, past what lets an answer stand."""
    facts = {"refused_at": models.F("asked_at"), "refused_by": by, "refusal": "Why"}
    step = put(model, **facts, **agreement)
    return unguarded(f"{model._meta.label}:facts_stand", step=step)


def of(source: str, target: str) -> str:
    """The kind that moves money so."""
    kinds = [kind for kind, moves in ENTRY_MOVES.items() if (source, target) in moves]
    return (kinds or ["transfer"])[0]


def move_unasked() -> None:
    to_line = BudgetLine.objects.latest("pk")
    post(Bucket.AVAILABLE, Bucket.AVAILABLE, amount=1, to_line=to_line)()


def recover_unowed() -> None:
    expenditure = LedgerEntry.objects.filter(kind="expenditure").first().expenditure
    post(Bucket.SPENT, Bucket.AVAILABLE, amount=1, kind="recovery", expenditure=expenditure)()


def move_within_a_line() -> None:
    waiting = Transfer.objects.get(status="asked")
    post(Bucket.AVAILABLE, Bucket.AVAILABLE, transfer=waiting)()


def approved_again() -> None:
    """The approved transfer once more."""
    done = Transfer.objects.get(status="approved")
    post(
        Bucket.AVAILABLE, Bucket.AVAILABLE, amount=done.amount, from_line=done.from_line,
        to_line=done.to_line, transfer=done,
    )()  # fmt: skip


def reverse_again() -> None:
    copy = LedgerEntry.objects.get(kind="reversal")
    copy.pk, copy.key, copy._state.adding = None, "again", True
    copy.save()


def correct_again() -> None:
    """A second correction of one rate."""
    known = ExchangeRate.objects.get(supersedes__isnull=False)
    again(ExchangeRate, supersedes=known.supersedes, reason="Again")()


def of_approved(**facts: Any) -> Step:
    """Change what is approved and not paid, past what lets it stand."""
    guards = ("grants.Expenditure:facts_frozen", "grants.Expenditure:status_moves")
    approved = Expenditure.objects.filter(status="approved")
    return unguarded(*guards, step=lambda: approved.update(**facts))


def past_handing_in(step: Step) -> Step:
    return unguarded("grants.FundingShare:stands_once_handed_in", step=step)


def seal_again() -> None:
    """One more entry, under a number that is taken."""
    post(Bucket.FUNDER, Bucket.UNALLOCATED)()
    again(LedgerSeal, entry=LedgerEntry.objects.get(key="by hand"))()


def post(source: str, target: str, **facts: Any) -> Step:
    """One more entry in the ledger, whatever the balances say."""
    line = {Bucket.AVAILABLE, Bucket.COMMITTED, Bucket.SPENT}

    def insert() -> None:
        known = BudgetLine.objects.earliest("pk")
        entry = {
            "key": "by hand", "grant": known.grant, "kind": of(source, target), "amount": BILLION,
            "from_bucket": source, "from_line": known if source in line else None,
            "to_bucket": target, "to_line": known if target in line else None,
        }  # fmt: skip
        if facts.pop("item", False):
            entry["commitment_item"] = CommitmentItem.objects.earliest("pk")
        LedgerEntry.objects.create(**entry | facts)

    return insert


def of_a_trainee() -> Commitment:
    """A commitment that is no engagement's."""
    return Commitment.objects.get(engagement=None)


def rule_made() -> QuotaRule:
    return QuotaRule.objects.get()


def next_cohort() -> Cohort:
    """Another run of the course in which there is a place."""
    first = Place.objects.get().cohort
    return CohortFactory(program=first.program, course=first.course, modality=first.modality)


def other_place() -> Place:
    """A second place of the same application, given back at once."""
    again(Place, released_at=timezone.now())()
    return Place.objects.latest("pk")


def other_application() -> Application:
    """A second application of the same person, which no action would make."""
    facts = {"status": "withdrawn", "reference": "COPY"}
    unguarded("trainees.Application:status_start", step=again(Application, **facts))()
    return Application.objects.get(reference="COPY")


def other_entry() -> WaitingEntry:
    """A second number for the same application."""
    again(WaitingEntry, position=9)()
    return WaitingEntry.objects.latest("pk")


def again_condition(**facts: Any) -> Step:
    """A second condition, as if its offer still waited for an answer."""
    return unguarded("trainees.Condition:of_open_offer", step=again(Condition, **facts))


def question(**facts: Any) -> Step:
    """Change one question of the published form, past what lets it stand."""
    one = FormQuestion.objects.filter(key="plan")
    return unguarded("courses.FormQuestion:published_not_changed", step=lambda: one.update(**facts))


def rule(**facts: Any) -> Step:
    """Change the rules of the call, past what lets them stand."""
    return unguarded("courses.CallRule:frozen_not_changed", step=put(CallRule, **facts))


TO_DO: dict[str, Any] = {"status": "assigned", "submitted_at": None, "score": None}


STANDING_RULE = ("courses.EndorsementRule:frozen_not_changed",)
OF_SUBMITTED = "trainees.ReturnRequest:of_submitted"


UNPUBLISHED: dict[str, Any] = {"published_at": None, "published_by": None}
CONSTRAINTS: dict[str, Step] = {
    "user_email_lower_case": put(User, email="Ana@example.org"),
    "user_erased_is_closed": put(User, erased_at=timezone.now),
    "erasure_status_known": unknown(Erasure),
    "erasure_one_open_per_person": again(Erasure),
    "erasure_decision_has_who_and_when": put(Erasure, decided_at=timezone.now),
    "erasure_refused_has_ground": put(Erasure, ground="claim"),
    "dataexport_status_known": unknown(DataExport),
    "dataexport_one_at_a_time": again(DataExport),
    "dataexport_file_while_ready": put(DataExport, file="kept"),
    "outgoingemail_status_known": unknown(OutgoingEmail),
    "outgoingemail_sent_has_moment": put(OutgoingEmail, sent_at=timezone.now()),
    "mailpause_single": put(MailPause, id=2),
    "countryclassification_once_per_vintage": unguarded(
        "courses.CountryClassification:published_not_added", step=again(CountryClassification)
    ),
    "countryclassification_group_known": unguarded(
        "courses.CountryClassification:published_not_added",
        "courses.CountryClassification:of_scheme",
        step=again(CountryClassification, country="FR", income_group="X"),
    ),
    "vintage_scheme_known": unguarded(
        "courses.ClassificationVintage:published_stands",
        step=put(ClassificationVintage, scheme="MINE"),
    ),
    "vintage_published_by_has_moment": again(
        ClassificationVintage, code="FY99", published_at=None, published_by=UserFactory
    ),
    "program_ends_after_start": put(Program, ends_on=LONG_AGO),
    "stream_code_once_per_program": again(Stream, position=9),
    "stream_position_once_per_program": again(Stream, code="OTHER"),
    "cohort_ends_after_start": put(Cohort, ends_on=LONG_AGO),
    "cohort_modality_known": put(Cohort, modality="dream"),
    "call_status_known": unknown(Call),
    "call_closes_after_opening": put(Call, closes_at=models.F("opens_at")),
    "call_offer_days_positive": put(Call, offer_days=0),
    "call_onboarding_days_positive": put(Call, onboarding_days=0),
    "callrule_kind_known": rule(kind="luck"),
    "callrule_match_known": rule(match="few"),
    "callrule_education_known": rule(education="guess"),
    "callrule_english_known": rule(english="guess"),
    "callrule_bounds_rise": rule(low=3, high=2),
    "callrule_says_what_it_asks": rule(kind="age"),
    "consentterm_kind_known": again(ConsentTerm, kind="soul", **UNPUBLISHED),
    "consentterm_number_once": again(ConsentTerm, **UNPUBLISHED),
    "consentterm_one_draft": lambda: [
        again(ConsentTerm, number=n, **UNPUBLISHED)() for n in (8, 9)
    ],
    "consentterm_publication_has_who_and_when": again(ConsentTerm, number=8, published_by=None),
    "consentterm_published_in_both_languages": again(ConsentTerm, number=8, refusal_ko=""),
    "consentterm_published_names_recipients": again(
        ConsentTerm, number=8, kind="transfer", recipients_ko=""
    ),
    "consent_answer_known": unguarded(
        "trainees.Consent:in_turn", step=again(Consent, answer="maybe")
    ),
    "formversion_number_once": again(FormVersion, published_at=None, published_by=None),
    "formversion_one_draft": lambda: [
        again(FormVersion, published_at=None, published_by=None, number=n)() for n in (8, 9)
    ],
    "formversion_stage_known": again(
        FormVersion, stage="dream", published_at=None, published_by=None
    ),
    "formversion_publication_has_who_and_when": unguarded(
        "courses.FormVersion:published_stands", step=put(FormVersion, published_by=None)
    ),
    "formquestion_key_once_per_form": unguarded(
        "courses.FormQuestion:published_not_added", step=again(FormQuestion)
    ),
    "formquestion_key_plain": question(key="Role"),
    "formquestion_kind_known": question(kind="riddle"),
    "formquestion_words_of_a_text": question(word_limit=0),
    "formquestion_bounds_of_a_number": question(kind="date", word_limit=None, low=1),
    "formquestion_bounds_rise": question(kind="number", word_limit=None, low=2, high=1),
    "formquestion_condition_whole": question(shown_if="role", shown_values=[]),
    "formchoice_value_once_per_question": unguarded(
        "courses.FormChoice:published_not_added", step=again(FormChoice)
    ),
    "formchoice_value_plain": unguarded(
        "courses.FormChoice:published_not_changed", step=put(FormChoice, value="Engineer")
    ),
    "grant_ends_after_start": put(Grant, ends_on=LONG_AGO),
    "grant_never_over_allocated": post(Bucket.UNALLOCATED, Bucket.AVAILABLE),
    "budgetline_code_once_per_grant": again(
        BudgetLine, budgeted=0, committed=0, spent=0, overrun_allowed=0
    ),
    "grant_cash_not_negative": post(Bucket.RECEIVED, Bucket.RETURNED),
    "grant_received_within_award": post(Bucket.BANK, Bucket.RECEIVED),
    "grant_spent_is_not_returned": post(Bucket.RECEIVED, Bucket.RETURNED, amount=1),
    "budgetline_never_overspent": post(Bucket.AVAILABLE, Bucket.COMMITTED, item=True),
    "budgetline_balances_not_negative": post(Bucket.COMMITTED, Bucket.AVAILABLE, item=True),
    "commitmentitem_line_once": again(
        CommitmentItem, open_amount=0, spent_amount=0, covered=0
    ),
    "deadline_title_once": again(Deadline),
    "deadline_kind_known": put(Deadline, kind="?"),
    "deadline_has_its_rule": put(Deadline, fixed_on=date(2022, 1, 1)),
    "deadline_done_has_who_and_when": put(Deadline, done_at=timezone.now()),
    "settlementreport_version_once": unguarded(
        "grants.SettlementReport:of_closed_periods", step=again(SettlementReport)
    ),
    "settlementfile_name_once": again(SettlementFile),
    "ledgerday_account_once": again(LedgerDay, came=0, went=0),
    "commitmentitem_open_within_amount": unguarded(
        "grants.CommitmentItem:counters_kept", step=put(CommitmentItem, open_amount=-1)
    ),
    "evidence_kind_known": again(Evidence, kind="rumour"),
    "evidencerule_of_line_or_category": put(EvidenceRule, line=None),
    "evidencerule_kinds_known": put(EvidenceRule, kinds=[]),
    "evidencerule_once": again(EvidenceRule),
    "approvallimit_once": again(ApprovalLimit),
    "approvallimit_role_known": put(ApprovalLimit, role="finance"),
    "approvallimit_amount_and_people": put(ApprovalLimit, approvers=3),
    "fundingshare_source_once": past_handing_in(again(FundingShare)),
    "fundingshare_amount_positive": past_handing_in(put(FundingShare, amount=0)),
    "expenditureimport_not_empty": again(ExpenditureImport, count=0, sha256="0"),
    "expenditure_supply_and_vat_make_amount": of_approved(vat=-1),
    "expenditure_foreign_is_whole": of_approved(foreign_amount=5),
    "expenditure_first_approved_by_another": of_approved(
        first_approved_by=models.F("recorded_by"), first_approved_at=LONG_AGO_AT
    ),
    "expenditure_payment_is_whole": of_approved(paid_on=LONG_AGO),
    "expenditure_disallowed_has_amount_and_reason": of_approved(disallowed_reason="Why"),
    "expenditure_status_known": of_approved(status="nonsense"),
    "expenditure_amount_positive": of_approved(amount=0),
    "expenditure_approved_by_another": of_approved(approved_by=models.F("recorded_by")),
    "expenditure_approval_has_who_and_when": of_approved(approved_at=None),
    "ledgerentry_amount_positive": post(Bucket.FUNDER, Bucket.UNALLOCATED, amount=0),
    "ledgerentry_kind_known": post(Bucket.FUNDER, Bucket.UNALLOCATED, kind="gift"),
    "ledgerentry_buckets_known": post(Bucket.FUNDER, "pocket"),
    "ledgerentry_from_line_where_needed": post(
        Bucket.AVAILABLE, Bucket.UNALLOCATED, from_line=None
    ),
    "ledgerentry_to_line_where_needed": post(Bucket.UNALLOCATED, Bucket.AVAILABLE, to_line=None),
    "ledgerentry_kind_moves_so": post(Bucket.FUNDER, Bucket.UNALLOCATED, kind="tranche"),
    "ledgerentry_two_lines_in_transfers": move_within_a_line,
    "ledgerentry_committed_names_item": post(Bucket.AVAILABLE, Bucket.COMMITTED, amount=1),
    "ledgerentry_spent_names_expenditure": post(Bucket.AVAILABLE, Bucket.SPENT, amount=1),
    "ledgerentry_reversal_names_entry": post(Bucket.UNALLOCATED, Bucket.FUNDER, amount=1),
    "ledgerseal_number_once": unguarded(
        "grants.LedgerEntry:post", "grants.LedgerSeal:set_by_ledger", step=seal_again
    ),
    "exchangerate_once": again(ExchangeRate),
    "exchangerate_currency_is_foreign": again(ExchangeRate, currency="KRW"),
    "exchangerate_type_known": again(ExchangeRate, rate_type="guess"),
    "exchangerate_above_zero": again(ExchangeRate, currency="JPY", rate=0),
    "exchangerate_correction_has_reason": again(ExchangeRate, currency="JPY", reason="Why"),
    "fundingsource_once": again(FundingSource),
    "fundingsource_kind_known": again(FundingSource, kind="luck"),
    "fundingsource_subsidy_is_the_award": again(FundingSource, name="Another"),
    "fundingsource_agreed_above_zero": again(FundingSource, kind="own", agreed=0),
    "ledgercheckpoint_once": again(LedgerCheckpoint),
    "accountingperiod_ends_after_start": again(
        AccountingPeriod, starts_on=LONG_AGO, ends_on=date(1998, 1, 1), closed_at=None,
        closed_by=None,
    ),
    "accountingperiod_closing_has_who_and_when": put(AccountingPeriod, closed_by=None),
    "periodreopening_one_open": again(
        PeriodReopening, agreed_at=None, agreed_by=None, period=asked
    ),
    "periodreopening_agreed_by_another": again(
        PeriodReopening, agreed_by=lambda: PeriodReopening.objects.earliest("pk").asked_by
    ),
    "periodreopening_agreement_has_who_and_when": again(PeriodReopening, agreed_at=None),
    "periodreopening_refused_by_another": refused(
        PeriodReopening, models.F("asked_by"), agreed_at=None, agreed_by=None
    ),
    "periodreopening_refusal_has_who_when_and_why": unguarded(
        "grants.PeriodReopening:facts_stand", step=put(PeriodReopening, refusal="Why")
    ),
    "periodreopening_decided_one_way": refused(PeriodReopening, UserFactory),
    "ledgerentry_transfer_names_request": move_unasked,
    "budgetcategory_name_once_per_grant": again(BudgetCategory),
    "budgetversion_number_once": again(BudgetVersion),
    "budgetversionline_line_once": again(BudgetVersionLine),
    "overrun_amount_positive": again(Overrun, amount=0, approved_at=None, approved_by=None),
    "overrun_approved_by_another": unguarded(
        "grants.Overrun:facts_stand", step=put(Overrun, approved_by=models.F("asked_by"))
    ),
    "overrun_approval_has_who_and_when": unguarded(
        "grants.Overrun:facts_stand", step=put(Overrun, approved_by=None)
    ),
    "overrun_refused_by_another": refused(
        Overrun, models.F("asked_by"), approved_at=None, approved_by=None
    ),
    "overrun_refusal_has_who_when_and_why": unguarded(
        "grants.Overrun:facts_stand", step=put(Overrun, refusal="Why")
    ),
    "overrun_decided_one_way": refused(Overrun, UserFactory),
    "transfer_status_known": unknown(Transfer),
    "transfer_of_two_lines": unguarded(
        "grants.Transfer:facts_stand", step=put(Transfer, to_line=models.F("from_line"))
    ),
    "transfer_decided_by_another": put(Transfer, decided_by=models.F("asked_by")),
    "transfer_decision_has_who_and_when": put(Transfer, decided_at=None),
    "transferpolicy_choices_known": put(TransferPolicy, scope="dream"),
    "transferpolicy_cap_is_a_percentage": put(TransferPolicy, cap_percent=101),
    "transferpair_once": again(TransferPair),
    "commitmentitem_never_funded_twice": put(CommitmentPart, covered=models.F("cost")),
    "commitmentpart_covered_within_cost": put(CommitmentPart, covered=models.F("cost") + 1),
    "recovery_status_known": unguarded(
        "grants.Recovery:status_moves", step=put(Recovery, status="dream")
    ),
    "recovery_received_within_amount": unguarded(
        "grants.Recovery:counters_kept", step=put(Recovery, received=models.F("amount") + 1)
    ),
    "recovery_received_is_whole": unguarded(
        "grants.Recovery:status_moves",
        "grants.Recovery:counters_kept",
        step=put(Recovery, status="received", received=0),
    ),
    "recovery_waiver_has_who_when_and_why": put(Recovery, waived_at=timezone.now),
    "recovery_waived_by_another": unguarded(
        "grants.Recovery:status_moves",
        step=put(
            Recovery, status="waived", waived_at=timezone.now, waived_by=models.F("opened_by"),
            waiver="Mine",
        ),
    ),
    "ledgerentry_recovery_names_what_was_owed": recover_unowed,
    "pledge_choices_known": unguarded(
        "trainees.Pledge:facts_stand", step=put(Pledge, payer="dream")
    ),
    "pledge_once": unguarded("trainees.Pledge:covered", step=again(Pledge)),
    "pledge_paid_within_pledged": put(Pledge, paid=models.F("pledged") + 1),
    "pledge_end_has_who_and_when": unguarded(
        "trainees.Pledge:covered", step=put(Pledge, ended_at=timezone.now)
    ),
    "reconciliationexception_open_once": again(ReconciliationException, ended_at=None),
    "reconciliationexception_kind_known": put(ReconciliationException, kind="dream"),
    "reconciliationexception_ends_after": put(
        ReconciliationException, ended_at=models.F("since") - timedelta(days=1)
    ),
    "supportpackage_once_per_stream_modality": again(SupportPackage),
    "supportpackage_modality_known": put(SupportPackage, modality="dream"),
    "supportpackageitem_once": again(SupportPackageItem),
    "supportpackageitem_won_or_foreign": put(SupportPackageItem, currency="USD"),
    "commitmentpart_foreign_has_rate": unguarded(
        "grants.CommitmentPart:facts_stand", step=put(CommitmentPart, currency="USD")
    ),
    "supportpackageitem_choices_known": put(SupportPackageItem, kind="dream"),
    "supportpackageitem_more_of_nights_or_days": put(SupportPackageItem, more_units=1),
    "regionband_position_once_per_grant": again(RegionBand, is_fallback=False, countries=["VN"]),
    "regionband_one_fallback_per_grant": again(RegionBand, position=8),
    "engagement_status_known": unguarded(
        "grants.Engagement:status_moves",
        "grants.Engagement:ends_released",
        step=put(Engagement, status="dream"),
    ),
    "engagement_names_who": unguarded(
        "grants.Engagement:facts_stand", step=put(Engagement, person="")
    ),
    "engagement_ends_after_start": unguarded(
        "grants.Engagement:facts_stand", step=put(Engagement, ends_on=LONG_AGO)
    ),
    "feecategory_name_once_per_grant": again(FeeCategory),
    "feerate_choices_known": unguarded(
        "grants.FeeRate:used_stands", step=put(FeeRate, role="dream")
    ),
    "feerate_amount_positive": unguarded("grants.FeeRate:used_stands", step=put(FeeRate, amount=0)),
    "feerate_ends_after_start": unguarded(
        "grants.FeeRate:used_stands", step=put(FeeRate, valid_until=LONG_AGO)
    ),
    "feerate_one_at_a_time": again(FeeRate),
    "commitmentpart_fee_has_rate": unguarded(
        "grants.CommitmentPart:facts_stand", step=put(CommitmentPart, fee_rate=None)
    ),
    "regionband_fallback_names_nothing": put(RegionBand, countries=["VN"]),
    "commitmentpart_choices_known": unguarded(
        "grants.CommitmentPart:facts_stand", step=put(CommitmentPart, kind="dream")
    ),
    "commitmentpart_cost_follows": unguarded(
        "grants.CommitmentPart:facts_stand", step=put(CommitmentPart, units=7)
    ),
    "supportpackageitem_amount_positive": put(SupportPackageItem, amount=0),
    "organisation_once_per_country": again(Organisation, name="NANOGEN"),
    "notduplicate_in_order": unguarded(
        "trainees.NotDuplicate:append_only",
        step=put(NotDuplicate, first=models.F("second")),
    ),
    "notduplicate_once": again(NotDuplicate),
    "organisationname_once_per_country": again(OrganisationName, name="NANOGEN"),
    "personmerge_of_two": merge_person_with_itself,
    "personmerge_has_reason": unguarded(
        "trainees.PersonMerge:stands", step=put(PersonMerge, reason="")
    ),
    "organisationmerge_of_two": merge_with_itself,
    "organisationmerge_has_reason": lambda: OrganisationMerge.objects.create(
        goes=OrganisationFactory(), stays=OrganisationFactory(), reason="", by=UserFactory()
    ),
    "tally_cell_once": again(Tally, count=0),
    "application_status_known": unknown(Application),
    "application_one_live_per_call": unguarded(
        "trainees.Application:status_start", step=again(Application, reference="CALL-2")
    ),
    "application_submission_complete": put(Application, submitted_at=None),
    "application_draft_not_submitted": unguarded(
        "trainees.Application:status_moves", step=put(Application, status="draft")
    ),
    "document_kind_once": unguarded("trainees.Document:as_asked", step=again(Document)),
    "document_answers_a_question": unguarded(
        "trainees.Document:as_asked", step=again(Document, kind="answer")
    ),
    "answer_once_per_question": unguarded("trainees.Answer:as_asked", step=again(Answer)),
    "answer_says_something": unguarded("trainees.Answer:as_asked", step=put(Answer, value="")),
    "eligibilityresult_rule_once_per_check": again(EligibilityResult),
    "eligibilityresult_rule_known": again(EligibilityResult, rule="luck"),
    "eligibilityresult_finding_known": again(EligibilityResult, number=9, finding="maybe"),
    "returnrequest_one_open_per_application": unguarded(
        OF_SUBMITTED,
        step=lambda: [again(ReturnRequest, answered_at=None)() for _twice in range(2)],
    ),
    "returnrequest_asks_something": unguarded(
        OF_SUBMITTED,
        step=again(ReturnRequest, asked_fields=[], asked_papers=[], asked_questions=[]),
    ),
    "returnrequest_due_after_asking": unguarded(
        OF_SUBMITTED, step=again(ReturnRequest, due_at=datetime(1999, 1, 1, tzinfo=UTC))
    ),
    "returnrequest_answered_or_closed": unguarded(
        OF_SUBMITTED, step=again(ReturnRequest, closed_at=timezone.now())
    ),
    "screeningstep_ineligible_has_reason": again(ScreeningStep, is_eligible=False),
    "screeningstep_undoing_has_who_and_when": put(ScreeningStep, undone_at=timezone.now()),
    "screenedapplication_once_per_step": again(ScreenedApplication),
    "decision_one_staged_per_application": lambda: [
        again(Decision, published_at=None, published_by=None)() for _twice in range(2)
    ],
    "decision_outcome_known": again(Decision, outcome="perhaps"),
    "decision_publication_has_who_and_when": again(Decision, published_by=None),
    "decision_published_in_a_publication": again(Decision, publication=None),
    "decisionchange_says_why": again(DecisionChange, why=""),
    "signature_once_per_person": again(Signature),
    "publication_one_at_a_time": lambda: [
        again(Publication, finished_at=None)() for _twice in range(2)
    ],
    "publication_stop_has_moment": again(Publication, finished_at=None, stop_reason="Full"),
    "rubric_version_once_per_call": again(Rubric, published_at=None, published_by=None),
    "rubric_reviews_required_positive": unguarded(
        "trainees.Rubric:published_stands", step=put(Rubric, reviews_required=0)
    ),
    "rubric_publication_has_who_and_when": unguarded(
        "trainees.Rubric:published_stands", step=put(Rubric, published_by=None)
    ),
    "criterion_position_once_per_rubric": unguarded(
        "trainees.Criterion:published_not_added", step=again(Criterion)
    ),
    "criterion_weight_positive": unguarded(
        "trainees.Criterion:published_not_changed", step=put(Criterion, weight=0)
    ),
    "criterion_scale_rises": unguarded(
        "trainees.Criterion:published_not_changed", step=put(Criterion, high=0)
    ),
    "anchor_value_once_per_criterion": unguarded(
        "trainees.Anchor:published_not_added", step=again(Anchor)
    ),
    "conflictofinterest_once": again(ConflictOfInterest),
    "conflictofinterest_kind_known": again(ConflictOfInterest, kind="rumour"),
    "assignment_undoing_has_who_and_when": put(Assignment, undone_at=timezone.now()),
    "review_status_known": unknown(Review),
    "review_once_per_reviewer": again(Review, number=2, **TO_DO),
    "review_number_once_per_application": again(Review, reviewer=UserFactory, **TO_DO),
    "review_submission_has_moment_and_score": unguarded(
        "trainees.Review:closed_stands", step=put(Review, submitted_at=None)
    ),
    "score_once_per_criterion": unguarded("trainees.Score:allowed", step=again(Score)),
    "ranking_number_once_per_cohort": again(Ranking),
    "ranking_tie_rule_known": again(Ranking, number=2, tie_rule="age"),
    "rankedapplication_position_once": again(RankedApplication, application=other_application),
    "rankedapplication_application_once": unguarded(
        "trainees.RankedApplication:within_ranking", step=again(RankedApplication, position=2)
    ),
    "rankedapplication_tie_break_known": again(RankedApplication, tie_break="age"),
    "allocationrun_number_once_per_ranking": again(AllocationRun),
    "allocationrun_method_known": again(AllocationRun, number=2, method="lot"),
    "allocationline_position_once": again(AllocationLine, application=other_application),
    "allocationline_application_once": unguarded(
        "trainees.AllocationLine:within_run", step=again(AllocationLine, position=2)
    ),
    "allocationline_outcome_known": again(AllocationLine, outcome="perhaps"),
    "allocationline_reason_known": again(AllocationLine, reason="charm"),
    "quota_never_oversubscribed": put(Quota, ceiling=0),
    "quota_floor_within_ceiling": put(Quota, floor=99),
    "quota_closing_has_who_and_why": put(Quota, closing_reason="Why"),
    "quota_rule_has_value": unguarded(
        "trainees.Quota:not_by_hand", step=put(Quota, rule_value="KE")
    ),
    "quota_rule_value_once": unguarded(
        "trainees.Quota:not_by_hand",
        step=again(Quota, used=0, gender="other", rule=rule_made, rule_value="VN"),
    ),
    "quotarule_fact_known": unguarded(
        "trainees.QuotaRule:facts_frozen", step=put(QuotaRule, fact="height")
    ),
    "quotarule_closing_has_who_and_why": put(QuotaRule, closing_reason="Why"),
    "quotarule_fact_once": again(QuotaRule),
    "quotaversionruleline_rule_once": again(QuotaVersionRuleLine),
    "flooract_kind_known": again(FloorAct, kind="eaten"),
    "flooract_has_reason": again(FloorAct, reason=""),
    "quota_facts_once": again(Quota, used=0),
    "quotaversion_number_once": again(QuotaVersion),
    "quotaversionline_quota_once": again(QuotaVersionLine),
    "place_one_live_per_application": unguarded(
        "trainees.Place:facts_true", step=again(Place, cohort=next_cohort)
    ),
    "place_one_live_per_person": again(
        Place, application=lambda: copy_of_application("AGAIN")
    ),
    "program_promotion_known": put(Program, promotion="lot"),
    "cohort_promotion_known": put(Cohort, promotion="lot"),
    "cohort_promotes_before_start": put(Cohort, promote_until=models.F("starts_on")),
    "waitingentry_position_once": again(WaitingEntry, left_at=None, left_as=""),
    "waitingentry_once_at_a_time": lambda: [
        again(WaitingEntry, left_at=None, left_as="", position=n)() for n in (8, 9)
    ],
    "waitingentry_leaving_has_when_and_how": again(WaitingEntry, left_at=None, position=9),
    "vacancy_kind_known": again(Vacancy, kind="rumour"),
    "vacancy_place_once": lambda: [
        again(Vacancy, place=Place.objects.first)() for _twice in range(2)
    ],
    "promotion_status_known": unguarded(
        "trainees.Promotion:status_moves", step=put(Promotion, status="nonsense", offer=None)
    ),
    "promotion_one_pending_per_entry": lambda: [
        again(Promotion, status="pending", offer=None)() for _twice in range(2)
    ],
    "promotion_offered_has_offer": put(Promotion, offer=None),
    "passedover_entry_once": again(PassedOver),
    "passedover_why_known": again(PassedOver, why="age", entry=other_entry),
    "offerextension_is_later": again(
        OfferExtension, respond_by=lambda: OfferExtension.objects.get().before
    ),
    "condition_status_known": unguarded(
        "trainees.Condition:status_moves",
        step=put(Condition, status="nonsense", settled_at=timezone.now()),
    ),
    "condition_kind_known": again_condition(kind="luck"),
    "condition_when_missed_known": again_condition(when_missed="shrug"),
    "condition_other_has_text": again_condition(kind="other"),
    "condition_due_after_setting": again_condition(due_at=LONG_AGO_AT),
    "condition_settling_has_when_and_who": put(Condition, settled_at=timezone.now()),
    "condition_waived_has_reason": put(
        Condition, status="waived", settled_at=timezone.now(), settled_by=UserFactory
    ),
    "endorsementrule_days_in_bounds": unguarded(
        *STANDING_RULE, step=put(EndorsementRule, days=0)
    ),
    "endorsementrule_awaits_what_it_requires": unguarded(
        *STANDING_RULE, step=put(EndorsementRule, is_awaited=True)
    ),
    "endorsement_status_known": unguarded(
        "trainees.Endorsement:status_moves", step=put(Endorsement, status="nonsense")
    ),
    "endorsement_one_live_per_kind": unguarded(
        "trainees.Endorsement:of_its_call", step=again(Endorsement)
    ),
    "endorsement_due_after_asking": unguarded(
        "trainees.Endorsement:stands",
        step=put(Endorsement, due_at=datetime(1999, 1, 1, tzinfo=UTC)),
    ),
    "endorsement_whole_when_answered": put(Endorsement, status="signed", signed_name="Minh"),
    "deferral_status_known": unguarded(
        "trainees.Deferral:status_moves",
        step=put(Deferral, status="nonsense", decided_at=timezone.now(), decided_by=UserFactory),
    ),
    "deferral_one_open_per_offer": again(Deferral),
    "deferral_says_why": put(
        Deferral, status="refused", decided_at=timezone.now(), decided_by=UserFactory
    ),
    "deferral_decision_has_who_and_when": put(Deferral, decided_at=timezone.now()),
    "deferral_granted_has_cohort": put(
        Deferral, status="granted", note="Fine", decided_at=timezone.now(), decided_by=UserFactory
    ),
    "cohort_open_is_online": put(Cohort, is_open=True, modality="in_person"),
    "onlineenrolment_status_known": unguarded(
        "trainees.OnlineEnrolment:status_moves", step=put(OnlineEnrolment, status="nonsense")
    ),
    "onlineenrolment_once_at_a_time": unguarded(
        "trainees.OnlineEnrolment:open_to_them",
        step=lambda: [
            again(OnlineEnrolment, status="enrolled", ended_at=None)() for _twice in range(2)
        ],
    ),
    "onlineenrolment_end_has_moment": put(OnlineEnrolment, ended_at=None),
    "retentionrule_kind_known": again(RetentionRule, kind="soul", **UNPUBLISHED),
    "retentionrule_unit_known": again(RetentionRule, unit="weeks", **UNPUBLISHED),
    "retentionrule_period_positive": again(RetentionRule, period=0, **UNPUBLISHED),
    "retentionrule_event_fits": again(RetentionRule, event="sign_in", **UNPUBLISHED),
    "retentionrule_number_once": again(RetentionRule, **UNPUBLISHED),
    "retentionrule_one_draft": lambda: [
        again(RetentionRule, number=n, **UNPUBLISHED)() for n in (8, 9)
    ],
    "retentionrule_publication_has_who_and_when": again(
        RetentionRule, number=8, published_by=None
    ),
    "retentionrule_published_names_basis": again(RetentionRule, number=8, basis_ko=""),
    "correction_one_open_per_person": again(Correction),
    "correction_decision_has_who_and_when": put(Correction, is_corrected=True),
    "correction_changes_where_corrected": put(Correction, changes={"gender": {}}),
    "retentionhold_one_open_per_person": again(RetentionHold),
    "retentionhold_lifted_by_somebody": put(RetentionHold, lifted_at=timezone.now),
    "retentionhold_has_reason": lambda: [
        put(RetentionHold, lifted_at=timezone.now, lifted_by=UserFactory)(),
        again(RetentionHold, reason="", lifted_at=None, lifted_by=None)(),
    ],
    "destruction_ends_after_begin": put(Destruction, ended_at=LONG_AGO_AT),
    "destroyedapplication_once": again(DestroyedApplication),
    "appeal_decision_has_who_when_and_why": put(Appeal, decided_at=timezone.now()),
    "offer_status_known": unknown(Offer),
    "offer_one_live_per_application": again(
        Offer, status="sent", responded_at=None, commitment=None, place=other_place
    ),
    "offer_answer_has_moment": put(Offer, responded_at=None),
    "enrolment_status_known": unknown(Enrolment),
    "onboarding_status_known": unknown(Onboarding),
    "onboarding_sent_in_has_moment": put(Onboarding, status="sent_in"),
}  # fmt: skip

# Columns that hold a value once; named by table and column.
UNIQUE: dict[str, Step] = {
    "user.email": again(User),
    "outgoingemail.key": again(OutgoingEmail, message_id="<2@example.org>"),
    "outgoingemail.message_id": again(OutgoingEmail, key="2"),
    "refusedaddress.address": again(RefusedAddress),
    "personmerge.goes_id": unguarded(
        "trainees.PersonMerge:both_held", "trainees.PersonMerge:moves", step=again(PersonMerge)
    ),
    "organisationmerge.goes_id": unguarded(
        "trainees.OrganisationMerge:both_held", step=again(OrganisationMerge)
    ),
    "firstrun.rule_id": again(FirstRun),
    "classificationvintage.code": again(
        ClassificationVintage, published_at=None, published_by=None
    ),
    "program.code": again(Program),
    "course.code": again(Course),
    "cohort.code": again(Cohort),
    "call.code": unguarded("courses.Call:status_start", step=again(Call)),
    "grant.code": again(Grant, **dict.fromkeys(KEPT, 0)),
    "ledgerentry.key": again(LedgerEntry),
    "expenditureimport.sha256": again(ExpenditureImport),
    "exchangerate.supersedes_id": correct_again,
    "ledgerentry.reverses_id": reverse_again,
    "ledgerentry.transfer_id": approved_again,
    "transferpolicy.grant_id": again(TransferPolicy),
    "recovery.spent_by_id": again(Recovery),
    "engagement.commitment_id": again(Engagement, reference="F9", token=uuid.uuid4),
    "engagement.reference": again(Engagement, commitment=of_a_trainee, token=uuid.uuid4),
    "engagement.token": again(Engagement, commitment=of_a_trainee, reference="F9"),
    "ledgerseal.entry_id": unguarded(
        "grants.LedgerSeal:set_by_ledger", step=again(LedgerSeal, number=99)
    ),
    "applicant.user_id": again(Applicant),
    "application.reference": unguarded(
        "trainees.Application:status_start", step=again(Application, status="withdrawn")
    ),
    "reviewer.user_id": again(Reviewer),
    "onboarding.enrolment_id": again(Onboarding),
    "offer.place_id": unguarded(
        "trainees.Offer:status_start", step=again(Offer, status="declined", commitment=None)
    ),
    "appeal.application_id": again(Appeal),
    "promotion.offer_id": unguarded("trainees.Promotion:status_start", step=again(Promotion)),
    "offer.commitment_id": unguarded(
        "trainees.Offer:status_start",
        step=again(Offer, status="declined", place=other_place),
    ),
    "enrolment.offer_id": again(Enrolment),
}


def counted_columns() -> list[tuple[type[models.Model], str]]:
    """Columns declared as never negative."""
    whole = (models.PositiveIntegerField, models.PositiveSmallIntegerField)
    return [
        (model, field.column)
        for model in tables()
        for field in model._meta.local_fields
        if isinstance(field, whole)
    ]


def test_every_constraint_has_a_try():
    declared = {c.name for model in tables() for c in model._meta.constraints}
    assert declared == set(CONSTRAINTS)


def test_every_unique_column_has_a_try():
    assert set(UNIQUE) == {
        f"{model._meta.model_name}.{field.column}"
        for model in tables()
        for field in model._meta.local_fields
        if field.unique and not field.primary_key
    }


def test_each_constraint_refuses():
    build()
    answers = {name: who_refuses(step) for name, step in CONSTRAINTS.items()}
    assert answers == {name: name for name in CONSTRAINTS}


def test_a_second_value_is_refused_where_one_is_unique():
    build()
    answers = {name: who_refuses(step) or "" for name, step in UNIQUE.items()}
    assert [n for n in UNIQUE if f"_{n.replace('.', '_')}_" not in answers[n]] == []


def test_a_negative_number_is_refused_where_there_is_none():
    build()
    accepted = []
    for model, column in counted_columns():
        everything = [f"{model._meta.label}:{t.name}" for t in getattr(model._meta, "triggers", [])]
        with connection.cursor() as cursor:
            less = f'UPDATE {model._meta.db_table} SET "{column}" = -1'  # noqa: S608 - our names
            refused = who_refuses(unguarded(*everything, step=partial(cursor.execute, less)))
        if not refused or (column not in refused and refused not in CONSTRAINTS):
            accepted.append(f"{model._meta.label}.{column}: {refused}")
    assert accepted == []


def test_every_constraint_tells_a_person_what_is_wrong():
    silent = {
        "mailpause_single", "ledgerentry_kind_known", "ledgerentry_buckets_known",
        "ledgerentry_from_line_where_needed", "ledgerentry_to_line_where_needed",
        "ledgerentry_kind_moves_so", "ledgerentry_two_lines_in_transfers",
        "ledgerentry_committed_names_item", "ledgerentry_spent_names_expenditure",
        "ledgerseal_number_once", "ledgercheckpoint_once", "ledgerentry_transfer_names_request",
        "budgetversionline_line_once", "ledgerday_account_once",
        "decision_outcome_known", "quotaversionline_quota_once", "tally_cell_once",
        "quotaversionruleline_rule_once", "commitmentpart_choices_known",
        "commitmentpart_cost_follows", "commitmentpart_foreign_has_rate",
        "commitmentpart_fee_has_rate",
        "reconciliationexception_open_once", "reconciliationexception_ends_after",
        "reconciliationexception_kind_known", "ledgerentry_recovery_names_what_was_owed",
    }  # no form writes these  # fmt: skip
    default = models.CheckConstraint.default_violation_error_message
    assert silent == {
        constraint.name
        for model in tables()
        for constraint in model._meta.constraints
        if constraint.violation_error_message == default
    }
