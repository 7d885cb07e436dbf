"""Pictures: drawn again, upright, without what a camera or a stranger adds."""

import re
from io import BytesIO

from PIL import Image, ImageOps

from ivi_training.files.parsers.refusal import Refused

Image.MAX_IMAGE_PIXELS = None  # asked below, before a pixel is read
_START_OF_SCAN, _END = 0xDA, 0xD9
# Inside a scan 0xFF is followed by zero or a restart; anything else begins the next segment.
_NEXT_SEGMENT = re.compile(rb"\xff[^\x00\xd0-\xd7\xff]")
_ALONE = {0x01, 0xD8}  # markers without a length


def jpeg(content: bytes, limits: dict[str, int]) -> bytes:
    # Each scan goes over every pixel: a small file of many stops a reader for half a minute.
    if count_scans(content) > limits["scans"]:
        raise Refused("too_many_scans")
    return _drawn_again(content, "JPEG", limits)


def png(content: bytes, limits: dict[str, int]) -> bytes:
    return _drawn_again(content, "PNG", limits)


def count_scans(content: bytes) -> int:
    """The scans of the first picture; those of a small picture inside its head are not counted."""
    scans, at = 0, 2
    while found := _NEXT_SEGMENT.search(content, at):
        marker, at = content[found.end() - 1], found.end()
        if marker == _END:
            break
        scans += marker == _START_OF_SCAN
        if marker not in _ALONE:
            at += max(int.from_bytes(content[at : at + 2]), 2)
    return scans


def _drawn_again(content: bytes, kind: str, limits: dict[str, int]) -> bytes:
    with Image.open(BytesIO(content), formats=[kind]) as picture:
        if picture.width * picture.height > limits["pixels"]:
            raise Refused("too_many_pixels", width=picture.width, height=picture.height)
        if picture.width * picture.height > limits["drawn_pixels"]:
            # A JPEG is read at half its width and height in a third of the time; others are not.
            picture.draft(None, (picture.width // 2, picture.height // 2))
        picture.load()
        ImageOps.exif_transpose(picture, in_place=True)  # a copy of the pixels is not at hand
        has_transparency = kind == "PNG" and picture.has_transparency_data
        wanted = "RGBA" if has_transparency else "RGB"
        drawn = picture if picture.mode == wanted else picture.convert(wanted)
        drawn.info.clear()  # where a photograph was taken stays with whoever took it
        kept = BytesIO()
        drawn.save(kept, kind, quality=90)
        return kept.getvalue()
