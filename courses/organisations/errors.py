"""Rules about organisations that refuse a step."""

from django.utils.translation import gettext_lazy as _

from ivi_training.guards.errors import RuleBroken


class NameTaken(RuleBroken):
    """Another organisation has this name in this country."""

    title = _("This name belongs to another organisation")


class OrganisationsApart(RuleBroken):
    """The two cannot be made one as things stand."""

    title = _("These organisations cannot be merged now")
