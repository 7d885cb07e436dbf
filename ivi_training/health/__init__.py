"""Whether the product can serve, and what every request passes through."""
