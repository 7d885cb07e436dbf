"""What each role may do with accounts and mail."""

from ivi_training.guards.permissions import Role

_MAIL = {
    "ivi_training.view_outgoingemail",
    "ivi_training.resend_outgoingemail",
    "ivi_training.view_mailpause",
    "ivi_training.view_refusedaddress",
}
_ERASURES = {"ivi_training.view_erasure", "ivi_training.decide_erasure"}
ROLE_PERMISSIONS: dict[str, set[str]] = {
    Role.ADMISSIONS: _MAIL,
    Role.COORDINATOR: {"ivi_training.view_outgoingemail"},
    Role.ADMINISTRATOR: {
        *_MAIL,
        *_ERASURES,
        "ivi_training.view_statuschange",
        "ivi_training.view_user",
        "ivi_training.add_user",
        "ivi_training.change_user",
    },
    Role.PRIVACY: {*_ERASURES, "ivi_training.view_statuschange", "ivi_training.view_user"},
    Role.AUDITOR: {"ivi_training.view_erasure"},
}
