"""What people see on a terminal: hits with colours and line numbers, and nothing that acts on it."""
