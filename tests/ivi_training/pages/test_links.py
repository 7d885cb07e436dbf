import pytest
from pytest_django import Settings

from ivi_training.pages.links import unlink_html, unlink_text


@pytest.fixture(autouse=True)
def site(settings: Settings) -> None:
    settings.SITE_URL = "https://ivi.example"


@pytest.mark.parametrize(
    "text",
    [
        "Open https://ivi.example/a/MQ:1abc:x-y_z/?next=%2F&b=2#c.",
        "<https://ivi.example/applications/5/letter.pdf>",
        "https://ivi.example",
        "It opens at 10.30 on 2022. 7. 15., for 1.5 hours, p.m. (KST)",
        "Answer to me@home.example, please.",
    ],
)
def test_what_is_ours_or_no_link_stays(text: str) -> None:
    assert unlink_text(text, keep={"me@home.example"}) == text


@pytest.mark.parametrize(
    ("text", "broken"),
    [
        ("https://evil.example/a", "https: //evil. example/a"),
        ("www.evil.kr", "www. evil. kr"),
        ("evil。한국", "evil。 한국"),
        ("https://ivi.example.evil.com/", "https: //ivi. example. evil. com/"),
        ("https://ivi.example@evil.com/", "https: //ivi. example@evil. com/"),
        ("https://ivi.example:pw@evil.com/", "https: //ivi. example:pw@evil. com/"),
        ("https://ivi.example/x@evil.com", "https://ivi.example/x@evil. com"),
        ("https://ivi.example/,https://evil.com", "https://ivi.example/,https: //evil. com"),
        ("https://ivi.example/https://evil.com", "https://ivi.example/https: //evil. com"),
        ("boss@evil.com", "boss@evil. com"),
        ("me@home.example.evil.com", "me@home. example. evil. com"),
        ("J.Kim", "J. Kim"),
    ],
)
def test_what_would_become_a_link_is_broken(text: str, broken: str) -> None:
    assert unlink_text(text, keep={"me@home.example"}) == broken


def test_markup_stays_and_the_text_in_it_is_broken() -> None:
    style = "<style>p.lead { margin: 0 }</style>"
    link = '<a href="https://ivi.example/a.b">https://ivi.example/a.b</a>'
    assert unlink_html(f"{style}{link}<p>evil.com &amp; co.uk</p>") == (
        f"{style}{link}<p>evil. com &amp; co. uk</p>"
    )
