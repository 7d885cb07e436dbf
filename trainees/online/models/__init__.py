"""The tables of this room."""

from trainees.online.models.online_enrolment import OnlineEnrolment

__all__ = [
    "OnlineEnrolment",
]
