"""Other payers in the administration: who pays what beside the grant."""

from django.contrib import admin
from django.utils.translation import gettext_lazy as _

from ivi_training.office.admin.read_only import ReadOnlyAdmin, ReadOnlyInline
from ivi_training.office.admin.site import APPLICATIONS, in_section
from ivi_training.pages.money import krw
from trainees.joining.admin.act_links import WithActLink
from trainees.joining.models import Pledge


class PledgeColumns(WithActLink):
    step_url = "admin:pledge_settle"
    step_label = _("Paid or ended")
    step_permission = "trainees.add_pledge"

    @admin.display(description=_("pledged"), ordering="pledged")
    def pledged_krw(self, pledge: Pledge) -> str:
        return krw(pledge.pledged)

    @admin.display(description=_("paid"), ordering="paid")
    def paid_krw(self, pledge: Pledge) -> str:
        return krw(pledge.paid)


class PledgeInline(PledgeColumns, ReadOnlyInline[Pledge]):
    """Who pays what of this person's costs, if not the grant."""

    model = Pledge
    fields = [
        "payer", "name", "kind", "pledged_krw", "paid_krw", "reference", "ended_at", "end_reason",
        "step",
    ]  # fmt: skip
    readonly_fields = ["pledged_krw", "paid_krw", "step"]


@admin.register(Pledge)
@in_section(APPLICATIONS)
class PledgeAdmin(PledgeColumns, ReadOnlyAdmin[Pledge]):
    """What others pay, apart from the grant."""

    list_display = [
        "application_link", "payer", "name", "kind", "pledged_krw", "paid_krw", "reference",
        "ended_at", "step",
    ]  # fmt: skip
    list_display_links = None
    list_filter = ["payer", "kind", ("ended_at", admin.EmptyFieldListFilter), "application__cohort"]
    list_select_related = ["application__call"]
    search_fields = ["application__reference", "name", "reference"]
