"""Uploads: a real PDF, and things that only pretend to be one."""

from django.core.files.uploadedfile import SimpleUploadedFile

PDF = (
    b"%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n"
    b"2 0 obj<</Type/Pages/Kids[3 0 R]/Count 1>>endobj\n"
    b"3 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 300 144]>>endobj\n"
    b"trailer<</Root 1 0 R>>\n%%EOF\n"
)


def pdf(name: str = "cv.pdf", size: int | None = None, *, height: int = 144) -> SimpleUploadedFile:
    """A page of so many points: another height is another file."""
    content = PDF.replace(b"144", b"%d" % height).ljust(size or 0, b"\n")
    return SimpleUploadedFile(name, content, content_type="application/pdf")


def executable(name: str = "cv.pdf") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, b"\x7fELF\x02\x01\x01" + b"\0" * 64, "application/pdf")
