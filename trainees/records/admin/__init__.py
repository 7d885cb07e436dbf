"""Tables in the administration."""
