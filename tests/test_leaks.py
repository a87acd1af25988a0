"""The search for the token finds it wherever it is, so that finding none says something."""

import asyncio
import logging
import subprocess
import sys

import pytest

from bot.rehearsal.journal import Journal
from bot.rehearsal.world import TOKEN
from tests import leaks

SECRET = TOKEN.partition(":")[2]
TELL = (sys.executable, "-c", f"print('/bot{TOKEN}/getMe')")


@pytest.fixture
def caught(monkeypatch):
    """What is found although the tests of this file are let off."""
    monkeypatch.setattr(leaks, "ON_PURPOSE", ("somewhere else",))
    monkeypatch.setattr(leaks, "found", [])
    return lambda: [place.partition(", in ")[0] for place in leaks.found]


def test_it_is_found_in_what_is_logged_and_in_why_something_failed(caught, monkeypatch):
    monkeypatch.setattr(logging.getLogger(), "handlers", [])  # as bots in tests leave it, that configure their logs
    log = logging.getLogger("afterword.test")
    log.warning("no answer from /bot%s/getMe", TOKEN)
    log.warning("calling", extra={"url": f"/bot{TOKEN}"})
    try:
        raise KeyError(TOKEN)
    except KeyError:
        log.exception("failed")
    log.warning("calling nobody")
    assert caught() == ["a record of afterword.test"] * 3


def test_it_is_found_in_what_a_bot_sends(caught):
    Journal().open("sendMessage", {"chat_id": 7, "text": f"see /bot{TOKEN}"})
    Journal().open("sendMessage", {"chat_id": 7, "text": "see"})
    assert caught() == ["what sendMessage was given"]


def test_it_is_found_in_what_commands_say(caught):
    subprocess.run(TELL, capture_output=True, check=True)
    subprocess.run(TELL, capture_output=True, check=True, text=True)
    assert caught() == ["what a command said"] * 2


async def test_it_is_found_in_what_processes_say(caught):
    ran = await asyncio.create_subprocess_exec(*TELL, stdout=subprocess.PIPE)
    await ran.communicate()
    assert caught() == ["what a process said"]


def test_it_is_found_in_files_and_over_the_edge_of_a_block_but_not_in_settings(tmp_path):
    for name, content in {
        "bot.log": f"/bot{TOKEN}/getMe",
        "deep/sealed.db": "x" * (leaks.BLOCK - 9) + SECRET,
        ".env": f"AFTERWORD_TOKEN={TOKEN}",
        "second.env": f"AFTERWORD_TOKEN={TOKEN}",
        "clean.log": SECRET[1:],
    }.items():
        path = tmp_path / name
        path.parent.mkdir(exist_ok=True)
        path.write_text(content)
    assert {path.name for path in leaks.files_with_token(tmp_path)} == {"bot.log", "sealed.db"}
    for name in ("bot.log", "deep/sealed.db"):
        (tmp_path / name).unlink()
