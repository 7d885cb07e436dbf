"""Who opens the pages and lists of `trainees.office`."""

from ivi_training.guards.permissions import Role
from tests.repository.access import DECIDING, NUMBERS, PEOPLE, Page, R

PAGES: dict[str, Page] = {
    "admin:stream_decide": Page(DECIDING, ("application",)),
    "admin:offer_rescind": Page(DECIDING, ("offer",)),
    "admin:offer_extend": Page(DECIDING, ("offer",)),
    "admin:condition_set": Page(DECIDING, ("application",)),
    "admin:condition_settle": Page(DECIDING, ("condition",)),
    "admin:cohort_conditions": Page(DECIDING, ("cohort",), "post"),
    "admin:enrolment_end": Page(DECIDING, ("enrolment",)),
    "admin:appeal_decide": Page(DECIDING, ("appeal",)),
    "admin:cohort_board": Page(PEOPLE, ("cohort",)),
    "admin:cohort_screen": Page(DECIDING, ("cohort",), "post"),
    "admin:cohort_stage": Page(DECIDING, ("cohort",), "post"),
    "admin:cohort_unstage": Page(DECIDING, ("cohort",), "post"),
    "admin:quotas_start": Page(PEOPLE | {R.LEAD}),
    "admin:quotas_overview": Page(PEOPLE | {R.LEAD}, ("program",)),
    "admin:quotas_revise": Page({R.ADMINISTRATOR}, ("program",)),
    "admin:rule_set": Page({R.ADMINISTRATOR}, ("program",)),
    "admin:rule_close": Page({R.ADMINISTRATOR}, ("rule",)),
    "admin:floor_release": Page({R.ADMINISTRATOR}, ("quota",)),
    "admin:floor_reinstate": Page({R.ADMINISTRATOR}, ("quota",)),
    "admin:quota_close": Page({R.ADMINISTRATOR}, ("quota",)),
}

LISTS: dict[str, set[Role]] = {
    "courses.cohort": NUMBERS,
    "courses.program": NUMBERS,
    "trainees.application": PEOPLE,
    "trainees.enrolment": PEOPLE,
    "trainees.onlineenrolment": PEOPLE,
    "trainees.quota": PEOPLE | {R.LEAD},
    "trainees.quotaversion": PEOPLE | {R.LEAD},
}
