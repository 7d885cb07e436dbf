"""What holds for any table: lifecycles, published and append-only rows, the one way to erase.

Counters and rights too; nothing that knows a table of an app.
"""
