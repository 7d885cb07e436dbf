"""Names of employers, suggested while somebody types."""

from django.db.models import Count

from courses.organisations.models import Organisation
from trainees.applying.models import Application

SUGGESTED = 10
SHORTEST = 2  # letters, before anything is suggested
KNOWN_BY = 2  # applicants: what one person alone has written is shown to nobody else


def suggestions(letters: str, country: str = "") -> list[str]:
    """At most ten names that begin so, of organisations that several people named.

    An employer's name that one person alone has written may say who that person is.
    """
    letters = letters.strip()
    if len(letters) < SHORTEST:
        return []
    found = Organisation.objects.standing().beginning_with(letters)
    if country:
        found = found.filter(country=country)
    applied = Application.objects.received().filter(organisation__in=found).order_by()
    persons = Count("applicant", distinct=True)
    counted = applied.values("organisation").annotate(persons=persons)
    known = counted.filter(persons__gte=KNOWN_BY).values("organisation")
    return list(
        found.filter(pk__in=known).order_by("name").values_list("name", flat=True)[:SUGGESTED]
    )
