"""``python -m tests.db.released COMMIT``: the program that stood at a commit leaves a database, which is kept here."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
from pathlib import Path

from tests.db.released import HERE, pack

ROOT = HERE.parents[2]


def main(commit: str) -> None:
    """That program plays through ``playing``, with the packages of this environment; what it leaves is packed."""
    with tempfile.TemporaryDirectory(prefix="afterword-released-") as place:
        tree, folder = Path(place) / "tree", Path(place) / "left"
        folder.mkdir()
        subprocess.run(["git", "-C", ROOT, "worktree", "add", "--detach", "--quiet", tree, commit], check=True)
        try:
            playing = (HERE / "playing.py").read_text(encoding="utf-8")
            settings = {**os.environ, "PYTHONPATH": str(tree)}
            subprocess.run(
                [sys.executable, "-", str(folder)], input=playing, text=True, cwd=tree, env=settings, check=True
            )
        finally:
            subprocess.run(["git", "-C", ROOT, "worktree", "remove", "--force", tree], check=True)
        said = json.loads((folder / "said.json").read_text(encoding="utf-8"))
        path = pack(folder, schema=said["schema"])
        print(f"{path.relative_to(ROOT)}: {path.stat().st_size} bytes, rows {said['rows']}")


if __name__ == "__main__":
    main(sys.argv[1])
