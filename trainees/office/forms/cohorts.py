"""A cohort with its seat limit."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from courses.cohorts.models import Cohort
from trainees.places.actions.quotas import seat_limit
from trainees.places.models import Place


class CohortForm(forms.ModelForm[Cohort]):
    """The dates and the seats; a limit below the seats already taken is refused."""

    seats = forms.IntegerField(
        label=_("Seat limit"),
        min_value=1,
        max_value=1_000_000,
        required=False,
        help_text=_("The most people who fit. It counts beside the program's quotas."),
    )

    class Meta:
        model = Cohort
        fields = [
            "program",
            "course",
            "code",
            "title_en",
            "title_ko",
            "starts_on",
            "ends_on",
            "modality",
            "is_open",
            "promotion",
            "promote_until",
        ]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.limit = seat_limit(self.instance) if self.instance.pk else None
        self.fields["seats"].initial = self.limit.ceiling if self.limit else None

    def clean_seats(self) -> int | None:
        """Refuse fewer seats than are taken, and the removal of a limit."""
        seats: int | None = self.cleaned_data["seats"]
        taken = Place.objects.live().filter(cohort=self.instance.pk).count()
        if (seats is None and self.limit) or (seats is not None and seats < taken):
            raise ValidationError(_("%(used)s seats are taken."), params={"used": taken})
        return seats
