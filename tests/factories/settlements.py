"""The amounts that the page, the spreadsheet and the paper of one settlement show, in order."""

import re
from datetime import date
from typing import Any

from django.test import Client
from django.urls import reverse

from grants.awards.models import Grant
from grants.settling.actions import settlements
from tests.factories.papers import text_of
from tests.factories.sheets import amount, opened

_AMOUNT = {"en": r"KRW\s(-?[\d,]+)", "ko": r"(-?[\d,]+)\s?원"}
_HEAD = 6


def amounts_shown(client: Client, grant: Grant, until: date, language: str) -> list[list[int]]:
    """What each of the three says to a reader of the language."""
    client.cookies["django_language"] = language

    def answer(name: str) -> Any:
        return client.get(reverse(f"admin:{name}", args=[grant.pk]), {"until": until})

    files = {kind: b"".join(answer(f"settlement_draft_{kind}")) for kind in settlements.FILES}
    return [
        _in_text(answer("settlement_list").content.decode(), language),
        _in_text(text_of(files["pdf"]), language),
        _in_sheet(files["xlsx"]),
    ]


def _in_text(text: str, language: str) -> list[int]:
    return [int(found.replace(",", "")) for found in re.findall(_AMOUNT[language], text)]


def _in_sheet(content: bytes) -> list[int]:
    """Its formulas computed: the columns of amounts of each of its three tables."""
    sheet = opened(content)
    shown = []
    for row in range(_HEAD + 1, sheet.max_row + 1):
        for column in "CDEFGH":
            cell = sheet[f"{column}{row}"]
            if "#,##0" in cell.number_format:
                shown.append(amount(sheet, cell.coordinate))
    return shown
