"""Two accounts of one person become one: facts chosen, everything moved, one way in, on record."""

from typing import Any

import pytest
from allauth.account.models import EmailAddress
from django.contrib.admin.models import CHANGE, LogEntry
from django.contrib.contenttypes.models import ContentType
from django.db import IntegrityError, connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from ivi_training.accounts.models import Erasure, User
from ivi_training.accounts.statuses import RefusalGround
from ivi_training.guards.permissions import Role
from ivi_training.outbox.models import OutgoingEmail
from tests.conftest import as_user
from tests.factories.accounts import UserFactory, user_with
from tests.factories.courses import CohortFactory, open_call
from tests.factories.trainees import (
    ApplicantFactory,
    correction,
    draft,
    made_copy,
    offered,
    submitted,
)
from trainees.applying.models import Application, Consent
from trainees.joining.actions import offers
from trainees.office.reports import invariants
from trainees.people.models import Applicant, PersonMerge
from trainees.places.models import Place
from trainees.portal.actions import withdrawals
from trainees.records.actions import corrections, duplicates, erasures, people_merges, retention
from trainees.records.errors import PeopleApart
from trainees.records.models import NotDuplicate, RetentionHold
from trainees.records.reports import my_data
from trainees.reviewing.models import Reviewer
from trainees.screening.actions import submissions

pytestmark = pytest.mark.django_db


def merge(goes: Applicant, stays: Applicant, **right: bool) -> PersonMerge:
    return people_merges.merge(goes, stays, right=right, reason="Same passport", by=UserFactory())


def confirmed(person: Applicant) -> str:
    """The address of the account, confirmed."""
    email = person.user.email
    EmailAddress.objects.create(user=person.user, email=email, verified=True, primary=True)
    return email


def problems(goes: Applicant, stays: Applicant) -> str:
    with pytest.raises(PeopleApart) as refused:
        merge(goes, stays)
    assert not PersonMerge.objects.exists()
    return " ".join(str(problem) for problem in refused.value.then)


def test_each_fact_is_the_chosen_one_and_both_are_on_record():
    goes = ApplicantFactory(given_names="Thu Ha", family_name="Nguyen", residence="VN")
    stays = ApplicantFactory(given_names="Ha", family_name="Nguyen", residence="KR")
    merged = merge(goes, stays, given_names=True)
    stays.refresh_from_db()
    assert (stays.given_names, str(stays.residence)) == ("Thu Ha", "KR")
    assert merged.chosen["given_names"] == {"goes": "Thu Ha", "stays": "Ha", "right": "goes"}
    assert merged.chosen["residence"] == {"goes": "VN", "stays": "KR", "right": "stays"}
    assert "family_name" not in merged.chosen
    assert (merged.reason, merged.applicant) == ("Same passport", stays)


def test_applications_places_and_consents_move():
    offer = offered(open_call())
    offers.accept(offer, by=offer.application.applicant.user)
    goes, stays = offer.application.applicant, submitted(open_call()).applicant
    said = Consent.objects.filter(applicant=goes).count()
    merge(goes, stays)
    offer.application.refresh_from_db()
    assert offer.application.applicant == stays
    assert Place.objects.get(application=offer.application).applicant == stays
    assert Consent.objects.filter(applicant=stays).count() > said
    assert not Consent.objects.filter(applicant=goes).exists()
    assert list(invariants.differences()) == []
    held = {kind.key: kind for kind in my_data.data_of(stays.user)}
    assert len(held["applications"].records) == 2


def test_released_places_and_drafts_move_too():
    offer = offered(open_call())
    goes = offer.application.applicant
    offers.decline(offer, by=goes.user, reason="")
    begun = draft(open_call(), applicant=goes)
    stays = ApplicantFactory()
    merge(goes, stays)
    assert Place.objects.get().applicant == stays
    begun.refresh_from_db()
    submissions.submit(begun, by=stays.user)
    assert Application.objects.filter(applicant=stays).count() == 2


def test_nobody_signs_in_to_the_account_that_went():
    goes, stays = ApplicantFactory(), ApplicantFactory()
    client = as_user(goes.user)
    assert client.get("/applications/").status_code == 200
    merge(goes, stays)
    assert client.get("/applications/").status_code == 302
    account = User.objects.get(pk=goes.user_id)
    assert not account.is_active
    assert not account.has_usable_password()
    assert (account.email, account.name) == (f"{account.pk}@merged.invalid", "")


@pytest.mark.parametrize("is_confirmed", [True, False])
def test_address_resets_the_password_of_the_account_that_stays_only_if_confirmed(
    *,
    is_confirmed: bool,
):
    goes, stays = ApplicantFactory(), ApplicantFactory()
    email = confirmed(goes)
    confirmed(stays)
    EmailAddress.objects.filter(email=email).update(verified=is_confirmed)
    merge(goes, stays)
    moved = EmailAddress.objects.filter(user=stays.user, email=email, primary=False)
    assert moved.exists() == is_confirmed
    OutgoingEmail.objects.all().delete()
    Client().post("/account/password/reset/", {"email": email})
    sent = OutgoingEmail.objects.get()
    assert (sent.recipient, sent.recipient_user) == (email, stays.user if is_confirmed else None)


def test_address_that_the_other_account_waits_for_is_confirmed_there():
    goes, stays = ApplicantFactory(), ApplicantFactory()
    email = confirmed(goes)
    EmailAddress.objects.create(user=stays.user, email=email.upper())
    EmailAddress.objects.create(user=stays.user, email=email)
    merge(goes, stays)
    found = EmailAddress.objects.get(email__iexact=email)
    assert (found.user, found.verified) == (stays.user, True)


def test_person_is_told_at_the_account_that_stays():
    goes, stays = ApplicantFactory(), ApplicantFactory()
    email = confirmed(goes)
    merge(goes, stays)
    told = OutgoingEmail.objects.get(kind="accounts_merged")
    assert told.recipient == stays.user.email
    # Mails carry no address that a program would make a link of.
    assert email.partition("@")[0] in told.text


def test_two_applications_to_one_call_are_the_persons_to_choose_from():
    call = open_call()
    goes, stays = submitted(call).applicant, submitted(call).applicant
    assert "withdrawn first" in problems(goes, stays)
    application = Application.objects.get(applicant=goes)
    withdrawals.withdraw(application, by=goes.user)
    merge(goes, stays)
    assert Application.objects.filter(applicant=stays).count() == 2


def test_two_places_in_one_cohort_are_refused():
    cohort = CohortFactory()
    goes = offered(open_call(cohort)).application.applicant
    stays = offered(open_call(cohort)).application.applicant
    assert "End one of the two first" in problems(goes, stays)


@pytest.mark.parametrize("work", ["role", "reviewer"])
def test_account_that_works_for_the_program_stays(work: str):
    user = user_with(Role.REVIEWER) if work == "role" else UserFactory()
    if work == "reviewer":
        Reviewer.objects.create(user=user)
    goes, stays = ApplicantFactory(user=user), ApplicantFactory()
    assert "has roles" in problems(goes, stays)
    merge(stays, goes)


def test_applicants_role_does_not_make_an_account_stay():
    goes, stays = ApplicantFactory(user=user_with(Role.APPLICANT)), ApplicantFactory()
    assert merge(goes, stays).applicant == stays


def test_two_open_corrections_are_decided_first_and_one_moves_along():
    goes, stays = ApplicantFactory(), ApplicantFactory()
    asked, other = correction(goes), correction(stays)
    assert "wait for a correction" in problems(goes, stays)
    corrections.refuse(other, note="It is right.", by=UserFactory())
    merge(goes, stays)
    asked.refresh_from_db()
    assert asked.applicant == stays


def test_who_asks_for_erasure_is_not_merged():
    goes, stays = ApplicantFactory(), ApplicantFactory()
    Erasure.objects.create(user=goes.user)
    assert "decide the request first" in problems(goes, stays)
    with pytest.raises(IntegrityError, match="asks for it"), transaction.atomic():
        PersonMerge.objects.create(goes=goes, applicant=stays, reason="X", by=UserFactory())


@pytest.mark.parametrize("which", [0, 1])
def test_who_was_erased_by_retention_is_not_merged(which: int):
    both = ApplicantFactory(), ApplicantFactory()
    gone = User.objects.filter(pk=both[which].user_id)
    gone.update(is_active=False, erased_at=timezone.now())
    assert "is erased" in problems(*both)


def test_merged_account_is_not_merged_again_and_takes_nothing_new():
    goes, stays, third = ApplicantFactory(), ApplicantFactory(), ApplicantFactory()
    merge(goes, stays)
    with pytest.raises(PeopleApart):
        merge(goes, third)
    with pytest.raises(IntegrityError, match="was merged"), transaction.atomic():
        draft(open_call(), applicant=goes)


def test_earlier_merges_follow_the_account_that_stays():
    first, second, third = ApplicantFactory(), ApplicantFactory(), ApplicantFactory()
    merge(first, second)
    merge(second, third)
    assert list(PersonMerge.objects.values_list("applicant", flat=True)) == [third.pk, third.pk]


def test_copy_of_the_data_of_the_account_that_went_is_deleted(
    django_capture_on_commit_callbacks: Any,
):
    goes = ApplicantFactory()
    copy = made_copy(goes.user)
    with django_capture_on_commit_callbacks(execute=True):
        merge(goes, ApplicantFactory())
    assert not copy.file.storage.exists(copy.file.name)


def test_erasure_reaches_what_was_said_of_the_account_that_went():
    goes, stays = ApplicantFactory(given_names="Secret"), ApplicantFactory()
    duplicates.mark_different(goes, ApplicantFactory(), reason="Secret twin", by=UserFactory())
    held = retention.hold(goes, reason="Secret claim", by=UserFactory())
    earlier = erasures.ask(goes.user)
    erasures.refuse(earlier, ground=RefusalGround.CLAIM, note="Secret reply", by=UserFactory())
    logged = [
        LogEntry.objects.create(
            user=UserFactory(),
            content_type=ContentType.objects.get_for_model(thing),
            object_id=str(thing.pk),
            object_repr="Secret",
            action_flag=CHANGE,
            change_message="Secret",
        )
        for thing in (goes, goes.user)
    ]
    merge(goes, stays, given_names=True)
    retention.lift(held, by=UserFactory())
    asked = erasures.ask(stays.user)
    erasures.agree(asked, by=UserFactory())
    merged = PersonMerge.objects.get()
    assert (merged.chosen, merged.reason) == ({}, "[erased]")
    assert NotDuplicate.objects.get().reason == "[erased]"
    assert RetentionHold.objects.get().reason == "[erased]"
    earlier.refresh_from_db()
    assert earlier.note == "[erased]"
    for entry in logged:
        entry.refresh_from_db()
        assert (entry.object_repr, entry.change_message) == ("[erased]", "")


def test_statements_do_not_grow_with_what_moves():
    counts = []
    for calls in (1, 3):
        goes, stays = ApplicantFactory(), ApplicantFactory()
        for _call in range(calls):
            submitted(open_call(), applicant=goes)
        with CaptureQueriesContext(connection) as asked:
            merge(goes, stays)
        counts.append(len(asked))
    assert counts[0] == counts[1]
