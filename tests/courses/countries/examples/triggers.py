"""What the database refuses or keeps in `courses.countries`, whoever writes."""

from django.utils import timezone

from courses.countries.models import ClassificationVintage, CountryClassification
from tests.repository.tries import draft_of_list
from tests.repository.world import (
    Step,
    again,
    drop,
    put,
)

# Each try of a trigger is refused by that trigger and no other.
REFUSING: dict[str, list[Step]] = {
    "CountryClassification:of_scheme": [
        lambda: CountryClassification.objects.create(
            vintage=draft_of_list(), country="VN", income_group="LDC"
        ),
    ],
    "CountryClassification:published_not_added": [again(CountryClassification, country="FR")],
    "CountryClassification:published_not_changed": [put(CountryClassification, income_group="H")],
    "CountryClassification:published_not_removed": [drop(CountryClassification)],
    "ClassificationVintage:published_whole": [
        lambda: ClassificationVintage.objects.filter(pk=draft_of_list().pk).update(
            published_at=timezone.now()
        ),
    ],
    "ClassificationVintage:published_stands": [put(ClassificationVintage, source="X")],
    "ClassificationVintage:published_kept": [drop(ClassificationVintage)],
}  # fmt: skip
