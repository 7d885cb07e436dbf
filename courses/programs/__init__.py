"""Programs with their streams, and courses.

What people apply to is a call.
"""
