"""Health: what is wrong with an installation, in findings that each say what to do about it."""
