"""What a settlement report says: amounts in won and names in both languages, as one fixed text."""

import json
from dataclasses import asdict, dataclass, field
from datetime import date
from decimal import Decimal
from hashlib import sha256
from typing import Any, Self

from grants.awards.statuses import FundingKind
from ivi_training.guards.models.bilingual import InLanguage
from ivi_training.pages.money import share


class _Amounts:
    """What follows from the amounts of a line or of a sum, in KRW."""

    budgeted: int
    spent: int

    @property
    def balance(self) -> int:
        """집행잔액: budgeted and not spent."""
        return self.budgeted - self.spent

    @property
    def rate(self) -> Decimal | None:
        """집행률."""
        return share(self.spent, self.budgeted)


@dataclass(frozen=True)
class SettledLine(_Amounts):
    """One sub-category 보조세목 at the end of the report, in KRW."""

    code: str
    name_en: str
    name_ko: str
    budgeted: int
    spent: int
    committed: int

    name = InLanguage()


@dataclass(frozen=True)
class SettledCategory:
    """A category 보조비목 with its lines."""

    name_en: str
    name_ko: str
    lines: list[SettledLine]

    name = InLanguage()


@dataclass(frozen=True)
class SettledSource:
    """A funding source: what it agreed to give, and paid of each line, by its code, in KRW."""

    kind: str
    name: str
    agreed: int
    paid: dict[str, int]

    @property
    def label(self) -> str:
        kind = str(FundingKind(self.kind).label)
        return f"{kind}: {self.name}" if self.name else kind

    def of(self, lines: list[SettledLine]) -> int:
        return sum(self.paid.get(line.code, 0) for line in lines)


@dataclass(frozen=True)
class Added(_Amounts):
    """Lines added up, in KRW."""

    budgeted: int = 0
    spent: int = 0
    committed: int = 0

    @classmethod
    def of(cls, lines: list[SettledLine]) -> Self:
        return cls(*[sum(getattr(line, name) for line in lines) for name in asdict(cls())])


@dataclass(frozen=True)
class Settlement:
    """The whole report: every amount on it is here or follows from what is here."""

    grant: str
    title: str
    funder: str
    starts_on: str
    until: str
    awarded: int
    received: int
    interest: int
    returned: int
    categories: list[SettledCategory] = field(default_factory=list)
    sources: list[SettledSource] = field(default_factory=list)

    @property
    def lines(self) -> list[SettledLine]:
        return [line for category in self.categories for line in category.lines]

    @property
    def total(self) -> Added:
        return Added.of(self.lines)

    @property
    def by_category(self) -> list[tuple[SettledCategory, Added]]:
        return [(category, Added.of(category.lines)) for category in self.categories]

    @property
    def to_return(self) -> int:
        """반납액: received and interest, less what was spent; below zero, bills came first."""
        return self.received + self.interest - self.total.spent

    @property
    def still_to_return(self) -> int:
        """The same without what has gone back."""
        return self.to_return - self.returned

    @property
    def first_day(self) -> date:
        return date.fromisoformat(self.starts_on)

    @property
    def last_day(self) -> date:
        return date.fromisoformat(self.until)

    @property
    def text(self) -> str:
        """The one text of these contents, whoever writes it."""
        return json.dumps(asdict(self), ensure_ascii=False, sort_keys=True, separators=(",", ":"))

    @property
    def digest(self) -> str:
        """SHA-256 of the text."""
        return sha256(self.text.encode()).hexdigest()

    @classmethod
    def read(cls, text: str) -> Self:
        """The contents that this text says."""
        facts: dict[str, Any] = json.loads(text)
        categories = [
            SettledCategory(
                c["name_en"], c["name_ko"], [SettledLine(**line) for line in c["lines"]]
            )
            for c in facts.pop("categories")
        ]
        sources = [SettledSource(**source) for source in facts.pop("sources")]
        return cls(categories=categories, sources=sources, **facts)
