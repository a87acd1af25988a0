"""Surveys: definitions read and judged, where someone stands, and what a reply changes. Pure."""
