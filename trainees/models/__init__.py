"""People and their journey: quotas and places, applications, decisions, offers, enrolments."""

from trainees.models.allocation import AllocationLine, AllocationRun
from trainees.models.answer import Answer
from trainees.models.appeal import Appeal
from trainees.models.applicant import Applicant
from trainees.models.application import Application
from trainees.models.assignment import Assignment
from trainees.models.condition import Condition
from trainees.models.conflict import ConflictOfInterest, Reviewer
from trainees.models.consent import Consent
from trainees.models.correction import Correction
from trainees.models.decision import Decision, DecisionChange
from trainees.models.deferral import Deferral
from trainees.models.destruction import DestroyedApplication, Destruction
from trainees.models.document import Document
from trainees.models.due_data import DueData
from trainees.models.duplicate import NotDuplicate
from trainees.models.eligibility import EligibilityResult
from trainees.models.endorsement import Endorsement
from trainees.models.enrolment import Enrolment
from trainees.models.floor_act import FloorAct
from trainees.models.offer import Offer
from trainees.models.offer_extension import OfferExtension
from trainees.models.onboarding import Onboarding
from trainees.models.online_enrolment import OnlineEnrolment
from trainees.models.organisation import Organisation, OrganisationMerge, OrganisationName
from trainees.models.person_merge import PersonMerge
from trainees.models.place import Place
from trainees.models.pledge import Pledge
from trainees.models.promotion import PassedOver, Promotion
from trainees.models.publication import Publication, Signature
from trainees.models.quota import Quota
from trainees.models.quota_rule import QuotaRule
from trainees.models.quota_version import QuotaVersion, QuotaVersionLine, QuotaVersionRuleLine
from trainees.models.ranking import RankedApplication, Ranking
from trainees.models.reconciliation import ReconciliationException
from trainees.models.retention_hold import RetentionHold
from trainees.models.retention_rule import FirstRun, RetentionRule
from trainees.models.return_request import ReturnRequest
from trainees.models.review import Review
from trainees.models.rubric import Anchor, Criterion, Rubric
from trainees.models.score import Score
from trainees.models.screening_step import ScreenedApplication, ScreeningStep
from trainees.models.tally import Tally
from trainees.models.vacancy import Vacancy
from trainees.models.waiting import WaitingEntry

__all__ = [
    "AllocationLine",
    "AllocationRun",
    "Anchor",
    "Answer",
    "Appeal",
    "Applicant",
    "Application",
    "Assignment",
    "Condition",
    "ConflictOfInterest",
    "Consent",
    "Correction",
    "Criterion",
    "Decision",
    "DecisionChange",
    "Deferral",
    "DestroyedApplication",
    "Destruction",
    "Document",
    "DueData",
    "EligibilityResult",
    "Endorsement",
    "Enrolment",
    "FirstRun",
    "FloorAct",
    "NotDuplicate",
    "Offer",
    "OfferExtension",
    "Onboarding",
    "OnlineEnrolment",
    "Organisation",
    "OrganisationMerge",
    "OrganisationName",
    "PassedOver",
    "PersonMerge",
    "Place",
    "Pledge",
    "Promotion",
    "Publication",
    "Quota",
    "QuotaRule",
    "QuotaVersion",
    "QuotaVersionLine",
    "QuotaVersionRuleLine",
    "RankedApplication",
    "Ranking",
    "ReconciliationException",
    "RetentionHold",
    "RetentionRule",
    "ReturnRequest",
    "Review",
    "Reviewer",
    "Rubric",
    "Score",
    "ScreenedApplication",
    "ScreeningStep",
    "Signature",
    "Tally",
    "Vacancy",
    "WaitingEntry",
]
