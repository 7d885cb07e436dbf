"""The tables of this room."""

from trainees.applying.models.answer import Answer
from trainees.applying.models.application import Application
from trainees.applying.models.consent import Consent
from trainees.applying.models.document import Document
from trainees.applying.models.endorsement import Endorsement

__all__ = [
    "Answer",
    "Application",
    "Consent",
    "Document",
    "Endorsement",
]
