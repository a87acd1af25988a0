"""Webinars side by side: what they asked in the same words, how far it differs, and whether chance explains that."""
