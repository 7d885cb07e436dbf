"""Mail: its kinds, its texts, its rows and their delivery.

Who is told what is decided in the apps.
"""
