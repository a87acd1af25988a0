"""The program as it was: an earlier commit of this repository, which the bot runs for the first months of the year."""

from __future__ import annotations

import shutil
import subprocess
import tarfile
from pathlib import Path

ROOT = Path(__file__).parents[2]
COMMIT = "75f57b5"
"""The last one with schema 18, before organisers were given their rooms in chat."""


def old_program(folder: Path) -> Path | None:
    """A folder with that program; None in a clone without its history, where there is nothing to run."""
    tree, packed = folder / "old-program", folder / "old-program.tar"
    shutil.rmtree(tree, ignore_errors=True)
    told = subprocess.run(
        ["git", "-C", ROOT, "archive", "--format=tar", f"--output={packed}", COMMIT], capture_output=True, check=False
    )
    if told.returncode:
        return None
    with tarfile.open(packed) as archive:
        archive.extractall(tree, filter="data")
    packed.unlink()
    return tree
