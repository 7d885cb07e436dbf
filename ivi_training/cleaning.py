"""What is kept of an upload: the picture or the pages, and nothing that acts or hides in them."""

import re
import unicodedata
from collections.abc import Callable
from io import BytesIO
from typing import Any

import pikepdf
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _
from PIL import Image, ImageOps

MOST_PIXELS = 50_000_000
MOST_PAGES = 200
_MEGABYTE = 1024 * 1024

Image.MAX_IMAGE_PIXELS = None  # asked below, before a pixel is read

# A few bytes may unfold to gigabytes; the limits hold for the whole process.
pikepdf.settings.set_qpdf_limits(
    doc_max_warnings=100,
    flate_max_memory=200 * _MEGABYTE,
    run_length_max_memory=200 * _MEGABYTE,
    png_max_memory=200 * _MEGABYTE,
    tiff_max_memory=200 * _MEGABYTE,
    dct_max_memory=200 * _MEGABYTE,
    dct_max_progressive_scans=50,
)

# Keys under which a PDF carries scripts, attached files, forms that submit, and media players.
_NOT_KEPT = frozenset(
    {
        "/AA",
        "/AF",
        "/Collection",
        "/EF",
        "/EmbeddedFiles",
        "/JS",
        "/JavaScript",
        "/OpenAction",
        "/RichMediaContent",
        "/RichMediaSettings",
        "/Rendition",
        "/Renditions",
        "/XFA",
    }
)
_HOLDS_ACTIONS = frozenset({"/A", "/PA", "/Next"})
_SAFE_ACTIONS = frozenset({"/GoTo", "/Named", "/URI"})
_SAFE_LINKS = re.compile(rb"(https?|mailto):", re.IGNORECASE)
_ACTIVE_ANNOTATIONS = frozenset(
    {"/3D", "/FileAttachment", "/Movie", "/RichMedia", "/Screen", "/Sound"}
)


def cleaned(content: bytes, kind: str) -> bytes:
    """The same paper, written anew; ValidationError where it cannot be read whole."""
    return _CLEANERS[kind](content)


def plain_name(name: str) -> str:
    """A file's name without what hides or turns text round; its last 150 characters."""
    return "".join(c for c in name if unicodedata.category(c)[0] != "C")[-150:] or "file"


def _pdf(content: bytes) -> bytes:
    try:
        with pikepdf.open(BytesIO(content)) as pdf:
            return _rewritten(pdf)
    except pikepdf.PasswordError:
        raise ValidationError(
            _("This PDF asks for a password. Save it without one, then choose it again."),
            code="password",
        ) from None
    except (pikepdf.PdfError, RecursionError, ValueError):
        raise _damaged() from None


def _rewritten(pdf: pikepdf.Pdf) -> bytes:
    pages = len(pdf.pages)
    if not pages:
        raise _damaged()
    if pages > MOST_PAGES:
        raise ValidationError(
            _("This PDF has %(pages)s pages; at most %(limit)s are taken."),
            code="too_long",
            params={"pages": pages, "limit": MOST_PAGES},
        )
    for thing in pdf.objects:
        _strip(thing)
    for page in pdf.pages:
        _keep_passive(page.obj)
    kept = BytesIO()
    # The same file is always written as the same bytes, so that its checksum knows it again.
    pdf.save(kept, deterministic_id=True, encryption=False)
    return kept.getvalue()


def _strip(thing: Any) -> None:
    """Take out what acts, in this object and in those written inside it."""
    if isinstance(thing, (pikepdf.Dictionary, pikepdf.Stream)):
        for key in list(thing.keys()):
            if key in _NOT_KEPT or (key in _HOLDS_ACTIONS and _acts(thing[key])):
                del thing[key]
            else:
                _strip_inside(thing[key])
    elif isinstance(thing, pikepdf.Array):
        for item in thing:
            _strip_inside(item)


def _strip_inside(thing: Any) -> None:
    """Objects of their own are visited by number; only what is written inside another is here."""
    if isinstance(thing, pikepdf.Object) and not thing.is_indirect:
        _strip(thing)


def _acts(thing: Any) -> bool:
    """Whether this does more than move inside the document or open a web page."""
    if isinstance(thing, pikepdf.Array):
        return any(_acts(action) for action in thing)
    kind = thing.get("/S") if isinstance(thing, pikepdf.Dictionary) else None
    if not isinstance(kind, pikepdf.Name):
        return False
    if kind == "/URI":
        return not _SAFE_LINKS.match(bytes(thing.get("/URI", b"")))
    return str(kind) not in _SAFE_ACTIONS


def _keep_passive(page: pikepdf.Dictionary) -> None:
    annotations = page.get("/Annots")
    if isinstance(annotations, pikepdf.Array):
        page.Annots = pikepdf.Array(
            [a for a in annotations if a.get("/Subtype") not in _ACTIVE_ANNOTATIONS]
        )


def _picture(kind: str) -> Callable[[bytes], bytes]:
    def clean(content: bytes) -> bytes:
        try:
            with Image.open(BytesIO(content), formats=[kind]) as picture:
                return _drawn_again(picture, kind)
        except (OSError, SyntaxError, ValueError, Image.DecompressionBombError):
            raise _damaged() from None

    return clean


def _drawn_again(picture: Image.Image, kind: str) -> bytes:
    if picture.width * picture.height > MOST_PIXELS:
        raise ValidationError(
            _("This picture has %(width)s by %(height)s pixels; save it smaller and try again."),
            code="too_many_pixels",
            params={"width": picture.width, "height": picture.height},
        )
    upright = ImageOps.exif_transpose(picture)
    has_transparency = kind == "PNG" and upright.has_transparency_data
    drawn = upright.convert("RGBA" if has_transparency else "RGB")
    drawn.info.clear()  # where a photograph was taken stays with whoever took it
    kept = BytesIO()
    drawn.save(kept, kind, quality=90)
    return kept.getvalue()


def _damaged() -> ValidationError:
    return ValidationError(
        _("This file is damaged and cannot be read whole. Open it, save it again, and try that."),
        code="damaged",
    )


_CLEANERS: dict[str, Callable[[bytes], bytes]] = {
    "application/pdf": _pdf,
    "image/jpeg": _picture("JPEG"),
    "image/png": _picture("PNG"),
}
