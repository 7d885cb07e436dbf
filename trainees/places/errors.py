"""Rules that refuse a step, each by its name."""

from django.utils.translation import gettext_lazy as _

from ivi_training.guards.errors import RuleBroken


class ChangedMeanwhile(RuleBroken):
    """Applications of a confirmed step have changed since its preview."""

    title = _("Some applications have changed since the preview")


class QuotaFull(RuleBroken):
    """A quota has fewer places left than the step takes."""

    title = _("There is no place left")


class PlacesReserved(QuotaFull):
    """The places that are left are kept for people with other facts."""

    title = _("The places that are left are reserved")


class PlaceRefused(RuleBroken):
    """The database refuses a place for a reason that nothing else here finds."""

    title = _("The place could not be taken")


class SeatHeld(RuleBroken):
    """The person holds a place in the same cohort by another application."""

    title = _("This person has a place in the cohort already")


class StreamUndecided(RuleBroken):
    """A person has to decide the stream before a place can be taken."""

    title = _("The stream of an application is not decided")


class CeilingTooLow(RuleBroken):
    """More places are taken than the new ceiling allows."""

    title = _("The ceiling is below the places already taken")


class FloorNotKept(RuleBroken):
    """What is reserved would no longer fit into what is free."""

    title = _("The reserved places do not fit")


class NothingRevised(RuleBroken):
    """A version that changes nothing would be on record as if something had been agreed."""

    title = _("Nothing would change")


class QuotaClosed(RuleBroken):
    """The quota was closed, or cannot be."""

    title = _("This quota is closed")


class QuotaElsewhere(RuleBroken):
    """The quotas of a program are revised together, and with no others."""

    title = _("It belongs to another program")
