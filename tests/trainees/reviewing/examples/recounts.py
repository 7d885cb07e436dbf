"""How each thing that `trainees.reviewing` recounts is made wrong by hand."""

CORRUPTIONS: dict[str, str] = {
    "organisation.merged": "UPDATE courses_organisation SET merged_into_id = id",
}
