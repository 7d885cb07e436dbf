"""What a PDF says: its text, read back through the characters that its fonts name."""

import re
from io import BytesIO
from typing import Any

import pikepdf

_PAIR = re.compile(rb"<([0-9A-Fa-f]+)>\s*<([0-9A-Fa-f]+)>")
_RANGE = re.compile(rb"<([0-9A-Fa-f]+)>\s*<([0-9A-Fa-f]+)>\s*<([0-9A-Fa-f]+)>")


def text_of(content: bytes) -> str:
    """Every run of text of all pages, one a line."""
    runs = []
    with pikepdf.open(BytesIO(content)) as pdf:
        for page in pdf.pages:
            fonts = {name: _characters(font) for name, font in page.Resources.Font.items()}
            known: dict[int, str] = {}
            for step in pikepdf.parse_content_stream(page):
                operator = str(step.operator)
                if operator == "Tf":
                    known = fonts[str(step.operands[0])]
                elif operator in {"Tj", "TJ"}:
                    runs.append(_decoded(step.operands[0], known))
    return "\n".join(runs)


def _decoded(shown: Any, known: dict[int, str]) -> str:
    parts = shown if isinstance(shown, pikepdf.Array) else [shown]
    raw = b"".join(bytes(part) for part in parts if isinstance(part, pikepdf.String))
    codes = [int.from_bytes(raw[at : at + 2]) for at in range(0, len(raw), 2)]
    return "".join(known.get(code, "") for code in codes)


def _characters(font: Any) -> dict[int, str]:
    """Which text each code of a font stands for."""
    named = bytes(font.ToUnicode.read_bytes())
    known = {}
    for block in re.findall(rb"beginbfchar(.*?)endbfchar", named, re.DOTALL):
        for code, text in _PAIR.findall(block):
            known[int(code, 16)] = bytes.fromhex(text.decode()).decode("utf-16-be")
    for block in re.findall(rb"beginbfrange(.*?)endbfrange", named, re.DOTALL):
        for first, last, text in _RANGE.findall(block):
            for step, code in enumerate(range(int(first, 16), int(last, 16) + 1)):
                known[code] = chr(int(text, 16) + step)
    return known
