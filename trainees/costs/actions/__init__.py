"""What is done: each verb refuses what must not be, and writes."""
