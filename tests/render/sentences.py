"""All English sentences the bot says: from templates by Babel, from code by what is called with them.

Attendees read some of them, organisers others; who reads what is told by where it is written.
"""

import ast
from collections.abc import Sequence
from pathlib import Path

from babel.messages.extract import extract_from_dir

ROOT = Path(__file__).parents[2]

HEARD_IN_CHAT = ("bot/chat/**/*.py", "bot/render/**/*.py", "bot/services/**/*.py")
"""Where what is said in chat is written; the command line speaks English only."""

FOR_ORGANISERS = (
    *("bot/chat/threads.py", "bot/render/cards.py", "bot/render/reports/*.py"),
    *("bot/services/calendars.py", "bot/services/earlier.py", "bot/services/exporting.py", "bot/services/named.py"),
    *("bot/services/longer.py", "bot/services/resolution.py", "bot/services/tool_reports.py"),
    *("bot/services/previewing.py", "bot/services/rewording.py", "bot/services/steering.py"),
    *("bot/services/coding/*.py", "bot/services/health/*.py"),
    *("bot/chat/organising/*.py", "bot/render/organising/*.py", "bot/services/organising/*.py"),
)
"""What no attendee ever reads."""

AT_THE_COMMAND_LINE = (
    *(
        "age.py",
        "attending.py",
        "comparing.py",
        "composing.py",
        "crossing.py",
        "importing.py",
        "inviting.py",
        "keys.py",
        "making.py",
        "publishing.py",
        "reporting.py",
        "restoring.py",
    ),
    *("tables.py", "versions.py"),
)
"""Services whose refusals are only heard there."""


def for_attendees() -> set[str]:
    """Everything an attendee may read."""
    return in_templates("messages") | in_code(_files(HEARD_IN_CHAT) - _files(FOR_ORGANISERS))


def for_organisers() -> set[str]:
    """What only organisers read in chat."""
    return in_templates("organisers") | in_code(_files(FOR_ORGANISERS))


def in_templates(folder: str) -> set[str]:
    return {forms[0] for forms, _ in _in_templates(folder)}


def _in_templates(folder: str) -> list[tuple[tuple[str, ...], str]]:
    """Each sentence in its forms (one, or two where it counts), and the file it stands in."""
    found = extract_from_dir(
        ROOT / "templates" / folder,
        method_map=[("**.j2", "jinja2.ext:babel_extract")],
        options_map={"**.j2": {"trimmed": "true", "silent": "false", "trim_blocks": "true"}},
    )
    return [((text,) if isinstance(text, str) else tuple(text[:2]), file) for file, _, text, _, _ in found]


def extracted(sentences: set[str]) -> dict[str, tuple[str | tuple[str, ...], list[tuple[str, int]]]]:
    """For each sentence all its forms, and the templates it stands in."""
    counted: dict[str, tuple[str, ...]] = {}
    places: dict[str, list[tuple[str, int]]] = {}
    for forms, file in [*_in_templates("messages"), *_in_templates("organisers")]:
        counted[forms[0]] = forms
        places.setdefault(forms[0], []).append((file, 1))
    for path in _files(HEARD_IN_CHAT):
        for call in _calls(ast.parse(path.read_text())):
            if _name(call) == "say_n" and (one := _sentence(call)):
                assert isinstance(call.args[1], ast.Constant)
                counted[one] = (one, str(call.args[1].value))
    found = {}
    for sentence in sentences:
        forms = counted.get(sentence, (sentence,))
        found[sentence] = (forms if len(forms) > 1 else sentence, places.get(sentence, []))
    return found


def _files(patterns: Sequence[str]) -> set[Path]:
    return {path for pattern in patterns for path in ROOT.glob(pattern) if _is_heard(path)}


def _is_heard(path: Path) -> bool:
    """Whether what it says is heard in chat: all that organisers' rooms and their services say is."""
    return "organising" in path.parts or path.name not in AT_THE_COMMAND_LINE


def in_code(paths: set[Path]) -> set[str]:
    """First arguments of ``texts.say`` and ``say_n`` and of refusals, subclasses' own included."""
    found = set()
    for path in paths:
        tree = ast.parse(path.read_text())
        refusals = {"Refusal"} | {
            node.name for node in ast.walk(tree) if isinstance(node, ast.ClassDef) and _extends_refusal(node)
        }
        for node in ast.walk(tree):
            if isinstance(node, ast.ClassDef) and node.name in refusals - {"Refusal"}:
                found |= {text for call in _calls(node) if _name(call) == "__init__" and (text := _sentence(call))}
        found |= {
            text
            for call in _calls(tree)
            if _name(call) in {"say", "say_n", "odd", *refusals} and (text := _sentence(call))
        }
    return found


def _extends_refusal(node: ast.ClassDef) -> bool:
    return any(isinstance(base, ast.Name) and base.id == "Refusal" for base in node.bases)


def _calls(tree: ast.AST) -> list[ast.Call]:
    return [node for node in ast.walk(tree) if isinstance(node, ast.Call)]


def _name(call: ast.Call) -> str:
    return call.func.attr if isinstance(call.func, ast.Attribute) else getattr(call.func, "id", "")


def _sentence(call: ast.Call) -> str | None:
    first = call.args[0] if call.args else None
    return first.value if isinstance(first, ast.Constant) and isinstance(first.value, str) else None
