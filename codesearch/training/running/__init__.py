"""How it is learnt: batches without padding, the loop, checkpoints, one device or several."""
