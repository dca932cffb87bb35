"""Trains the bundled encoder: `corpus` mines pairs, the stages of `run` make weights of them. Needs torch."""
