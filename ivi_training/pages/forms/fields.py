"""Fields that every app shares."""

import re
from typing import Any

from django import forms
from django.contrib.postgres.forms import SimpleArrayField
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

LARGEST = 1_000_000_000_000  # a trillion won: anything larger is a slip of the keyboard


class WonField(forms.IntegerField):
    """A whole number of won above zero; commas and spaces between thousands are understood."""

    default_error_messages = {"invalid": _("Give a whole number of won, for example 1,250,000.")}
    widget = forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off"})

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("min_value", 1)
        kwargs.setdefault("max_value", LARGEST)
        super().__init__(**kwargs)

    def prepare_value(self, value: Any) -> Any:
        return f"{value:,}" if isinstance(value, int) else super().prepare_value(value)

    def to_python(self, value: Any) -> int | None:
        """Read the amount; refuse decimals, which the won does not have, and signs."""
        if isinstance(value, str):
            value = re.sub(r"(?<=\d)[,\s\u00a0](?=\d{3}(\D|$))", "", value.strip())
            if re.fullmatch(r"[-\u2212]\s*\d+", value):
                raise ValidationError(_("An amount is above zero. Write it without a minus sign."))
            if re.fullmatch(r"\d*\.\d+", value):
                raise ValidationError(_("The won has no decimals. Round to a whole number."))
        return super().to_python(value)


class CodesField(SimpleArrayField):
    def to_python(self, value: Any) -> Any:
        """Read them; a percent sign would break the sentence with which a wrong one is refused."""
        if isinstance(value, str) and "%" in value:
            raise ValidationError(_("Write codes with a comma between two, without other signs."))
        return super().to_python(value)
