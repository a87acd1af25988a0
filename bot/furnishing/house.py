"""What a bot consists of when it is put together: ``app`` builds it, serves with it and takes it apart again."""

from __future__ import annotations

from dataclasses import dataclass

from bot.chat.bulletins import Bulletins
from bot.chat.connection import Connection
from bot.chat.dispatch import Dispatch
from bot.chat.inbox import Intake
from bot.chat.lanes import Lanes
from bot.chat.organising.livecard import LiveCards
from bot.chat.organising.menus import MenuBoard
from bot.chat.organising.own_groups import OwnGroups
from bot.chat.presenting import Presenter
from bot.delivery.metronome import Metronome
from bot.delivery.pump import Pump
from bot.furnishing import Services
from bot.services.receiving import Receiving
from bot.services.vitals import Vitals


@dataclass(frozen=True, slots=True)
class House:
    """A bot put together, not serving yet."""

    connection: Connection
    services: Services
    receiving: Receiving
    bulletins: Bulletins
    live: LiveCards
    own_groups: OwnGroups
    menus: MenuBoard
    lanes: Lanes
    dispatch: Dispatch
    intake: Intake
    pump: Pump
    metronome: Metronome
    presenter: Presenter
    vitals: Vitals
