"""Django asks an app for its tables here; they live in the rooms.

Hooks come after all tables: they are triggers that a room hangs on tables of the rooms below.
"""

from ivi_training import rooms

rooms.load("ivi_training", "models")
rooms.load("ivi_training", "hooks")
