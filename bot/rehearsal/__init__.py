"""The rehearsal: a Bot API on this machine over real HTTP, and people who chat with it.

Stricter than Telegram, never laxer. It stands outside the house: it imports nothing of it, and knows only HTTP.
"""

from __future__ import annotations

from bot.rehearsal.crowd import Impossible, Person, Sent
from bot.rehearsal.faults import Fault
from bot.rehearsal.flood import UNLIMITED, FloodRules
from bot.rehearsal.server import Rehearsal
from bot.rehearsal.world import TOKEN

__all__ = ["TOKEN", "UNLIMITED", "Fault", "FloodRules", "Impossible", "Person", "Rehearsal", "Sent"]
