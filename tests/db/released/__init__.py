"""Databases that earlier versions of this program left, each made by that version itself, and what it said of them.

``NNNN.tar.xz`` holds ``afterword.db`` as a bot of schema NNNN left it when it was killed, its key (nobody's: the people
are invented), and ``said.json``. ``python -m tests.db.released COMMIT`` makes one, for the version that stood there: do
so at each release, with the release's tag, and never change what is there already.
"""

from __future__ import annotations

import json
import tarfile
from dataclasses import dataclass
from pathlib import Path
from typing import Any

HERE = Path(__file__).parent
DATABASE = "afterword.db"
PARTS = (DATABASE, f"{DATABASE}.key", "said.json")


@dataclass(frozen=True, slots=True)
class Released:
    """What one version left: its schema, and what it said of it, by what it was asked."""

    schema: int
    path: Path

    def unpack(self, folder: Path) -> dict[str, Any]:
        """``folder`` has the database, with its key if that version made one; what that version said of it."""
        with tarfile.open(self.path) as packed:
            packed.extractall(folder, filter="data")
        said: dict[str, Any] = json.loads((folder / "said.json").read_text(encoding="utf-8"))
        return said


def all_released() -> list[Released]:
    """Every version that a file is here of, the oldest first."""
    return [Released(int(path.name[:4]), path) for path in sorted(HERE.glob("[0-9]*.tar.xz"))]


def pack(folder: Path, *, schema: int) -> Path:
    """What lies in ``folder`` is here from now on; where."""
    path = HERE / f"{schema:04d}.tar.xz"
    with tarfile.open(path, "w:xz", preset=9) as packed:
        for name in PARTS:
            if (folder / name).exists():
                packed.add(folder / name, arcname=name, filter=_nobodys)
    return path


def _nobodys(member: tarfile.TarInfo) -> tarfile.TarInfo:
    member.uid = member.gid = 0
    member.uname = member.gname = ""
    member.mtime = 0
    return member
