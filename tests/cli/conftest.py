"""A folder to work in, without anybody's settings, and the command line as a function."""

from __future__ import annotations

import json
import os
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from time import monotonic
from typing import Any

import pytest

from bot.cli import main
from bot.clock import WallClock
from tests.services.scenes import SURVEY, WEBINAR, second


@dataclass(frozen=True, slots=True)
class Ran:
    """What one command did."""

    code: int
    out: str
    err: str

    @property
    def json(self) -> Any:
        return json.loads(self.out)

    @property
    def sentence(self) -> str:
        """The one line on stderr."""
        assert self.out == ""
        (line,) = self.err.splitlines()
        assert "Traceback" not in line
        return line


Afterword = Callable[..., Ran]


WRITTEN = datetime(2026, 11, 27, 12, 0, tzinfo=UTC)
"""What commands take for the present: the definitions here have fixed dates, and must not grow old."""


@pytest.fixture
def afterword(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Afterword:
    began = monotonic()
    monkeypatch.setattr(WallClock, "now", lambda _: WRITTEN + timedelta(seconds=monotonic() - began))
    for name in os.environ:
        if name.startswith("AFTERWORD_"):
            monkeypatch.delenv(name)
    monkeypatch.chdir(tmp_path)
    (tmp_path / "slides.pdf").write_bytes(b"slides")
    (tmp_path / "webinar.yaml").write_text(f"{SURVEY}\n---\n{WEBINAR}")
    (tmp_path / "both.yaml").write_text(f"{SURVEY}\n---\n{WEBINAR}\n---\n{second()}")

    def run(*arguments: object) -> Ran:
        capsys.readouterr()
        code = main([str(argument) for argument in arguments])
        said = capsys.readouterr()
        return Ran(code, said.out, said.err)

    return run
