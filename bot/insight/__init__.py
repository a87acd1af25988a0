"""Figures, intervals and themes: pure functions from counts to what people may rely on."""
