"""Papers of an application: one of each kind, one for each question that asks for a file."""

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
    same = Document.objects.filter(application=application, kind=kind, question=question)
    known = None if is_first else same.first()
    document = known or Document(application=application, kind=kind, question=question)
    document.fill_from(upload).save()
