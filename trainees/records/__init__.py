"""What is held about people: corrected, merged, copied, erased, kept in time."""
