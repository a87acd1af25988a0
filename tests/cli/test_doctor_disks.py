"""The doctor on disks that are full or cannot be written, and under an account that may not read: no harm is done."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.cli.doctoring import here
from tests.cli.test_commands import ROOT

__all__ = ["here"]


def may_mount():
    command = ["unshare", "-m", "mount", "-t", "tmpfs", "none", "/mnt"]
    try:
        return os.geteuid() == 0 and subprocess.run(command, capture_output=True, check=False).returncode == 0
    except OSError:
        return False


pytestmark = pytest.mark.skipif(not may_mount(), reason="needs an account that may mount in a namespace of its own")


def doctor(script, *, as_mortal=False):
    """What the doctor says at the end of ``script``, run where what it mounts is seen by nobody else.

    ``as_mortal``: as an account for which files' rights count.
    """
    weak = "-dac_override,-dac_read_search"
    drop = f"setpriv --bounding-set={weak} --inh-caps={weak} " if as_mortal else ""
    command = f"set -e\n{script}\nset +e\ncd place && exec {drop}{sys.executable} -m bot doctor --json"
    environment = {**os.environ, "PYTHONPATH": str(ROOT), "PYTHONDONTWRITEBYTECODE": "1"}
    ran = subprocess.run(
        ["unshare", "-m", "bash", "-c", command], capture_output=True, text=True, env=environment, check=False
    )
    assert "Traceback" not in ran.stderr, ran.stderr
    found = {each["kind"]: each["severity"] for each in json.loads(ran.stdout)["findings"]}
    assert ran.returncode == (1 if "fail" in found.values() else 0)
    return found


def test_a_disk_that_is_full(here):
    found = doctor(
        """mkdir place; mount -t tmpfs -o size=3m none place; cp afterword.db* place/
           dd if=/dev/zero of=place/ballast bs=64k 2>/dev/null || true"""
    )
    assert found["disk.full"] == "fail"
    assert {"database.sound", "database.no_room"} & set(found)


def test_a_disk_that_can_only_be_read(here):
    Path("place").mkdir()
    for file in Path().glob("afterword.db*"):
        file.rename(Path("place") / file.name)
    before = {file.name: file.read_bytes() for file in Path("place").iterdir()}
    found = doctor("mount --bind place place; mount -o remount,ro,bind place")
    assert found["folder.read_only"] == "fail"
    assert {"database.sound", "owed.in_time", "key.there"} <= set(found)
    assert {file.name: file.read_bytes() for file in Path("place").iterdir()} == before


def test_an_account_that_may_not_read_the_key_nor_write_the_database(here):
    found = doctor(
        """mkdir place; mount -t tmpfs none place; cp afterword.db* place/
           chmod 644 place/afterword.db*; chmod 600 place/afterword.db.key
           chmod 755 place; chown -R 65534 place""",
        as_mortal=True,
    )
    assert (found["folder.read_only"], found["key.unreadable"]) == ("fail", "fail")
    assert "database.sound" in found
