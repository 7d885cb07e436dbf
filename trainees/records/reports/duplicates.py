"""People who may be one person under two accounts: found by the database, compared by fields."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.db import connection
from django.utils.translation import gettext as _

from trainees.applying.models import Application
from trainees.people.models import Applicant
from trainees.records.actions.people_merges import FACTS, label_of, words

LONGEST = 100  # pairs on the page

# A name without case, accents or the order of its words; the part of an address before its @
# without dots and what follows a plus. Only people born on one day are held against each other: one
# pass over the people and a hash join, so it grows with the people, not with the pairs of them.
_PAIRS = r"""
    WITH known AS MATERIALIZED (
        SELECT p.id, p.birth_date,
               (SELECT string_agg(word, ' ' ORDER BY word) FROM regexp_split_to_table(
                    regexp_replace(
                        normalize(lower(concat_ws(' ', p.given_names, p.family_name)), NFKD),
                        '[\u0300-\u036f]', '', 'g'),
                    '[\s.,''\u2019-]+') word
                 WHERE word <> '') AS name,
               replace(split_part(split_part(lower(u.email), '@', 1), '+', 1), '.', '') AS address
          FROM trainees_applicant p JOIN ivi_training_user u ON u.id = p.user_id
         WHERE p.birth_date IS NOT NULL
    )
    SELECT a.id, b.id, coalesce(a.name = b.name, FALSE), a.address = b.address
      FROM known a JOIN known b ON b.birth_date = a.birth_date AND b.id > a.id
     WHERE (a.name = b.name OR a.address = b.address) AND NOT EXISTS (
        SELECT 1 FROM trainees_notduplicate n WHERE n.first_id = a.id AND n.second_id = b.id)
     ORDER BY b.id DESC, a.id LIMIT %s
"""


@dataclass(frozen=True)
class PossibleDuplicate:
    """Two people born on the same day, and what else they have in common."""

    first: Applicant
    second: Applicant
    has_same_name: bool
    has_same_address: bool


@dataclass(frozen=True)
class ComparedFact:
    """One field of both."""

    label: str
    first: str
    second: str

    @property
    def differs(self) -> bool:
        return self.first != self.second


def pairs() -> list[PossibleDuplicate]:
    """The newest pairs that nobody has looked at; two queries, however many people there are."""
    with connection.cursor() as cursor:
        cursor.execute(_PAIRS, [LONGEST])
        rows = cursor.fetchall()
    people = Applicant.objects.select_related("user").in_bulk(
        {pk for row in rows for pk in row[:2]}
    )
    return [PossibleDuplicate(people[one], people[other], *same) for one, other, *same in rows]


def compared(first: Applicant, second: Applicant) -> list[ComparedFact]:
    lines = [
        ComparedFact(label_of(name), words(first, name), words(second, name)) for name in FACTS
    ]
    joined = [f"{person.user.date_joined:%Y-%m-%d}" for person in (first, second)]
    return [
        ComparedFact(_("E-mail address"), first.user.email, second.user.email),
        ComparedFact(_("Account since"), *joined),
        *lines,
    ]


def applications_of(people: Sequence[Applicant]) -> list[tuple[Applicant, list[Application]]]:
    rows = Application.objects.received().filter(applicant__in=people).select_related("call")
    handed_in = list(rows.order_by("-pk"))
    return [
        (person, [row for row in handed_in if row.applicant_id == person.pk]) for person in people
    ]
