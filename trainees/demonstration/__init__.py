"""The program of 2022, lived through by the real actions with invented people."""
