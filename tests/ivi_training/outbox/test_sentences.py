from collections.abc import Callable

import pytest

from ivi_training.outbox.texts import Parts, Templates, fill

WORDS = {"en": "Reference number", "ko": "접수번호"}


@pytest.fixture
def rendered(write_template: Callable[[str, str], None]) -> Callable[[str, str], Parts]:
    def filled(tag: str, language: str) -> Parts:
        for name in ("news.subject.txt", "news.txt", "news.html"):
            write_template(name, tag)
        files = Templates("news.subject.txt", "news.txt", "news.html")
        return fill(files, {"word": "Course"}, to="anna@example.org", language=language)

    return filled


def test_sentence_follows_the_language_of_each_mail(rendered: Callable[[str, str], Parts]) -> None:
    told = [rendered('{% translate "Reference number" %}', to) for to in ("en", "ko", "en", "ko")]
    assert [parts.subject for parts in told] == [WORDS["en"], WORDS["ko"]] * 2
    assert [parts.html for parts in told] == [WORDS["en"], WORDS["ko"]] * 2


@pytest.mark.parametrize(
    ("tag", "text"),
    [
        ("{% translate word %}", "교육과정"),
        ('{% translate "Reference number" as label %}[{{ label }}]', "[접수번호]"),
        ('{% translate "Reference number"|slice:":2" %}', "접수"),
        ('{% translate "Reference number" noop %}', "Reference number"),
        ('{% translate "Tom & “Jerry”" %}', "Tom & “Jerry”"),
    ],
)
def test_what_varies_is_left_to_django(
    rendered: Callable[[str, str], Parts], tag: str, text: str
) -> None:
    parts = rendered(tag, "ko")
    assert parts.text.strip() == parts.html == text
