"""Dashboards and the grant as a program sees it: numbers for people who lead.

It changes nothing.
"""
