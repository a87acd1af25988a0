"""Afterword: the conversation after the webinar."""

__version__ = "0.1.0"
