"""The tables of this room."""

from courses.calls.models.call import Call
from courses.calls.models.call_rule import CallRule
from courses.calls.models.consent_term import ConsentTerm
from courses.calls.models.endorsement_rule import EndorsementRule
from courses.calls.models.form_question import FormChoice, FormQuestion
from courses.calls.models.form_version import FormSection, FormVersion

__all__ = [
    "Call",
    "CallRule",
    "ConsentTerm",
    "EndorsementRule",
    "FormChoice",
    "FormQuestion",
    "FormSection",
    "FormVersion",
]
