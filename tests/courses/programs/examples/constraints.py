"""What the tables of `courses.programs` never hold: one try for each constraint."""

from courses.programs.models import Course, Program, Stream
from tests.repository.tries import LONG_AGO
from tests.repository.world import (
    Step,
    again,
    put,
)

CONSTRAINTS: dict[str, Step] = {
    "program_ends_after_start": put(Program, ends_on=LONG_AGO),
    "stream_code_once_per_program": again(Stream, position=9),
    "stream_position_once_per_program": again(Stream, code="OTHER"),
    "program_promotion_known": put(Program, promotion="lot"),
}  # fmt: skip

# Columns that hold a value once; named by table and column.
UNIQUE: dict[str, Step] = {
    "program.code": again(Program),
    "course.code": again(Course),
}  # fmt: skip
