"""Private files: kept under a random name, known by checksum, served only by a checked view.

A file is deleted once the transaction is committed after which no row names it. What a process that
died has left behind is swept up later (`ivi_training.files.actions.orphans`).
"""

import hashlib
import uuid
from collections.abc import Collection, Iterator
from functools import partial
from typing import IO, TYPE_CHECKING, Any, Self

from django.apps import apps
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import UploadedFile
from django.db import models, transaction
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


def named(names: Collection[str]) -> set[str]:
    """Those of these names of files that some row of some table names."""
    found: set[str] = set()
    for field in file_columns():
        rows = field.model._default_manager.filter(**{f"{field.name}__in": names}).order_by()
        found.update(rows.values_list(field.name, flat=True))
    return found


def file_columns() -> Iterator[models.FileField]:
    for model in apps.get_models():
        for field in model._meta.local_concrete_fields:
            if isinstance(field, models.FileField):
                yield field


def delete_unnamed(names: Collection[str]) -> None:
    """Delete these files, but for those that a row names; one that is gone already is no error."""
    for name in set(names) - named(names):
        default_storage.delete(name)


def delete_after_commit(names: Collection[str]) -> None:
    """Delete these files once what is done now stands, where nothing names them any more.

    One that cannot be deleted is logged and left to the sweep: what was committed stands.
    """
    gone = {name for name in names if name}
    if gone:
        transaction.on_commit(partial(delete_unnamed, gone), robust=True)


class StoredFileQuerySet(models.QuerySet[Any]):
    """Rows that name files."""

    def delete(self) -> tuple[int, dict[str, int]]:
        """Django's own leaves the files: whatever deletes the rows deletes them too."""
        names = list(self.order_by().values_list("file", flat=True))
        gone = super().delete()
        delete_after_commit(names)
        return gone

    # As Django marks its own: no template and no relation deletes by a mere name.
    delete.alters_data = True  # type: ignore[attr-defined]
    delete.queryset_only = True  # type: ignore[attr-defined]

    def bytes_kept(self) -> int:
        """Bytes that the files of these rows take; one that several rows name counts once."""
        files = self.order_by().values("file", "size").distinct()
        return sum(row["size"] for row in files)


class StoredFile(models.Model):
    """An upload: what it is by content, how large, its checksum, and the name it came with.

    Each table's `objects` are of a `StoredFileQuerySet`.
    """

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

    def delete(self, *args: Any, **kwargs: Any) -> tuple[int, dict[str, int]]:
        """Django's own leaves the file."""
        gone = super().delete(*args, **kwargs)
        delete_after_commit([self.file.name or ""])
        return gone

    def fill_from(self, upload: Upload, *, among: "StoredFileQuerySet | None" = None) -> Self:
        """Take over a checked upload (see `ivi_training.files.forms.uploads`).

        The file that this row named so far goes. The same bytes are stored once `among` the rows of
        one owner: in a transaction, which holds the row that has them.
        """
        size, sha256 = digest_of(upload)
        delete_after_commit([self.file.name or ""])
        self.file = _known_file(among, sha256) or upload
        self.name = (upload.name or "")[-255:]
        self.content_type = upload.content_type or "application/octet-stream"
        self.size = size
        self.sha256 = sha256
        return self


def _known_file(among: StoredFileQuerySet | None, sha256: str) -> str:
    """The name of the file with these bytes; "" where there is none."""
    if among is None:
        return ""
    # Against who deletes or replaces that row meanwhile: the file would go with it. Who is first
    # lets the other one find it changed.
    rows = among.filter(sha256=sha256).exclude(file="").order_by("pk")
    held = rows.select_for_update(of=("self",)).values_list("file", flat=True)
    return held.first() or ""
