"""PDF papers: their pages written anew, without scripts, attachments and what else acts."""

import re
from io import BytesIO
from typing import Any

import pikepdf

from ivi_training.files.parsers.refusal import Refused

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


def pdf(content: bytes, limits: dict[str, int]) -> bytes:
    """The same pages; refused with a password, with too much in it, and where it is damaged."""
    # A few bytes may unfold to gigabytes.
    unfolded = limits["stream"]
    pikepdf.settings.set_qpdf_limits(
        doc_max_warnings=100,
        flate_max_memory=unfolded,
        run_length_max_memory=unfolded,
        png_max_memory=unfolded,
        tiff_max_memory=unfolded,
        dct_max_memory=unfolded,
        dct_max_progressive_scans=limits["scans"],
    )
    try:
        with pikepdf.open(BytesIO(content)) as opened:
            return _rewritten(opened, limits)
    except pikepdf.PasswordError:
        raise Refused("password") from None


def _rewritten(opened: pikepdf.Pdf, limits: dict[str, int]) -> bytes:
    if len(opened.objects) > limits["objects"]:
        raise Refused("too_many_objects")
    pages = len(opened.pages)
    if not pages:
        raise Refused("damaged")
    if pages > limits["pages"]:
        raise Refused("too_long", pages=pages, limit=limits["pages"])
    for thing in opened.objects:
        _strip(thing)
    for page in opened.pages:
        _keep_passive(page.obj)
    kept = BytesIO()
    # The same file is always written as the same bytes, so that its checksum knows it again.
    opened.save(kept, deterministic_id=True, encryption=False)
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
