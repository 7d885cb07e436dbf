"""Demonstration data: real published facts, invented people, repeatable; never without DEBUG."""
