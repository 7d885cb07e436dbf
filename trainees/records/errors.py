"""Rules that refuse a step, each by its name."""

from django.utils.translation import gettext_lazy as _

from ivi_training.guards.errors import RuleBroken


class ExportInTheMaking(RuleBroken):
    """One copy of one's data is made at a time."""

    title = _("A copy of your data is being made already")


class ExportGone(RuleBroken):
    """The file of a copy exists for a while only."""

    title = _("This copy of your data is deleted")


class ErasureAsked(RuleBroken):
    """One request for erasure is decided at a time."""

    title = _("You have asked for erasure already")


class ErasureDecided(RuleBroken):
    """The request was decided or taken back."""

    title = _("This request for erasure is not open any more")


class StillInUse(RuleBroken):
    """Something of the person still runs, and has to be ended by a step of its own."""

    title = _("The data is still in use")


class RefusalUnexplained(RuleBroken):
    """Whose data are kept against their wish is told what that means."""

    title = _("A refusal is explained")


class PeopleApart(RuleBroken):
    """Two accounts cannot be made one as they stand."""

    title = _("These accounts cannot be merged yet")


class OneOnly(RuleBroken):
    """Somebody is compared with themself."""

    title = _("These are not two people")


class CorrectionAsked(RuleBroken):
    """One request for a correction is decided at a time."""

    title = _("You have asked for a correction already")


class CorrectionDecided(RuleBroken):
    """The request was decided before."""

    title = _("This request for a correction is not open any more")


class FactTakenAway(RuleBroken):
    """What a person has given is put right by a correction, never taken away."""

    title = _("A correction takes nothing away")


class RunAgreed(RuleBroken):
    """Somebody has let the first run begin."""

    title = _("The first run is agreed to already")


class HeldAlready(RuleBroken):
    """Somebody else holds the data of this person back."""

    title = _("These data are on hold already")


class HoldLifted(RuleBroken):
    """The hold was lifted before."""

    title = _("This hold is lifted already")
