"""The parts of the screen on which one searches."""
