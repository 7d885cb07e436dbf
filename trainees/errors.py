"""Rules of admission that refuse a step."""

from django.utils.translation import gettext_lazy as _

from ivi_training.errors import RuleBroken


class ApplicationsClosed(RuleBroken):
    """The call is not open now."""

    title = _("This call does not take applications now")


class ApplicationIncomplete(RuleBroken):
    """Something that a submitted application needs is missing."""

    title = _("Your application is not complete yet")


class StaleDraft(RuleBroken):
    """Another tab or device has saved newer text."""

    title = _("A newer version of this draft exists")


class QuotaFull(RuleBroken):
    """A quota has fewer places left than the step takes."""

    title = _("There is no place left")


class PlacesReserved(QuotaFull):
    """The places that are left are kept for people with other facts."""

    title = _("The places that are left are reserved")


class StreamUndecided(RuleBroken):
    """A person has to decide the stream before a place can be taken."""

    title = _("The stream of an application is not decided")


class StreamDecided(RuleBroken):
    """The stream stands: by rule, or by somebody's decision."""

    title = _("The stream is decided already")


class OfferClosed(RuleBroken):
    """The offer was answered, withdrawn or ran out."""

    title = _("This offer can no longer be answered")


class NotDecidable(RuleBroken):
    """No decision can be taken about this application now."""

    title = _("No decision can be taken here now")


class CeilingTooLow(RuleBroken):
    """More places are taken than the new ceiling allows."""

    title = _("The ceiling is below the places already taken")


class FloorNotKept(RuleBroken):
    """What is reserved would no longer fit into what is free."""

    title = _("The reserved places do not fit")


class QuotaClosed(RuleBroken):
    """The quota was closed, or cannot be."""

    title = _("This quota is closed")
