"""How each thing that `courses.organisations` recounts is made wrong by hand."""

CORRUPTIONS: dict[str, str] = {
    "organisation.named": "DELETE FROM courses_organisationname",
}
