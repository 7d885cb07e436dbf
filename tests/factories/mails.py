"""What a mail says to its reader; a secret one says it to nobody else."""

from ivi_training.outbox.mail import content
from ivi_training.outbox.models import OutgoingEmail


def text_of(email: OutgoingEmail) -> str:
    return content(email)[0]


def html_of(email: OutgoingEmail) -> str:
    return content(email)[1]
