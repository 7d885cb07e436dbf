"""Who is selected: allocation runs, decisions, publications, waiting lists, appeals.

What an offer holds lives below.
"""
