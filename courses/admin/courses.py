"""Courses in the administration."""

from django.contrib import admin

from courses.models import Course


@admin.register(Course)
class CourseAdmin(admin.ModelAdmin[Course]):
    """A curriculum; its runs are under cohorts."""

    list_display = ["code", "title_en", "title_ko"]
    search_fields = ["code", "title_en", "title_ko"]
    show_full_result_count = False
