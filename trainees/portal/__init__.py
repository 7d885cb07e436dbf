"""An applicant's own pages that join rooms: where they land, what they have, taking it back."""
