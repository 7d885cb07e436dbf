"""Private files: kept under a random name, known by checksum, served only by a checked view."""

import hashlib
import uuid
from typing import IO, TYPE_CHECKING, Any, Self

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


def digest_of(content: IO[bytes] | Upload) -> tuple[int, str]:
    """Size and checksum of an open file, which is left at its beginning."""
    content.seek(0)
    sha256 = hashlib.file_digest(content, "sha256").hexdigest()  # type: ignore[arg-type]
    size = content.tell()
    content.seek(0)
    return size, sha256


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
        _size, sha256 = digest_of(upload)
        self.file = upload
        self.name = (upload.name or "")[-255:]
        self.content_type = upload.content_type or "application/octet-stream"
        self.size = upload.size or 0
        self.sha256 = sha256
        return self
