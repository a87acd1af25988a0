"""The house rules that a linter cannot see: ceilings, vocabulary, the layout, and contracts that really bite."""

import ast
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
SOURCES = sorted([*ROOT.glob("bot/**/*.py"), *ROOT.glob("db/**/*.py")])

FILE_CEILING = 300
FUNCTION_CEILING = 40
TALLER = {
    "tests/chat/test_attendee.py": "one conversation from beginning to end; its scenes share their house",
    "tests/cli/test_bad_days.py": "a list of bad days, each a few lines",
    "tests/render/test_screens.py": "the texts of every kind of question in two languages, to be read side by side",
    "tests/stories/teller.py": "one reader of one small language",
}
"""Files or functions above the ceiling, each with its reason."""

FORBIDDEN = {"user", "data", "info", "item", "handle", "process", "manager", "util", "utils", "helper", "helpers"}


def relative(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


def test_files_and_functions_stay_below_their_ceilings():
    too_tall = []
    for path in [*SOURCES, *ROOT.glob("tests/**/*.py")]:
        text = path.read_text(encoding="utf-8")
        if (lines := text.count("\n")) > FILE_CEILING and relative(path) not in TALLER:
            too_tall.append(f"{relative(path)}: {lines} lines")
        # A test may be as long as what it tells; a function of the product may not.
        for node in ast.walk(ast.parse(text)) if path in SOURCES else ():
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
                lines = (node.end_lineno or node.lineno) - node.lineno + 1 - _docstring_lines(node)
                place = f"{relative(path)}::{node.name}"
                if lines > FUNCTION_CEILING and place not in TALLER:
                    too_tall.append(f"{place}: {lines} lines")
    assert too_tall == []


def _docstring_lines(node):
    first = node.body[0]
    if isinstance(first, ast.Expr) and isinstance(first.value, ast.Constant) and isinstance(first.value.value, str):
        return (first.end_lineno or first.lineno) - first.lineno + 1
    return 0


def test_no_class_module_or_table_has_a_name_that_says_nothing():
    found = []
    for path in SOURCES:
        names = [path.stem] + [n.name for n in ast.walk(ast.parse(path.read_text())) if isinstance(n, ast.ClassDef)]
        found += [f"{relative(path)}: {name}" for name in names if words(name) & FORBIDDEN]
    schema = (ROOT / "db/schema.sql").read_text()
    found += [t for t in re.findall(r"CREATE TABLE (\w+)", schema) if words(t) & FORBIDDEN]
    assert found == []


def words(name):
    return {word.lower() for word in re.findall(r"[A-Z]?[a-z]+|[A-Z]+(?![a-z])", name)}


def test_every_exception_to_a_rule_says_why():
    silent = []
    for path in [*SOURCES, *ROOT.glob("tests/**/*.py")]:
        for number, line in enumerate(path.read_text().splitlines(), start=1):
            marks = re.findall(r"#\s*(?:noqa: ?[A-Z0-9, ]+|type: ignore\[[\w, -]+\])(.*)", line)
            if any(len(rest.strip(" -—:#")) < 8 for rest in marks) or re.search(r"#\s*(noqa|type: ignore)\s*$", line):
                silent.append(f"{relative(path)}:{number}")
    assert silent == []


def test_every_module_opens_with_what_it_is():
    silent = [relative(p) for p in SOURCES if p.read_text().strip() and not ast.get_docstring(ast.parse(p.read_text()))]
    assert silent == []


def test_the_top_level_holds_what_was_agreed():
    listed = subprocess.run(["git", "ls-files"], cwd=ROOT, capture_output=True, text=True, check=True).stdout
    folders = {line.split("/")[0] for line in listed.splitlines() if "/" in line}
    assert folders <= {"bot", "db", "templates", "tests", ".ci", ".github"}


VIOLATIONS = {
    "The floors: stairs only go down": ("bot/survey/engine.py", "import bot.delivery.plan"),
    "db knows nothing of bot": ("db/moments.py", "import bot.clock"),
    "chat never imports db": ("bot/chat/callbacks.py", "import db.moments"),
    "the porch knows no database": ("bot/porch/health.py", "import db.moments"),
    "services never reaches telegram or jinja2": ("bot/services/codes.py", "import jinja2"),
    "survey and insight are pure": ("bot/insight/rounding.py", "import asyncio"),
    "only the metronome speaks APScheduler": ("bot/services/codes.py", "import apscheduler"),
    "only chat speaks Telegram": ("bot/render/screens.py", "import telegram"),
    "the rehearsal stands outside": ("bot/rehearsal/server.py", "import bot.services.codes"),
}


def lint_imports(folder: Path) -> subprocess.CompletedProcess[str]:
    command = "from importlinter.cli import lint_imports_command; lint_imports_command()"
    return subprocess.run(
        [sys.executable, "-c", command, "--no-cache"], cwd=folder, capture_output=True, text=True, check=False
    )


@pytest.fixture(scope="module")
def copy(tmp_path_factory):
    folder = tmp_path_factory.mktemp("house")
    for name in ("bot", "db"):
        shutil.copytree(ROOT / name, folder / name, ignore=shutil.ignore_patterns("__pycache__"))
    shutil.copy(ROOT / "pyproject.toml", folder)
    return folder


def test_the_contracts_hold_in_the_copy_that_the_violations_are_made_in(copy):
    checked = lint_imports(copy)
    assert checked.returncode == 0, checked.stdout + checked.stderr


@pytest.mark.parametrize("contract", VIOLATIONS)
def test_each_contract_is_broken_by_a_violation(copy, contract):
    place, line = VIOLATIONS[contract]
    path = copy / place
    before = path.read_text()
    path.write_text(before + f"\n{line}\n")
    try:
        checked = lint_imports(copy)
    finally:
        path.write_text(before)
    assert checked.returncode == 1
    assert f"{contract} BROKEN" in " ".join(checked.stdout.split())


def test_the_violations_cover_every_contract():
    named = re.findall(r'^name = "(.+)"$', (ROOT / "pyproject.toml").read_text(), flags=re.MULTILINE)
    assert set(VIOLATIONS) == set(named) - {"afterword"}
