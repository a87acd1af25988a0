"""All English sentences the bot says: from templates by Babel, from code by what is called with them."""

import ast
from pathlib import Path

from babel.messages.extract import extract_from_dir

ROOT = Path(__file__).parents[2]


def in_templates() -> set[str]:
    found = extract_from_dir(
        ROOT / "templates",
        method_map=[("messages/**.j2", "jinja2.ext:babel_extract")],
        options_map={"messages/**.j2": {"trimmed": "true", "silent": "false", "trim_blocks": "true"}},
    )
    return {message if isinstance(message, str) else message[0] for _, _, message, _, _ in found}


HEARD_IN_CHAT = ("bot/chat/*.py", "bot/render/*.py", "bot/services/access.py", "bot/services/reading.py")
"""Where what is said in chat is written; the command line speaks English only."""


def in_code() -> set[str]:
    """First arguments of ``texts.say`` and ``say_n`` and of refusals, subclasses' own included."""
    found = set()
    for path in [path for pattern in HEARD_IN_CHAT for path in ROOT.glob(pattern)]:
        tree = ast.parse(path.read_text())
        refusals = {"Refusal"} | {
            node.name for node in ast.walk(tree) if isinstance(node, ast.ClassDef) and _extends_refusal(node)
        }
        for node in ast.walk(tree):
            if isinstance(node, ast.ClassDef) and node.name in refusals - {"Refusal"}:
                found |= {text for call in _calls(node) if _name(call) == "__init__" and (text := _sentence(call))}
        found |= {
            text for call in _calls(tree) if _name(call) in {"say", "say_n", *refusals} and (text := _sentence(call))
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
