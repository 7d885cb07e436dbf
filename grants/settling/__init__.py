"""What was budgeted, spent and is returned up to a day, as the funder gets it."""
