"""What happens to the things that every app shares."""
