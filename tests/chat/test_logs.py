"""Logs: one event a line, and the token nowhere, whoever logs and whatever breaks."""

import io
import json
import logging
import sqlite3
import subprocess
import sys
from pathlib import Path
from urllib.parse import quote

import pytest

from bot.delivery.books import unquoted
from bot.logs import HIDDEN, ConsoleFormatter, JsonFormatter, configure, redact
from db.errors import StoreUnavailable

ROOT = Path(__file__).parents[2]
TOKEN = "123456:an-AltogetherSecretTokenOf-A-Bot1"
WORDS = "what Ana wrote"

EVERYTHING_BREAKS = f"""
import asyncio, logging, sys, threading, warnings
TOKEN = {TOKEN!r}
from bot.logs import configure
configure(token=TOKEN, form=sys.argv[1], level=logging.DEBUG)
logging.getLogger().setLevel(logging.DEBUG)  # libraries too, as somebody might who looks for a fault
from telegram import Bot
from telegram.error import TelegramError
from telegram.request import HTTPXRequest
from bot.chat.connection import Connection
log = logging.getLogger("afterword.test")
log.info("plain %s", TOKEN, extra={{"action": "said", "url": f"http://x/bot{{TOKEN}}/y", "row": 7}})

async def main():
    async with Connection(TOKEN, api_url="http://127.0.0.1:9") as line:
        log.info("%r", line.bot)
        for call in (line.call("getMe", {{}}), line.bot.get_me(), line.bot.get_file("x")):
            try:
                await call
            except TelegramError:
                log.exception("failed", extra={{"action": "failed"}})
    try:
        async with Bot(TOKEN, base_url="http://127.0.0.1:9/bot", request=HTTPXRequest()):
            pass
    except TelegramError:
        log.exception("stock transport failed")
    asyncio.get_running_loop().call_soon(lambda: 1 / len(TOKEN[:0]))
    await asyncio.sleep(0)
    async def lost():
        raise ValueError("lost " + TOKEN)
    task = asyncio.create_task(lost())
    await asyncio.sleep(0.01)
    del task

asyncio.run(main())
warnings.warn("careful: " + TOKEN)
def in_thread():
    raise RuntimeError("thread " + TOKEN)
thread = threading.Thread(target=in_thread)
thread.start()
thread.join()
class Finalized:
    def __del__(self):
        raise RuntimeError("finalizer " + TOKEN)
Finalized()
try:
    raise KeyError(TOKEN)
except KeyError as trouble:
    raise ValueError("bot" + TOKEN) from trouble
"""


def run(form):
    return subprocess.run(
        [sys.executable, "-X", "dev", "-W", "default", "-c", EVERYTHING_BREAKS, form],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
        env={"PYTHONPATH": str(ROOT), "PATH": ""},
    )


@pytest.mark.parametrize("form", ["console", "json"])
def test_the_token_is_nowhere_in_the_output_of_a_process_in_which_everything_breaks(form):
    ended = run(form)
    said = ended.stdout + ended.stderr
    assert ended.returncode == 1
    for expected in (
        "stock transport failed",
        "in_thread",
        "__del__",
        "never retrieved",
        "careful: ",
        "ValueError",
        "row",
    ):
        assert expected in said, said
    assert HIDDEN in said
    for secret in (TOKEN, TOKEN.partition(":")[2], quote(TOKEN, safe="")):
        assert secret not in said
    if form == "json":
        events = [json.loads(line) for line in ended.stderr.splitlines() if line.startswith("{")]
        assert any(event.get("action") == "crashed" and "ValueError" in event["exception"] for event in events)


def record(message="claimed %s", *args, **extra):
    made = logging.LogRecord("afterword.delivery", logging.INFO, "x.py", 1, message, args or ("row",), None)
    made.created = 1_795_514_400.0
    vars(made).update(extra)
    return made


def test_a_console_line_is_moment_level_logger_message_and_values():
    line = ConsoleFormatter(None).format(record(action="claimed", row=7))
    assert line == "2026-11-24T10:00:00.000+00:00 INFO afterword.delivery claimed row action=claimed row=7"


def test_an_event_stays_on_one_line_whatever_it_says():
    assert "\n" not in ConsoleFormatter(None).format(record("a\nb %s"))
    assert "\n" not in JsonFormatter(None).format(record("a\nb %s"))


def test_a_json_line_has_the_same():
    assert json.loads(JsonFormatter(None).format(record(action="claimed", row=7, odd={1, 2}))) == {
        "at": "2026-11-24T10:00:00.000+00:00",
        "level": "INFO",
        "logger": "afterword.delivery",
        "message": "claimed row",
        "action": "claimed",
        "row": 7,
        "odd": "{1, 2}",
    }


def broken(trouble, *, cause=None, name="afterword.chat", message="an update failed"):
    """What is logged of ``trouble``, in both forms."""
    with pytest.raises(type(trouble)) as caught:
        raise trouble from cause
    info = (type(trouble), trouble, caught.tb)
    made = logging.LogRecord(name, logging.ERROR, "x.py", 1, message, (), info)
    return ConsoleFormatter(None).format(made) + JsonFormatter(None).format(made)


def test_what_an_exception_says_is_withheld_for_it_may_repeat_what_somebody_wrote():
    try:
        int(WORDS)
    except ValueError as trouble:
        said = broken(KeyError(WORDS), cause=trouble)
    assert WORDS not in said
    assert said.count("KeyError: (what it says is withheld)") == 2
    assert said.count("ValueError: (what it says is withheld)") == 2
    assert "in test_what_an_exception_says_is_withheld" in said, "where it came from is told"


def test_notes_groups_and_whatever_led_to_it_say_nothing_either():
    noted = ValueError(WORDS)
    noted.add_note(WORDS)
    said = broken(RuntimeError(WORDS), cause=ExceptionGroup(WORDS, [noted, RuntimeError(WORDS)]))
    assert WORDS not in said
    assert "of which one was:" in said


def test_what_says_only_where_the_machine_stands_is_told():
    assert "FileNotFoundError: [Errno 2] No such file" in broken(FileNotFoundError(2, "No such file", "x.db"))
    assert "'NoneType' object has no attribute" in broken(AttributeError("'NoneType' object has no attribute 'x'"))
    assert "no such table: inbox" in broken(sqlite3.OperationalError("no such table: inbox"))
    assert "There is no room left" in broken(StoreUnavailable("full", "x.db"))


def test_asyncio_tells_what_nobody_waited_for_by_its_kind():
    message = "Task exception was never retrieved\nfuture: <Task finished exception=ValueError('Ana')>"
    said = broken(ValueError("Ana"), name="asyncio", message=message)
    assert "Task exception was never retrieved" in said
    assert "future" not in said


def test_an_exception_that_another_logger_has_formatted_already_is_told_by_kind_all_the_same():
    try:
        raise ValueError(WORDS)
    except ValueError:
        made = logging.LogRecord("afterword.chat", logging.ERROR, "x.py", 1, "failed", (), sys.exc_info())
    logging.Formatter().format(made)
    assert WORDS in made.exc_text
    assert WORDS not in ConsoleFormatter(None).format(made)


def test_a_chain_without_an_end_is_told_up_to_an_end():
    first: Exception = ValueError()
    for _ in range(1000):
        following = ValueError()
        following.__cause__, first = first, following
    assert broken(first, cause=first.__cause__).count("which led to:") == 20


def test_what_telegram_quotes_is_not_repeated():
    assert unquoted('can\'t parse entities: unsupported start tag "ana" at byte 3') == (
        'can\'t parse entities: unsupported start tag "..." at byte 3'
    )
    assert unquoted('cut off "Ana said') == 'cut off "..."'


@pytest.mark.parametrize("text", [f"/bot{TOKEN}/getMe", f"x{quote(TOKEN)}", repr({"t": TOKEN}), f"{TOKEN} {TOKEN}"])
def test_a_token_goes_wherever_it_stands_even_if_it_is_not_ours(text):
    for known in (TOKEN, None):
        assert "Secret" not in redact(text, known)


def test_a_short_token_of_a_rehearsal_goes_too():
    assert redact("bot1:abc!", "1:abc") == f"bot{HIDDEN}!"


def test_what_is_configured_replaces_what_was(monkeypatch):
    for hook in ("excepthook", "unraisablehook"):
        monkeypatch.setattr(sys, hook, getattr(sys, hook))
    monkeypatch.setattr("threading.excepthook", __import__("threading").excepthook)
    root = logging.getLogger()
    before, level = root.handlers[:], root.level
    try:
        for form in ("console", "json"):
            stream = io.StringIO()
            configure(token=TOKEN, form=form, stream=stream)
            logging.getLogger("httpx").info("GET /bot%s", TOKEN)
            logging.getLogger("afterword.x").info("hello", extra={"action": "greeted"})
            (line,) = stream.getvalue().splitlines()
            assert "greeted" in line
    finally:
        logging.captureWarnings(capture=False)
        root.handlers[:], root.level = before, level
        logging.getLogger("afterword").setLevel(logging.NOTSET)
