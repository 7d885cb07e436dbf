"""How dates and times are written, one module per language."""
