"""What this room lets the database watch on tables of the rooms below."""
