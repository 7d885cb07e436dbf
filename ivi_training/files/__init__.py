"""Files of strangers, read with limits, cleaned, stored in private, served by one view.

Papers set as PDF.
"""
