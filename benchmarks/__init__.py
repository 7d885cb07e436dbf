"""Measuring the product as ratios to plain PostgreSQL doing the same work in the same run."""
