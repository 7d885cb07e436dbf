"""Rules that refuse a step, each by its name."""

from django.utils.translation import gettext_lazy as _

from ivi_training.guards.errors import RuleBroken


class FloorsImpossible(RuleBroken):
    """The floors asked for reserve more places than there are."""

    title = _("The reserved places do not fit into what is free")


class NotSigned(RuleBroken):
    """Fewer people than needed have signed the staged decisions as they are now."""

    title = _("The decisions are not signed yet")


class OnlyWhatIf(RuleBroken):
    """The run was made with other ceilings or floors than the program's."""

    title = _("This run only shows what would be")


class AppealClosed(RuleBroken):
    """There is nothing to look at again, it was asked once already, or too late."""

    title = _("This result cannot be looked at again")


class PromotionClosed(RuleBroken):
    """The promotion was decided, or its moment has passed."""

    title = _("This promotion can no longer be decided so")


class NotDecidable(RuleBroken):
    """No decision can be taken about this application now."""

    title = _("No decision can be taken here now")
