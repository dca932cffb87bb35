"""Checkouts to a set of questions with known answers, after CodeSearchNet (arXiv 1909.09436, section 2)."""

from codesearch.evaluation.building.build import ASKED, FEWEST, PER_LANGUAGE, build
from codesearch.evaluation.building.manifest import Manifest

__all__ = ["ASKED", "FEWEST", "PER_LANGUAGE", "Manifest", "build"]
