"""Small surveys and surroundings for the tests of the survey floor."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from textwrap import dedent

from bot.survey.answers import Answer, Answers, Revisit
from bot.survey.definitions import Option, Question, Survey, Wording
from bot.survey.engine import irrelevant, whats_next
from bot.survey.fills import filled_options
from bot.survey.reading import Reading, Source, read_definitions
from bot.survey.replies import Decision, Draft, LookAt, Reply, Settle, decide

SHIPPED = Path(__file__).parents[2] / "templates" / "surveys"

OWN = """\
survey: own
title: {en: Own, fr: Propre}
questions:
  - {key: overall, kind: single, ask: How?, options: [{key: good, label: Good}, {key: poor, label: Poor}]}
  - {key: improve, kind: open, ask: What?}
---
"""
"""A survey that a webinar below it can bring as ``survey: own``."""

CLUSTERS = """\
webinar: Clusters
key: clusters-2026
starts: 2026-11-24 10:00
timezone: Europe/Brussels
duration: 2h
privacy: {controller: We, contact: us@example.org, purpose: to learn, retention: 365d}
"""
"""A webinar as far as every one has to say; what else there is to it is written below."""


class Around:
    """Surroundings with the shipped surveys and the given files."""

    def __init__(self, **sizes: int) -> None:
        self.sizes = {"slides.pdf": 1000, **{name.replace("_", "."): size for name, size in sizes.items()}}
        self.upload_limit = 50_000_000
        self.pictures: dict[str, tuple[int, int]] = {}

    def survey(self, name: str, *, beside: str) -> Survey | None:
        path = SHIPPED / f"{name}.yaml"
        if not path.exists():
            return None
        return _shipped(path)

    def translations(self, of: str) -> list[Source]:
        return translations_beside(Path(of))

    def base(self, key: str, *, beside: str) -> Survey | None:
        path = SHIPPED / f"{key}.yaml"
        return _alone(path) if path.exists() else None

    def plan(self, name: str, *, beside: str) -> Source | None:
        path = SHIPPED.parent / "plans" / f"{name}.yaml"
        return Source(str(path), path.read_bytes()) if path.exists() else None

    def size(self, path: str, *, beside: str) -> int | None:
        return self.sizes.get(path)

    def picture(self, path: str, *, beside: str) -> tuple[int, int] | None:
        return self.pictures.get(path, (640, 480))

    def resolve(self, path: str, *, beside: str) -> str:
        return f"beside {beside}: {path}"


class Alone(Around):
    """Surroundings without translations."""

    def translations(self, of: str) -> list[Source]:
        return []


def translations_beside(path: Path) -> list[Source]:
    """The translations of the survey in the file ``path``."""
    return [Source(str(each), each.read_bytes()) for each in sorted(path.parent.glob(f"{path.stem}.??.yaml"))]


@cache
def _shipped(path: Path) -> Survey:
    return read_definitions([Source(str(path), path.read_bytes())], Around()).surveys[0]


@cache
def _alone(path: Path) -> Survey:
    return read_definitions([Source(str(path), path.read_bytes())], Alone()).surveys[0]


def reading(text: str | bytes, around: Around | None = None, *, file: str = "a.yaml") -> Reading:
    """What one file says."""
    content = text if isinstance(text, bytes) else dedent(text).encode()
    return read_definitions([Source(file, content)], around or Around())


def faults(text: str | bytes, around: Around | None = None) -> list[tuple[int, str]]:
    """The faults of one file, by line."""
    return [(fault.line, fault.message) for fault in reading(text, around).faults]


def only_fault(text: str | bytes, around: Around | None = None) -> tuple[int, str]:
    """The one fault of a file."""
    found = faults(text, around)
    assert len(found) == 1, found
    return found[0]


def question(key: str, kind: str = "single", *options: str, **more: object) -> Question:
    """A question whose labels are its option keys, capitalised."""
    made = tuple(Option(option, Wording({"en": option.capitalize(), "fr": f"{option} (fr)"})) for option in options)
    return Question(key=key, kind=kind, ask=Wording({"*": f"{key}?"}), options=made or filled_options(kind), **more)


def survey(*questions: Question, identity: str = "pseudonymous") -> Survey:
    """A survey of these questions."""
    return Survey("trial", Wording({"en": "Trial"}), identity, questions)


def after(asked: Survey, *replies: Reply, answers: Answers | None = None) -> dict[str, Answer]:
    """What is stored after these replies."""
    stored = dict(answers or {})
    looks_at: Revisit | None = None
    for reply in replies:
        stored, looks_at = carried_out(asked, stored, looks_at, decide(asked, stored, reply, looks_at))
    return stored


def stored_after(answers: Answers, decision: Decision) -> dict[str, Answer]:
    """What is stored when a decision has been carried out."""
    if isinstance(decision, Settle | Draft):
        return {**answers, decision.question.key: decision.answer}
    return dict(answers)


def carried_out(
    asked: Survey, answers: Answers, looks_at: Revisit | None, decision: Decision
) -> tuple[dict[str, Answer], Revisit | None]:
    """What is stored, and looked at again, when a decision has been carried out as ``services.answering`` does."""
    match decision:
        case LookAt(revisit):
            return dict(answers), revisit
        case Draft(changed, answer) if getattr(whats_next(asked, answers, looks_at), "revisited", False):
            return dict(answers), Revisit(changed.key, answer)
        case Settle():
            stored = stored_after(answers, decision)
            for key in irrelevant(asked, stored):
                del stored[key]
            return stored, None
        case _:
            return stored_after(answers, decision), looks_at


def on_screen(asked: Survey, answers: Answers) -> str | None:
    """The key of the question on screen, or None when nothing is left."""
    ask = whats_next(asked, answers)
    return getattr(getattr(ask, "question", None), "key", None)
