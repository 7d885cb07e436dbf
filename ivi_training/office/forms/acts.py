"""What an act asks."""

from typing import Any

from django import forms


class ActForm(forms.Form):
    """A form about one thing, which it may look at."""

    def __init__(self, *args: Any, thing: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.thing = thing

    def facts(self) -> dict[str, Any]:
        """What the action is told."""
        return self.cleaned_data


class ConfirmForm(ActForm):
    """Asks nothing: the act is only looked at and confirmed."""
