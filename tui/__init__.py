"""What people see on a terminal: hits with colours and line numbers, and nothing in them that acts on the terminal."""
