"""Support packages: costs on lines and of bands of one grant, and whose cost is looked at."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from django_countries.fields import CountryField

from courses.cohorts.models import Cohort
from courses.programs.models import Stream
from grants.commitments.models import SupportPackage, SupportPackageItem
from ivi_training.pages.forms.choices import choose_among
from ivi_training.pages.forms.fields import WonField


class StreamField(forms.ModelChoiceField):  # type: ignore[type-arg]  # not generic when run
    def label_from_instance(self, obj: Stream) -> str:
        """The program's code tells two streams of one name apart."""
        return f"{obj.program.code} · {obj.name}"


class SupportPackageForm(forms.ModelForm[SupportPackage]):
    """A package for a stream of the grant's own program."""

    stream = StreamField(label=_("Stream"), queryset=Stream.objects.select_related("program"))

    class Meta:
        model = SupportPackage
        fields = ["grant", "stream", "modality"]

    def clean(self) -> dict[str, Any]:
        """Refuse a stream of another program: its trainees are not paid from this grant."""
        data = super().clean() or {}
        grant, stream = data.get("grant"), data.get("stream")
        if grant and stream and grant.program_id != stream.program_id:
            self.add_error("stream", _("Choose a stream of the program that the grant pays for."))
        return data


class SupportPackageItemForm(forms.ModelForm[SupportPackageItem]):
    amount = WonField(label=_("Amount (KRW)"), required=False)

    class Meta:
        model = SupportPackageItem
        fields = [
            "kind", "note", "amount", "currency", "foreign_amount", "unit", "more_units", "line",
            "band",
        ]  # fmt: skip


class SupportPackageItemFormSet(
    forms.BaseInlineFormSet[SupportPackageItem, SupportPackage, SupportPackageItemForm]
):
    """The costs of a package, on lines and of bands of the package's own grant, each once."""

    def clean(self) -> None:
        """Refuse what belongs to another grant, whose money was given for something else."""
        super().clean()
        seen = set()
        for form in self.forms:
            if not form.is_valid() or not form.cleaned_data or form.cleaned_data.get("DELETE"):
                continue
            typed = form.cleaned_data
            if typed["line"].grant_id != self.instance.grant_id:
                form.add_error("line", _("Choose a line of the same grant."))
            if typed["band"] and typed["band"].grant_id != self.instance.grant_id:
                form.add_error("band", _("Choose a region band of the same grant."))
            key = tuple(typed.get(name) for name in ("kind", "note", "line", "band"))
            if key in seen:
                form.add_error("kind", _("This cost is on this line already."))
            seen.add(key)


class CostForm(forms.Form):
    """Whose cost is looked at: of which cohort, from where."""

    cohort = forms.ModelChoiceField(label=_("Cohort"), queryset=Cohort.objects.none())
    country = CountryField().formfield(label=_("Country or territory of residence"))

    def __init__(self, *args: Any, package: SupportPackage, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        taught_so = Cohort.objects.filter(
            program=package.grant.program_id, modality=package.modality, is_open=False
        )
        choose_among(self, "cohort", taught_so)
