"""Small files that want a machine's time or memory, by kind; those a reader takes lose it."""

import zipfile
import zlib
from collections.abc import Iterator
from io import BytesIO
from typing import Any

import openpyxl
import pikepdf
from pikepdf import Array, Dictionary, Name
from PIL import Image

from tests.factories.files import PDF

_SHEET = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_PLAIN = b"xl/worksheets/sheet1.xml"


def jpeg(*, scans: int = 1, side: int = 16, mode: str = "L") -> bytes:
    """A progressive picture with its last scan again and again."""
    made = BytesIO()
    Image.new(mode, (side, side), 90).save(made, "JPEG", progressive=True)
    content = made.getvalue()
    at = content.rindex(b"\xff\xda")
    return content[:at] + content[at:-2] * scans + content[-2:]


def claiming(content: bytes, width: int, height: int) -> bytes:
    """A JPEG whose head promises other measures."""
    at = next(i for i in range(len(content)) if content[i : i + 2] in (b"\xff\xc0", b"\xff\xc2"))
    return content[: at + 5] + height.to_bytes(2) + width.to_bytes(2) + content[at + 9 :]


def png(width: int, height: int, *, colour: int = 2, data: bytes = b"", more: Any = ()) -> bytes:
    head = width.to_bytes(4) + height.to_bytes(4) + bytes([8, colour, 0, 0, 0])
    chunks = [(b"IHDR", head), *more, (b"IDAT", zlib.compress(data)), (b"IEND", b"")]
    return b"\x89PNG\r\n\x1a\n" + b"".join(
        len(body).to_bytes(4) + kind + body + zlib.crc32(kind + body).to_bytes(4)
        for kind, body in chunks
    )


def pictures() -> Iterator[tuple[str, bytes]]:
    """None of them is drawn."""
    for scans in (60, 500, 20_000):
        yield f"jpeg of {scans} scans", jpeg(scans=scans)
    yield "coloured jpeg of many scans", jpeg(scans=900, mode="RGB")
    yield "large jpeg of many scans", jpeg(scans=300, side=3000)
    for width, height in ((65_000, 65_000), (65_535, 1_000), (1_000, 65_535), (8_000, 8_000)):
        yield f"jpeg claiming {width} by {height}", claiming(jpeg(), width, height)
        yield f"png claiming {width} by {height}", png(width, height)
    for width, height in ((2**31 - 1, 2**31 - 1), (2**31 - 1, 1), (50_000_001, 1), (0, 0), (0, 9)):
        yield f"png claiming {width} by {height}", png(width, height)
    yield "png of too little", png(6_000, 6_000, data=bytes(1_000))
    zeros = zlib.compress(bytes(8_000_000))
    yield "png with a huge text", png(4, 4, more=[(b"zTXt", b"x\0\0" + zeros)])
    yield "png with a huge international text", png(4, 4, more=[(b"iTXt", b"x\0\1\0\0\0" + zeros)])
    yield "png of an unknown colour", png(4, 4, colour=5, data=bytes(64))
    yield "png with a length beyond its end", png(4, 4)[:33] + b"\xff\xff\xff\xff" + b"IDAT"
    yield "png without data", png(4, 4)
    yield "jpeg of markers alone", b"\xff\xd8\xff" + b"\xff" * 100_000
    yield "jpeg of restarts alone", jpeg()[:-2] + b"\xff\xd0" * 10 + b"\xff"
    yield "jpeg with a segment of no length", b"\xff\xd8\xff\xe0\0\0" + bytes(99)
    yield "jpeg without tables", b"\xff\xd8\xff\xda\0\x08\1\1\0\0?\0" + bytes(99) + b"\xff\xd9"


def numbered(*objects: bytes) -> bytes:
    """A PDF of these objects, found without a table of where they are."""
    body = b"".join(b"%d 0 obj%sendobj\n" % (n, one) for n, one in enumerate(objects, start=1))
    return b"%PDF-1.7\n" + body + b"trailer<</Root 1 0 R>>\n%%EOF\n"


_CATALOG = b"<</Type/Catalog/Pages 2 0 R>>"
_PAGES = b"<</Type/Pages/Kids[3 0 R]/Count 1>>"
_PAGE = b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 9 9]%s>>"


def stream(body: bytes, head: bytes) -> bytes:
    return b"<<%s/Length %d>>stream\n%s\nendstream " % (head, len(body), body)


def papers() -> Iterator[tuple[str, bytes]]:
    """PDFs that nobody needs."""
    page = _PAGE % b""
    yield "pdf of many objects", numbered(_CATALOG, _PAGES, page, *[b"<<>>"] * 60_000)
    yield "pdf of many pages", _pages(400)
    yield (
        "pdf of pages that come again",
        numbered(_CATALOG, b"<</Type/Pages/Kids[%s]/Count 900>>" % (b"3 0 R " * 900), page),
    )
    for depth in (600, 20_000, 400_000):
        yield f"pdf of lists {depth} deep", _with(b"/X " + b"[" * depth + b"]" * depth)
        yield f"pdf of dictionaries {depth} deep", _with(b"/X " + b"<</X" * depth + b">>" * depth)
    for times in (1, 2, 3):
        packed = bytes(20_000_000)
        for _time in range(times):
            packed = zlib.compress(packed)
        yield f"pdf whose objects unfold {times} times", _object_stream(packed, times)
    yield "pdf whose table unfolds", _table_stream(zlib.compress(bytes(20_000_000)))
    yield (
        "pdf whose parents go in a ring",
        numbered(_CATALOG, b"<</Type/Pages/Kids[2 0 R 2 0 R]/Count 2/Parent 2 0 R>>", page),
    )
    for name, how in ENCRYPTED.items():
        yield f"pdf locked by {name}", _locked(how)
    yield (
        "pdf locked by what nobody knows",
        numbered(_CATALOG, _PAGES, page).replace(
            b"trailer<<", b"trailer<</Encrypt<</Filter/Else/V 99>>/ID[(1)(1)]"
        ),
    )
    yield "pdf whose root is a number", numbered(b" 7 ", _PAGES, page)
    yield "pdf whose pages are a text", numbered(_CATALOG, b"(pages)", page)
    yield "pdf whose pages are a number", numbered(b"<</Type/Catalog/Pages 9>>")
    yield "pdf of another program's head", b"%PDF-9.9\n" + bytes(2_000)
    yield "pdf after much else", b"%PDF-1.7\n" + b"x" * 200_000


ENCRYPTED = {"old cipher": 2, "middle cipher": 3, "usual cipher": 4, "new cipher": 6}


def _locked(revision: int) -> bytes:
    made = BytesIO()
    with pikepdf.new() as pdf:
        pdf.add_blank_page()
        how: dict[str, Any] = {"R": revision}
        if revision < 4:
            how |= {"aes": False, "metadata": False}
        pdf.save(made, encryption=pikepdf.Encryption(user="x", owner="y", **how))
    return made.getvalue()


def _with(more: bytes) -> bytes:
    return numbered(_CATALOG, _PAGES, _PAGE % more)


def _pages(number: int) -> bytes:
    made = BytesIO()
    with pikepdf.new() as pdf:
        for _page in range(number):
            pdf.add_blank_page()
        pdf.save(made)
    return made.getvalue()


def _object_stream(packed: bytes, times: int) -> bytes:
    filters = b"/Type/ObjStm/N 9/First 99/Filter[%s]" % (b"/FlateDecode" * times)
    table = b"".join(b"\2\0\x04" + bytes([n]) for n in range(1, 4))
    body = numbered(stream(packed, filters))
    return body[: body.index(b"trailer")] + _table_stream(zlib.compress(table))[9:]


def _table_stream(packed: bytes) -> bytes:
    head = b"/Type/XRef/W[1 2 1]/Size 4/Root 1 0 R/Filter/FlateDecode"
    return b"%PDF-1.7\n9 0 obj" + stream(packed, head) + b"endobj\nstartxref\n9\n%%EOF\n"


def heavy_papers() -> Iterator[tuple[str, bytes]]:
    """PDFs that harm only who shows them, or believes them; they are taken, and mended."""
    page = _PAGE % b""
    yield (
        "pdf with a table of billions",
        numbered(_CATALOG, _PAGES, page).replace(b"trailer", b"xref\n0 4000000000\ntrailer"),
    )
    yield (
        "pdf whose tables go in a ring",
        PDF.replace(b"%%EOF", b"startxref\n9\n%%EOF")
        + (
            b"xref\n0 1\n0000000000 65535 f \n"
            b"trailer<</Root 1 0 R/Prev 9/Size 9>>\nstartxref\n9\n%%EOF"
        ),
    )
    zeros = zlib.compress(bytes(20_000_000))
    for times in (1, 2, 5):
        packed = zeros
        for _time in range(times - 1):
            packed = zlib.compress(packed)
        made = BytesIO()
        with pikepdf.new() as pdf:
            pdf.add_blank_page()
            content = pikepdf.Stream(pdf, packed)
            content.Filter = Array([Name.FlateDecode] * times)
            pdf.pages[0].obj.Contents = pdf.make_indirect(content)
            pdf.save(made, compress_streams=False)
        yield f"pdf whose page unfolds {times} times", made.getvalue()
    with pikepdf.new() as pdf:
        pdf.add_blank_page()
        form = pikepdf.Stream(
            pdf, b"/F Do", Type=Name.XObject, Subtype=Name.Form, BBox=[0, 0, 9, 9]
        )
        form.Resources = Dictionary(XObject=Dictionary(F=pdf.make_indirect(form)))
        pdf.pages[0].obj.Resources = form.Resources
        made = BytesIO()
        pdf.save(made)
    yield "pdf that draws itself within itself", made.getvalue()


def book(parts: dict[str, bytes] | None = None, *, level: int = 9) -> bytes:
    """A workbook with parts of it replaced, or others added."""
    plain, made = BytesIO(), BytesIO()
    openpyxl.Workbook().save(plain)
    with (
        zipfile.ZipFile(plain) as known,
        zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED, compresslevel=level) as archive,
    ):
        every = {name: known.read(name) for name in known.namelist()} | (parts or {})
        for name, content in every.items():
            archive.writestr(name, content)
    return made.getvalue()


def _sheet(rows: bytes, before: bytes = b"") -> dict[str, bytes]:
    xml = b'%s<worksheet xmlns="%s"><sheetData>%s</sheetData></worksheet>'
    return {_PLAIN.decode(): xml % (before, _SHEET.encode(), rows)}


def _texts(count: int, text: bytes) -> dict[str, bytes]:
    body = b"<si><t>%s</t></si>" % text * count
    return {"xl/sharedStrings.xml": b'<sst xmlns="%s">%s</sst>' % (_SHEET.encode(), body)}


LAUGHS = b"<!DOCTYPE x [<!ENTITY a0 'ha'>%s]>" % b"".join(
    b"<!ENTITY a%d '%s'>" % (n, b"&a%d;" % (n - 1) * 10) for n in range(1, 12)
)
OUTSIDE = b"<!DOCTYPE x [<!ENTITY e SYSTEM 'file:///etc/passwd'>]>"
PARAMETER = b"<!DOCTYPE x [<!ENTITY % e SYSTEM 'http://127.0.0.1/x'> %e;]>"


def sheets() -> Iterator[tuple[str, bytes]]:
    """Spreadsheets and CSV files that are refused."""
    cell = b'<c t="inlineStr"><is><t>%s</t></is></c>'
    row = b"<row>%s</row>"
    yield "xlsx of many rows", book(_sheet(row % (cell % b"x") * 30_000))
    yield "xlsx of many cells", book(_sheet(row % (cell % b"x" * 199) * 1_990))
    yield "xlsx of 7 MB in one text", book(_sheet(row % (cell % (b"x" * 7_000_000)) * 2))
    yield (
        "xlsx of a million texts",
        book(_texts(1_000_000, b"x") | _sheet(row % (b'<c t="s"><v>0</v></c>' * 9) * 1_999)),
    )
    yield (
        "xlsx of long texts again and again",
        book(_sheet(row % (cell % (b"x" * 30_000) * 20) * 90)),
    )
    yield "xlsx of 9 MB", book({"xl/x.xml": b" " * 9_000_000})
    yield "xlsx of too many parts", book({f"xl/x{n}": b"" for n in range(1_100)})
    for name, text in {"laughs": LAUGHS, "a file": OUTSIDE, "an address": PARAMETER}.items():
        yield f"xlsx naming {name}", book(_sheet(row % (cell % b"&e;&a11;"), text))
        yield f"xlsx naming {name} in its texts", book({"xl/sharedStrings.xml": text})
        yield f"xlsx naming {name} in its contents", book({"xl/workbook.xml": text + b"<x/>"})
        wide = text.decode().encode("utf-16")
        yield f"xlsx naming {name} in wide letters", book({_PLAIN.decode(): wide})
    for name in ("../../etc/passwd", "/etc/passwd", "..\\..\\x.dll", "\\x"):
        yield f"xlsx reaching for {name}", book({name: b"x"})
    yield from _torn_sheets()


def _torn_sheets() -> Iterator[tuple[str, bytes]]:
    yield "xlsx with a macro", book({"xl/vbaProject.bin": b"x"})
    yield "xlsx with a macro in large letters", book({"XL/VBAPROJECT.BIN": b"x"})
    yield "xlsx whose sheet is torn", book({_PLAIN.decode(): b"<worksheet><sheetData><row"})
    yield "xlsx nested deeply", book({_PLAIN.decode(): b"<x>" * 400_000})
    yield "xlsx whose contents are a picture", book({"xl/workbook.xml": b"\x89PNG\r\n"})
    yield "xlsx without contents", _zip({"x": b"x"})
    yield "zip in a zip", _zip({"xl/workbook.xml": _zip({"x": bytes(1_000_000)})})
    yield "docx", _zip({"word/document.xml": b"<x/>"})
    yield "empty zip", _zip({})
    yield "zip that is torn", book()[:900]
    yield "zip without its directory", book()[:-30]
    yield "zip of nothing but its sign", b"PK"
    yield "xlsx that is locked", _flagged(book())
    yield "xlsx that says it is small", _lying(book({"xl/x.xml": b" " * 9_000_000}))
    yield "old spreadsheet", bytes.fromhex("d0cf11e0a1b11ae1") + bytes(504)
    yield from _comma_separated()


def _comma_separated() -> Iterator[tuple[str, bytes]]:
    yield "csv of many rows", b"a,b\n" * 700_000
    yield "csv of many cells", (b"x," * 700 + b"\n") * 1_000
    yield "csv of one endless cell", b'"' + b"x" * 2_900_000
    yield "csv in wide letters", "a,b\n".encode("utf-16")
    yield "csv in korean letters", "이름,나라\n".encode("cp949")
    yield "csv with zeros", b"a\0,b\n"
    yield "csv that is a picture", png(4, 4, data=bytes(99))
    yield "csv that is a pdf", PDF.replace(b"EOF", b"\xff\xfe")


def _zip(parts: dict[str, bytes]) -> bytes:
    made = BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return made.getvalue()


def _flagged(content: bytes) -> bytes:
    """Each part said to ask for a password, in the directory and before it."""
    flagged = bytearray(content)
    for sign, place in ((b"PK\x01\x02", 8), (b"PK\x03\x04", 6)):
        at = content.find(sign)
        while at >= 0:
            flagged[at + place] |= 1
            at = content.find(sign, at + 1)
    return bytes(flagged)


def _lying(content: bytes) -> bytes:
    """The directory says that the last part is of ten bytes."""
    at = content.rindex(b"PK\x01\x02")
    return content[: at + 24] + (10).to_bytes(4, "little") + content[at + 28 :]
