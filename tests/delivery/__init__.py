"""Tests of what is owed, when, and what became of it."""

from hypothesis import HealthCheck, settings

UNHURRIED = settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])
"""For property tests: a slow machine is no fault."""
