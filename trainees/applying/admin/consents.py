"""Who said what to which consent, and when: to read, for those who answer for people's data."""

from django.contrib import admin

from ivi_training.office.admin.read_only import ReadOnlyAdmin
from ivi_training.office.admin.site import APPLICATIONS, in_section
from trainees.applying.models import Consent


@admin.register(Consent)
@in_section(APPLICATIONS)
class ConsentAdmin(ReadOnlyAdmin[Consent]):
    """Every answer; the newest of a person to a text counts."""

    list_display = ["applicant", "term", "answer", "at"]
    list_filter = ["answer", "term__kind", "term__program"]
    list_select_related = ["applicant", "term"]
    search_fields = ["applicant__given_names", "applicant__family_name", "applicant__user__email"]
