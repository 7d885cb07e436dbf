"""Papers that the product sets itself: the receipt of an application."""

from textwrap import wrap

from django.template.defaultfilters import filesizeformat
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from courses.calls.statuses import FormStage
from ivi_training.files import typesetting
from ivi_training.pages.clocks import on_three_clocks
from trainees.applying.models import Application


def receipt(application: Application, *, zone: str) -> bytes:
    """What was handed in and when, in the reader's language; it says nothing about the result."""
    handed_in = application.submitted_at
    if handed_in is None:
        raise ValueError(application)
    papers = [
        [
            document.get_kind_display(),
            [
                document.name,
                filesizeformat(document.size),
                f"SHA-256 {' '.join(wrap(document.sha256, 8))}",
            ],
        ]
        for document in application.documents.given_at(FormStage.APPLICATION)
    ]
    values = {
        "language": get_language() or "en",
        "program": application.cohort.program.name,
        "title": _("Receipt of your application"),
        "facts": [
            [_("Reference number"), [application.reference]],
            [_("Name"), [application.applicant.full_name]],
            [_("Call"), [application.call.title]],
            [_("Cohort"), [application.cohort.title]],
            [_("Submitted"), on_three_clocks(handed_in, zone)],
        ],
        "papers_title": _("Papers handed in") if papers else "",
        "papers": papers,
        "note": _(
            "This paper confirms that we have received your complete application. It "
            "says nothing about the result, which we send you by mail."
        ),
    }
    return typesetting.pdf("documents/receipt.typ", values)
