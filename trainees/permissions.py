"""What each role may do with people: seeing, screening, deciding and publishing are apart."""

from ivi_training.guards.permissions import Role

_PEOPLE = [
    "applicant",
    "application",
    "answer",
    "document",
    "decision",
    "decisionchange",
    "offer",
    "condition",
    "deferral",
    "endorsement",
    "enrolment",
    "onboarding",
    "onlineenrolment",
    "pledge",
    "personmerge",
]
_QUOTAS = ["quota", "quotaversion", "quotaversionline", "place"]
_VIEW = {f"trainees.view_{model}" for model in [*_PEOPLE, *_QUOTAS]}
_VIEW_QUOTAS = {f"trainees.view_{model}" for model in _QUOTAS}
_SET_UP = {f"trainees.{verb}_{model}" for verb in ("add", "change") for model in ("quota",)}
_RUBRICS = ["rubric", "criterion", "anchor"]
_REVIEWS = ["review", "score", "assignment", "reviewer", "conflictofinterest"]
_RANKINGS = ["ranking", "rankedapplication", "allocationrun", "allocationline"]
_VIEW_REVIEWS = {f"trainees.view_{model}" for model in [*_RUBRICS, *_REVIEWS, *_RANKINGS]}
_CHAIR = _VIEW_REVIEWS | {
    "trainees.assign_review",
    "trainees.freeze_ranking",
    "trainees.add_reviewer",
    "trainees.change_reviewer",
}
_SET_UP_RUBRICS = {
    f"trainees.{verb}_{model}" for verb in ("add", "change", "delete") for model in _RUBRICS
} - {"trainees.delete_rubric"}
_DECIDE = {
    "trainees.screen_application",
    "trainees.decide_application",
    "trainees.publish_decisions",
}
# Passports and health are read by those who bring people here, by nobody else.
_HANDLE = {"trainees.handle_onboarding", "trainees.add_pledge"}

_RECONCILE = {"trainees.view_reconciliation"}
_VIEW_RETENTION = {
    f"trainees.view_{model}" for model in ("retentionrule", "retentionhold", "destruction")
}
_CORRECT = {"trainees.view_correction", "trainees.decide_correction"}
_RETENTION = _VIEW_RETENTION | {
    "trainees.add_retentionrule",
    "trainees.change_retentionrule",
    "trainees.delete_retentionrule",  # a draft
    "trainees.add_retentionhold",
    "trainees.change_retentionhold",
}

ROLE_PERMISSIONS: dict[str, set[str]] = {
    Role.ADMINISTRATOR: _VIEW
    | _SET_UP
    | _DECIDE
    | _CHAIR
    | _SET_UP_RUBRICS
    | _RETENTION
    | {"trainees.change_offer", "trainees.view_consent", "trainees.merge_applicant"}
    | _CORRECT
    | _HANDLE
    | _RECONCILE,
    Role.ADMISSIONS: _VIEW | _DECIDE | _CHAIR | {"trainees.change_offer"} | _HANDLE,
    Role.COORDINATOR: _VIEW | _HANDLE,
    Role.REVIEWER: {"trainees.write_review"},
    Role.LEAD: _VIEW_QUOTAS | _RECONCILE,
    Role.FINANCE: _RECONCILE,
    Role.APPROVER: _RECONCILE,
    Role.PRIVACY: _RETENTION | _CORRECT | {"trainees.view_applicant", "trainees.view_consent"},
    Role.AUDITOR: _VIEW
    | _RECONCILE
    | _VIEW_REVIEWS
    | _VIEW_RETENTION
    | {"trainees.view_consent", "trainees.view_correction"},
}
