"""The README tells what there is: its settings, commands and its example are read from it and tried."""

import argparse
import re
import textwrap
from pathlib import Path

from bot.cli.parser import build_parser
from bot.services.surroundings import OnDisk
from bot.survey.identities import as_table
from bot.survey.reading import Source, read_definitions

ROOT = Path(__file__).parent.parent
README = (ROOT / "README.md").read_text(encoding="utf-8")


def test_every_setting_is_explained_and_none_that_does_not_exist():
    told = set(re.findall(r"AFTERWORD_[A-Z_]+", section("Settings")))
    assert told == set(re.findall(r"AFTERWORD_[A-Z_]+[A-Z]", (ROOT / "bot/settings.py").read_text()))


def test_every_command_is_listed_with_its_options():
    (commands,) = [a for a in build_parser()._actions if isinstance(a, argparse._SubParsersAction)]
    table = section("Commands")
    assert set(re.findall(r"`afterword (\w+)", table)) == set(commands.choices)
    for name, parser in commands.choices.items():
        (line,) = [line for line in table.splitlines() if line.startswith(f"| `afterword {name}")]
        options = {text for action in parser._actions for text in action.option_strings if text.startswith("--")}
        assert set(re.findall(r"--[a-z]+(?:-[a-z]+)*", line)) == options - {"--help"}, name


def test_the_example_webinar_is_without_faults(tmp_path):
    (block,) = re.findall(r" *```yaml\n(.*?)```", README, flags=re.DOTALL)
    example = textwrap.dedent(block.rstrip(" "))
    (tmp_path / "slides.pdf").write_bytes(b"%PDF-1.4")
    reading = read_definitions([Source(str(tmp_path / "webinar.yaml"), example.encode())], OnDisk(None, None))
    assert reading.faults == ()
    assert [webinar.key for webinar in reading.webinars] == ["communication-2026"]


def test_the_example_plan_is_without_faults(tmp_path):
    (webinar,) = re.findall(r" *```yaml\n(.*?)```", README, flags=re.DOTALL)
    (plan,) = re.findall(r"```yml\n(.*?)```", README, flags=re.DOTALL)
    head = textwrap.dedent(webinar.rstrip(" ")).partition("follow_ups:")[0]
    (tmp_path / "slides.pdf").write_bytes(b"%PDF-1.4")
    reading = read_definitions([Source(str(tmp_path / "webinar.yaml"), (head + plan).encode())], OnDisk(None, None))
    assert reading.faults == ()
    assert {each.key for each in reading.webinars[0].follow_ups} >= {"impact", "missed", "tip"}


def test_what_each_identity_offers_is_told_as_it_is():
    assert as_table() in section("What each identity offers")


def test_every_picture_is_there():
    pictures = re.findall(r'src="([^"]+)"', README)
    assert pictures
    assert [picture for picture in pictures if not (ROOT / picture).is_file()] == []


def test_every_make_target_that_is_named_exists():
    targets = set(re.findall(r"^([a-z-]+):", (ROOT / "Makefile").read_text(), flags=re.MULTILINE))
    assert set(re.findall(r"`make ([a-z-]+)", README)) <= targets


def section(title: str) -> str:
    return README.split(f"\n## {title}\n")[1].split("\n## ")[0]
