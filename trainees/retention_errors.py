"""What keeping and destroying in time refuse: each rule by its name."""

from django.utils.translation import gettext_lazy as _

from ivi_training.errors import RuleBroken


class RunAgreed(RuleBroken):
    """Somebody has let the first run begin."""

    title = _("The first run is agreed to already")


class HeldAlready(RuleBroken):
    """Somebody else holds the data of this person back."""

    title = _("These data are held back already")


class HoldLifted(RuleBroken):
    """The hold was lifted before."""

    title = _("This hold is lifted already")
