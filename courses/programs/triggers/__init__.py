"""What the database refuses or keeps by itself."""
