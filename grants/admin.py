"""Django asks an app for its pages in the administration here; they live in the rooms."""

from ivi_training import rooms

rooms.load("grants", "admin")
