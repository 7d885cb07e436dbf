"""People who apply: what is known about a person, whatever they apply to."""
