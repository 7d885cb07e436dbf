"""What is offered, and the country lists by which people are judged."""

from courses.models.call import Call
from courses.models.call_rule import CallRule
from courses.models.classification import ClassificationVintage, CountryClassification
from courses.models.cohort import Cohort
from courses.models.consent_term import ConsentTerm
from courses.models.course import Course
from courses.models.endorsement_rule import EndorsementRule
from courses.models.form_question import FormChoice, FormQuestion
from courses.models.form_version import FormSection, FormVersion
from courses.models.program import Program, Stream

__all__ = [
    "Call",
    "CallRule",
    "ClassificationVintage",
    "Cohort",
    "ConsentTerm",
    "CountryClassification",
    "Course",
    "EndorsementRule",
    "FormChoice",
    "FormQuestion",
    "FormSection",
    "FormVersion",
    "Program",
    "Stream",
]
