"""Rules about accepted people and about their accounts that refuse a step."""

from django.utils.translation import gettext_lazy as _

from ivi_training.errors import RuleBroken


class OnboardingClosed(RuleBroken):
    """What is asked after acceptance was sent in, or its place has ended."""

    title = _("This form cannot be changed now")


class OnboardingIncomplete(RuleBroken):
    """Something that the form after acceptance needs is missing."""

    title = _("Something is still missing")


class PledgeEnded(RuleBroken):
    """Who counted as a payer counts no more."""

    title = _("This payer has ended")


class PeopleApart(RuleBroken):
    """Two accounts cannot be made one as they stand."""

    title = _("These accounts cannot be merged yet")


class CorrectionAsked(RuleBroken):
    """One request for a correction is decided at a time."""

    title = _("You have asked for a correction already")


class CorrectionDecided(RuleBroken):
    """The request was decided before."""

    title = _("This request for a correction is not open any more")
