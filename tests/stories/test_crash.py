"""The crash test in its short form; ``python -m tests.crash`` (``make crash``) is the long one."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.crash.play import play


# aiohttp's multipart reader calls its own deprecated method when much of an upload is there at once.
@pytest.mark.filterwarnings("ignore:unread_data:DeprecationWarning")
async def test_people_who_tap_once_lose_nothing_when_the_bot_is_killed_again_and_again(tmp_path: Path) -> None:
    verdict = await play(tmp_path, kills=6, people=40, seed=2026)
    assert verdict.faults == [], "\n".join(f"{name}: {figure}" for name, figure in verdict.figures)
