"""Asks systems questions: what is compared, what it is kept in, and how long a search takes."""
