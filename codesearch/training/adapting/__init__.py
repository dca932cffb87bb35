"""An encoder trained on with the user's own repositories, kept only where it answers better there."""
