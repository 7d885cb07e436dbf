"""The arithmetic of an allocation, without a database."""
