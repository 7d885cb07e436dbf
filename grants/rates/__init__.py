"""Exchange rates as they were announced, and who announced them."""
