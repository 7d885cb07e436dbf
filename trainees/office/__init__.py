"""Boards and pages of the administration that join rooms."""
