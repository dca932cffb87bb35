"""Outcomes to figures: metrics, their intervals, summaries by group, and two reports against each other."""
