"""A marker in every word about a person, and where in the database it is found again."""

from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import IntegrityError, connection, models, transaction
from django.db.models import Q

from courses.organisations.models import Organisation, OrganisationName
from ivi_training.accounts.models import User
from ivi_training.guards.models import StatusChange
from ivi_training.outbox.models import OutgoingEmail
from tests.databases import ignoring
from tests.repository.world import tables
from trainees.applying.models import Application
from trainees.people.models import Applicant
from trainees.places.models import Tally

MARKER = "Xylophonist"
# By these columns a row belongs to a person; a colleague is named by others.
WAYS = {"application", "applicant", "offer", "review", "entry", "user", "recipient_user"}
TOO = {"ivi_training.StatusChange", "trainees.ScreeningStep", "courses.Organisation"} | {
    "trainees.NotDuplicate",
    "courses.OrganisationName",
}
# Names of kinds and of files, not words about somebody; an expertise is a reviewer's.
WORDLESS = {
    "subject_type", "kind", "language", "sha256", "file", "content_type", "password",
    "before", "after", "expertise", "link_digest",
}  # fmt: skip


def is_words(field: Any) -> bool:
    is_text = isinstance(field, models.CharField | models.TextField) and not field.choices
    return (
        (is_text or isinstance(field, models.JSONField))
        and not (field.unique or field.primary_key)
        and field.name not in WORDLESS
    )


def write_everywhere(user: User) -> int:
    """The marker in every text and every JSON of every row that belongs to somebody."""
    marked = 0
    with ignoring():
        for model in tables():
            fields = model._meta.local_fields
            # An entry of the ledger is nobody's; one of a waiting list is somebody's.
            is_money = model._meta.app_label == "grants"
            is_theirs = WAYS & {f.name for f in fields} and not is_money
            if not is_theirs and model._meta.label not in TOO:
                continue
            for field in filter(is_words, fields):
                value = {"x": MARKER} if isinstance(field, models.JSONField) else MARKER
                marked += put(rows_of(model, user), field.name, value)
    return marked


def put(rows: models.QuerySet[Any], name: str, value: Any) -> int:
    """Write it into every row, or where the row must stay empty into those that are not."""
    try:
        with transaction.atomic():
            return int(rows.update(**{name: value}))
    except IntegrityError:
        nothing = {} if isinstance(value, dict) else ""
        return int(rows.exclude(**{name: nothing}).update(**{name: value}))


def rows_of(model: type[models.Model], user: User) -> models.QuerySet[Any]:
    """All rows where a table is of people; of mails and moves those about this person."""
    rows = model._base_manager.all()
    if model is OutgoingEmail:
        return rows.filter(recipient_user=user)
    if model is Applicant:
        return rows.filter(user=user)
    of_person = Application.objects.filter(applicant__user=user)
    employers = Organisation.objects.filter(pk__in=of_person.values("organisation"))
    if model is Organisation:
        return rows.filter(pk__in=employers.values("pk"))
    if model is OrganisationName:
        return rows.filter(organisation__in=employers.values("pk"))
    if model is StatusChange:
        mails = OutgoingEmail.objects.filter(recipient_user=user)
        of_mails = Q(subject_type="ivi_training.outgoingemail", subject_id__in=mails.values("pk"))
        of_people = Q(subject_type__startswith="trainees.")
        return rows.filter(of_mails | of_people)
    return rows


def found(*words: str) -> set[str]:
    """Every column of the database that holds one of the words."""
    with connection.cursor() as cursor:
        cursor.execute("""
            SELECT table_name, column_name FROM information_schema.columns
             WHERE table_schema = 'public' AND data_type IN
                   ('text', 'character varying', 'json', 'jsonb', 'ARRAY')
        """)
        columns = cursor.fetchall()
        holding = set()
        for table, column in columns:
            like = " OR ".join(f'"{column}"::text ILIKE %s' for _word in words)
            cursor.execute(
                f'SELECT 1 FROM "{table}" WHERE {like} LIMIT 1',  # noqa: S608 - of the catalogue
                [f"%{word}%" for word in words],
            )
            if cursor.fetchone():
                holding.add(f"{table}.{column}")
    return holding


def tallies() -> list[tuple[Any, ...]]:
    cells = Tally.objects.exclude(count=0).order_by("pk")
    return list(
        cells.values_list("cohort", "stream", "country", "gender", "thing", "status", "count")
    )


def files() -> list[Path]:
    return [path for path in Path(settings.MEDIA_ROOT).rglob("*") if path.is_file()]
