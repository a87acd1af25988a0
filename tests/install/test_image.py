"""The Dockerfile, step by step, and a container of it: unprivileged, read-only, with a health check that is right.

Literal: every RUN, COPY (with .dockerignore), ENV, WORKDIR, VOLUME, USER, HEALTHCHECK, ENTRYPOINT and CMD, in this
order. Replaced: the base image, by this machine's Debian; the port, by one that is free; registries, as ``origin``
says. Not tried: Docker itself, so neither how it pulls, nor layers, nor STOPSIGNAL, nor when it asks for health.
"""

import asyncio
import shlex
import socket

import pytest

from bot.rehearsal import TOKEN
from tests.install.conftest import OWNER, code_in, webinar
from tests.install.image import Image
from tests.install.machine import Broken

STOP_SECONDS = 10
"""Docker kills after so long."""


async def test_a_container_serves_unprivileged_from_a_read_only_tree_and_stops_when_told(site, request):
    image = Image(site.machine, site.repository)
    for secret in (".env", "afterword.db", "bot/.env", "templates/surveys/copy.db.key"):
        (site.repository / secret).write_text("secret")
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = str(free.getsockname()[1])
    dockerfile = (site.repository / "Dockerfile").read_text(encoding="utf-8")
    assert dockerfile.count("8080") == 2
    await image.build(dockerfile.replace("8080", port), registries=request.config.getoption("--registries"))
    found = await site.machine.run("find / -xdev \\( -name .env -o -name '*.db.key' \\) -not -path '/srv/*'")
    assert found == ""

    settings = {"AFTERWORD_TOKEN": TOKEN, "AFTERWORD_OWNERS": str(OWNER), "AFTERWORD_API_URL": site.api.url}
    health = image.command("HEALTHCHECK")
    with pytest.raises(Broken):
        await container(site, image.inside(health, **settings))
    entrypoint = f"{image.command('ENTRYPOINT')} {image.command('CMD')}"
    serving = asyncio.create_task(container(site, image.inside(entrypoint, **settings)))
    await site.api.updates.until_polled()
    await healthy(site, image.inside(health, **settings))

    await container(site, image.inside("sh -c '! touch /opt/afterword/x && ! touch /etc/x && touch /tmp/x'"))
    told = await container(site, image.inside("afterword doctor", **settings))
    assert "FAIL" not in told
    (site.machine.root / "var/lib/afterword/webinar.yaml").write_text(webinar(), encoding="utf-8")
    code = code_in(await container(site, image.inside("afterword apply webinar.yaml --json", **settings)))
    await site.answers_everything(1, code)
    await container(site, image.inside(health, **settings))
    await site.machine.run("pkill -TERM --uid 10001")
    async with asyncio.timeout(STOP_SECONDS):
        assert "stopped" in await serving


async def healthy(site, script: str) -> None:
    """Return once it is: a bot asks for updates before it can answer them."""
    while True:
        try:
            await container(site, script)
        except Broken:
            continue
        return


async def container(site, script: str) -> str:
    """What it printed, run as the first process of its own, with mounts of its own. Raises: Broken."""
    return await site.machine.run(f"unshare --mount --pid --fork --mount-proc sh -euc {shlex.quote(script)}")
