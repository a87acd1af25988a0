"""What comes from others: locked by hash, from no registry that is named, under terms that will do, and needed."""

import ast
import json
import re
import subprocess
import sys
import tomllib
from importlib.metadata import packages_distributions
from pathlib import Path

import pytest

from tests.licences import ALLOWED, FILE, ROOT, locked, table

LOCKS = ("requirements.txt", "requirements-dev.txt")
READ_AS_DATA = {"tzdata": "zoneinfo reads it where the machine has no zones of its own"}


@pytest.mark.parametrize("lock", LOCKS)
def test_every_package_of_a_lock_is_held_by_hashes_and_nobody_says_where_it_comes_from(lock):
    text = (ROOT / lock).read_text(encoding="utf-8")
    packages = re.split(r"\n(?=\S)", text.strip())
    assert len(packages) > 40
    for package in packages:
        assert re.match(r"[A-Za-z0-9._-]+==\S+", package), package[:80]
        assert re.search(r"--hash=sha256:[0-9a-f]{64}", package), package[:80]
    assert not re.search(r"https?:|index-url|find-links|trusted-host|@ ", text)


def test_the_licences_are_those_of_what_is_installed():
    assert FILE.read_text(encoding="utf-8") == table(), "make licences"


def test_nothing_runs_with_the_bot_under_terms_that_were_not_looked_at():
    rows = re.findall(r"^\| (\S+) \| (.+) \|$", table(), flags=re.MULTILINE)[1:]
    assert [name for name, _ in rows] == locked()
    strange = {name: terms for name, terms in rows if set(re.split(r" (?:AND|OR) ", terms)) - ALLOWED}
    assert strange == {}


def test_everything_that_the_bot_asks_for_is_imported_somewhere():
    asked = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]["dependencies"]
    wanted = {re.match(r"[A-Za-z0-9._-]+", each)[0].lower() for each in asked}
    names = {name for path in sorted(Path(ROOT).glob("[bd][ob]*/**/*.py")) for name in imported_by(path)}
    found = {owner.lower() for name in names for owner in packages_distributions().get(name, [])}
    assert wanted - {each.replace("_", "-").replace("ruamel-yaml", "ruamel.yaml") for each in found} == set(
        READ_AS_DATA
    )


def imported_by(path):
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from (each.name.partition(".")[0] for each in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            yield node.module.partition(".")[0]


def test_a_bill_of_materials_is_made_from_the_lock_without_a_network(tmp_path):
    (made,) = re.findall(r"cyclonedx_py (requirements .+)$", (ROOT / "Makefile").read_text(), flags=re.MULTILINE)
    *options, _ = made.split()
    command = [sys.executable, "-W", "ignore", "-m", "cyclonedx_py", *options, str(tmp_path / "sbom.json")]
    subprocess.run(command, cwd=ROOT, check=True, env={"http_proxy": "http://127.0.0.1:9", "PATH": ""})
    bill = json.loads((tmp_path / "sbom.json").read_text(encoding="utf-8"))
    assert {each["name"] for each in bill["components"]} == set(locked())
    assert bill["metadata"]["component"]["name"] == "afterword"
    assert all(each["externalReferences"][0]["hashes"] for each in bill["components"])
