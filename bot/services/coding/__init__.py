"""Giving themes to open answers: the codebook, the answers one at a time, and what may be suggested for them."""
