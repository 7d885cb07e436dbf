"""Rules about accepted people and about their accounts that refuse a step."""

from django.utils.translation import gettext_lazy as _

from ivi_training.errors import RuleBroken


class OnboardingClosed(RuleBroken):
    """What is asked after acceptance was sent in, or its place has ended."""

    title = _("This form cannot be changed now")


class OnboardingIncomplete(RuleBroken):
    """Something that the form after acceptance needs is missing."""

    title = _("Something is still missing")


class PeopleApart(RuleBroken):
    """Two accounts cannot be made one as they stand."""

    title = _("These accounts cannot be merged yet")
