"""The admin site and the frame of an office page.

What stands inside a page lives with its tables.
"""
