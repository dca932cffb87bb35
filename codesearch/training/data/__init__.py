"""Pairs and files as token ids, and which of them stand in a batch."""
