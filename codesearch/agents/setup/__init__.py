"""Tells agents of the server: which there are, what their settings say, how that is changed and undone."""
