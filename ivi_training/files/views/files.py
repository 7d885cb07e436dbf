"""Private files leave as attachments that no browser runs, or for a frame on our own page."""

from django.http import FileResponse

from ivi_training.files.models.stored_file import StoredFile


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


SHOWN = {"application/pdf": "pdf", "image/jpeg": "jpg", "image/png": "png"}


def shown_inline(stored: StoredFile, name: str) -> FileResponse:
    """Answer with the file for a frame on our own page, under a name that tells nothing more.

    Only kinds that uploads are checked for; anything else is saved. Nothing in it may load or run.
    """
    ending = SHOWN.get(stored.content_type)
    if ending is None:
        return attachment(stored)
    response = FileResponse(
        stored.file.open("rb"), filename=f"{name}.{ending}", content_type=stored.content_type
    )
    # The browser's own PDF viewer styles itself and is an object of its page.
    response["Content-Security-Policy"] = (
        "default-src 'none'; style-src 'unsafe-inline'; object-src 'self'; img-src 'self'; "
        "frame-ancestors 'self'"
    )
    response["X-Frame-Options"] = "SAMEORIGIN"
    return response
