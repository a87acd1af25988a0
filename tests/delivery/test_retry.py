"""The error table: what each thing Telegram or the network may say leads to, row by row."""

from __future__ import annotations

from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.delivery import retry
from bot.delivery.retry import (
    Answered,
    Doubt,
    Gone,
    Later,
    Moved,
    NeverSent,
    NotSent,
    PerhapsSent,
    Receipt,
    Refused,
    TokenRefused,
    Trouble,
    Unchanged,
    Unreachable,
    UploadAgain,
    receipt,
)
from tests.delivery import UNHURRIED

SECOND = timedelta(seconds=1)


@pytest.mark.parametrize(
    ("trouble", "expected"),
    [
        # 429 carries retry_after, sometimes only in its words, sometimes not at all
        (Answered(429, "Too Many Requests: retry after 7", retry_after=7 * SECOND), Later(7 * SECOND)),
        (Answered(429, "Too Many Requests: retry after 12"), Later(12 * SECOND)),
        (Answered(429, "Too Many Requests"), Later(5 * SECOND)),
        # 403: unreachable
        (
            Answered(403, "Forbidden: bot was blocked by the user"),
            Unreachable("Forbidden: bot was blocked by the user"),
        ),
        (Answered(403, "Forbidden: user is deactivated"), Unreachable("Forbidden: user is deactivated")),
        # 400 means many things
        (
            Answered(
                400,
                "Bad Request: message is not modified: specified new message content and reply markup are exactly "
                "the same as a current content and reply markup of the message",
            ),
            Unchanged(),
        ),
        (Answered(400, "Bad Request: message to edit not found"), Gone()),
        (Answered(400, "Bad Request: message can't be edited"), Gone()),
        (Answered(400, "Bad Request: MESSAGE_ID_INVALID"), Gone()),
        (
            Answered(400, "Bad Request: query is too old and response timeout expired or query ID is invalid"),
            Unchanged(),
        ),
        (Answered(400, "Bad Request: chat not found"), Refused("the chat does not exist")),
        (Answered(400, "Bad Request: wrong file identifier/HTTP URL specified"), UploadAgain()),
        (Answered(400, "Bad Request: FILE_REFERENCE_EXPIRED"), UploadAgain()),
        (
            Answered(400, 'Bad Request: can\'t parse entities: Unsupported start tag "p" at byte offset 0'),
            Refused("Telegram cannot read the text's markup", our_bug=True),
        ),
        (
            Answered(400, "Bad Request: message text is empty"),
            Refused("Telegram refused it: Bad Request: message text is empty"),
        ),
        (
            Answered(400, "Bad Request: group chat was upgraded to a supergroup chat", migrate_to=-100123),
            Moved(-100123),
        ),
        (Answered(413, "Request Entity Too Large"), Refused("Telegram refused it: Request Entity Too Large")),
        # 401 and 404: the token's fault
        (Answered(401, "Unauthorized"), TokenRefused()),
        (Answered(404, "Not Found"), TokenRefused()),
        # 409: a second poller; nothing was sent
        (
            Answered(409, "Conflict: terminated by other getUpdates request"),
            NotSent(SECOND, "Conflict: terminated by other getUpdates request"),
        ),
        # perhaps sent
        (Answered(500, "Internal Server Error"), Doubt("the server answered 500")),
        (Answered(502, "Bad Gateway"), Doubt("the server answered 502")),
        (PerhapsSent("read timeout"), Doubt("read timeout")),
        (PerhapsSent("connection cut"), Doubt("connection cut")),
        # never sent
        (NeverSent("connection refused"), NotSent(SECOND, "connection refused")),
        (NeverSent("pool timeout"), NotSent(SECOND, "pool timeout")),
    ],
)
def test_each_row_of_the_error_table(trouble: Trouble, expected: Receipt) -> None:
    assert receipt(trouble) == expected


def test_a_refusal_for_pace_of_a_call_about_no_chat_concerns_the_whole_bot() -> None:
    assert receipt(Answered(429, "", retry_after=3 * SECOND), names_chat=False) == Later(3 * SECOND, whole_bot=True)


def test_what_could_not_leave_is_tried_ever_more_rarely_for_a_day_and_then_given_up() -> None:
    waited, attempts = timedelta(0), 0
    while isinstance(found := receipt(NeverSent("refused"), attempts=attempts), NotSent):
        assert found.after <= retry.LONGEST_BACKOFF
        waited += found.after
        attempts += 1
    assert found == Refused(retry.UNREACHED)
    assert timedelta(hours=24) <= waited <= timedelta(hours=26)


def test_a_pause_without_a_length_grows_with_each_refusal() -> None:
    pauses = [receipt(Answered(429, ""), attempts=n) for n in range(20)]
    lengths = [found.after for found in pauses if isinstance(found, Later)]
    assert len(lengths) == 20
    assert lengths == sorted(lengths)
    assert lengths[-1] == retry.LONGEST_BACKOFF


def test_after_a_doubt_materials_go_again_a_few_times_and_a_reminder_never() -> None:
    assert retry.again_after("not_at_all", doubts=0) is None
    found = [retry.again_after("twice", doubts=n) for n in range(5)]
    assert found == [30 * SECOND, 120 * SECOND, 480 * SECOND, None, None]


def test_a_long_answer_of_telegram_makes_a_short_reason() -> None:
    found = receipt(Answered(400, "Bad Request:\n " + "x" * 1000))
    assert isinstance(found, Refused)
    assert len(found.reason) < 250
    assert "\n" not in found.reason


@UNHURRIED
@given(st.integers(0, 999), st.text(max_size=300), st.integers(0, 10_000))
def test_whatever_is_answered_has_a_receipt_and_never_says_that_it_was_sent(
    code: int, description: str, attempts: int
) -> None:
    found = receipt(Answered(code, description), attempts=attempts)
    assert not isinstance(found, retry.Sent)
    if code >= 500:
        assert isinstance(found, Doubt)
