"""The porch of a bot: what is answered to machines, from the parts that know it. Imported only where it listens."""

from __future__ import annotations

from collections.abc import Iterable

from bot.furnishing.house import House
from bot.porch.health import health_routes
from bot.porch.listener import Listener
from bot.porch.routes import Route


def listener_of(listen: tuple[str, int], house: House, *, also: Iterable[Route] = ()) -> Listener:
    """A listener with everything this house answers there, not open yet."""
    routes = health_routes(house.vitals, house.services.gauging.answers)
    return Listener(*listen, [*routes, *also])
