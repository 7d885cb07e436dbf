"""What each role may do with programs, calls, courses and cohorts."""

from ivi_training.guards.permissions import Role

_MODELS = ["program", "stream", "call", "course", "cohort"]
_RULES = {
    f"courses.{verb}_{model}"
    for verb in ("add", "change", "delete")
    for model in ("callrule", "endorsementrule")
}
_IMPORT = {"courses.add_classificationvintage"}
_FORMS = ["formversion", "formsection", "formquestion", "formchoice"]
_LISTS = ["classificationvintage", "countryclassification"]
_VIEW = {f"courses.view_{model}" for model in [*_MODELS, "callrule", "endorsementrule", *_LISTS]}
_SET_UP = _VIEW | {f"courses.{verb}_{model}" for verb in ("add", "change") for model in _MODELS}
_VIEW_FORMS = {f"courses.view_{model}" for model in _FORMS}
# Parts of a draft may be dropped; what is published stands whoever asks.
_SET_UP_FORMS = {
    f"courses.{verb}_{model}" for verb in ("add", "change", "delete") for model in _FORMS
} - {"courses.delete_formversion"}
_CONSENTS = {f"courses.{verb}_consentterm" for verb in ("view", "add", "change", "delete")}

_ORGANISATIONS = {
    f"courses.view_{model}" for model in ("organisation", "organisationname", "organisationmerge")
}
_MERGE = {"courses.merge_organisation"}
_DASHBOARD = {"courses.view_dashboard"}
_SEES_ALL = {*_DASHBOARD, "courses.view_small_counts"}

ROLE_PERMISSIONS: dict[str, set[str]] = {
    Role.ADMINISTRATOR: (
        _SET_UP | _RULES | _IMPORT | _VIEW_FORMS | _SET_UP_FORMS | _CONSENTS | _SEES_ALL
    )
    | _ORGANISATIONS
    | _MERGE,
    Role.ADMISSIONS: _VIEW | _VIEW_FORMS | _SEES_ALL | _ORGANISATIONS | _MERGE,
    Role.COORDINATOR: _VIEW | _SEES_ALL | _ORGANISATIONS,
    Role.LEAD: _VIEW | _SEES_ALL,
    Role.FINANCE: _VIEW | _DASHBOARD,
    Role.APPROVER: _VIEW | _DASHBOARD,
    Role.PRIVACY: _CONSENTS,
    Role.AUDITOR: _VIEW | _VIEW_FORMS | _SEES_ALL | _ORGANISATIONS | {"courses.view_consentterm"},
}
