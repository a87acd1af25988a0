"""Backups: made while the bot serves, by hand and by itself, sealed; and restored with all doubts."""
