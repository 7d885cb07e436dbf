"""Lifecycles and choices: tables of moves, nothing else."""

from django.db.models import TextChoices
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class RetentionKind(TextChoices):
    """What a rule is about; each application falls under at most one of the first three."""

    DRAFT = "draft", _("Drafts that were never handed in")
    NOT_SELECTED = "not_selected", _("Applications of people who did not take part")
    TRAINEE = "trainee", _("Applications of people who took part")
    ACCEPTANCE = "acceptance", _("What trainees answered after acceptance")
    PAPER = "paper", _("Uploaded papers")
    ENDORSEMENT = "endorsement", _("Endorsements")
    MAIL = "mail", _("Mails about an application")
    PERSON = "person", _("Name, contact and account")

    @property
    def destroys(self) -> Promise:
        return _DESTROYS[self]


# After these nothing is left of an application but numbers.
WHOLE = (RetentionKind.DRAFT, RetentionKind.NOT_SELECTED, RetentionKind.TRAINEE)

_OF_APPLICATION = _(
    "Papers and answers are deleted; facts, texts, endorsements, reviewers' comments and mails "
    "about it are blanked. Country, gender, stream, status and moments stay for statistics."
)

_DESTROYS: dict[RetentionKind, Promise] = {
    RetentionKind.DRAFT: _(
        "The draft is withdrawn; its papers and answers are deleted, its facts and texts blanked."
    ),
    RetentionKind.NOT_SELECTED: _OF_APPLICATION,
    RetentionKind.TRAINEE: _OF_APPLICATION,
    RetentionKind.ACCEPTANCE: _(
        "Answers and files that were asked for after acceptance, such as a passport, are deleted."
    ),
    RetentionKind.PAPER: _("The files and their entries are deleted; the application stays."),
    RetentionKind.ENDORSEMENT: _(
        "Who endorsed, their address and their text are blanked; that somebody endorsed stays."
    ),
    RetentionKind.MAIL: _("Subject, text and address are blanked; when a mail was sent stays."),
    RetentionKind.PERSON: _(
        "Once nothing else is kept: name, birth date, addresses, mails and ways to sign in. The "
        "account is closed."
    ),
}


class RetentionEvent(TextChoices):
    """From when a period is counted."""

    RESULT = "result", _("the result, or the last step of the application")
    PROGRAM_END = "program_end", _("the end of the program")
    CALL_CLOSE = "call_close", _("the close of the call")
    LAST_CHANGE = "last_change", _("the last change by the applicant")
    SIGN_IN = "sign_in", _("the last sign-in")


class PeriodUnit(TextChoices):
    """What a period is counted in."""

    DAYS = "days", pgettext_lazy("a period", "days")
    MONTHS = "months", pgettext_lazy("a period", "months")
    YEARS = "years", pgettext_lazy("a period", "years")


class HeldBy(TextChoices):
    """Why somebody is passed over although the time has come."""

    NOTHING = "", _("Not on hold")
    HOLD = "hold", _("On hold by an officer")
    APPEAL = "appeal", _("An open request for another look")
    ERASURE = "erasure", _("An open request for erasure")
