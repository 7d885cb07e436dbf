"""Following an open online cohort: no place, no quota."""
