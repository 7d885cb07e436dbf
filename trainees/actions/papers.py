"""Papers of an application: one of each kind, one for each question that asks for a file."""

from courses.models import FormQuestion
from ivi_training.models.stored_file import Upload
from trainees.models import Application, Document


def keep(
    application: Application, kind: str, upload: Upload, *, question: FormQuestion | None = None
) -> None:
    """Store a paper; a second one of its kind takes the place of the first."""
    same = Document.objects.filter(application=application, kind=kind, question=question)
    document = same.first() or Document(application=application, kind=kind, question=question)
    document.fill_from(upload).save()
