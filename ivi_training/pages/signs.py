"""Signs that mean the same on every page."""

# Stands where there is nothing to show.
NOTHING = "\N{EN DASH}"
