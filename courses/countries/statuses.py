"""Lifecycles and choices: tables of moves, nothing else."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class IncomeGroup(TextChoices):
    """The World Bank's income groups; "not classified" goes to a person, it refuses nobody."""

    LOW = "L", _("Low income")
    LOWER_MIDDLE = "LM", _("Lower-middle income")
    UPPER_MIDDLE = "UM", _("Upper-middle income")
    HIGH = "H", _("High income")
    NOT_CLASSIFIED = "NC", _("Not classified")


class OdaGroup(TextChoices):
    """The columns of the OECD's list of countries that receive official development assistance."""

    LEAST_DEVELOPED = "LDC", _("Least developed country (OECD DAC)")
    LOW = "LIC", _("Other low income (OECD DAC)")
    LOWER_MIDDLE = "LMIC", _("Lower-middle income (OECD DAC)")
    UPPER_MIDDLE = "UMIC", _("Upper-middle income (OECD DAC)")


class Scheme(TextChoices):
    """Whose list of countries a vintage is."""

    WB_INCOME = "WB_INCOME", _("World Bank income groups")
    DAC_ODA = "DAC_ODA", _("OECD DAC list of ODA recipients")


SCHEME_GROUPS: dict[str, type[TextChoices]] = {
    Scheme.WB_INCOME: IncomeGroup,
    Scheme.DAC_ODA: OdaGroup,
}

GROUPS = [*IncomeGroup.choices, *OdaGroup.choices]
