"""A Bot API and a machine beside it, and the hands of whoever looks after both."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

import aiohttp
import pytest

from bot.clock import WallClock
from bot.rehearsal import TOKEN, UNLIMITED, Rehearsal
from bot.rehearsal.phone import Phone, buttons
from tests.install import origin
from tests.install.machine import Machine, booted, why_not

OWNER = 900

WEBINAR = """\
webinar: How it is kept running
key: running
starts: {starts:%Y-%m-%d %H:%M}
timezone: UTC
duration: 1h
languages: [en]
attendees: 3
privacy: {{controller: The test, contact: nobody@example.org, purpose: to see it run, retention: 365d}}
survey: running
materials: [{{key: links, kind: resources, title: The links, url: "https://example.org/links"}}]
follow_ups: [{{key: thanks, when: on finish, send: [links], text: "Thank you very much."}}]
---
survey: running
title: How it runs
identity: identified
questions:
  - {{key: well, kind: yes_no, ask: Does it run well?}}
  - {{key: long, kind: yes_no, ask: Has it run for long?}}
"""


def webinar() -> str:
    """A webinar that is over for two hours and still asks."""
    return WEBINAR.format(starts=WallClock().now() - timedelta(hours=3))


def code_in(told: str) -> str:
    """The webinar's code, from what ``afterword apply --json`` printed."""
    return told.split('"code": "')[1][:13]


@dataclass(slots=True)
class Site:
    """A machine, the repository it clones, and the Telegram it talks to."""

    machine: Machine
    repository: Path
    api: Rehearsal
    http: aiohttp.ClientSession

    def person(self, number: int) -> Phone:
        """Somebody with a phone."""
        return Phone(self.http, self.api.url, number)

    @asynccontextmanager
    async def another_telegram(self) -> AsyncIterator["Site"]:
        """The same machine, and a Telegram where everybody is new."""
        async with Rehearsal(now=WallClock().now(), flood=UNLIMITED) as api:
            yield Site(self.machine, self.repository, api, self.http)

    def fill_in(self, name: str, token: str = TOKEN, **more: str) -> None:
        """What somebody writes into the two empty lines of the settings; and where Telegram is, for it is not here."""
        path = self.machine.root / "etc" / name
        text = path.read_text(encoding="utf-8")
        for setting, value in {"TOKEN": token, "OWNERS": str(OWNER)}.items():
            assert text.count(f"AFTERWORD_{setting}=\n") == 1
            text = text.replace(f"AFTERWORD_{setting}=\n", f"AFTERWORD_{setting}={value}\n")
        more = {"API_URL": self.api.url, **more}
        path.write_text(text + "".join(f"AFTERWORD_{setting}={value}\n" for setting, value in more.items()))

    async def polled_anew(self) -> None:
        """The bot does not poll, and then it does again."""
        await self.api.updates.until_polled(polled=False)
        await self.api.updates.until_polled()

    async def answers_everything(self, number: int, code: str) -> None:
        """Somebody comes, answers, and gets what was promised. Raises: NothingCame."""
        phone = self.person(number)
        await phone.join()
        await begins(phone, code)
        await goes_on(phone)

    async def publish(self, folder: str, **environment: str) -> str:
        """The webinar, applied as the page's command does it; its code."""
        (self.machine.root / folder / "webinar.yaml").write_text(webinar(), encoding="utf-8")
        return code_in(await self.machine.run(f"afterword apply /{folder}/webinar.yaml --json", **environment))


async def begins(phone: Phone, code: str) -> None:
    """They enter and answer the first question. Raises: NothingCame."""
    await phone.write(f"/start {code}")
    await phone.until(lambda seen: seen.heard("Does it run well?") == 1, "the first question")
    await press(phone, "Yes")
    await phone.until(lambda seen: seen.heard("Has it run for long?") == 1, "the second question")


async def goes_on(phone: Phone) -> None:
    """They answer the second question and get what was promised. Raises: NothingCame."""
    await press(phone, "No")
    await phone.until(lambda seen: seen.heard("Thank you very much.") == 1, "what was promised")


async def press(phone: Phone, label: str) -> None:
    """Press the button with this label under the newest question."""
    assert phone.question is not None
    (data,) = [data for text, data in buttons(phone.question) if text == label]
    await phone.press(phone.question["message_id"], data)


@pytest.fixture
async def site(tmp_path, request) -> AsyncIterator[Site]:
    """A bare machine, a repository to clone and a Bot API that it reaches."""
    async with a_site(tmp_path, registries=request.config.getoption("--registries")) as site:
        yield site


@asynccontextmanager
async def a_site(folder: Path, *, registries: bool) -> AsyncIterator[Site]:
    """As the fixture; ``registries``: apt-get and pip are real ones, which takes a network."""
    if (reason := why_not() or (None if registries else origin.why_not())) is not None:
        pytest.skip(reason)
    outside, source = folder / "outside", folder / "origin"
    outside.mkdir()
    source.mkdir()
    origin.made(source, registries=registries)
    async with (
        Rehearsal(now=WallClock().now(), flood=UNLIMITED) as api,
        aiohttp.ClientSession(timeout=aiohttp.ClientTimeout(total=None)) as http,
        booted(outside, source) as machine,
    ):
        await machine.run(origin.PREPARE)
        if not registries:
            for place, text in (("usr/local/sbin/apt-get", origin.APT_GET), ("srv/stand-in", origin.STAND_IN)):
                (machine.root / place).write_text(text, encoding="utf-8")
                (machine.root / place).chmod(0o755)
        yield Site(machine, source, api, http)
