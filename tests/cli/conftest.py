"""A folder to work in, without anybody's settings, and the command line as a function."""

from __future__ import annotations

import json
import os
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from bot.cli import main
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


@pytest.fixture
def afterword(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Afterword:
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
