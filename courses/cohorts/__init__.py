"""Dated runs of a course: what is offered, when and for how many."""
