"""Pages: find, ask, read, act, answer."""
