"""Files that want more than to be read; whatever acts or hides in them carries `PAYLOAD`."""

import zipfile
import zlib
from collections.abc import Callable, Iterator
from io import BytesIO
from typing import Any

import pikepdf
from pikepdf import Array, Dictionary, Name
from PIL import Image, PngImagePlugin

from tests.factories.files import PDF

PAYLOAD = b"EVIL-PAYLOAD"
TEXT = PAYLOAD.decode()

ACTIONS: dict[str, dict[str, Any]] = {
    "javascript": {"S": Name.JavaScript, "JS": TEXT},
    "launch": {"S": Name.Launch, "F": TEXT},
    "launch on windows": {"S": Name.Launch, "Win": Dictionary(F=TEXT)},
    "submit": {"S": Name.SubmitForm, "F": TEXT},
    "import": {"S": Name.ImportData, "F": TEXT},
    "go elsewhere": {"S": Name.GoToR, "F": TEXT, "D": Array([0])},
    "go into an attachment": {"S": Name.GoToE, "F": TEXT},
    "sound": {"S": Name.Sound, "X": TEXT},
    "movie": {"S": Name.Movie, "T": TEXT},
    "rendition": {"S": Name.Rendition, "JS": TEXT},
    "rich media": {"S": Name.RichMediaExecute, "CMD": TEXT},
    "unknown": {"S": Name("/Whatever"), "X": TEXT},
    "script as an address": {"S": Name.URI, "URI": f"javascript:{TEXT}"},
    "file as an address": {"S": Name.URI, "URI": f"file:///{TEXT}"},
    "after a harmless one": {
        "S": Name.Named,
        "N": Name.NextPage,
        "Next": Dictionary(S=Name.JavaScript, JS=TEXT),
    },
    "among several": {
        "S": Name.Named,
        "N": Name.NextPage,
        "Next": Array([Dictionary(S=Name.JavaScript, JS=TEXT)]),
    },
}


def _on_opening(pdf: pikepdf.Pdf, action: Dictionary) -> None:
    pdf.Root.OpenAction = action


def _on_closing(pdf: pikepdf.Pdf, action: Dictionary) -> None:
    pdf.Root.AA = Dictionary(WC=action)


def _on_the_page(pdf: pikepdf.Pdf, action: Dictionary) -> None:
    pdf.pages[0].obj.AA = Dictionary(O=action)


def _on_a_link(pdf: pikepdf.Pdf, action: Dictionary) -> None:
    link = Dictionary(Type=Name.Annot, Subtype=Name.Link, Rect=[0, 0, 9, 9], A=action)
    pdf.pages[0].obj.Annots = Array([link])


def _on_a_link_by_number(pdf: pikepdf.Pdf, action: Dictionary) -> None:
    _on_a_link(pdf, pdf.make_indirect(action))


def _in_the_outline(pdf: pikepdf.Pdf, action: Dictionary) -> None:
    item = pdf.make_indirect(Dictionary(Title="1", A=action))
    pdf.Root.Outlines = pdf.make_indirect(Dictionary(First=item, Last=item, Count=1))


PLACES = (
    _on_opening,
    _on_closing,
    _on_the_page,
    _on_a_link,
    _on_a_link_by_number,
    _in_the_outline,
)


def _script_by_name(pdf: pikepdf.Pdf) -> None:
    script = Dictionary(S=Name.JavaScript, JS=TEXT)
    pdf.Root.Names = Dictionary(JavaScript=Dictionary(Names=Array(["x", script])))


def _attachment(pdf: pikepdf.Pdf) -> None:
    pdf.attachments["x.exe"] = PAYLOAD


def _attachment_on_the_page(pdf: pikepdf.Pdf) -> None:
    kept = Dictionary(EF=Dictionary(F=pdf.make_stream(PAYLOAD)), F="x.exe")
    note = Dictionary(Type=Name.Annot, Subtype=Name.FileAttachment, Rect=[0, 0, 9, 9], FS=kept)
    pdf.pages[0].obj.Annots = Array([note])


def _associated_file(pdf: pikepdf.Pdf) -> None:
    pdf.Root.AF = Array([Dictionary(EF=Dictionary(F=pdf.make_stream(PAYLOAD)), F="x")])


def _xfa(pdf: pikepdf.Pdf) -> None:
    pdf.Root.AcroForm = Dictionary(Fields=Array([]), XFA=pdf.make_stream(PAYLOAD))


def _player(kind: str) -> Callable[[pikepdf.Pdf], None]:
    def put(pdf: pikepdf.Pdf) -> None:
        note = Dictionary(Type=Name.Annot, Subtype=Name(kind), Rect=[0, 0, 9, 9], X=TEXT)
        pdf.pages[0].obj.Annots = Array([note])

    return put


CARRIERS: dict[str, Callable[[pikepdf.Pdf], None]] = {
    "script by name": _script_by_name,
    "attachment": _attachment,
    "attachment on the page": _attachment_on_the_page,
    "associated file": _associated_file,
    "xfa form": _xfa,
    **{
        f"player {kind}": _player(kind)
        for kind in ("/3D", "/Movie", "/RichMedia", "/Screen", "/Sound")
    },
}


def _pdf_with(put: Callable[[pikepdf.Pdf], None], **how: Any) -> bytes:
    made = BytesIO()
    with pikepdf.new() as pdf:
        pdf.add_blank_page()
        put(pdf)
        pdf.save(made, **how)
    return made.getvalue()


def _picture(kind: str, size: tuple[int, int] = (40, 30), **how: Any) -> bytes:
    made = BytesIO()
    Image.new("RGB", size, "navy").save(made, kind, **how)
    return made.getvalue()


def _zipped(name: str) -> bytes:
    made = BytesIO()
    with zipfile.ZipFile(made, "w") as archive:
        archive.writestr(name, PAYLOAD)
    return made.getvalue()


def carrying() -> Iterator[tuple[str, bytes]]:
    """Readable papers that carry something else; they are taken without it."""
    for name, action in ACTIONS.items():
        for place in PLACES:
            content = _pdf_with(lambda pdf, put=place, what=action: put(pdf, Dictionary(**what)))
            yield f"pdf {name}{place.__name__.replace('_', ' ')}", content
    for name, put in CARRIERS.items():
        yield f"pdf {name}", _pdf_with(put)
    yield (
        "pdf in object streams",
        _pdf_with(_script_by_name, object_stream_mode=pikepdf.ObjectStreamMode.generate),
    )
    markup = b"<script>" + PAYLOAD + b"</script>"
    exif = Image.Exif()
    exif[0x0110] = TEXT
    about = PngImagePlugin.PngInfo()
    about.add_text("Comment", TEXT)
    yield "jpeg exif", _picture("JPEG", exif=exif)
    yield "jpeg comment", _picture("JPEG", comment=PAYLOAD)
    yield "jpeg colour profile", _picture("JPEG", icc_profile=PAYLOAD)
    yield "png text", _picture("PNG", pnginfo=about)
    for kind in ("JPEG", "PNG"):
        yield f"{kind} before markup", _picture(kind) + markup
        yield f"{kind} before an archive", _picture(kind) + _zipped("x.class")
    yield "pdf before markup", PDF + markup
    yield "pdf before an archive", _pdf_with(lambda _pdf: None) + _zipped("x.class")


OTHER_KINDS = {
    "elf": b"\x7fELF\x02\x01\x01" + bytes(64),
    "exe": b"MZ" + bytes(510),
    "shell script": b"#!/bin/sh\nrm -rf /\n",
    "html": b"<!DOCTYPE html><script>alert(1)</script>",
    "svg": b"<svg xmlns='http://www.w3.org/2000/svg' onload='alert(1)'/>",
    "php": b"<?php system($_GET[0]);",
    "docx": _zipped("word/document.xml"),
    "jar": _zipped("META-INF/MANIFEST.MF"),
    "old word": bytes.fromhex("d0cf11e0a1b11ae1") + bytes(504),
    "rtf": b"{\\rtf1 x}",
    "postscript": b"%!PS-Adobe-3.0 EPSF-3.0\n",
    "gzip": b"\x1f\x8b\x08" + bytes(20),
    "gif": _picture("GIF"),
    "bmp": _picture("BMP"),
    "tiff": _picture("TIFF"),
    "webp": _picture("WEBP"),
    "icon": _picture("ICO"),
    "text": b"curriculum vitae",
    "blanks": b" " * 400,
    "zeros": bytes(400),
    "gif before a pdf": _picture("GIF") + PDF,
}


def pretending() -> Iterator[tuple[str, bytes]]:
    """What is no paper at all, cannot be read whole, or unfolds without end; it is refused."""
    yield from OTHER_KINDS.items()
    whole = {
        "pdf": PDF[:60],
        "jpeg": _picture("JPEG", (400, 300)),
        "png": _picture("PNG", (400, 300)),
    }
    for name, content in whole.items():
        for part in (12, len(content) // 4, len(content) // 2):
            yield f"{name} cut after {part} bytes", content[:part]
    yield "pdf head alone", b"%PDF-1.7\n"
    yield "pdf of noise", b"%PDF-1.7\n" + bytes(range(256)) * 40
    yield "pdf without pages", PDF.replace(b"/Count 1", b"/Count 0").replace(b"[3 0 R]", b"[]")
    yield "pdf with its pages in a ring", PDF.replace(b"Kids[3 0 R]", b"Kids[2 0 R]")
    yield "pdf nested deeply", PDF.replace(b"/Type/Page/", b"/X " + b"[" * 9999 + b"/Type/Page/")
    yield (
        "pdf with a password",
        _pdf_with(lambda _pdf: None, encryption=pikepdf.Encryption(user="x", owner="y")),
    )
    yield "pdf of too many pages", _pages(201)
    yield "jpeg of noise", b"\xff\xd8\xff\xe0" + bytes(range(256)) * 10
    yield "png of noise", b"\x89PNG\r\n\x1a\n" + bytes(range(256)) * 10
    yield "png as large as a wall", _png_claiming(60_000, 60_000)
    yield "png without height", _png_claiming(100, 0)
    yield "jpeg inside a png's name", b"\x89PNG\r\n\x1a\n" + _picture("JPEG")


def _pages(number: int) -> bytes:
    def put(pdf: pikepdf.Pdf) -> None:
        for _page in range(number):
            pdf.add_blank_page()

    return _pdf_with(put)


def _png_claiming(width: int, height: int) -> bytes:
    """A small PNG whose head promises many pixels."""
    head = width.to_bytes(4) + height.to_bytes(4) + bytes([8, 2, 0, 0, 0])
    chunks = [(b"IHDR", head), (b"IDAT", zlib.compress(bytes(100))), (b"IEND", b"")]
    body = b"".join(
        len(data).to_bytes(4) + kind + data + zlib.crc32(kind + data).to_bytes(4)
        for kind, data in chunks
    )
    return b"\x89PNG\r\n\x1a\n" + body


HOSTILE_NAMES = (
    "../../etc/passwd",
    "..\\..\\windows\\system32\\x.pdf",
    "cv\u202efdp.exe",
    "cv.pdf\0.exe",
    "cv.pdf\r\nContent-Type: text/html",
    "\u200bcv.pdf",
    "\ufeffcv.pdf",
    "<script>alert(1)</script>.pdf",
    "=HYPERLINK(1).pdf",
    "{{ 7*7 }}.pdf",
    "'; DROP TABLE x; --.pdf",
    "\\\\server\\share\\cv.pdf",
    "x" * 5000 + ".pdf",
    "CON.pdf",
    "\x7f.pdf",
    "\u2066cv\u2069.pdf",
)
