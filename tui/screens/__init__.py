"""Whole screens: searching, and what is asked of the index and of codesearch itself."""
