"""What a finance officer writes down of a payment, and why an approver sends it back."""

from typing import Any

from crispy_forms.layout import Column, Fieldset, Row
from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from courses.cohorts.models import Cohort
from grants.awards.forms.choices import OfGrantField
from grants.awards.models import BudgetLine, FundingSource
from grants.awards.statuses import FundingKind
from grants.commitments.models import Commitment
from grants.rates.actions import exchange_rates
from grants.rates.errors import RateMissing
from grants.rates.models import ExchangeRate
from grants.rates.statuses import RateType
from grants.spending.models import Expenditure
from grants.spending.models.expenditure import PAYEE_NUMBER
from grants.spending.statuses import EvidenceKind
from ivi_training.files.forms.uploads import UploadField
from ivi_training.pages.forms.choices import choose_among
from ivi_training.pages.forms.fields import WonField
from ivi_training.pages.forms.layout import helper

_WEIGHTS = (1, 3, 7, 1, 3, 7, 1, 3, 5)
_TEN = 10


def is_payee_number(number: str) -> bool:
    """Whether the last digit of a business registration number is what the others make it."""
    digits = [int(sign) for sign in number if sign.isdigit()]
    total = sum(d * w for d, w in zip(digits, _WEIGHTS, strict=False)) + digits[8] * 5 // _TEN
    return (_TEN - total % _TEN) % _TEN == digits[9]


class PayeeNumberField(forms.RegexField):
    """A Korean business registration number with its check digit; empty for others."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(
            PAYEE_NUMBER,
            label=_("Business registration number 사업자등록번호"),
            required=False,
            help_text=_("Of a Korean company, for example 123-45-67891."),
            error_messages={"invalid": _("Write it as 123-45-67891.")},
            **kwargs,
        )

    def clean(self, value: Any) -> Any:
        """Refuse one with a slip in it."""
        number = super().clean(value)
        if number and not is_payee_number(number):
            raise ValidationError(
                _("There is a typing mistake in this number: its last digit does not match.")
            )
        return number


class ExpenditureForm(forms.ModelForm[Expenditure]):
    line = OfGrantField(
        label=_("Budget line"),
        queryset=BudgetLine.objects.select_related("grant"),
        empty_label=_("Choose a budget line"),
    )
    payee_number = PayeeNumberField()
    supply = WonField(
        label=_("Supply amount 공급가액 (KRW)"),
        required=False,
        help_text=_("Without VAT. Empty for a bill in a foreign currency."),
    )
    vat = WonField(
        label=_("VAT 부가세 (KRW)"),
        min_value=0,
        required=False,
        help_text=_("As the tax invoice shows it; empty where there is none."),
    )
    rate_type = forms.ChoiceField(
        label=_("Kind of rate"),
        choices=[("", _("None: it is in won")), *RateType.choices],
        required=False,
        help_text=_("The rate of the day on which it was spent, or the last one before."),
    )
    evidence = UploadField(
        label=_("Evidence 증빙"),
        required=False,
        help_text=_(
            "PDF, JPEG or PNG, at most 10 MB. More papers are added on the page of the draft."
        ),
    )
    kind = forms.ChoiceField(
        label=_("Kind of evidence"),
        choices=EvidenceKind,
        initial=EvidenceKind.TAX_INVOICE,
    )

    class Meta:
        model = Expenditure
        fields = [
            "line", "cohort", "commitment", "spent_on", "payee", "payee_number", "purpose",
            "supply", "vat", "currency", "foreign_amount",
        ]  # fmt: skip
        help_texts = {"currency": _("The code of ISO 4217, for example USD.")}
        widgets = {"spent_on": forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choose_among(self, "cohort", Cohort.objects.all(), _("None: for the program as a whole"))
        is_open = Commitment.objects.filter(released_at=None, items__open_amount__gt=0)
        choose_among(self, "commitment", is_open.distinct(), _("None: without a commitment"))
        if self.instance.rate is not None:
            self.fields["rate_type"].initial = self.instance.rate.rate_type
        shares = self._ask_shares()
        self.helper = helper(
            Fieldset(
                _("The payment"),
                Row(Column("payee"), Column("payee_number")),
                "purpose",
                Row(Column("spent_on"), Column("supply"), Column("vat")),
            ),
            Fieldset(
                _("In a foreign currency"),
                Row(Column("currency"), Column("foreign_amount"), Column("rate_type")),
            ),
            Fieldset(_("Where it belongs"), "line", Row(Column("cohort"), Column("commitment"))),
            *([Fieldset(_("Paid by others than the funder 재원"), *shares)] if shares else []),
            Fieldset(_("Proof"), Row(Column("kind"), Column("evidence"))),
        )

    def _ask_shares(self) -> list[str]:
        known = FundingSource.objects.exclude(kind=FundingKind.SUBSIDY).select_related("grant")
        self.sources = {f"share_{source.pk}": source for source in known}
        paid = (
            {s.source_id: s.amount for s in self.instance.shares.all()} if self.instance.pk else {}
        )
        for name, source in self.sources.items():
            label = _("%(source)s of %(grant)s (KRW)")
            self.fields[name] = WonField(
                label=label % {"source": source, "grant": source.grant.code},
                required=False,
                initial=paid.get(source.pk),
            )
        return list(self.sources)

    def clean(self) -> dict[str, Any]:
        """Refuse a date outside the grant's period or in the future, and amounts that disagree."""
        data = super().clean() or {}
        line, spent_on = data.get("line"), data.get("spent_on")
        if spent_on and spent_on > timezone.localdate():
            self.add_error("spent_on", _("This day has not come yet."))
        elif line and spent_on and not line.grant.starts_on <= spent_on <= line.grant.ends_on:
            self.add_error(
                "spent_on",
                ValidationError(
                    _("The grant pays from %(start)s to %(end)s only."),
                    params={"start": line.grant.starts_on, "end": line.grant.ends_on},
                ),
            )
        self._check_amounts(data)
        self._check_belonging(data, line)
        return data

    def _check_amounts(self, data: dict[str, Any]) -> None:
        data["vat"] = data.get("vat") or 0
        self.rate: ExchangeRate | None = None
        foreign = [bool(data.get(name)) for name in ("currency", "foreign_amount", "rate_type")]
        if any(foreign) and not all(foreign):
            self.add_error("currency", _("Give the currency, the amount and the kind of rate."))
        elif all(foreign) and (data.get("supply") or data["vat"]):
            self.add_error("supply", _("Leave it empty: the rate says what the bill is in won."))
        elif all(foreign) and data.get("spent_on"):
            self._find_rate(data)
        elif not any(foreign) and not data.get("supply") and "supply" not in self.errors:
            self.add_error("supply", _("Give the amount of the bill."))

    def _find_rate(self, data: dict[str, Any]) -> None:
        try:
            self.rate = exchange_rates.find(data["currency"], data["spent_on"], data["rate_type"])
        except RateMissing as missing:
            self.add_error("currency", str(missing.message))
            return
        if exchange_rates.to_won(data["foreign_amount"], self.rate) < 1:
            self.add_error("foreign_amount", _("This is less than one won."))

    def _check_belonging(self, data: dict[str, Any], line: BudgetLine | None) -> None:
        cohort, held = data.get("cohort"), data.get("commitment")
        if cohort and line and cohort.program_id != line.grant.program_id:
            self.add_error("cohort", _("Choose a cohort of the program that the grant pays for."))
        if held and line and not held.items.filter(line=line).exists():
            self.add_error("commitment", _("This commitment reserves nothing on that line."))
        for name, source in self.sources.items():
            if data.get(name) and line and source.grant_id != line.grant_id:
                self.add_error(name, _("This source pays for another grant."))

    def facts(self) -> dict[str, Any]:
        data = self.cleaned_data
        facts = {name: data[name] for name in self._meta.fields or () if name != "supply"}
        facts |= {"rate": self.rate, "amount": (data["supply"] or 0) + data["vat"]}
        return facts

    def paper(self) -> dict[str, Any]:
        data = self.cleaned_data
        others = {source: data[name] for name, source in self.sources.items() if data[name]}
        return {"evidence": data["evidence"], "kind": data["kind"], "others": others}


class PaperForm(forms.Form):
    """One more paper of a draft, or of an expenditure whose report comes later."""

    kind = forms.ChoiceField(label=_("Kind of evidence"), choices=EvidenceKind)
    evidence = UploadField(
        label=_("Evidence 증빙"),
        help_text=_("PDF, JPEG or PNG, at most 10 MB."),
        error_messages={"required": _("Attach the paper that proves the payment.")},
    )

    helper = helper(Row(Column("kind"), Column("evidence")))


class SendBackForm(forms.Form):
    reason = forms.CharField(
        label=_("What has to change"), max_length=300, widget=forms.Textarea(attrs={"rows": 3})
    )

    helper = helper("reason")
