"""What each role may do with programs, calls, courses and cohorts."""

from ivi_training.permissions import Role

_MODELS = ["program", "stream", "call", "course", "cohort"]
_LISTS = ["classificationvintage", "countryclassification"]
_VIEW = {f"courses.view_{model}" for model in [*_MODELS, *_LISTS]}
_SET_UP = _VIEW | {f"courses.{verb}_{model}" for verb in ("add", "change") for model in _MODELS}

ROLE_PERMISSIONS: dict[str, set[str]] = {
    Role.ADMINISTRATOR: _SET_UP | {"courses.view_dashboard"},
    Role.ADMISSIONS: _VIEW | {"courses.view_dashboard"},
    Role.COORDINATOR: _VIEW | {"courses.view_dashboard"},
    Role.LEAD: _VIEW | {"courses.view_dashboard"},
    Role.FINANCE: _VIEW | {"courses.view_dashboard"},
    Role.APPROVER: _VIEW | {"courses.view_dashboard"},
    Role.AUDITOR: _VIEW | {"courses.view_dashboard"},
}
