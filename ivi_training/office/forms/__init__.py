"""Shapes of input that acts of every app share."""
