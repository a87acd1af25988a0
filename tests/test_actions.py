"""The vocabulary of the logs: each line says one of the words that are listed, and nothing that tells who."""

import ast
from pathlib import Path

from bot.actions import ACTIONS

ROOT = Path(__file__).parent.parent
METHODS = {"debug", "info", "warning", "error", "exception", "critical", "log"}
VALUES = {
    *(
        "action",
        "update",
        "row",
        "rows",
        "webinar",
        "survey",
        "material",
        "bulletin",
        "knock",
        "seconds",
        "calls",
        "migrations",
        "bytes",
    ),
    *(
        "attempts",
        "follow_up",
        "bot",
        "released",
        "doubted",
        "languages",
        "people",
        "responses",
        "answers",
        "enrolments",
        "outbox",
        "attendees",
    ),
}
"""What may go with a line: words of ours, numbers of rows, how many, and the key of a follow-up in its plan."""


def log_calls():
    for path in sorted(ROOT.glob("bot/**/*.py")):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            match node:
                case ast.Call(func=ast.Attribute(value=ast.Name(id="log" | "_log" | "logger" | "logging"), attr=attr)):
                    if attr in METHODS:
                        yield f"{path.relative_to(ROOT)}:{node.lineno}", node
                case _:
                    pass


def spoken(call):
    """The action of a call as it stands in the source: in ``extra``, or as the last word given to ``about``."""
    extra = next((keyword.value for keyword in call.keywords if keyword.arg == "extra"), None)
    while isinstance(extra, ast.BinOp):
        extra = extra.left
    match extra:
        case ast.Dict():
            found = dict(zip((key.value for key in extra.keys), extra.values, strict=True)).get("action")
        case ast.Call(func=ast.Name(id="about" | "_about"), args=[_, found]):
            pass
        case _:
            found = None
    return found.value if isinstance(found, ast.Constant) else None


def test_every_line_that_is_logged_has_an_action_out_of_the_vocabulary():
    strange = [place for place, call in log_calls() if spoken(call) not in ACTIONS]
    assert strange == [], "give it an action, and say in bot/actions.py what that means"


def test_no_word_of_the_vocabulary_is_left_over():
    assert set(ACTIONS) - {spoken(call) for _, call in log_calls()} == set()


def test_what_goes_with_a_line_is_a_number_of_a_row_or_how_many():
    named = set()
    for path in ROOT.glob("bot/**/*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            match node:
                case ast.FunctionDef(name="about" | "_about", args=ast.arguments(args=[*_, ast.arg("action")])):
                    dicts = [each for each in ast.walk(node) if isinstance(each, ast.Dict)]
                case ast.Call(keywords=keywords):
                    given = [keyword.value for keyword in keywords if keyword.arg == "extra"]
                    dicts = [each for value in given for each in ast.walk(value) if isinstance(each, ast.Dict)]
                case _:
                    continue
            named |= {key.value for each in dicts for key in each.keys}
    assert named - VALUES == set(), "if it tells nobody's name, chat or words, let it be known above"
    assert "action" in named


def test_messages_are_fixed_sentences_into_which_values_are_put_by_the_logger():
    """So that nothing is glued in that nobody has looked at, and equal events have equal sentences."""
    loose = [place for place, call in log_calls() if not isinstance(_sentence(call), ast.Constant)]
    assert {place.partition(":")[0] for place in loose} == {"bot/chat/troubles.py"}, "whose callers give the sentence"


def _sentence(call):
    return call.args[1] if call.func.attr == "log" else call.args[0]
