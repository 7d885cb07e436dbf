"""Private files: kept under a random name, known by checksum, served only by a checked view."""

import hashlib
import uuid
from typing import TYPE_CHECKING, Any, Self

from django.core.files.uploadedfile import UploadedFile
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

if TYPE_CHECKING:
    Upload = UploadedFile[Any]
else:  # generic in the stubs only
    Upload = UploadedFile


def random_name(thing: models.Model, _filename: str) -> str:
    """A name that tells nothing: the person's own file name is kept as text, never as a path."""
    token = uuid.uuid4().hex
    return f"{thing._meta.label_lower}/{token[:2]}/{token}"


class StoredFile(models.Model):
    """An upload: what it is by content, how large, its checksum, and the name it came with."""

    file = models.FileField(_("file"), upload_to=random_name, max_length=120)
    name = models.CharField(_("file name"), max_length=255)
    content_type = models.CharField(_("kind"), max_length=60)
    size = models.PositiveIntegerField(_("size (bytes)"))
    sha256 = models.CharField(_("SHA-256"), max_length=64)
    uploaded_at = models.DateTimeField(_("uploaded at"), default=timezone.now)

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return self.name

    def fill_from(self, upload: Upload) -> Self:
        """Take over a checked upload (see `ivi_training.forms.uploads`)."""
        digest = hashlib.sha256()
        for chunk in upload.chunks():
            digest.update(chunk)
        upload.seek(0)
        self.file = upload
        self.name = (upload.name or "")[-255:]
        self.content_type = upload.content_type or "application/octet-stream"
        self.size = upload.size or 0
        self.sha256 = digest.hexdigest()
        return self
