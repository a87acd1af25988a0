"""``setWebhook``, ``deleteWebhook`` and ``getWebhookInfo``: what may be set, and what is told of it.

Telegram's conditions, with one more freedom: an address on this machine may be http and have any port, as with a Bot
API server of one's own. Bringing the updates there is the ``courier``'s part.
"""

from __future__ import annotations

import re
from typing import Any
from urllib.parse import urlsplit

from bot.rehearsal.calls import Call
from bot.rehearsal.courier import Webhook, is_loopback
from bot.rehearsal.refusals import bad_request
from bot.rehearsal.world import World

PORTS = (443, 80, 88, 8443)
SECRET_LONGEST = 256
CONNECTIONS, CONNECTIONS_DEFAULT = range(1, 101), 40
_SECRET = re.compile(r"[A-Za-z0-9_-]*")


async def set_webhook(world: World, call: Call) -> bool:
    """True: updates are brought to ``url`` from now on; an empty one takes the webhook away. Raises: Refused."""
    allowed = call.structure("allowed_updates")
    if allowed is not None and not isinstance(allowed, list):
        raise bad_request("can't parse allowed updates JSON object")
    url = call.text("url") or ""
    if not url:
        return await delete_webhook(world, call)
    webhook = Webhook(_address(url), _secret(call), _connections(call))
    drop = call.flag("drop_pending_updates")
    if allowed is not None:
        world.updates.want(allowed)
    if drop:
        world.updates.drop()
    if drop or webhook != world.courier.webhook:
        await world.courier.start(webhook)
    return True


async def delete_webhook(world: World, call: Call) -> bool:
    """True: no webhook stands. What is pending stays so, unless it is to be dropped."""
    drop = call.flag("drop_pending_updates")
    await world.courier.stop()
    world.updates.set_webhook("")
    if drop:
        world.updates.drop()
    return True


def get_webhook_info(world: World, _: Call) -> dict[str, Any]:
    """Whether a webhook stands, how many updates are pending, and what went wrong last."""
    url, webhook = world.updates.webhook_url, world.courier.webhook
    told: dict[str, Any] = {
        "url": url,
        "has_custom_certificate": False,
        "pending_update_count": len(world.updates),
    }
    if world.courier.last_error is not None:
        told["last_error_date"], told["last_error_message"] = world.courier.last_error
    if webhook is not None:
        told["max_connections"] = webhook.max_connections
    if url:
        told["ip_address"] = "127.0.0.1" if webhook is not None and webhook.is_here else "<unknown>"
    if world.updates.allowed is not None:
        told["allowed_updates"] = world.updates.allowed
    return told


def _address(url: str) -> str:
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError:
        raise bad_request("invalid webhook URL specified") from None
    if parts.scheme not in ("http", "https") or not parts.hostname:
        raise bad_request("invalid webhook URL specified")
    if not is_loopback(parts.hostname):
        if parts.scheme != "https":
            raise bad_request("bad webhook: An HTTPS URL must be provided for webhook")
        if port is not None and port not in PORTS:
            raise bad_request("bad webhook: Webhook can be set up only on ports 80, 88, 443 or 8443")
    return url


def _secret(call: Call) -> str:
    secret = call.text("secret_token") or ""
    if len(secret) > SECRET_LONGEST:
        raise bad_request("secret token is too long")
    if not _SECRET.fullmatch(secret):
        raise bad_request("secret token contains unallowed characters")
    return secret


def _connections(call: Call) -> int:
    """Telegram brings a number outside the range into it; here it is refused."""
    count = call.integer("max_connections", CONNECTIONS_DEFAULT)
    if count is None or count not in CONNECTIONS:
        raise bad_request("max_connections must be from 1 to 100")
    return count
