"""The porch of a bot: what is answered to machines, from the parts that know it. Imported only where it listens."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterable, Iterator
from contextlib import asynccontextmanager
from urllib.parse import urlsplit

from bot import __version__
from bot.chat.hook import Hook
from bot.front.parts import Front
from bot.porch.events import counted_events
from bot.porch.health import health_routes
from bot.porch.listener import Listener
from bot.porch.metrics import metrics_route
from bot.porch.routes import Route
from bot.porch.webhook import webhook_routes
from bot.services.gauging import Gauging


@asynccontextmanager
async def open_porch(
    listen: tuple[str, int], front: Front, gauging: Gauging, *, also: Iterable[Route] = ()
) -> AsyncIterator[Listener]:
    """Everything a bot answers to machines is answered within it, and what is logged is counted. Raises: DoorTaken."""
    with counted_events(front.connection.counts):
        async with Listener(*listen, [*_routes(front, gauging), *also]) as listener:
            yield listener


def _routes(front: Front, gauging: Gauging) -> Iterator[Route]:
    yield from health_routes(front.vitals, gauging.answers)
    yield metrics_route(front.connection.counts, front.vitals, gauging, version=__version__)
    if isinstance(front.intake, Hook):
        yield from webhook_routes(urlsplit(front.intake.url).path, front.intake)
