"""The porch of a bot: what is answered to machines, from the parts that know it. Imported only where it listens."""

from __future__ import annotations

from collections.abc import Iterable
from urllib.parse import urlsplit

from bot.chat.hook import Hook
from bot.furnishing.house import House
from bot.porch.health import health_routes
from bot.porch.listener import Listener
from bot.porch.routes import Route
from bot.porch.webhook import webhook_routes


def listener_of(listen: tuple[str, int], house: House, *, also: Iterable[Route] = ()) -> Listener:
    """A listener with everything this house answers there, not open yet."""
    routes = health_routes(house.vitals, house.services.gauging.answers)
    if isinstance(house.intake, Hook):
        also = [*also, *webhook_routes(urlsplit(house.intake.url).path, house.intake)]
    return Listener(*listen, [*routes, *also])
