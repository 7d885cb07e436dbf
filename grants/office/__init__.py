"""Pages that join the rooms of a grant: its own page and what waits for finance people."""
