"""The one crispy helper: the form tag and the buttons belong to the template."""

from typing import Any

from crispy_forms.helper import FormHelper
from crispy_forms.layout import Layout


def helper(*fields: Any) -> FormHelper:
    """A helper that lays out `fields` in order, without a form tag of its own."""
    form_helper = FormHelper()
    form_helper.form_tag = False
    form_helper.disable_csrf = True
    form_helper.layout = Layout(*fields)
    return form_helper
