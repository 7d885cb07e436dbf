"""People and their journey: quotas and places, applications, decisions, offers, enrolments."""

from trainees.models.applicant import Applicant
from trainees.models.application import Application, Document
from trainees.models.decision import Decision
from trainees.models.enrolment import Enrolment
from trainees.models.floor_act import FloorAct
from trainees.models.offer import Offer
from trainees.models.organisation import Organisation
from trainees.models.place import Place
from trainees.models.quota import Quota
from trainees.models.quota_rule import QuotaRule
from trainees.models.quota_version import QuotaVersion, QuotaVersionLine, QuotaVersionRuleLine
from trainees.models.tally import Tally

__all__ = [
    "Applicant",
    "Application",
    "Decision",
    "Document",
    "Enrolment",
    "FloorAct",
    "Offer",
    "Organisation",
    "Place",
    "Quota",
    "QuotaRule",
    "QuotaVersion",
    "QuotaVersionLine",
    "QuotaVersionRuleLine",
    "Tally",
]
