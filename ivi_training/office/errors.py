"""What every act may refuse."""

from django.utils.translation import gettext_lazy as _

from ivi_training.guards.errors import RuleBroken


class PreviewOutdated(RuleBroken):
    """What would happen now is not what the preview showed."""

    title = _("Something has changed since the preview")
