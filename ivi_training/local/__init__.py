"""Everything a machine with no database, broker or mail server lacks; for development only."""
