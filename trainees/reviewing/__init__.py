"""Rubrics, reviewers, reviews and the rankings that follow from them.

A ranking decides nothing.
"""
