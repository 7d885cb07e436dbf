"""Choices among what belongs to several grants: each is named with its grant."""

from typing import Any

from django import forms


class OfGrantField(forms.ModelChoiceField):  # type: ignore[type-arg]  # not generic when run
    """Lines, categories and the like; the rows are read together with their grants."""

    def label_from_instance(self, obj: Any) -> str:
        """The grant's number tells two of one name apart."""
        return f"{obj.grant.code} · {obj}"
