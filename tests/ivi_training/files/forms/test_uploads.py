"""Uploads: judged by content, kept without what acts or hides in them."""

from io import BytesIO

import pikepdf
import pytest
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image
from pytest_django import Settings

from ivi_training.files.forms.uploads import UploadField
from tests.factories.files import PDF
from tests.factories.hostile_files import HOSTILE_NAMES, PAYLOAD, carrying, pretending

CARRYING, PRETENDING = dict(carrying()), dict(pretending())


def kept(content: bytes, name: str = "cv.pdf") -> SimpleUploadedFile:
    return UploadField().clean(SimpleUploadedFile(name, content))


def has_payload(content: bytes) -> bool:
    """Whether it is in the bytes, or in a PDF's once nothing is compressed."""
    plain = BytesIO()
    if content.startswith(b"%PDF"):
        with pikepdf.open(BytesIO(content)) as pdf:
            level = pikepdf.StreamDecodeLevel.all
            pdf.save(plain, compress_streams=False, stream_decode_level=level)
    return PAYLOAD in content + plain.getvalue()


def test_more_than_a_hundred_files_are_tried():
    assert len(CARRYING) + len(PRETENDING) > 100


@pytest.mark.parametrize("name", CARRYING)
def test_what_acts_or_hides_is_not_kept(name: str):
    assert has_payload(CARRYING[name])
    assert not has_payload(kept(CARRYING[name]).read())


@pytest.mark.parametrize("name", PRETENDING)
def test_what_is_no_readable_paper_is_refused_in_a_sentence(name: str):
    with pytest.raises(ValidationError) as refused:
        kept(PRETENDING[name])
    (message,) = refused.value.messages
    assert message.endswith((".", "?"))
    assert refused.value.error_list[0].code


def test_links_and_pages_stay():
    with pikepdf.new() as pdf:
        pdf.add_blank_page()
        pdf.add_blank_page()
        action = pikepdf.Dictionary(S=pikepdf.Name.URI, URI="https://example.org/")
        link = pikepdf.Dictionary(Subtype=pikepdf.Name.Link, Rect=[0, 0, 9, 9], A=action)
        pdf.pages[0].obj.Annots = pikepdf.Array([link])
        made = BytesIO()
        pdf.save(made)
    with pikepdf.open(BytesIO(kept(made.getvalue()).read())) as pdf:
        assert len(pdf.pages) == 2
        assert pdf.pages[0].obj.Annots[0].A.URI == "https://example.org/"


def test_picture_is_turned_upright_and_keeps_its_pixels():
    exif = Image.Exif()
    exif[0x0112] = 6  # turned by a quarter
    photo = BytesIO()
    Image.new("RGB", (40, 30), "red").save(photo, "JPEG", exif=exif)
    with Image.open(BytesIO(kept(photo.getvalue()).read())) as picture:
        assert picture.size == (30, 40)
        assert picture.getpixel((5, 5)) == pytest.approx((254, 0, 0), abs=2)


def test_large_photograph_is_kept_at_half_its_width(settings: Settings):
    settings.PARSING = settings.PARSING | {"drawn_pixels": 5_000}
    photo = BytesIO()
    Image.new("RGB", (100, 60), "red").save(photo, "JPEG")
    with Image.open(BytesIO(kept(photo.getvalue()).read())) as picture:
        assert picture.size == (50, 30)
        assert picture.getpixel((5, 5)) == pytest.approx((254, 0, 0), abs=2)


@pytest.mark.parametrize("mode", ["1", "L", "P", "RGB", "RGBA", "LA", "I;16"])
def test_every_kind_of_png_is_taken(mode: str):
    drawn = BytesIO()
    Image.new(mode, (8, 8)).save(drawn, "PNG")
    with Image.open(BytesIO(kept(drawn.getvalue()).read())) as picture:
        assert picture.size == (8, 8)


def test_same_file_is_kept_as_the_same_bytes():
    assert kept(PDF).read() == kept(PDF).read()


@pytest.mark.parametrize("name", HOSTILE_NAMES)
def test_name_is_kept_as_plain_text(name: str):
    taken = kept(PDF, name).name
    assert taken.isprintable()
    assert 0 < len(taken) <= 150
    assert not {"/", "\u202e", "\u200b"} & set(taken)
    assert taken not in {".", ".."}


def test_bytes_are_believed_and_not_the_name():
    photo = BytesIO()
    Image.new("RGB", (8, 8)).save(photo, "JPEG")
    assert kept(photo.getvalue(), "cv.pdf").content_type == "image/jpeg"
