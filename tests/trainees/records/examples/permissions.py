"""Who opens the pages and lists of `trainees.records`."""

from typing import Any

from ivi_training.guards.permissions import Role
from tests.factories.accounts import UserFactory
from tests.factories.retention import retention_rule
from tests.factories.trainees import correction, made_copy
from tests.repository.access import DECIDING, EVERYBODY, PEOPLE, PRIVACY, Given, Page, R
from trainees.records.actions import retention

PAGES: dict[str, Page] = {
    "admin:retention_publish": Page(PRIVACY, ("kept_rule",), "post"),
    "admin:retention_copy": Page(PRIVACY, ("kept_rule",), "post"),
    "trainees:my_data": Page(EVERYBODY),
    "trainees:data_export_ask": Page(EVERYBODY, method="post"),
    "trainees:data_export_save": Page(EVERYBODY, ("copy",), is_own=True),
    "trainees:erasure_ask": Page(EVERYBODY),
    "trainees:erasure_take_back": Page(EVERYBODY, method="post", is_own=True),
    "trainees:correction_ask": Page(EVERYBODY),
    "trainees:organisation_suggest": Page(EVERYBODY, method="post"),
    "admin:retention_rules_start": Page(PRIVACY),
    "admin:retention_agree": Page(PRIVACY, ("kept_rule",), "post"),
    "admin:retention_due": Page(PRIVACY | {R.AUDITOR}, ("kept_rule",)),
    "admin:retention_start": Page(PRIVACY | {R.AUDITOR}),
    "admin:retention_overview": Page(PRIVACY | {R.AUDITOR}, ("program",)),
    "admin:retention_hold": Page(PRIVACY),
    "admin:retention_lift": Page(PRIVACY, ("hold",), "post"),
    "admin:erasure_decide": Page(PRIVACY, ("erasure",)),
    "admin:correction_decide": Page(PRIVACY, ("correction",)),
    "admin:duplicate_list": Page(DECIDING),
    "admin:duplicate_compare": Page(DECIDING, ("applicant", "other_applicant")),
    "admin:people_merge": Page({R.ADMINISTRATOR}, ("applicant", "other_applicant")),
    "admin:organisation_name": Page(DECIDING, ("organisation",)),
    "admin:organisation_merge": Page(DECIDING, ("organisation", "other_organisation")),
}

LISTS: dict[str, set[Role]] = {
    "ivi_training.erasure": PRIVACY | {R.AUDITOR},
    "trainees.retentionrule": PRIVACY | {R.AUDITOR},
    "trainees.correction": PRIVACY | {R.AUDITOR},
    "trainees.retentionhold": PRIVACY | {R.AUDITOR},
    "trainees.destruction": PRIVACY | {R.AUDITOR},
    "trainees.applicant": PEOPLE | {R.PRIVACY},
    "courses.organisation": PEOPLE,
}


def things(given: Given) -> dict[str, Any]:
    return {
        "copy": made_copy().pk,
        "correction": correction().pk,
        "kept_rule": retention_rule(given.cohort.program).pk,
        "hold": retention.hold(
            given.offer.application.applicant, reason="Claim", by=UserFactory()
        ).pk,
    }
