"""Steps: imperative, atomic, refused by a RuleBroken."""
