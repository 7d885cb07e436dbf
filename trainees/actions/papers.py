"""Papers of an application: one of each kind, one for each question that asks for a file."""

from typing import Any

from courses.models import FormQuestion
from ivi_training.models.stored_file import Upload
from trainees.models import Application, Document


def keep(
    application: Application,
    kind: str,
    upload: Upload,
    *,
    question: FormQuestion | None = None,
    is_first: bool = False,
) -> None:
    """Store a paper; a second one of its kind takes the place of the first.

    With `is_first` the caller knows that the application has none yet.
    """
    facts: dict[str, Any] = {"application": application, "kind": kind, "question": question}
    known = None if is_first else Document.objects.filter(**facts).first()
    document = known or Document(**facts)
    document.fill_from(upload).save()
