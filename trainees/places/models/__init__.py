"""The tables of this room."""

from trainees.places.models.floor_act import FloorAct
from trainees.places.models.place import Place
from trainees.places.models.quota import Quota
from trainees.places.models.quota_rule import QuotaRule
from trainees.places.models.quota_version import (
    QuotaVersion,
    QuotaVersionLine,
    QuotaVersionRuleLine,
)
from trainees.places.models.tally import Tally
from trainees.places.models.vacancy import Vacancy

__all__ = [
    "FloorAct",
    "Place",
    "Quota",
    "QuotaRule",
    "QuotaVersion",
    "QuotaVersionLine",
    "QuotaVersionRuleLine",
    "Tally",
    "Vacancy",
]
