"""How every form is drawn: what stands beside a field is text, unless it is said to be markup."""

from typing import Any

from django.forms import BoundField
from django.forms.renderers import TemplatesSetting
from django.utils.html import conditional_escape


class TextBesideField(BoundField):
    """Escapes label and help text once and for all.

    Templates of Django, of its administration and of crispy print a help text as it is. One that is
    made from data would be markup on the page of whoever opens it.
    """

    def __init__(self, *args: Any) -> None:
        super().__init__(*args)
        self.label = conditional_escape(self.label)
        self.help_text = conditional_escape(self.help_text)


class Renderer(TemplatesSetting):
    """Django's own, for the forms of packages and of the administration as for ours."""

    bound_field_class = TextBesideField
