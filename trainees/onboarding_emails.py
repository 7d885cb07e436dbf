"""What trainees are told about the form after acceptance, queued with what makes it true."""

from django.utils.translation import gettext_lazy as _

from ivi_training import mail, mail_kinds
from trainees.models import Onboarding

mail_kinds.register(
    {
        "trainees/emails/onboarding_asked": _("Form after acceptance"),
        "trainees/emails/onboarding_reminded": _("Reminder of the form after acceptance"),
        "trainees/emails/onboarding_returned": _("Form after acceptance: something is missing"),
    }
)


def asked(onboarding: Onboarding) -> None:
    """What is needed before the course, and until when."""
    _about(onboarding, "onboarding_asked", "asked")


def reminded(onboarding: Onboarding) -> None:
    """Reminds of the deadline; once for each deadline."""
    _about(onboarding, "onboarding_reminded", f"deadline {onboarding.due_at.isoformat()}")


def returned(onboarding: Onboarding) -> None:
    """What is missing, and until when."""
    _about(onboarding, "onboarding_returned", f"version {onboarding.version}")


def _about(onboarding: Onboarding, template: str, occasion: str) -> None:
    application = onboarding.application
    mail.queue(
        mail.Message(
            template=f"trainees/emails/{template}",
            about=onboarding,
            occasion=occasion,
            recipient=application.applicant.user,
            context={
                "onboarding": onboarding,
                "application": application,
                "cohort": onboarding.enrolment.cohort,
            },
        )
    )
