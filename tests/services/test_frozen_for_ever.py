"""Frozen figures outlive versions of the bot: what the first one wrote is read by every later one."""

from __future__ import annotations

import msgspec

from bot.services.reporting import Report

FROZEN = """{
"summary": {
  "webinar": {"key": "k", "code": "c", "title": "T", "registrations": 9, "attendees": 8, "attention": 0.5,
              "languages": ["en"]},
  "identity": "pseudonymous", "limit": 5,
  "responses": {"entered": 8, "started": 7, "finished": 6, "response_rate": 0.75,
                "registration_response_rate": 0.67, "response_percent": 75, "registration_response_percent": 67},
  "questions": [
    {"key": "q", "kind": "scale", "ask": "How?", "shown": 7, "answered": 6, "skipped": 1, "left": 0, "base": 6,
     "options": [{"key": "good", "label": "Good", "substantive": true, "count": 6, "share": 1.0, "low": 0.6,
                  "high": 1.0, "percent": 100}],
     "boxes": [{"key": "top", "options": ["good"], "labels": ["Good"], "count": 6, "share": 1.0, "low": 0.6,
                "high": 1.0, "percent": 100}],
     "nps": {"score": 50.0, "low": 1.0, "high": 99.0, "promoters": 3, "passives": 3, "detractors": 0, "rounded": 50},
     "scored": true, "mean": 1.0, "median": 1.0, "withheld": false, "coded": true,
     "themes": {"mentions": 1, "people": 1, "options": [{"label": "x", "mentions": 1, "share": 1.0, "percent": 100}]}}],
  "follow_ups": [{"key": "thanks", "planned": 8, "sent": 7, "gave_up": 0, "cancelled": 1, "doubtful": 0, "held": 0,
                  "waiting": 0}]},
"version": 2,
"others": [{"version": 1, "questions": [{"key": "q", "kind": "open", "ask": "How?", "shown": 7, "answered": 7,
                                         "skipped": 0, "left": 0, "base": 7}]}],
"frozen_at": null}"""
"""As the first version froze it."""


def test_what_was_frozen_by_an_earlier_version_can_always_be_read():
    """A field that is added to figures needs a default, or frozen figures are lost: this text never changes."""
    report = msgspec.json.decode(FROZEN, type=Report)
    assert (report.summary.questions[0].options[0].percent, report.others[0].questions[0].base) == (100, 7)
