"""Forms that every app shares."""
