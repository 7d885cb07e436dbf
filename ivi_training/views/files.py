"""Private files leave as attachments that no browser runs."""

from django.http import FileResponse

from ivi_training.models.stored_file import StoredFile


def attachment(stored: StoredFile) -> FileResponse:
    """Answer with the file, to be saved; the caller has checked that this person may have it."""
    response = FileResponse(
        stored.file.open("rb"),
        as_attachment=True,
        filename=stored.name,
        content_type=stored.content_type,
    )
    response["Content-Security-Policy"] = "sandbox; default-src 'none'"
    return response
