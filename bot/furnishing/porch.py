"""The porch of a bot: what is answered to machines, from the parts that know it. Imported only where it listens."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterable, Iterator
from contextlib import asynccontextmanager
from urllib.parse import urlsplit

from bot import __version__
from bot.chat.hook import Hook
from bot.furnishing.house import House
from bot.porch.events import counted_events
from bot.porch.health import health_routes
from bot.porch.listener import Listener
from bot.porch.metrics import metrics_route
from bot.porch.routes import Route
from bot.porch.webhook import webhook_routes


@asynccontextmanager
async def open_porch(listen: tuple[str, int], house: House, *, also: Iterable[Route] = ()) -> AsyncIterator[Listener]:
    """Everything this house answers to machines is answered within it, and what is logged is counted.

    Raises: DoorTaken.
    """
    with counted_events(house.connection.counts):
        async with Listener(*listen, [*_routes(house), *also]) as listener:
            yield listener


def _routes(house: House) -> Iterator[Route]:
    counts, gauging = house.connection.counts, house.services.gauging
    yield from health_routes(house.vitals, gauging.answers)
    yield metrics_route(counts, house.vitals, gauging, version=__version__)
    if isinstance(house.intake, Hook):
        yield from webhook_routes(urlsplit(house.intake.url).path, house.intake)
