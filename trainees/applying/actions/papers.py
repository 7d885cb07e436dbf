"""Papers of an application: one of each kind, one for each question that asks for a file."""

from collections.abc import Sequence
from typing import Any

from django.conf import settings
from django.template.defaultfilters import filesizeformat
from django.utils.translation import gettext as _

from courses.calls.models import FormQuestion
from ivi_training.files.models.stored_file import Upload, digest_of
from ivi_training.guards.errors import TooMuchKept
from trainees.applying.models import Application, Document


def store(
    application: Application,
    kind: str,
    upload: Upload,
    *,
    question: FormQuestion | None = None,
    is_first: bool = False,
) -> None:
    """Store a paper; a second one of its kind takes the place of the first, which is deleted.

    With `is_first` the caller knows that the application has none yet. The same bytes are stored
    once for a person. Refused where the application, or the account, would keep too much.
    """
    facts: dict[str, Any] = {"application": application, "kind": kind, "question": question}
    known = None if is_first else Document.objects.filter(**facts).first()
    document = known or Document(**facts)
    of_person = Document.objects.filter(application__applicant=application.applicant_id)
    columns = of_person.order_by().only("application", "file", "size", "sha256")
    others = [paper for paper in columns if paper.pk != document.pk]
    size, sha256 = digest_of(upload)
    is_known = sha256 in {paper.sha256 for paper in (*others, document)}
    _refuse_too_much(application, [paper for paper in others if paper.sha256 != sha256], size)
    document.fill_from(upload, among=of_person if is_known else None).save()


def _refuse_too_much(application: Application, others: Sequence[Document], size: int) -> None:
    """What the person keeps besides, each content once, and what comes, against the limits."""
    here = {one.sha256: one.size for one in others if one.application_id == application.pk}
    every = {one.sha256: one.size for one in others}
    for taken, limit, text in (
        (here, settings.APPLICATION_MAX_BYTES, _("One application keeps at most %(limit)s.")),
        (every, settings.ACCOUNT_MAX_BYTES, _("One account keeps at most %(limit)s.")),
    ):
        if sum(taken.values()) + size > limit:
            raise TooMuchKept(
                text % {"limit": filesizeformat(limit)},
                then=[_("Save your papers smaller, then choose them again.")],
            )
