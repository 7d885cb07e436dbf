"""Courses in the administration."""

from django.contrib import admin

from courses.programs.models import Course
from ivi_training.office.admin.site import PROGRAMS, in_section
from ivi_training.office.admin.table import TableAdmin


@admin.register(Course)
@in_section(PROGRAMS, 30)
class CourseAdmin(TableAdmin[Course]):
    """A curriculum; its runs are under cohorts."""

    list_display = ["code", "title_en", "title_ko"]
    search_fields = ["code", "title_en", "title_ko"]
    show_full_result_count = False
