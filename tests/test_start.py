"""A start: updates come in before the rest of the bot is there, so that nobody waits for what they do not need."""

import json
import subprocess
import sys
from datetime import UTC, datetime
from pathlib import Path

import pytest

from bot.rehearsal import Rehearsal
from tests.stories.running import running, settings_for

ROOT = Path(__file__).parents[1]
NOW = datetime(2026, 11, 24, 9, tzinfo=UTC)

LATER = {
    "the rest of the bot": ("bot.furnishing", "bot.render", "bot.insight.summary", "bot.services.organising"),
    "texts": ("jinja2", "babel"),
    "definition files": ("ruamel",),
    "rounds": ("apscheduler",),
    "charts, reports, workbooks and slides": ("matplotlib", "numpy", "typst", "xlsxwriter", "segno"),
    "calendars": ("icalendar",),
    "themes": ("snowballstemmer", "stopwordsiso"),
    "health and metrics, where nobody listens": ("aiohttp.web", "prometheus_client", "bot.porch.listener"),
    "sealed backups": ("pyrage",),
    "the library's application, which we do not use": ("telegram.ext",),
}
"""What nothing of may be imported when Telegram is asked for updates the first time."""

SELDOM = (
    "icalendar",
    "matplotlib",
    "numpy",
    "pyrage",
    "snowballstemmer",
    "stopwordsiso",
    "telegram.ext",
    "typst",
    "xlsxwriter",
)
"""What is imported only when somebody wants what it is for."""

ASKED_FIRST = """
import json, os, sys
from bot.chat.connection import Connection

async def poll(self, **asked):
    os.write(1, f"\\n{json.dumps(sorted(sys.modules))}".encode())
    os._exit(0)

Connection.poll = poll
from bot.cli import main
main(["run"])
"""


@pytest.fixture
async def api():
    async with Rehearsal(now=NOW) as api:
        yield api


async def test_at_its_first_poll_a_bot_has_imported_nothing_that_only_its_answers_need(api, tmp_path):
    async with running(tmp_path, python=("-c", ASKED_FIRST), **settings_for(api)) as bot:
        await bot.ended()
    imported = json.loads(bot.said.splitlines()[-1])
    early = {
        why: found
        for why, names in LATER.items()
        if (found := [each for each in imported if any(each == name or each.startswith(f"{name}.") for name in names)])
    }
    assert early == {}


async def test_what_people_write_while_the_bot_starts_is_answered_once_it_can(api, tmp_path):
    ana = api.join(7, first_name="Ana", language_code="en")
    ana.write("/help")
    async with running(tmp_path, "run", **settings_for(api)) as bot:
        await bot.says("action=serving")
        assert await ana.chat.changes.past(1, wait=60), "their own word is the first change"
    assert [call.status for call in api.journal.calls("sendMessage", chat_id=7)] == [200]


def test_what_is_seldom_wanted_is_not_imported_by_a_bot_that_is_furnished():
    code = "import sys, bot.furnishing.building, bot.furnishing.rounds; print(sorted(sys.modules))"
    ran = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True)
    assert not [name for name in SELDOM if f"'{name}'" in ran.stdout]


def test_help_is_told_without_importing_what_serves():
    code = "import sys; from bot.cli import main; main(['--help']); print(sorted(sys.modules), file=sys.stderr)"
    ran = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True)
    assert not [name for name in ("telegram", "aiohttp", "jinja2", "sqlite3") if f"'{name}'" in ran.stderr]
