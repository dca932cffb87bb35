"""Trains the bundled encoder: `corpus` mines pairs, the stages after it turn them into weights. Needs torch."""
