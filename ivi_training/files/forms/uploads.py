"""Uploads are judged by their content, never by their name or what the browser claims."""

from typing import Any

import filetype
from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile, UploadedFile
from django.template.defaultfilters import filesizeformat
from django.utils.translation import gettext_lazy as _

from ivi_training.files import cleaning
from ivi_training.files.models.stored_file import Upload

ALLOWED = {"application/pdf": "PDF", "image/jpeg": "JPEG", "image/png": "PNG"}


class UploadField(forms.FileField):
    """One PDF, JPEG or PNG of at most `UPLOAD_MAX_BYTES`, by its bytes; written anew."""

    widget = forms.ClearableFileInput(attrs={"accept": ",".join(ALLOWED)})

    def clean(self, data: Any, initial: Any = None) -> Any:
        """Refuse what is too large, empty, damaged, or not what its bytes should say."""
        upload = super().clean(data, initial)
        return checked(upload) if isinstance(upload, UploadedFile) else upload


def checked(upload: Upload) -> Upload:
    """What is kept of an upload; ValidationError unless it is small, readable and of a kind."""
    if (upload.size or 0) > settings.UPLOAD_MAX_BYTES:
        raise ValidationError(
            _("This file is %(size)s; at most %(limit)s are taken. Save it smaller and try again."),
            code="too_large",
            params={
                "size": f"{upload.size:,} bytes",
                "limit": filesizeformat(settings.UPLOAD_MAX_BYTES),
            },
        )
    content = upload.read()
    kind = filetype.guess(content)
    if kind is None or kind.mime not in ALLOWED:
        raise ValidationError(
            _("The content of this file is not a PDF, JPEG or PNG, whatever its name says."),
            code="wrong_kind",
        )
    name = cleaning.plain_name(upload.name or "")
    return SimpleUploadedFile(name, cleaning.cleaned(content, kind.mime), kind.mime)
