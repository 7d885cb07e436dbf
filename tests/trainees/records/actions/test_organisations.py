"""Organisations: one behind all its names, merged with everything that is theirs or not at all."""

import pytest

from courses.calls.models import Call
from courses.cohorts.models import Cohort
from courses.organisations.actions import organisations
from courses.organisations.errors import NameTaken, OrganisationsApart
from courses.organisations.models import Organisation, OrganisationMerge
from tests.factories.accounts import UserFactory
from tests.factories.courses import CohortFactory, open_call
from tests.factories.reviews import submitted_review
from tests.factories.trainees import (
    OrganisationFactory,
    eligible,
    offered,
    quota,
    returned,
    rule,
    submitted,
)
from trainees.applying.actions import employers
from trainees.applying.models import Application
from trainees.joining.actions import offers
from trainees.office.reports import invariants
from trainees.places.actions import places
from trainees.places.errors import ChangedMeanwhile
from trainees.places.models import Place, Quota
from trainees.records.actions import organisation_merges
from trainees.reviewing.models import Reviewer

pytestmark = pytest.mark.django_db


@pytest.fixture
def cohort() -> Cohort:
    return CohortFactory()


@pytest.fixture
def call(cohort: Cohort) -> Call:
    return open_call(cohort)


def employer(name: str, country: str = "VN") -> Organisation:
    (only,) = Organisation.objects.known_as(name, country)
    return only


def merge(goes: str, stays: str) -> OrganisationMerge:
    return organisation_merges.merge(
        employer(goes), employer(stays), reason="One company", by=UserFactory()
    )


# --- names --------------------------------------------------------------------------------------


def test_another_name_leads_to_the_same_organisation(call: Call):
    first = submitted(call, employer_name="National Institute of Hygiene")
    organisations.add_name(first.organisation, "NIHE", "VN", by=UserFactory())
    assert submitted(call, employer_name="nihe ").organisation == first.organisation


def test_name_counts_in_its_country_only(call: Call):
    first = submitted(call, employer_name="Bio")
    organisations.add_name(first.organisation, "BIO Ltd", "VN", by=UserFactory())
    other = submitted(call, employer_name="BIO Ltd", employer_country="BR")
    assert other.organisation != first.organisation


def test_name_of_another_organisation_is_refused(call: Call):
    first = submitted(call, employer_name="Nanogen").organisation
    submitted(call, employer_name="Vabiotech")
    with pytest.raises(NameTaken, match="is a name of Vabiotech"):
        organisations.add_name(first, "VABIOTECH", "VN", by=UserFactory())


def test_merged_one_gets_no_name(call: Call):
    gone = submitted(call, employer_name="Nanogen").organisation
    submitted(call, employer_name="Vabiotech")
    merge("Nanogen", "Vabiotech")
    with pytest.raises(OrganisationsApart, match="the one that stays"):
        organisations.add_name(gone, "Nano", "VN", by=UserFactory())


# --- suggestions --------------------------------------------------------------------------------


def test_names_that_several_people_gave_are_suggested(call: Call):
    for name in ("Nanogen", "Nanogen", "Nano Alone", "Vabiotech", "Vabiotech"):
        submitted(call, employer_name=name)
    assert employers.suggestions("NA") == ["Nanogen"]
    assert employers.suggestions("na", "VN") == ["Nanogen"]
    assert employers.suggestions("na", "BR") == []
    assert employers.suggestions("n") == []
    assert employers.suggestions("%") == []


def test_any_name_finds_the_one_that_stays(call: Call):
    for name in ("Nanogen", "Nanogen", "Vabiotech"):
        submitted(call, employer_name=name)
    merge("Vabiotech", "Nanogen")
    assert employers.suggestions("vab") == ["Nanogen"]


def test_ten_names_are_suggested_at_most(call: Call):
    for number in range(12):
        for _person in range(2):
            submitted(call, employer_name=f"Works {number:02}")
    assert len(employers.suggestions("wo")) == 10


# --- merging ------------------------------------------------------------------------------------


def test_everything_moves_and_nothing_is_lost(call: Call):
    place = offered(call, employer_name="Nanogen").place
    stays = submitted(call, employer_name="Nanogen Pharma").organisation
    goes = place.organisation
    person = Reviewer.objects.create(user=UserFactory(), organisation=goes)
    by = UserFactory()
    organisation_merges.merge(goes, stays, reason="Renamed in 2021", by=by)
    assert set(Application.objects.values_list("organisation", flat=True)) == {stays.pk}
    assert Place.objects.get().organisation == stays
    person.refresh_from_db()
    assert person.organisation == stays
    assert [str(name) for name in stays.names.all()] == ["Nanogen", "Nanogen Pharma"]
    kept = OrganisationMerge.objects.get()
    assert (kept.goes, kept.stays, kept.by, kept.reason) == (goes, stays, by, "Renamed in 2021")
    goes.refresh_from_db()
    assert goes.merged_into == stays
    assert submitted(call, employer_name="nanogen").organisation == stays
    assert list(invariants.differences()) == []


def test_released_place_stays_as_it_was(call: Call):
    offer = offered(call, employer_name="Nanogen")
    submitted(call, employer_name="Vabiotech")
    offers.decline(offer, by=offer.application.applicant.user)
    place, goes = offer.place, offer.place.organisation
    merge("Nanogen", "Vabiotech")
    place.refresh_from_db()
    assert place.organisation == goes


def test_merge_of_a_merge_leads_to_the_last(call: Call):
    for name in ("A Works", "B Works", "C Works"):
        submitted(call, employer_name=name)
    first = employer("A Works")
    merge("A Works", "B Works")
    merge("B Works", "C Works")
    first.refresh_from_db()
    assert first.merged_into == employer("C Works") == employer("A Works")
    assert list(invariants.differences()) == []


def test_returned_application_moves_too(call: Call):
    application = returned(call).application
    stays = OrganisationFactory()
    organisation_merges.merge(application.organisation, stays, reason="One", by=UserFactory())
    application.refresh_from_db()
    assert application.organisation == stays


def test_places_are_counted_for_the_one_that_stays(cohort: Cohort, call: Call):
    rule(cohort, "organisation", ceiling=2)
    for name in ("Nanogen", "Vabiotech"):
        offered(call, employer_name=name)
    merge("Nanogen", "Vabiotech")
    row = Quota.objects.get(rule_value=str(employer("Vabiotech").pk))
    assert row.used == 2
    assert list(invariants.differences()) == []


def test_limit_is_made_for_one_that_held_no_place(cohort: Cohort, call: Call):
    rule(cohort, "organisation", ceiling=2)
    offered(call, employer_name="Nanogen")
    submitted(call, employer_name="Vabiotech")
    merge("Nanogen", "Vabiotech")
    assert Quota.objects.get(rule_value=str(employer("Vabiotech").pk)).used == 1
    assert list(invariants.differences()) == []


def test_merge_that_breaks_a_quota_is_refused_with_its_numbers(cohort: Cohort, call: Call):
    rule(cohort, "organisation", ceiling=1)
    for name in ("Nanogen", "Vabiotech"):
        offered(call, employer_name=name)
    with pytest.raises(OrganisationsApart) as refusal:
        merge("Nanogen", "Vabiotech")
    assert "would count 2 places, and allows 1" in str(refusal.value.then)
    assert employer("Nanogen").merged_into is None


def test_merge_that_eats_into_what_is_reserved_is_refused(cohort: Cohort, call: Call):
    offered(call, employer_name="Nanogen")
    stays = submitted(call, employer_name="Vabiotech").organisation
    quota(cohort, 2, "Vabiotech", organisation=stays)
    quota(cohort, 2, "Men there", organisation=stays, gender="male", floor=2)
    with pytest.raises(OrganisationsApart) as refusal:
        merge("Nanogen", "Vabiotech")
    assert "too few places left" in str(refusal.value.then)


def test_quota_of_its_own_is_in_the_way(cohort: Cohort, call: Call):
    goes = submitted(call, employer_name="Nanogen").organisation
    submitted(call, employer_name="Vabiotech")
    quota(cohort, 5, "Nanogen's", organisation=goes)
    with pytest.raises(OrganisationsApart) as refusal:
        merge("Nanogen", "Vabiotech")
    assert "Nanogen's" in str(refusal.value.then)


def test_merged_one_is_not_merged_again(call: Call):
    goes = submitted(call, employer_name="Nanogen").organisation
    stays = submitted(call, employer_name="Vabiotech").organisation
    for _time in range(2):
        refusal = OrganisationsApart if goes.merged_into_id else None
        if refusal is None:
            organisation_merges.merge(goes, stays, reason="One", by=UserFactory())
            goes.refresh_from_db()
            continue
        with pytest.raises(refusal):
            organisation_merges.merge(goes, stays, reason="One", by=UserFactory())


def test_reviews_of_colleagues_come_to_light(call: Call):
    review = submitted_review(eligible(call, employer_name="Nanogen"))
    theirs = OrganisationFactory()
    Reviewer.objects.create(user=review.reviewer, organisation=theirs)
    plan = organisation_merges.preview(theirs, review.application.organisation)
    assert (plan.in_conflict, plan.reviewers) == ([review], [str(review.reviewer)])
    back = organisation_merges.preview(review.application.organisation, theirs)
    assert (back.in_conflict, back.applications) == ([review], 1)


def test_place_is_not_taken_with_the_employer_of_before(call: Call):
    application = eligible(call, employer_name="Nanogen")
    organisation_merges.merge(
        application.organisation, OrganisationFactory(), reason="One", by=UserFactory()
    )
    with pytest.raises(ChangedMeanwhile, match="merged"):
        places.take([application])
