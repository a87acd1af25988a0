"""The repository that is cloned on a machine, and what stands in for registries there, since tests need no network.

Two things are replaced, and nothing else: ``apt-get`` looks whether what is to be installed is installed already, and
the line that installs the lock copies the packages that these tests run with, at exactly the versions of the lock.
With ``--registries`` neither is.
"""

import re
import shutil
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[2]
ADDRESS = "https://example.org/afterword.git"
"""What the page calls the repository; the machine knows it by /srv/origin."""

LOCK = re.compile(r'"?(\S+)/bin/pip"? install [^\n]*--require-hashes -r "?([^\s"]+)"?')
"""The line that installs the lock, which says where and which one."""

APT_GET = r"""#!/bin/sh
# apt-get without a network: what is to be installed has to be there.
set -eu
case "$*" in
  update) ;;
  install*) for each in "$@"; do
    case $each in install|-*) ;; *)
      dpkg-query --show --showformat='${Status} ${Package}\n' "$each" | grep "^install ok installed" ;; esac
  done ;;
  *) echo "nobody told this apt-get what $1 is" >&2; exit 1 ;;
esac
"""

STAND_IN = r'''#!/usr/bin/python3
"""stand-in VENV LOCK: the lock's packages are in VENV, copied from the shelf, at the lock's versions or not at all."""
import csv, pathlib, re, shutil, sys
from importlib.metadata import Distribution, distributions

venv, lock = map(pathlib.Path, sys.argv[1:])
(site,) = venv.glob("lib/python3.*/site-packages")
sys.path.insert(0, str(site))
from pip._vendor.packaging.markers import Marker

there = {re.sub("[-_.]+", "-", each.name).lower(): each for each in distributions(path=["/srv/shelf"])}
meant = re.findall(r"^([\w.-]+)==([^\s;\\]+)(?: ; ([^\\\n]*))?", lock.read_text(), flags=re.MULTILINE)
assert len(meant) > 20
for name, version, marker in meant:
    if marker and not Marker(marker).evaluate():
        continue  # for another system or another Python
    found = there.get(re.sub("[-_.]+", "-", name).lower())
    assert found is not None and found.version == version, (name, version, found and found.version)
    for row in csv.reader(found.read_text("RECORD").splitlines()):
        place = site / row[0]
        if ".." in row[0]:
            continue  # commands, which nobody calls
        place.parent.mkdir(parents=True, exist_ok=True)
        shutil.copy2(f"/srv/shelf/{row[0]}", place)
'''


def why_not() -> str | None:
    """Why nothing can stand in for registries here; None: it can."""
    python = shutil.which("python3", path="/usr/bin")
    if python is None:
        return "Debian's Python is not here"
    told = subprocess.run([python, "-c", "import sys; print(*sys.version_info[:2])"], capture_output=True, check=True)
    theirs = tuple(map(int, told.stdout.split()))
    if theirs != sys.version_info[:2]:
        return f"the packages here are for another Python than Debian's {theirs}; --registries needs none of them"
    return None


def made(folder: Path, *, registries: bool) -> Path:
    """A repository in ``folder`` that holds what is here now, committed or not, in one commit tagged v1."""
    listed = subprocess.run(
        ["git", "ls-files", "--cached", "--others", "--exclude-standard", "-z"],
        cwd=ROOT, capture_output=True, check=True,
    ).stdout.decode().split("\0")  # fmt: skip
    for name in filter(None, listed):
        if (ROOT / name).is_file():
            (folder / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy2(ROOT / name, folder / name)
    if not registries:
        script = folder / "templates/operations/install.sh"
        script.write_text(without_registry(script.read_text(encoding="utf-8")), encoding="utf-8")
    git(folder, "init", "--quiet", "--initial-branch=main")
    commit(folder, "The first release")
    return folder


def without_registry(script: str) -> str:
    """The script with its one line that installs the lock put into the stand-in's hands. Raises: when it has none."""
    replaced, times = LOCK.subn(r'/srv/stand-in "\1" "\2"', script)
    assert times == 1
    return replaced


def commit(folder: Path, subject: str) -> None:
    """All that is in the folder is a commit."""
    git(folder, "add", "--all")
    git(folder, "-c", "user.name=Test", "-c", "user.email=test@example.org", "commit", "--quiet", "-m", subject)


def git(folder: Path, *words: str) -> None:
    """``git WORDS`` in the folder."""
    subprocess.run(["git", *words], cwd=folder, check=True, capture_output=True)


PREPARE = f"""
git config --system url./srv/origin.insteadOf {ADDRESS}
git config --system --add safe.directory /srv/origin
git config --system --add safe.directory /srv/origin/.git
"""
"""What makes the page's address lead to /srv/origin."""
