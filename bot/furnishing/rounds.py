"""The rounds a serving bot makes: what is looked at, and how often. Each is safe to make again, and late, and never.

Nothing is due here: the database remembers what is, and a round finds it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta

from bot.delivery.metronome import Knock
from bot.furnishing.house import House
from bot.services.health.checkup import ROUND
from bot.services.informing import BEAT

KNOCK = timedelta(milliseconds=500)
"""How often the outbox is looked at: what another process wrote is acted on within a second."""

PRUNE = timedelta(hours=1)

BACKUPS = timedelta(minutes=1)
"""How often it is looked whether it is time for a backup."""

MIX = timedelta(seconds=30)
"""How often it is looked whether an anonymous survey has closed."""

CARDS = timedelta(seconds=1)
"""How often it is looked whether a live card shows something else by now."""

NOTICE = timedelta(seconds=5)
"""How often it is looked whether something waits for an organiser."""


@dataclass(frozen=True, slots=True)
class Round:
    """Something that is done each ``every``, first after one interval.

    ``may_last``: for as long as it must, since it sends to many or reads the whole database; it is never late.
    """

    name: str
    every: timedelta
    knock: Knock
    may_last: bool = False


def rounds_of(house: House) -> Sequence[Round]:
    """Every round of this house."""
    services, organising = house.services, house.services.organising
    return (
        Round("outbox", KNOCK, house.pump.knock, may_last=True),
        Round("plannings", KNOCK, services.portions.knock),
        Round("heartbeat", BEAT, services.informing.beat),
        Round("notice", NOTICE, services.informing.notice),
        Round("bulletins", KNOCK, house.bulletins.knock, may_last=True),
        Round("cards", CARDS, house.live.knock, may_last=True),
        Round("pulses", NOTICE, house.own_groups.knock, may_last=True),
        Round("menus", NOTICE, house.menus.knock, may_last=True),
        Round("wishes", NOTICE, organising.wishing.fulfil),
        Round("awaited", PRUNE, organising.awaiting.tidy),
        Round("tryouts", PRUNE, organising.trying.tidy),
        Round("prune", PRUNE, house.receiving.prune),
        Round("offers", PRUNE, services.offering.prune),
        Round("mix", MIX, services.mixing.mix),
        Round("briefings", MIX, services.composing.compose_closed),
        Round("purge", PRUNE, services.purging.purge),
        Round("strangers", PRUNE, services.forgetting.forget_strangers),
        Round("team", PRUNE, organising.team.tidy),
        Round("backups", BACKUPS, services.backups.knock, may_last=True),
        Round("copies", PRUNE, services.before_updates.tidy),
        Round("tidy", PRUNE, services.forgetting.tidy),
        Round("health", ROUND, services.checkup.notice, may_last=True),
    )
