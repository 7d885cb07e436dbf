"""A copy of one person's data as a ZIP: a file of JSON and every paper that they uploaded."""

import json
import shutil
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from tempfile import TemporaryFile
from typing import IO, Any

from django.core.serializers.json import DjangoJSONEncoder
from django.utils import timezone, translation

from ivi_training.accounts.models import User
from ivi_training.files.cleaning import plain_name
from ivi_training.outbox import mail
from trainees.applying.models import Document
from trainees.records.reports import my_data


@contextmanager
def write_archive(user: User) -> Iterator[IO[bytes]]:
    """The copy as an open file, at its beginning, for as long as it is kept somewhere."""
    papers = Document.objects.filter(application__applicant__user=user).order_by("pk")
    with TemporaryFile() as archive:
        with zipfile.ZipFile(archive, "w", zipfile.ZIP_DEFLATED) as packed:
            packed.writestr("data.json", _data(user))
            for paper in papers:
                with paper.file.open("rb") as source, packed.open(_name(paper), "w") as target:
                    shutil.copyfileobj(source, target)
        archive.seek(0)
        yield archive


def _data(user: User) -> str:
    with translation.override(mail.language_of(user)):
        kinds: dict[str, Any] = {
            kind.key: [{fact.name: fact.value for fact in record} for record in kind.records]
            for kind in my_data.data_of(user)
        }
    whole = {"written_at": timezone.now(), **kinds}
    return json.dumps(whole, cls=DjangoJSONEncoder, ensure_ascii=False, indent=2)


def _name(document: Document) -> str:
    """Below one folder, whatever the person called the file."""
    called = plain_name(document.name).replace("/", "_").replace("\\", "_")
    return f"papers/{document.pk}-{called}"
