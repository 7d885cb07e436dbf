"""Every list of the administration asks as many questions for three rows as for one."""

import pytest
from django.contrib import admin
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from tests.conftest import as_user
from tests.factories.accounts import UserFactory
from tests.repository.world import APPS, build

pytestmark = pytest.mark.django_db

# Session, user, how many rows there are, the rows; then what the filters beside a list offer, or
# how many there are in all, where a list says so.
QUERIES = {
    "courses.call": 5,  # programs
    "courses.classificationvintage": 4,
    "courses.cohort": 6,  # programs; all
    "courses.consentterm": 5,  # programs
    "courses.countryclassification": 5,  # vintages
    "courses.course": 4,
    "courses.formsection": 4,
    "courses.formversion": 5,  # calls
    "courses.program": 5,  # all
    "grants.budgetline": 6,  # grants; all
    "grants.commitment": 5,  # cohorts
    "grants.approvallimit": 6,  # grants; all
    "grants.evidencerule": 5,  # all
    "grants.engagement": 6,  # grants, twice: the filter, the steps
    "grants.exchangerate": 6,  # currencies, sources
    "grants.feecategory": 6,  # grants; all
    "grants.feerate": 6,  # grants; all
    "grants.fundingsource": 6,  # grants; all
    "grants.deadline": 6,  # grants; all
    "grants.grant": 5,  # all
    "grants.ledgerentry": 5,  # grants
    "grants.recovery": 5,  # grants
    "grants.regionband": 6,  # grants; all
    "grants.supportpackage": 5,  # all
    "grants.transferpolicy": 5,  # all
    "ivi_training.erasure": 4,
    "ivi_training.mailpause": 4,
    "ivi_training.outgoingemail": 5,  # kinds
    "ivi_training.refusedaddress": 4,
    "ivi_training.statuschange": 6,  # the first and the last day
    "ivi_training.user": 6,  # all; the roles of the rows
    "trainees.allocationrun": 5,  # cohorts
    "trainees.applicant": 4,
    "trainees.application": 6,  # cohorts, streams
    "trainees.condition": 5,  # cohorts
    "trainees.conflictofinterest": 4,
    "trainees.consent": 5,  # programs
    "trainees.correction": 4,
    "trainees.criterion": 4,
    "trainees.deferral": 5,  # cohorts
    "trainees.endorsement": 5,  # calls
    "trainees.destruction": 5,  # programs
    "trainees.enrolment": 5,  # cohorts
    "trainees.offer": 5,  # cohorts
    "trainees.onboarding": 5,  # cohorts
    "trainees.onlineenrolment": 5,  # cohorts
    "trainees.organisation": 4,
    "trainees.pledge": 5,  # cohorts
    "trainees.quota": 5,  # programs
    "trainees.quotaversion": 4,
    "trainees.ranking": 5,  # cohorts
    "trainees.retentionhold": 4,
    "trainees.retentionrule": 5,  # programs
    "trainees.review": 5,  # cohorts
    "trainees.reviewer": 4,
    "trainees.rubric": 5,  # calls
}


def queries(client: Client, label: str) -> int:
    with CaptureQueriesContext(connection) as asked:
        page = client.get(reverse(f"admin:{label.replace('.', '_')}_changelist"))
    assert page.status_code == 200
    assert page.context["cl"].result_list
    return len(asked)


def test_every_list_of_ours_has_a_row():
    registered = {model._meta for model in admin.site._registry}
    assert set(QUERIES) == {meta.label_lower for meta in registered if meta.app_label in APPS}


@pytest.mark.parametrize("worlds", [1, 3])
def test_lists_have_a_fixed_number_of_queries(worlds: int):
    client = as_user(UserFactory(is_staff=True, is_superuser=True))
    for _world in range(worlds):
        build()
    assert {label: queries(client, label) for label in QUERIES} == QUERIES
