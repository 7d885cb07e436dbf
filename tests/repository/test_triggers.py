"""What the database refuses or keeps whoever writes: one row for each of our triggers."""

from datetime import date, timedelta
from typing import Any

import pgtrigger
import pytest
from django.db import connection, models, transaction
from django.utils import timezone

from courses.actions import consents, forms
from courses.models import (
    Call,
    CallRule,
    ClassificationVintage,
    Cohort,
    ConsentTerm,
    CountryClassification,
    EndorsementRule,
    FormChoice,
    FormQuestion,
    FormSection,
    FormVersion,
    Program,
    Stream,
)
from grants.actions import budget_lines, commitments
from grants.actions.commitments import Promise
from grants.models import (
    AccountingPeriod,
    ApprovalLimit,
    BudgetCategory,
    BudgetLine,
    BudgetVersion,
    BudgetVersionLine,
    CommitmentItem,
    CommitmentPart,
    Deadline,
    Engagement,
    Evidence,
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
)
from ivi_training.models import DataExport, Erasure, OutgoingEmail, StatusChange, User
from tests.factories.accounts import UserFactory
from tests.factories.courses import CohortFactory, ProgramFactory, VintageFactory, open_call
from tests.factories.endorsements import asking_call, endorsement
from tests.factories.forms import form_for, handed_in
from tests.factories.grants import grant_for, line_of, other_countries, package_for
from tests.factories.payers import pledged
from tests.factories.trainees import (
    ApplicantFactory,
    OrganisationFactory,
    draft,
    eligible,
    later_cohort,
    quota,
    submitted,
)
from tests.repository.world import (
    APPS,
    Step,
    again,
    build,
    copy_of_application,
    drop,
    empty,
    put,
    unguarded,
    who_refuses,
)
from trainees.actions import places, rubrics
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
from trainees.reports import invariants

pytestmark = pytest.mark.django_db


def release(times: int = 1) -> Step:
    return lambda: [put(Place, released_at=timezone.now())() for _time in range(times)]


def close(rows: models.QuerySet[Any]) -> None:
    rows.update(closed_at=timezone.now(), closed_by=UserFactory(), closing_reason="Why")


def drafts() -> models.QuerySet[Expenditure]:
    """What was imported and waits for its papers."""
    return Expenditure.objects.filter(status="draft")


def abroad() -> models.QuerySet[Expenditure]:
    """What was paid in dollars and disallowed in part."""
    return Expenditure.objects.exclude(currency="")


def hand_in_draft() -> None:
    drafts().update(status="submitted")


def approve(pk: int) -> None:
    now = {"approved_at": timezone.now(), "approved_by": UserFactory()}
    Expenditure.objects.filter(pk=pk).update(status="approved", **now)


def approve_above_limit() -> None:
    one = drafts().get()
    unguarded("grants.Expenditure:handed_in_whole", step=hand_in_draft)()
    approve(one.pk)


def approve_unposted() -> None:
    one = drafts().get()
    unguarded("grants.Expenditure:handed_in_whole", step=hand_in_draft)()
    unguarded("grants.Expenditure:within_limits", step=lambda: approve(one.pk))()


def other_grant() -> Grant:
    return Grant.objects.exclude(pk=BudgetLine.objects.first().grant_id).first() or grant_for(
        ProgramFactory(), 1
    )


def other_category() -> BudgetCategory:
    return BudgetCategory.objects.create(grant=other_grant(), name_en="Another")


def spent_on_no_promise() -> None:
    """An entry that drew on nothing that was promised."""
    award = LedgerEntry.objects.filter(kind="award").first()
    unguarded(
        "grants.Recovery:status_start",
        step=again(Recovery, spent_by=award, status="open", received=0),
    )()


def offer_past_a_pledge() -> None:
    """The whole cost is promised although somebody else pays a part of it."""
    application, by = eligible(), UserFactory()
    package = package_for(line_of(grant_for(application.cohort.program)), amount=1_000)
    pledged(application, 10, kind="other")
    (place,) = places.take([application])
    (made,) = commitments.commit([Promise(package, application.cohort, "Offer")], by=by)
    Offer.objects.create(
        application=application, place=place, commitment=made, respond_by=timezone.now()
    )


def other_line() -> BudgetLine:
    return line_of(other_grant(), 1)


def other_band() -> RegionBand:
    return other_countries(other_grant())


def other_stream() -> Stream:
    return ProgramFactory().streams.first()


def another_line_of_a_version() -> None:
    """A line that came later is written into the version before it, which was judged by then."""
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE; SET CONSTRAINTS ALL DEFERRED")
    line = line_of(Grant.objects.get(), 0, code="NEW")
    BudgetVersionLine.objects.create(version=BudgetVersion.objects.get(), line=line, amount=1)


def closed_again(**facts: Any) -> Step:
    """Written into the period that was closed and not reopened."""
    closed = AccountingPeriod.objects.closed().filter(reopenings__agreed_at=None)
    return lambda: AccountingPeriod.objects.filter(
        pk__in=closed.values_list("pk", flat=True)
    ).update(**{name: value() if callable(value) else value for name, value in facts.items()})


# A review that was just assigned.
TO_DO: dict[str, Any] = {"status": "assigned", "submitted_at": None, "score": None, "number": 2}


def colleague() -> Any:
    """An account whose employer is the applicant's."""
    user = UserFactory()
    Reviewer.objects.create(user=user, organisation=Application.objects.get().organisation)
    return user


def other_vintage() -> ClassificationVintage:
    return VintageFactory(code="FY23")


def draft_of_list() -> ClassificationVintage:
    return ClassificationVintage.objects.create(code="FY99", valid_from=date(2098, 7, 1))


def oda_list() -> ClassificationVintage:
    return VintageFactory(code="DAC24", scheme="DAC_ODA", rows={"KE": "LDC"})


def judge_by(of_list: Any, group: str = "LM") -> Step:
    """A rule of a call to which nobody has applied."""

    def write() -> None:
        CallRule.objects.create(
            call=open_call(), kind="group", facts=["citizenship"], income_groups=[group],
            vintage=of_list(),
        )  # fmt: skip

    return write


def draft_of_rubric() -> Rubric:
    return rubrics.start_next_version(Rubric.objects.get())


def draft_of_form() -> FormVersion:
    return forms.start_draft(Call.objects.get())


def other_form() -> FormVersion:
    """The next version, published too."""
    like = FormVersion.objects.get(stage="application")
    version = forms.start_draft(like.call, like=like)
    forms.publish(version, by=UserFactory())
    return version


def other_acceptance_form() -> FormVersion:
    """The next version of what is asked after acceptance, published too."""
    like = FormVersion.objects.get(stage="acceptance")
    version = forms.start_draft(like.call, "acceptance", like=like)
    forms.publish(version, by=UserFactory())
    return version


def passport() -> FormQuestion:
    return FormQuestion.objects.get(version__stage="acceptance", key="passport")


def meals() -> FormQuestion:
    return FormQuestion.objects.get(version__stage="acceptance", key="meals")


def end_places() -> None:
    put(Enrolment, status="cancelled")()


def send_in_past_actions() -> None:
    put(Onboarding, status="sent_in", sent_in_at=timezone.now)()


def send_in_without_passport() -> None:
    Answer.objects.filter(question=passport()).delete()
    put(Onboarding, status="sent_in", sent_in_at=timezone.now)()


def ask_as_sent_in() -> None:
    row = Onboarding.objects.get()
    row.pk, row._state.adding, row.status, row.sent_in_at = None, True, "sent_in", timezone.now()
    row.save(force_insert=True)


def answer_meals() -> None:
    Answer.objects.create(
        application=Onboarding.objects.get().application, question=meals(), value="-"
    )


def answer_before_acceptance() -> None:
    """Somebody of the same call who has no place."""
    application = handed_in(Onboarding.objects.get().application.call)
    Answer.objects.create(application=application, question=passport(), value="M9")


def answer_without_place() -> None:
    end_places()
    answer_meals()


def answer_to_what_was_sent_in() -> None:
    send_in_past_actions()
    answer_meals()


def answer_to_another_form() -> None:
    version = other_acceptance_form()
    question = version.questions.get(key="meals")
    application = Onboarding.objects.get().application
    Answer.objects.create(application=application, question=question, value="-")


def make_answer_one_of_a_trainee() -> None:
    """What was handed in would leave the application this way."""
    Answer.objects.filter(question__key="role").update(question=meals())


def drop_answer_without_place() -> None:
    end_places()
    Answer.objects.filter(question__version__stage="acceptance")._raw_delete("default")


def bring_file_before_acceptance() -> None:
    application = handed_in(Onboarding.objects.get().application.call)
    question = FormQuestion.objects.get(version__stage="acceptance", key="copy")
    Document.objects.create(
        application=application, kind="answer", question=question, name="p.pdf", size=1
    )


def merge_people(goes: Applicant, stays: Applicant) -> None:
    PersonMerge.objects.create(goes=goes, applicant=stays, reason="One", by=UserFactory())


def merge_person_again() -> None:
    merge_people(PersonMerge.objects.get().goes, ApplicantFactory())


def merge_person_who_asks_for_erasure() -> None:
    merge_people(Application.objects.earliest("pk").applicant, ApplicantFactory())


def merge_applicant() -> None:
    """The person whose erasure nobody asks for any more."""
    unguarded("ivi_training.Erasure:kept", step=drop(Erasure))()
    merge_people(Application.objects.earliest("pk").applicant, ApplicantFactory())


def apply_as_merged() -> None:
    copy_of_application("MERGED", applicant=lambda: PersonMerge.objects.get().goes)


def unpublished_consent() -> ConsentTerm:
    return consents.next_version(ConsentTerm.objects.earliest("pk"))


def hand_in_without_consent() -> None:
    application = draft()
    given = application.applicant.consents.get()
    Consent.objects.create(applicant=given.applicant, term=given.term, answer="withdrawn")
    hand_in(application)


def hand_in(application: Application) -> None:
    Application.objects.filter(pk=application.pk).update(status="submitted")


def hand_in_without_answers() -> None:
    call = open_call()
    application = draft(call)
    version = form_for(call)
    Application.objects.filter(pk=application.pk).update(form_version=version)
    hand_in(application)


def hand_in_to_another_call() -> None:
    application = draft()
    Application.objects.filter(pk=application.pk).update(
        form_version=FormVersion.objects.get(stage="application")
    )
    hand_in(application)


def begun() -> Review:
    """A second review, of which nothing is written yet."""
    again(Review, reviewer=UserFactory, **TO_DO)()
    return Review.objects.latest("pk")


def submit_without_scores() -> None:
    review = begun()
    for status in ("started", "submitted"):
        Review.objects.filter(pk=review.pk).update(status=status)


def score(value: int, review: Any = begun) -> Step:
    def write() -> None:
        criterion = Rubric.objects.get().criteria.last()
        Score.objects.create(review=review(), criterion=criterion, value=value)

    return write


def score_in_conflict() -> None:
    review = begun()
    Reviewer.objects.create(
        user=review.reviewer, organisation=Application.objects.get().organisation
    )
    score(2, lambda: review)()


def move_score_to_another_review() -> None:
    Score.objects.filter(pk=Score.objects.latest("pk").pk).update(review=begun())


def own_cohort() -> Cohort:
    """The cohort in which the place is."""
    return Place.objects.get().cohort


def open_online() -> Cohort:
    """The open online cohort, which takes no place."""
    return Cohort.objects.get(is_open=True)


def next_cohort() -> Cohort:
    """A later run of the course, to which nobody was deferred."""
    return later_cohort(own_cohort(), starts_on=date(2032, 7, 18), ends_on=date(2032, 7, 29))


def other_persons() -> Application:
    return copy_of_application("OTHER", applicant=ApplicantFactory)


def own_address() -> str:
    return Endorsement.objects.get().application.applicant.user.email.upper()


def sign_endorsement() -> None:
    put(Endorsement, status="signed", signed_name="Minh", answered_at=timezone.now())()


def sign_for_withdrawn() -> None:
    put(Application, status="withdrawn")()
    sign_endorsement()


def require_what_nobody_gives() -> None:
    """A draft of a call that asks for a signature, handed in past the action."""
    application = draft(asking_call(is_required=True))
    Application.objects.filter(pk=application.pk).update(status="submitted")


def close_account() -> None:
    put(User, erased_at=timezone.now, is_active=False)()


def yesterday() -> None:
    """The record of a destruction as it stands once it is committed."""
    put(Destruction, began_at=timezone.now() - timedelta(days=1))()


def alone() -> Application:
    return copy_of_application("ALONE")


def ask_as_merged() -> None:
    Correction.objects.create(applicant=PersonMerge.objects.get().goes, text="My name")


def refuse_correction() -> None:
    facts = {"is_corrected": False, "decided_at": timezone.now, "decided_by": UserFactory}
    put(Correction, **facts)()


def refuse_erasure() -> None:
    facts = {"ground": "claim", "decided_at": timezone.now(), "decided_by": UserFactory}
    put(Erasure, status="refused", **facts)()


def refuse_deferral() -> None:
    facts = {"note": "No room", "decided_at": timezone.now(), "decided_by": UserFactory}
    put(Deferral, status="refused", **facts)()


def grant_deferral() -> None:
    """Agreed, and nothing is moved."""
    facts = {"note": "Fine", "decided_at": timezone.now(), "decided_by": UserFactory}
    put(Deferral, status="granted", to_cohort=next_cohort, **facts)()


def judge() -> None:
    """Let the database judge what was done before, as at the end of a transaction."""
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute("SET CONSTRAINTS ALL DEFERRED")


def given_back() -> Place:
    """A place of a second application, given back at once."""
    again(Place, application=copy_of_application("BACK"), released_at=timezone.now())()
    return Place.objects.latest("pk")


def offer_of_a_place_given_back() -> None:
    place = given_back()
    Offer.objects.create(application=place.application, place=place, respond_by=timezone.now())


def enrol_on_a_place_given_back() -> None:
    """The offer is declined and its place released, as it should be; then somebody enrols."""
    offer = Offer.objects.get()
    unguarded("trainees.Onboarding:kept", step=drop(Onboarding))()
    drop(Enrolment)()
    unguarded("trainees.Offer:status_moves", step=put(Offer, status="declined"))()
    release()()
    judge()
    Enrolment.objects.create(
        offer=offer, application=offer.application, cohort=offer.application.cohort
    )


def not_selected_becomes_eligible() -> None:
    """Opened again with a request that nobody has granted."""
    unguarded("trainees.Application:status_moves", step=put(Application, status="not_selected"))()
    put(Application, status="eligible")()


def enrol_who_is_online() -> None:
    """The online enrolment runs again, and the enrolment is written a second time."""
    enrolment = Enrolment.objects.get()
    unguarded("trainees.Onboarding:kept", step=drop(Onboarding))()
    drop(Enrolment)()
    unguarded(
        "trainees.OnlineEnrolment:status_moves",
        step=put(OnlineEnrolment, status="enrolled", ended_at=None),
    )()
    judge()
    enrolment.save(force_insert=True)


def merge_employer() -> None:
    employer = Application.objects.earliest("pk").organisation
    OrganisationMerge.objects.create(
        goes=employer, stays=OrganisationFactory(), reason="One", by=UserFactory()
    )


def merged_organisation() -> Organisation:
    return OrganisationMerge.objects.latest("pk").goes


def merge_again() -> None:
    OrganisationMerge.objects.create(
        goes=OrganisationFactory(), stays=merged_organisation(), reason="One", by=UserFactory()
    )


def merge_what_has_a_quota() -> None:
    quota(own_cohort(), 9, "Own", organisation=Application.objects.earliest("pk").organisation)
    merge_employer()


def quota_of_merged() -> None:
    quota(own_cohort(), 9, "Own", organisation=merged_organisation())


def apply_from_merged() -> None:
    copy_of_application("MERGED", organisation=merged_organisation)


def review_from_merged() -> None:
    Reviewer.objects.create(user=UserFactory(), organisation=merged_organisation())


# Each try of a trigger is refused by that trigger and no other.
REFUSING: dict[str, list[Step]] = {
    "StatusChange:append_only": [put(StatusChange, reason="Another"), drop(StatusChange)],
    "User:erased_stands": [
        lambda: [close_account(), put(User, name="Back")()],
        lambda: [close_account(), put(User, erased_at=None)()],
    ],
    "Applicant:not_of_erased": [
        lambda: [close_account(), put(Applicant, given_names="Back")()],
        lambda: [close_account(), again(Applicant)()],
    ],
    "Erasure:status_moves": [
        lambda: [refuse_erasure(), unguarded(
            "ivi_training.Erasure:decided_once",
            step=put(Erasure, status="asked", ground="", decided_at=None, decided_by=None),
        )()],
    ],
    "Erasure:status_start": [again(Erasure, status="taken_back")],
    "Erasure:decided_once": [
        lambda: [refuse_erasure(), put(Erasure, note="Another")()],
        lambda: [refuse_erasure(), put(Erasure, files=["other"])()],
    ],
    "Erasure:request_stands": [
        put(Erasure, due_on=date(2040, 1, 1)), put(Erasure, user=UserFactory),
    ],
    "Erasure:kept": [drop(Erasure)],
    "DataExport:status_moves": [put(DataExport, status="expired")],
    "DataExport:status_start": [again(DataExport, status="failed")],
    "OutgoingEmail:status_moves": [put(OutgoingEmail, status="failed")],
    "OutgoingEmail:status_start": [again(OutgoingEmail, status="sent", key="2", message_id="2")],
    "CountryClassification:of_scheme": [
        lambda: CountryClassification.objects.create(
            vintage=draft_of_list(), country="VN", income_group="LDC"
        ),
    ],
    "CountryClassification:published_not_added": [again(CountryClassification, country="FR")],
    "CountryClassification:published_not_changed": [put(CountryClassification, income_group="H")],
    "CountryClassification:published_not_removed": [drop(CountryClassification)],
    "ClassificationVintage:published_whole": [
        lambda: ClassificationVintage.objects.filter(pk=draft_of_list().pk).update(
            published_at=timezone.now()
        ),
    ],
    "ClassificationVintage:published_stands": [put(ClassificationVintage, source="X")],
    "ClassificationVintage:published_kept": [drop(ClassificationVintage)],
    "Program:list_published": [
        unguarded("courses.Program:vintage_stands", step=put(Program, vintage=draft_of_list)),
        unguarded("courses.Program:vintage_stands", step=put(Program, vintage=oda_list)),
    ],
    "CallRule:list_published": [
        judge_by(draft_of_list), judge_by(lambda: None, "LDC"), judge_by(oda_list, "LM"),
    ],
    "Call:status_moves": [put(Call, status="draft")],
    "Call:status_start": [again(Call, code="OTHER")],
    "Call:rules_stay_frozen": [
        put(Call, rules_frozen_at=None), put(Call, rules_frozen_at=timezone.now),
    ],
    "Program:vintage_stands": [put(Program, vintage=other_vintage)],
    "CallRule:frozen_not_added": [again(CallRule)],
    "CallRule:frozen_not_changed": [
        put(CallRule, income_groups=["H"]), put(CallRule, position=9),
        put(CallRule, call=open_call),
    ],
    "CallRule:frozen_not_removed": [drop(CallRule)],
    "ConsentTerm:published_stands": [
        put(ConsentTerm, title_en="Other"), put(ConsentTerm, published_at=None, published_by=None),
    ],
    "ConsentTerm:published_kept": [drop(ConsentTerm)],
    "Consent:in_turn": [
        again(Consent), again(Consent, answer="refused"),
        lambda: [again(Consent, answer="withdrawn")() for _twice in range(2)],
        again(Consent, term=unpublished_consent),
    ],
    "Consent:stands": [put(Consent, answer="refused"), put(Consent, at=timezone.now)],
    "Consent:kept": [drop(Consent)],
    "FormVersion:published_whole": [again(FormVersion, number=2)],
    "FormVersion:published_stands": [
        put(FormVersion, number=9), put(FormVersion, published_at=None, published_by=None),
    ],
    "FormVersion:published_kept": [drop(FormVersion)],
    "FormSection:published_not_added": [again(FormSection)],
    "FormSection:published_not_changed": [put(FormSection, title_en="Another")],
    "FormSection:published_not_removed": [drop(FormSection)],
    "FormQuestion:of_its_section": [again(FormQuestion, version=draft_of_form, key="other")],
    "FormQuestion:published_not_added": [again(FormQuestion, key="other")],
    "FormQuestion:published_not_changed": [
        put(FormQuestion, label_en="Another"), put(FormQuestion, is_required=False),
    ],
    "FormQuestion:published_not_removed": [drop(FormQuestion)],
    "FormChoice:published_not_added": [again(FormChoice, value="other_one")],
    "FormChoice:published_not_changed": [put(FormChoice, label_en="Another")],
    "FormChoice:published_not_removed": [drop(FormChoice)],
    "Grant:counters_kept": [
        put(Grant, awarded=9), put(Grant, unallocated=9), again(Grant, code="2", unallocated=0),
    ],
    "BudgetLine:counters_kept": [
        put(BudgetLine, budgeted=9_999_999), put(BudgetLine, committed=9), put(BudgetLine, spent=9),
        put(BudgetLine, overrun_allowed=9),
        again(BudgetLine, code="2"),
    ],
    "BudgetLine:of_one_grant": [
        put(BudgetLine, cohort=CohortFactory), put(BudgetLine, stream=other_stream),
        put(BudgetLine, category=other_category),
    ],
    "Overrun:asked_first": [again(Overrun)],
    "Overrun:facts_stand": [put(Overrun, amount=9_999), put(Overrun, approved_at=timezone.now)],
    "Overrun:kept": [drop(Overrun)],
    "Transfer:status_moves": [put(Transfer, status="asked"), put(Transfer, status="refused")],
    "Transfer:status_start": [again(Transfer)],
    "Transfer:facts_stand": [
        put(Transfer, amount=9_999), put(Transfer, to_line=models.F("from_line")),
    ],
    "Transfer:kept": [drop(Transfer)],
    "BudgetVersion:append_only": [put(BudgetVersion, reason="Another"), drop(BudgetVersion)],
    "BudgetVersion:never_emptied": [empty(BudgetVersion)],
    "BudgetVersion:totals_the_award": [again(BudgetVersion, number=99)],
    "BudgetVersionLine:append_only": [put(BudgetVersionLine, amount=9), drop(BudgetVersionLine)],
    "BudgetVersionLine:never_emptied": [empty(BudgetVersionLine)],
    "BudgetVersionLine:totals_the_award": [another_line_of_a_version],
    "CommitmentItem:counters_kept": [
        put(CommitmentItem, open_amount=0),
        put(CommitmentItem, spent_amount=1),
        again(CommitmentItem),
    ],
    "SettlementReport:append_only": [put(SettlementReport, note="New"), drop(SettlementReport)],
    "SettlementReport:never_emptied": [empty(SettlementReport)],
    "SettlementReport:of_closed_periods": [
        again(SettlementReport, version=2, until=date(2022, 1, 30)),
        again(SettlementReport, version=2, contents="{}"),
    ],
    "SettlementFile:append_only": [put(SettlementFile, name="new.pdf"), drop(SettlementFile)],
    "SettlementFile:never_emptied": [empty(SettlementFile)],
    "LedgerDay:counters_kept": [put(LedgerDay, came=0), put(LedgerDay, went=9), again(LedgerDay)],
    "LedgerDay:stays": [drop(LedgerDay)],
    "SupportPackageItem:of_one_grant": [
        put(SupportPackageItem, line=other_line), put(SupportPackageItem, band=other_band),
    ],
    "CommitmentPart:facts_stand": [
        put(CommitmentPart, note="Another"), put(CommitmentPart, unit_amount=1, cost=1),
    ],
    "CommitmentPart:kept": [drop(CommitmentPart)],
    "Engagement:status_moves": [put(Engagement, status="open")],
    "Engagement:status_start": [again(Engagement, status="closed")],
    "Engagement:facts_stand": [
        put(Engagement, person="Another"), put(Engagement, ends_on=date(2022, 7, 30)),
    ],
    "Engagement:ends_released": [
        lambda: Engagement.objects.filter(status="open").update(status="closed"),
    ],
    "Engagement:kept": [drop(Engagement)],
    "FeeCategory:of_its_grant": [put(FeeCategory, grant=other_grant)],
    "FeeRate:used_stands": [
        put(FeeRate, amount=5), put(FeeRate, valid_until=date(2022, 7, 5)),
    ],
    "Recovery:status_moves": [put(Recovery, status="open")],
    "Recovery:status_start": [again(Recovery, status="received")],
    "Recovery:counters_kept": [put(Recovery, received=1)],
    "Recovery:of_spent": [spent_on_no_promise],
    "Recovery:facts_stand": [put(Recovery, debtor="Another"), put(Recovery, amount=1)],
    "Recovery:kept": [drop(Recovery)],
    "Pledge:facts_stand": [put(Pledge, pledged=1), put(Pledge, name="Another")],
    "Pledge:kept": [drop(Pledge)],
    "Pledge:covered": [
        again(Pledge, payer="trainee"), put(Pledge, ended_at=timezone.now, ended_by=UserFactory),
    ],
    "Offer:less_what_others_pay": [offer_past_a_pledge],
    "CommitmentPart:whole": [again(CommitmentPart)],
    "Expenditure:payment_stands": [
        lambda: abroad().update(payment_reference="9"),
        lambda: abroad().update(disallowed_amount=1),
    ],
    "Expenditure:converted": [unguarded(
        "grants.Expenditure:facts_frozen",
        step=lambda: abroad().update(amount=5, supply=5),
    )],
    "Expenditure:handed_in_whole": [hand_in_draft],
    "Expenditure:within_limits": [approve_above_limit],
    "Expenditure:posted_as_it_stands": [approve_unposted],
    "Expenditure:parts_make_the_whole": [
        unguarded("grants.Expenditure:status_start", "grants.Expenditure:facts_frozen",
                  step=lambda: drafts().update(
                      amount=models.F("amount") + 1, supply=models.F("supply") + 1
                  )),
    ],
    "Expenditure:kept": [
        lambda: Expenditure.objects.filter(status="approved")._raw_delete("default"),
    ],
    "Evidence:stands_once_handed_in": [put(Evidence, kind="quotes"), drop(Evidence)],
    "FundingShare:stands_once_handed_in": [
        put(FundingShare, amount=5), drop(FundingShare), again(FundingShare),
    ],
    "FundingShare:parts_make_the_whole": [
        lambda: FundingShare.objects.filter(expenditure__in=drafts()).update(amount=5),
        lambda: FundingShare.objects.filter(expenditure__in=drafts())._raw_delete("default"),
        lambda: FundingShare.objects.filter(expenditure__in=drafts()).update(
            source=FundingSource.objects.create(grant=other_grant(), kind="other").pk
        ),
    ],
    "ExpenditureImport:append_only": [put(ExpenditureImport, count=9)],
    "ExpenditureImport:never_emptied": [empty(ExpenditureImport)],
    "Expenditure:status_moves": [put(Expenditure, status="draft")],
    "Expenditure:status_start": [again(Expenditure)],
    "Expenditure:facts_frozen": [
        put(Expenditure, amount=5), put(Expenditure, line_id=0), put(Expenditure, payee="Another"),
    ],
    "LedgerEntry:append_only": [put(LedgerEntry, note="Another"), drop(LedgerEntry)],
    "LedgerEntry:never_emptied": [empty(LedgerEntry)],
    "AccountingPeriod:apart": [again(AccountingPeriod, closed_at=None, closed_by=None)],
    "AccountingPeriod:closed_or_reopened": [
        closed_again(closed_at=None, closed_by=None), closed_again(closed_at=timezone.now),
    ],
    "AccountingPeriod:days_stand": [
        put(AccountingPeriod, ends_on=date(2000, 1, 1)), put(AccountingPeriod, grant=0),
    ],
    "AccountingPeriod:kept": [drop(AccountingPeriod)],
    "PeriodReopening:facts_stand": [
        put(PeriodReopening, reason="Another"), put(PeriodReopening, agreed_at=timezone.now),
    ],
    "PeriodReopening:kept": [drop(PeriodReopening)],
    "LedgerSeal:append_only": [put(LedgerSeal, digest="0"), drop(LedgerSeal)],
    "LedgerSeal:never_emptied": [empty(LedgerSeal)],
    "LedgerSeal:set_by_ledger": [again(LedgerSeal, number=99)],
    "ExchangeRate:append_only": [put(ExchangeRate, rate=5), drop(ExchangeRate)],
    "ExchangeRate:never_emptied": [empty(ExchangeRate)],
    "ExchangeRate:of_the_same": [
        again(
            ExchangeRate, supersedes=lambda: ExchangeRate.objects.latest("pk"), reason="Other",
            source="Other",
        ),
    ],
    "FundingSource:stays_what_it_is": [
        put(FundingSource, kind="other"), put(FundingSource, grant=other_grant),
    ],
    "LedgerCheckpoint:append_only": [put(LedgerCheckpoint, digest="0"), drop(LedgerCheckpoint)],
    "LedgerCheckpoint:never_emptied": [empty(LedgerCheckpoint)],
    "Tally:counters_kept": [put(Tally, count=9), again(Tally, country="FR", count=9)],
    "Application:status_moves": [put(Application, status="submitted")],
    "Application:status_start": [again(Application, call_id=0)],
    "Application:not_of_erased": [lambda: [close_account(), again(Application)()]],
    "Application:facts_frozen": [
        put(Application, stream=None), put(Application, country="FR"), put(Application, gender=""),
        put(Application, cohort_id=0), put(Application, reference="CALL-2"),
        put(Application, form_version=None),
    ],
    "Application:organisation_stands": [put(Application, organisation=OrganisationFactory)],
    "Place:organisation_stands": [put(Place, organisation=OrganisationFactory)],
    "Quota:never_merged": [quota_of_merged],
    "Organisation:merged_on_record": [put(Organisation, merged_into=OrganisationFactory)],
    "Organisation:names_frozen": [put(Organisation, name="X"), put(Organisation, country="FR")],
    "Organisation:kept": [drop(Organisation)],
    "OrganisationName:frozen": [
        put(OrganisationName, name="X"), put(OrganisationName, added_at=timezone.now),
    ],
    "OrganisationName:organisation_stands": [
        put(OrganisationName, organisation=OrganisationFactory),
    ],
    "OrganisationName:never_merged": [
        again(OrganisationName, name="X", organisation=merged_organisation),
    ],
    "OrganisationName:kept": [drop(OrganisationName)],
    "OrganisationMerge:both_held": [merge_again, merge_what_has_a_quota],
    "PersonMerge:both_held": [merge_person_again, merge_person_who_asks_for_erasure],
    "PersonMerge:stands": [put(PersonMerge, reason="X"), put(PersonMerge, at=timezone.now)],
    "PersonMerge:person_stands": [put(PersonMerge, applicant=ApplicantFactory)],
    "PersonMerge:kept": [drop(PersonMerge)],
    "Application:person_stands": [put(Application, applicant=ApplicantFactory)],
    "Application:not_of_merged": [apply_as_merged],
    "Place:person_stands": [put(Place, applicant=ApplicantFactory)],
    "Consent:person_stands": [put(Consent, applicant=ApplicantFactory)],
    "Correction:person_stands": [put(Correction, applicant=ApplicantFactory)],
    "Correction:not_of_merged": [ask_as_merged],
    "Correction:request_stands": [
        put(Correction, text="Other"), put(Correction, due_on=date(2040, 1, 1)),
    ],
    "Correction:decided_once": [lambda: [refuse_correction(), put(Correction, note="Other")()]],
    "Correction:kept": [drop(Correction)],
    "NotDuplicate:append_only": [put(NotDuplicate, reason="X"), drop(NotDuplicate)],
    "OrganisationMerge:append_only": [put(OrganisationMerge, reason="X"), drop(OrganisationMerge)],
    "Application:only_asked_changes": [
        put(Application, statement="Another"), put(Application, years_of_experience=40),
    ],
    "Application:endorsed_as_asked": [require_what_nobody_gives],
    "Application:returned_by_request": [put(Application, status="returned")],
    "Application:answers_follow": [
        unguarded(
            "trainees.Application:facts_frozen", step=put(Application, form_version=other_form)
        ),
    ],
    "Application:consented": [hand_in_without_consent],
    "Application:answered_whole": [hand_in_without_answers, hand_in_to_another_call],
    "Answer:as_asked": [
        put(Answer, value="Another"), again(Answer), answer_before_acceptance, answer_without_place,
        answer_to_what_was_sent_in, answer_to_another_form, make_answer_one_of_a_trainee,
    ],
    "Answer:kept": [drop(Answer), drop_answer_without_place],
    "Document:as_asked": [
        put(Document, name="Another"), again(Document), bring_file_before_acceptance,
    ],
    "Document:kept": [drop(Document)],
    "EligibilityResult:append_only": [
        put(EligibilityResult, finding="fail"), drop(EligibilityResult),
    ],
    "ReturnRequest:of_submitted": [again(ReturnRequest, answered_at=None)],
    "ReturnRequest:stands": [
        put(ReturnRequest, text="Another"), put(ReturnRequest, answered_at=None),
    ],
    "ReturnRequest:kept": [drop(ReturnRequest)],
    "Assignment:stands": [
        put(Assignment, made_at=timezone.now()),
        lambda: [
            put(Assignment, undone_at=timezone.now(), undone_by=UserFactory)(),
            put(Assignment, undone_at=None, undone_by=None)(),
        ],
    ],
    "Assignment:kept": [drop(Assignment)],
    "ScreeningStep:stands": [
        put(ScreeningStep, note="Another"), put(ScreeningStep, is_eligible=False, reason="other"),
    ],
    "ScreeningStep:kept": [drop(ScreeningStep)],
    "ScreenedApplication:append_only": [drop(ScreenedApplication)],
    "Rubric:published_whole": [again(Rubric, version=2)],
    "Rubric:published_stands": [
        put(Rubric, hide_name=True), put(Rubric, reviews_required=9), put(Rubric, version=9),
        put(Rubric, published_at=None, published_by=None), put(Rubric, shows_documents=False),
    ],
    "Rubric:published_kept": [drop(Rubric)],
    "Criterion:published_not_added": [again(Criterion, position=9)],
    "Criterion:published_not_changed": [
        put(Criterion, weight=9), put(Criterion, high=9), put(Criterion, name_en="Another"),
        put(Criterion, rubric=draft_of_rubric),
    ],
    "Criterion:published_not_removed": [drop(Criterion)],
    "Anchor:published_not_added": [again(Anchor, value=1)],
    "Anchor:published_not_changed": [put(Anchor, value=1), put(Anchor, text_en="Another")],
    "Anchor:published_not_removed": [drop(Anchor)],
    "ConflictOfInterest:append_only": [
        put(ConflictOfInterest, reason="Another"), drop(ConflictOfInterest),
    ],
    "ConflictOfInterest:nobody_reviews": [
        again(ConflictOfInterest, reviewer=lambda: Review.objects.get().reviewer),
    ],
    "Review:status_moves": [put(Review, status="assigned"), put(Review, status="cancelled")],
    "Review:status_start": [again(Review, reviewer=UserFactory, number=2)],
    "Review:kept": [drop(Review)],
    "Review:facts_frozen": [
        put(Review, number=9), put(Review, reviewer=UserFactory), put(Review, application_id=0),
        put(Review, rubric=draft_of_rubric), put(Review, assigned_at=timezone.now()),
    ],
    "Review:closed_stands": [
        put(Review, comment="Another"), put(Review, submitted_at=timezone.now()),
    ],
    "Review:without_conflict": [
        again(Review, reviewer=lambda: ConflictOfInterest.objects.get().reviewer, **TO_DO),
        again(Review, reviewer=lambda: Application.objects.get().applicant.user, **TO_DO),
        again(Review, reviewer=colleague, **TO_DO),
    ],
    "Review:by_published_rubric": [
        again(Review, reviewer=UserFactory, rubric=draft_of_rubric, **TO_DO),
    ],
    "Review:scored": [put(Review, score=1), submit_without_scores],
    "Score:allowed": [
        put(Score, value=1), score(9), score_in_conflict, move_score_to_another_review,
        again(Score, review=begun, criterion_id=0), score(2, Review.objects.get),
    ],
    "Score:stands": [drop(Score)],
    "Ranking:append_only": [put(Ranking, seed="mine"), drop(Ranking)],
    "RankedApplication:append_only": [put(RankedApplication, position=9), drop(RankedApplication)],
    "RankedApplication:within_ranking": [
        again(RankedApplication, position=2), again(RankedApplication, position=0),
    ],
    "AllocationRun:append_only": [put(AllocationRun, note="Another"), drop(AllocationRun)],
    "AllocationLine:append_only": [put(AllocationLine, outcome="selected"), drop(AllocationLine)],
    "AllocationLine:within_run": [
        again(AllocationLine, position=2), again(AllocationLine, position=0),
    ],
    "Signature:append_only": [put(Signature, decision_count=9), drop(Signature)],
    "Publication:signed": [
        lambda: [put(Program, signatures=3)(), again(Publication)()],
    ],
    "Publication:finished_stands": [put(Publication, stop_reason="Full")],
    "Publication:facts_frozen": [
        unguarded(
            "trainees.Publication:finished_stands", step=put(Publication, decision_count=9)
        ),
    ],
    "Publication:kept": [drop(Publication)],
    "Decision:signed_stands": [
        unguarded("trainees.Decision:published_stands", step=put(Decision, outcome="not_selected")),
    ],
    "Decision:published_stands": [put(Decision, note="Another"), put(Decision, publication=None)],
    "Decision:published_kept": [drop(Decision)],
    "DecisionChange:append_only": [put(DecisionChange, why="Another"), drop(DecisionChange)],
    "Quota:counters_kept": [put(Quota, used=0), again(Quota, country="FR")],
    "Quota:existing_places_counted": [
        put(Quota, country="FR"), put(Quota, stream_id=1),
        put(Quota, program=ProgramFactory),
    ],
    "Quota:not_by_hand": [
        put(Quota, floor_released_at=timezone.now()), put(Quota, rule_value="KE"),
        again(Quota, used=0, country="FR", rule_id=1, rule_value="FR"),
        lambda: close(Quota.objects.filter(rule__isnull=False)),
    ],
    "Quota:reserves_fit_new": [again(Quota, used=0, gender="male", floor=5)],
    "Quota:reserves_fit": [
        lambda: [again(Quota, used=0, gender="male", floor=4)(), put(Quota, ceiling=4)()],
    ],
    "Quota:as_agreed": [
        put(Quota, ceiling=9), put(Quota, floor=1), put(Quota, floor_until=timezone.localdate),
    ],
    "Quota:closed_for_good": [
        lambda: [close(Quota.objects.filter(rule__isnull=True)), put(Quota, name_en="Another")()],
    ],
    "Quota:kept": [drop(Quota)],
    "QuotaRule:as_agreed": [put(QuotaRule, ceiling=9)],
    "QuotaRule:facts_frozen": [
        put(QuotaRule, fact="gender"), put(QuotaRule, program=ProgramFactory),
    ],
    "QuotaRule:closed_for_good": [
        lambda: [close(QuotaRule.objects.all()), put(QuotaRule, name_en="Another")()],
    ],
    "QuotaRule:kept": [drop(QuotaRule)],
    "QuotaVersionRuleLine:append_only": [
        put(QuotaVersionRuleLine, ceiling=9), drop(QuotaVersionRuleLine),
    ],
    "FloorAct:apply": [again(FloorAct)],
    "FloorAct:append_only": [put(FloorAct, reason="Another"), drop(FloorAct)],
    "QuotaVersion:append_only": [put(QuotaVersion, reason="Another"), drop(QuotaVersion)],
    "QuotaVersionLine:append_only": [put(QuotaVersionLine, ceiling=9), drop(QuotaVersionLine)],
    "Place:kept": [drop(Place)],
    "Place:facts_frozen": [
        put(Place, country="FR"), put(Place, gender="other"), put(Place, stream_id=0),
        put(Place, taken_at=timezone.now()), put(Place, program_id=0), put(Place, cohort_id=0),
    ],
    "Place:facts_true": [
        again(Place, country="FR", released_at=timezone.now()),
        again(Place, applicant=ApplicantFactory, released_at=timezone.now()),
        again(Place, cohort=next_cohort, released_at=timezone.now()),
    ],
    "Place:seat_held": [lambda: [judge(), release()()]],
    "Offer:seat_held": [
        offer_of_a_place_given_back,
    ],
    "Enrolment:seat_held": [enrol_on_a_place_given_back],
    "Place:released_once": [
        release(times=2), lambda: [release()(), put(Place, released_at=None)()],
    ],
    "WaitingEntry:order_stands": [
        put(WaitingEntry, position=9), put(WaitingEntry, left_as="withdrawn"),
        put(WaitingEntry, entered_at=timezone.now), put(WaitingEntry, stream=None),
    ],
    "WaitingEntry:kept": [drop(WaitingEntry)],
    "Vacancy:handled_once": [put(Vacancy, handled_at=None), put(Vacancy, number=9)],
    "Vacancy:kept": [drop(Vacancy)],
    "Promotion:status_moves": [put(Promotion, status="pending", offer=None)],
    "Promotion:status_start": [again(Promotion)],
    "Promotion:kept": [drop(Promotion)],
    "PassedOver:append_only": [put(PassedOver, why="full"), drop(PassedOver)],
    "OfferExtension:apply": [again(OfferExtension)],
    "OfferExtension:append_only": [put(OfferExtension, reason="Other"), drop(OfferExtension)],
    "RetentionRule:published_stands": [
        put(RetentionRule, period=9), put(RetentionRule, published_at=None, published_by=None),
    ],
    "RetentionRule:published_kept": [drop(RetentionRule)],
    "FirstRun:append_only": [put(FirstRun, application_count=9), drop(FirstRun)],
    "RetentionHold:stands": [
        put(RetentionHold, reason="Other"),
        lambda: [
            put(RetentionHold, lifted_at=timezone.now, lifted_by=UserFactory)(),
            put(RetentionHold, lifted_at=None, lifted_by=None)(),
        ],
    ],
    "RetentionHold:kept": [drop(RetentionHold)],
    "Destruction:stands": [
        lambda: [yesterday(), put(Destruction, row_count=9)()],
        lambda: [yesterday(), put(Destruction, files=["other"])()],
    ],
    "Destruction:kept": [drop(Destruction)],
    "DestroyedApplication:is_due": [
        again(DestroyedApplication, kind="paper"),
        lambda: [yesterday(), again(DestroyedApplication, kind="mail", application=alone)()],
    ],
    "DestroyedApplication:append_only": [
        put(DestroyedApplication, kind="paper"), drop(DestroyedApplication),
    ],
    "Appeal:text_stands": [put(Appeal, text="Other")],
    "Appeal:decided_once": [
        lambda: [
            put(Appeal, is_granted=False, reason="No", decided_at=timezone.now(),
                decided_by=UserFactory)(),
            put(Appeal, reason="Another")(),
        ],
    ],
    "Appeal:kept": [drop(Appeal)],
    "Condition:status_moves": [
        lambda: [
            put(Condition, status="met", settled_at=timezone.now(), settled_by=UserFactory)(),
            unguarded("trainees.Condition:facts_stand", step=put(Condition, status="open"))(),
        ],
    ],
    "Condition:status_start": [again(Condition, status="met", offer=None)],
    "Condition:facts_stand": [
        put(Condition, text="Another"), put(Condition, kind="document"), put(Condition, offer=None),
        put(Condition, when_missed="person"), put(Condition, due_at=timezone.now),
    ],
    "Condition:of_open_offer": [again(Condition)],
    "Condition:frees_the_place": [
        put(Condition, status="missed", settled_at=timezone.now()),
    ],
    "Condition:kept": [drop(Condition)],
    "EndorsementRule:frozen_not_added": [again(EndorsementRule)],
    "EndorsementRule:frozen_not_changed": [
        put(EndorsementRule, is_required=True), put(EndorsementRule, position=9),
        put(EndorsementRule, days=2),
    ],
    "EndorsementRule:frozen_not_removed": [drop(EndorsementRule)],
    "EndorsementRule:wording_stands": [
        put(EndorsementRule, first_asked_at=None),
        unguarded(
            "courses.EndorsementRule:frozen_not_changed",
            step=put(EndorsementRule, text_en="Another"),
        ),
    ],
    "Endorsement:status_moves": [
        lambda: [put(Endorsement, status="ended")(), unguarded(
            "trainees.Endorsement:stands", step=put(Endorsement, status="asked"),
        )()],
    ],
    "Endorsement:status_start": [
        unguarded("trainees.Endorsement:of_its_call", step=again(Endorsement, status="ended")),
    ],
    "Endorsement:of_its_call": [again(Endorsement)],
    "Endorsement:by_another": [
        unguarded("trainees.Endorsement:of_its_call", step=again(Endorsement, email=own_address)),
    ],
    "Endorsement:not_of_withdrawn": [sign_for_withdrawn],
    "Endorsement:stands": [
        put(Endorsement, email="other@example.org"), put(Endorsement, due_at=timezone.now),
        lambda: [sign_endorsement(), put(Endorsement, text="Another")()],
    ],
    "Endorsement:kept": [drop(Endorsement)],
    "Deferral:status_moves": [
        lambda: [refuse_deferral(), unguarded(
            "trainees.Deferral:stands",
            step=put(Deferral, status="asked", decided_at=None, decided_by=None),
        )()],
    ],
    "Deferral:status_start": [again(Deferral, status="refused")],
    "Deferral:to_later": [
        again(Deferral, wanted=open_online), again(Deferral, wanted=CohortFactory),
        again(Deferral, wanted=own_cohort), again(Deferral, application=other_persons),
        put(Deferral, to_cohort=own_cohort),
        lambda: [release()(), again(Deferral)()],
    ],
    "Deferral:carried_out": [grant_deferral],
    "Deferral:stands": [
        put(Deferral, text="Another"), put(Deferral, wanted=None, asked_at=timezone.now),
        lambda: [refuse_deferral(), put(Deferral, note="Another")()],
    ],
    "Deferral:kept": [drop(Deferral)],
    "Onboarding:status_moves": [put(Onboarding, status="returned")],
    "Onboarding:status_start": [ask_as_sent_in],
    "Onboarding:facts_frozen": [
        lambda: [send_in_past_actions(), put(Onboarding, form_version_id=0)()],
    ],
    "Onboarding:of_trainee": [
        lambda: [end_places(), put(Onboarding, due_at=timezone.now)()],
        put(Onboarding, form_version=lambda: FormVersion.objects.get(stage="application")),
    ],
    "Onboarding:answered_whole": [send_in_without_passport],
    "Onboarding:answers_follow": [put(Onboarding, form_version=other_acceptance_form)],
    "Onboarding:of_one": [put(Onboarding, application=other_persons)],
    "Onboarding:kept": [drop(Onboarding)],
    "Offer:deferred_by_row": [put(Offer, status="deferred")],
    "Enrolment:deferred_by_row": [put(Enrolment, status="deferred")],
    "Enrolment:cohort_of_place": [put(Enrolment, cohort=open_online)],
    "Application:reopened_by_appeal": [not_selected_becomes_eligible],
    "OnlineEnrolment:status_moves": [
        put(OnlineEnrolment, status="left"), put(OnlineEnrolment, status="enrolled", ended_at=None),
    ],
    "OnlineEnrolment:status_start": [
        unguarded("trainees.OnlineEnrolment:open_to_them", step=again(OnlineEnrolment)),
    ],
    "OnlineEnrolment:open_to_them": [again(OnlineEnrolment, status="enrolled", ended_at=None)],
    "OnlineEnrolment:without_seat": [
        unguarded(
            "trainees.OnlineEnrolment:open_to_them",
            step=again(OnlineEnrolment, status="enrolled", ended_at=None),
        ),
    ],
    "OnlineEnrolment:facts_frozen": [
        put(OnlineEnrolment, cohort_id=0), put(OnlineEnrolment, joined_at=timezone.now),
    ],
    "OnlineEnrolment:kept": [drop(OnlineEnrolment)],
    "Enrolment:without_seat": [enrol_who_is_online],
    "Offer:status_moves": [put(Offer, status="sent")],
    "Offer:status_start": [again(Offer, place_id=0, commitment=None)],
    "Enrolment:status_moves": [put(Enrolment, status="completed")],
    "Enrolment:status_start": [
        unguarded(
            "trainees.Enrolment:cohort_of_place", step=again(Enrolment, status="ready", offer_id=0)
        ),
    ],
}  # fmt: skip


def copy_of_place() -> Place:
    """A place of somebody else, with the same facts."""
    application = copy_of_application("COPY", applicant=ApplicantFactory)
    again(Place, application=application, applicant=application.applicant)()
    return Place.objects.latest("pk")


def copy_of_offer() -> None:
    place = copy_of_place()
    again(
        Offer, application=place.application, place=place, commitment=None, status="sent",
        responded_at=None,
    )()  # fmt: skip


def enrol_again() -> None:
    enrolment = Enrolment.objects.get()
    unguarded("trainees.Onboarding:kept", step=drop(Onboarding))()
    drop(Enrolment)()
    enrolment.save(force_insert=True)


def leave_the_list() -> None:
    """Onto the list again, past all actions, and off it."""
    guards = ("trainees.Application:status_moves", "trainees.WaitingEntry:order_stands")
    who = Application.objects.filter(waiting_entries__isnull=False)
    unguarded(*guards, step=lambda: who.update(status="waitlisted"))()
    unguarded(*guards, step=put(WaitingEntry, left_at=None, left_as=""))()
    who.update(status="withdrawn")


def leave_returned() -> None:
    """A returned application is withdrawn with its request open."""
    facts = {"status": "returned", "reference": "RETURNED", "applicant": ApplicantFactory}
    unguarded("trainees.Application:status_start", step=again(Application, **facts))()
    returned = Application.objects.get(reference="RETURNED")
    unguarded(
        "trainees.ReturnRequest:of_submitted",
        step=again(ReturnRequest, application=returned, answered_at=None),
    )()
    Application.objects.filter(pk=returned.pk).update(status="withdrawn")


def ask_for_a_new_kind() -> None:
    endorsement(draft(asking_call()))


def submit_to_a_new_call() -> None:
    submitted(open_call())


# What the trigger counts: a step, and the counter that the step leaves wrong without the trigger.
COUNTING: dict[str, tuple[Step, str]] = {
    "CommitmentPart:cover": (
        lambda: CommitmentPart.objects.filter(covered__gt=0).update(
            covered=models.F("covered") - 1
        ),
        "commitment_item.covered",
    ),
    "LedgerEntry:post": (
        lambda: budget_lines.award(Grant.objects.get(), 5, by=UserFactory()), "grant.awarded",
    ),
    "Overrun:allow": (
        lambda: Overrun.objects.filter(approved_at=None).update(
            approved_at=timezone.now(), approved_by=UserFactory()
        ),
        "budget_line.overrun_allowed",
    ),
    "Quota:existing_places_counted": (
        lambda: Quota.objects.create(
            program=Place.objects.get().program, name_en="LMIC", ceiling=9, income_group="LM"
        ),
        "quota.used",
    ),
    "QuotaRule:rows_follow": (
        lambda: QuotaRule.objects.create(
            program=Place.objects.get().program, name_en="Modality", fact="modality", ceiling=9
        ),
        "quota.rule_rows",
    ),
    "Place:take": (copy_of_place, "quota.used"),
    "Place:release": (release(), "quota.used"),
    "Organisation:named": (OrganisationFactory, "organisation.named"),
    "OrganisationMerge:moves": (merge_employer, "organisation.merged"),
    "PersonMerge:moves": (merge_applicant, "person.merged"),
    "Application:sent_on": (apply_from_merged, "organisation.merged"),
    "Reviewer:sent_on": (review_from_merged, "organisation.merged"),
    "Application:leave_waiting": (leave_the_list, "waiting.status"),
    "Application:return_ends": (leave_returned, "returnrequest.open"),
    "EligibilityResult:tells_application": (
        again(EligibilityResult, number=9, finding="fail"), "application.is_clear",
    ),
    "Application:freezes_rules": (submit_to_a_new_call, "call.rules_frozen"),
    "Endorsement:wording_first_asked": (ask_for_a_new_kind, "endorsementrule.first_asked"),
    "Application:tally_insert": (lambda: copy_of_application("COPY"), "tally.count"),
    "Application:tally_update": (put(Application, status="withdrawn"), "tally.count"),
    "Application:tally_delete": (
        lambda: Application.objects.filter(reference="SPARE").delete(), "tally.count",
    ),
    "Offer:tally_insert": (copy_of_offer, "tally.count"),
    "Offer:tally_update": (
        put(Offer, status="rescinded", responded_at=timezone.now), "tally.count",
    ),
    "Offer:tally_delete": (lambda: [drop(Enrolment)(), drop(Offer)()], "tally.count"),
    "OnlineEnrolment:tally_insert": (
        unguarded(
            "trainees.OnlineEnrolment:open_to_them",
            "trainees.OnlineEnrolment:without_seat",
            step=again(OnlineEnrolment, status="enrolled", ended_at=None),
        ),
        "tally.count",
    ),
    "OnlineEnrolment:tally_update": (
        unguarded(
            "trainees.OnlineEnrolment:status_moves", step=put(OnlineEnrolment, status="left")
        ),
        "tally.count",
    ),
    "OnlineEnrolment:tally_delete": (
        unguarded("trainees.OnlineEnrolment:kept", step=drop(OnlineEnrolment)),
        "tally.count",
    ),
    "Enrolment:tally_insert": (enrol_again, "tally.count"),
    "Enrolment:tally_update": (put(Enrolment, status="in_training"), "tally.count"),
    "Enrolment:tally_delete": (drop(Enrolment), "tally.count"),
}  # fmt: skip

# What the trigger notes: a step, and as how many places.
NOTING: dict[str, tuple[Step, int]] = {
    "Quota:note_vacancy": (
        put(Quota, ceiling=models.F("ceiling") + 2), 2,
    ),
    "Place:release": (release(), 1),
}  # fmt: skip

# What is written down of a row's history: one change of each table that has one.
RECORDED: dict[type[models.Model], dict[str, Any]] = {
    Program: {"name_en": "Another"},
    Stream: {"name_en": "Another", "match": "all"},
    Cohort: {"title_en": "Another"},
    Call: {"title_en": "Another"},
    CallRule: {"position": 9},
    EndorsementRule: {"position": 9},
    Grant: {"title": "Another"},
    ApprovalLimit: {"up_to": 5},
    AccountingPeriod: {"closed_by": lambda: User.objects.earliest("pk")},
    SupportPackage: {"modality": "online"},
    SupportPackageItem: {"amount": 5},
    RegionBand: {"name_en": "Another"},
    Deadline: {"basis": "Letter 7"},
    FeeCategory: {"who": "Professors"},
    FeeRate: {"valid_until": date(2030, 12, 31)},
}


def triggers() -> dict[str, tuple[type[models.Model], pgtrigger.Trigger]]:
    return {
        f"{model._meta.object_name}:{trigger.name}": (model, trigger)
        for model, trigger in pgtrigger.registered()
        if model._meta.app_label in APPS
    }


def test_every_trigger_has_a_row():
    history = {
        f"{model._meta.object_name}:{name}"
        for model in RECORDED
        for name in ("insert_insert", "update_update")
    }
    stamping = {"Erasure:agreed_now", "Destruction:begins_now"}
    waiting = {"RetentionHold:in_turn", "Pledge:after_offers"}  # refuse nothing; they are raced
    assert (
        set(triggers())
        == set(REFUSING) | set(COUNTING) | set(NOTING) | history | stamping | waiting
    )


def test_agreement_has_the_moment_of_its_transaction_whatever_is_written():
    Erasure.objects.create(user=UserFactory())
    at = timezone.now() + timedelta(days=1)
    put(Erasure, status="agreed", decided_at=at, decided_by=UserFactory)()
    with connection.cursor() as cursor:
        cursor.execute("SELECT transaction_timestamp()")
        assert cursor.fetchone() == (Erasure.objects.get().decided_at,)


def test_each_trigger_refuses():
    build()
    known = triggers()
    for name, tries in REFUSING.items():
        model, trigger = known[name]
        refusals = [who_refuses(step) for step in tries]
        assert (name, refusals) == (name, [trigger.get_pgid(model)] * len(tries))


def counted_wrong(step: Step) -> set[str]:
    """The counters that are wrong after the step, which is then undone."""
    with transaction.atomic():
        step()
        found = {difference.invariant for difference in invariants.differences()}
        transaction.set_rollback(True)
    return found


def test_each_counter_is_right_with_its_trigger_and_wrong_without():
    build()
    copy_of_application("SPARE")
    for name, (step, counter) in COUNTING.items():
        model, _trigger = triggers()[name]
        off = unguarded(f"{model._meta.label}:{name.partition(':')[2]}", step=step)
        assert (name, counter in counted_wrong(step)) == (name, False)
        assert (name, counter in counted_wrong(off)) == (name, True)


def test_each_vacancy_is_noted():
    build()
    for name, (step, number) in NOTING.items():
        with transaction.atomic():
            Vacancy.objects.open().update(handled_at=timezone.now())
            step()
            assert {v.number for v in Vacancy.objects.open()} == {number}, name
            transaction.set_rollback(True)


@pytest.mark.parametrize("model", RECORDED, ids=lambda model: model.__name__)
def test_each_change_is_written_down(model: Any):
    build()
    history = model.pgh_event_model
    made = set(history.objects.values_list("pgh_label", "pgh_obj_id"))
    assert made >= {("insert", pk) for pk in model.objects.values_list("pk", flat=True)}
    before = history.objects.count()
    standing = ("courses.CallRule", "courses.EndorsementRule")
    change = unguarded(
        *(f"{label}:frozen_not_changed" for label in standing), step=put(model, **RECORDED[model])
    )
    change()
    change()  # changes nothing and is no event
    assert history.objects.count() == before + model.objects.count()


def test_movement_of_money_is_in_the_ledger_and_not_in_the_history_too():
    build()
    history = Grant.pgh_event_model
    before = history.objects.count()
    budget_lines.award(Grant.objects.get(), 5, by=UserFactory())
    assert history.objects.count() == before
