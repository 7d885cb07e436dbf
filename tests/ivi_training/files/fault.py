"""Stands in for the parsers where a test lets one die: as a program, never imported."""

import os
import sys

how = sys.argv[1]
if how == "abort":
    os.abort()
if how == "exit":
    sys.exit(3)
if how == "half":
    sys.stdout.write('{"size": 9}\nhalf')
    sys.stdout.flush()
    os._exit(0)
while True:
    os.write(1, b"x" * 65536)
