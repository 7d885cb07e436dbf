"""What a trainee of the demonstration is paid: costs by night, day and region; all invented."""

from dataclasses import dataclass

from courses.programs.models import Stream
from grants.awards.models import BudgetLine, Grant
from grants.commitments.models import RegionBand, SupportPackage, SupportPackageItem
from grants.commitments.statuses import CostUnit, ItemKind

ASIA = ["BD", "ID", "IN", "KH", "LA", "LK", "MM", "MN", "MY", "NP", "PH", "PK", "TH", "VN"]
AFRICA = [
    "CM",
    "DZ",
    "EG",
    "ET",
    "GH",
    "KE",
    "MA",
    "MZ",
    "NG",
    "RW",
    "SN",
    "TN",
    "TZ",
    "UG",
    "ZA",
    "ZW",
]
BANDS = [
    ("South and South-East Asia", "남아시아·동남아시아", ASIA),
    ("Africa", "아프리카", AFRICA),
    ("All other countries", "그 밖의 국가", []),
]


@dataclass(frozen=True)
class Paid:
    """One cost: KRW for each unit, on a line; with an airfare for each band in their order."""

    kind: ItemKind
    line: str
    amounts: tuple[int, ...]
    unit: CostUnit = CostUnit.TRAINEE
    more: int = 0


# In the course of 18 nights a trainee of the fallback band costs KRW 5,850,000.
PACKAGES = {
    "LMIC": [
        Paid(ItemKind.AIRFARE, "210-01", (1_600_000, 2_900_000, 2_400_000)),
        Paid(ItemKind.ACCOMMODATION, "210-02", (100_000,), CostUnit.NIGHT, more=2),
        Paid(ItemKind.PER_DIEM, "210-03", (45_000,), CostUnit.DAY, more=1),
        Paid(ItemKind.MATERIALS, "220-02", (400_000,)),
        Paid(ItemKind.VISA, "220-03", (60_000,)),
        Paid(ItemKind.INSURANCE, "220-03", (90_000,)),
    ],
    "KOREA": [
        Paid(ItemKind.PER_DIEM, "210-03", (15_000,), CostUnit.DAY, more=1),
        Paid(ItemKind.MATERIALS, "220-02", (400_000,)),
    ],
}


def add(grant: Grant, lines: dict[str, BudgetLine]) -> None:
    """The bands of a grant, and a package for each stream of its program."""
    bands = [
        RegionBand.objects.create(
            grant=grant,
            position=number,
            name_en=name_en,
            name_ko=name_ko,
            countries=countries,
            is_fallback=not countries,
        )
        for number, (name_en, name_ko, countries) in enumerate(BANDS, start=1)
    ]
    for stream in grant.program.streams.all():
        _package(grant, stream, lines, bands)


def _package(
    grant: Grant, stream: Stream, lines: dict[str, BudgetLine], bands: list[RegionBand]
) -> None:
    package = SupportPackage.objects.create(grant=grant, stream=stream)
    for paid in PACKAGES[stream.code]:
        only = bands if len(paid.amounts) > 1 else [None]
        for band, amount in zip(only, paid.amounts, strict=True):
            SupportPackageItem.objects.create(
                package=package,
                line=lines[paid.line],
                kind=paid.kind,
                band=band,
                amount=amount,
                unit=paid.unit,
                more_units=paid.more,
            )
