"""Repositories to what the encoder learns from: pairs of six kinds, and whole source files."""

from codesearch.training.corpus.build import build_corpus
from codesearch.training.corpus.languages import LEARNT
from codesearch.training.corpus.mine import Mined
from codesearch.training.corpus.sources import Source, read_holdout, read_sources

__all__ = ["LEARNT", "Mined", "Source", "build_corpus", "read_holdout", "read_sources"]
