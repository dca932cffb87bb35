"""Candidates to an order: pure functions over words, scores and one table of constants."""
