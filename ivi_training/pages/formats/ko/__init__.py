"""Dates in Korean."""
