"""What is learnt: masked words, pairs, a teacher."""
