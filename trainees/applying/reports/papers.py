"""Papers that are the same file, whatever they are called: known by their checksums."""

from courses.calls.statuses import FormStage
from trainees.applying.models import Application, Document

SHOWN = 10


def same_elsewhere(application: Application) -> list[Document]:
    """Files that other people handed in with the same content; the newest few, in one query."""
    mine = application.documents.given_at(FormStage.APPLICATION).values("sha256")
    others = Document.objects.filter(sha256__in=mine, application__submitted_at__isnull=False)
    others = others.exclude(application__applicant=application.applicant_id)
    return list(others.select_related("application__call", "question").order_by("-pk")[:SHOWN])
