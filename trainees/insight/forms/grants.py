"""What is asked of the pages of a grant: which entries, and how long nothing has happened."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from grants.awards.models import BudgetCategory, BudgetLine, Grant
from grants.commitments.reports.idle_commitments import DAYS
from grants.ledger.statuses import EntryKind
from ivi_training.pages.forms.choices import choose_among


class EntriesForm(forms.Form):
    category = forms.ModelChoiceField(
        label=_("Category 보조비목"), queryset=BudgetCategory.objects.none(), required=False
    )
    line = forms.ModelChoiceField(
        label=_("Line 보조세목"), queryset=BudgetLine.objects.none(), required=False
    )
    kind = forms.ChoiceField(
        label=_("Kind"), choices=[("", _("All kinds")), *EntryKind.choices], required=False
    )

    def __init__(self, *args: Any, grant: Grant, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choose_among(self, "category", grant.categories.all(), _("All categories"))
        choose_among(self, "line", grant.lines.all(), _("All lines"))

    def lines(self) -> list[BudgetLine] | None:
        """The lines asked for; None where all of the grant is."""
        if not self.is_valid():
            return None
        line, category = self.cleaned_data["line"], self.cleaned_data["category"]
        if line:
            return [line]
        return list(category.lines.all()) if category else None

    def kind_asked(self) -> str:
        """The kind asked for, empty for all of them."""
        return str(self.cleaned_data["kind"]) if self.is_valid() else ""


class IdleForm(forms.Form):
    """For how many days nothing has happened."""

    days = forms.IntegerField(
        label=_("Days without an entry"), min_value=1, max_value=3650, initial=DAYS
    )
