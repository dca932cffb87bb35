"""Documented functions of checkouts: what the encoder learns from, and what an evaluation asks."""
