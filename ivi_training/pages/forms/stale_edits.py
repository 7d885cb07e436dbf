"""Forms that never overwrite what another tab or device has saved since they were loaded."""

import hashlib
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext_lazy as _

from ivi_training.files.models.stored_file import digest_of

UNTYPED = {"seen", "asked"}  # what the page sends along by itself


class RefusesStaleEdits(forms.BaseForm):
    """Carries in `seen` what was stored when the page was loaded; `watch()` ends `__init__`."""

    def add_prefix(self, field_name: str) -> str:
        """Several forms on a page share their names, but for what the page sends along of each."""
        return super().add_prefix(field_name) if field_name in UNTYPED else field_name

    def watch(self) -> None:
        self.fields["seen"] = forms.CharField(required=False, widget=forms.HiddenInput)
        self.initial["seen"] = self.digest()

    def digest(self) -> str:
        """What is stored in the fields of this form, in one word."""
        facts = [
            f"{name}={self.get_initial_for_field(field, name)}"
            for name, field in self.fields.items()
            if name not in UNTYPED
        ]
        return hashlib.sha256("\n".join(facts).encode()).hexdigest()[:16]

    def clean(self) -> dict[str, Any]:
        """Refuse to overwrite newer text; the same text or file twice is no conflict."""
        data: dict[str, Any] = super().clean() or {}
        is_stale = data.get("seen") != self.initial["seen"]
        if is_stale and any(self._is_new(name, data) for name in self.changed_data):
            raise ValidationError(
                _(
                    "This draft was saved in another tab or on another device after you opened "
                    "this page. What you typed is still below and nothing was overwritten: open "
                    "the draft in a new tab, and copy over what you want to keep."
                ),
                code="stale",
            )
        return data

    def _is_new(self, name: str, data: dict[str, Any]) -> bool:
        given = data.get(name)
        if isinstance(given, UploadedFile):
            return digest_of(given)[1] != self.initial.get(name)
        return name not in UNTYPED
