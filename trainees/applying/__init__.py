"""Applications until they are handed in: answers, papers, consents, endorsements.

Nothing is judged.
"""
