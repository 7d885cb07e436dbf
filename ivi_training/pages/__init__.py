"""What every page and form is made of: fields, words, amounts, pages of long lists.

No table, no rule.
"""
