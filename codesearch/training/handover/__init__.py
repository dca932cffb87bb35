"""What goes to a machine that trains, and what comes back."""
