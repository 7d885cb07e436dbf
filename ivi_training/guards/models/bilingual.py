"""Text kept in English and Korean: the reader's language is chosen when it is shown."""

from typing import Any

from django.utils.translation import get_language


class InLanguage:
    """Reads `<name>_ko` for a Korean reader where it is filled in, `<name>_en` otherwise.

    The columns are named as the attribute is, unless it says otherwise.
    """

    def __init__(self, name: str = "") -> None:
        self.name = name

    def __set_name__(self, owner: type, name: str) -> None:
        self.name = self.name or name

    def __get__(self, thing: Any, owner: type | None = None) -> str:
        if thing is None:
            return self.name
        language = (get_language() or "en")[:2]
        text = getattr(thing, f"{self.name}_ko") if language == "ko" else ""
        return str(text or getattr(thing, f"{self.name}_en"))
