"""The seal opens what it closed, where it closed it, and nothing else; a key that is lost or wrong is refused."""

from __future__ import annotations

import errno
import json
import os
import sqlite3
import stat
from contextlib import closing
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.services.errors import Refusal
from bot.services.keys import KeyRefused, NoKey, find_key, renew_key, take_key
from bot.services.receiving import ROOM, open_body, seal_body
from bot.services.sealing import KEY_BYTES, NotOpened, Seal, padded, unpadded
from db.inbox import InboxRow
from db.migrate import migrate
from db.seals import Lost
from tests.services.scenes import BEFORE

SEAL = Seal(bytes(range(KEY_BYTES)))


@pytest.fixture
def files(tmp_path):
    migrate(tmp_path / "afterword.db", BEFORE)
    return tmp_path / "afterword.db", tmp_path / "afterword.db.key"


def take(files):
    return take_key(*files, now=BEFORE)


def find(files):
    with closing(sqlite3.connect(files[0])) as connection:
        return find_key(connection, files[1])


@given(st.binary(max_size=200), st.text(max_size=20))
def test_what_was_sealed_opens_again_at_its_place(text, place):
    assert SEAL.unseal("drafts", SEAL.seal("drafts", text, place=place), place=place) == text


def test_it_opens_nowhere_else_for_nothing_else_with_no_other_key_and_not_when_changed():
    sealed = SEAL.seal("drafts", b"good", place="1")
    refused = [
        (SEAL, "drafts", sealed, "2"),
        (SEAL, "inbox", sealed, "1"),
        (Seal(bytes(KEY_BYTES)), "drafts", sealed, "1"),
        (SEAL, "drafts", sealed[:-1] + bytes([sealed[-1] ^ 1]), "1"),
        (SEAL, "drafts", b"\x02" + sealed[1:], "1"),
        (SEAL, "drafts", b"", "1"),
    ]
    for seal, purpose, text, place in refused:
        with pytest.raises(NotOpened):
            seal.unseal(purpose, text, place=place)


def test_the_same_text_is_never_sealed_the_same_way_twice():
    assert len({SEAL.seal("inbox", b"good", place="1") for _ in range(100)}) == 100


@given(st.binary(max_size=300), st.integers(4, 200))
def test_padding_comes_off_again_and_leaves_few_sizes(text, room):
    made = padded(text, room)
    assert unpadded(made) == text
    assert (len(made) // room).bit_count() == 1


@given(st.text(max_size=300), st.integers(4, 200))
def test_what_was_padded_before_schema_7_ended_comes_off_too(text, room):
    """Then the end of a JSON text was marked, where its length is said now."""
    packed = json.dumps({"text": text}).encode()
    while len(packed) >= room:
        room *= 2
    assert unpadded((packed + b"\x80").ljust(room, b"\0")) == packed


def test_tags_and_erasures_are_the_same_each_time_and_differ_from_key_to_key_and_place_to_place():
    other = Seal(bytes(KEY_BYTES))
    tags = {
        seal.tag(webinar_id=webinar, survey_key=survey, attendee_id=attendee)
        for seal in (SEAL, SEAL, other)
        for webinar, survey, attendee in ((1, "a", 1), (1, "a", 2), (1, "b", 1), (2, "a", 1))
    }
    assert len(tags) == 8
    assert {len(tag) for tag in tags} == {32}
    assert SEAL.erasure("101") == SEAL.erasure("101") != other.erasure("101")


BODIES = ["{}", '{"text": "é"}', "x" * (ROOM - 5), "x" * ROOM, "\\u0431" * 4096]


@pytest.mark.parametrize("body", BODIES, ids=lambda body: f"{len(body)} characters")
def test_every_update_is_stored_in_one_size_and_opens_as_it_came(body):
    sealed = seal_body(SEAL, 7, body)
    assert len(sealed) == len(seal_body(SEAL, 8, ""))
    assert open_body(SEAL, InboxRow(7, 1, sealed, "waiting", None, 0)) == body
    with pytest.raises(NotOpened):
        open_body(SEAL, InboxRow(8, 1, sealed, "waiting", None, 0))


def test_a_body_that_an_older_version_stored_in_clear_is_still_read():
    assert open_body(SEAL, InboxRow(7, 1, '{"update_id": 7}', "dead", None, 4)) == '{"update_id": 7}'


def test_the_first_run_makes_a_key_that_only_its_account_can_read_and_later_ones_find_it(files):
    first = take(files)
    assert stat.S_IMODE(files[1].stat().st_mode) == 0o600
    assert len(bytes.fromhex(files[1].read_text())) == KEY_BYTES
    assert take(files).check == find(files).check == first.check
    assert files[1].read_text().strip() not in str(sqlite3.connect(files[0]).execute("SELECT * FROM seals").fetchall())


def test_a_key_that_was_there_before_the_database_is_used(files):
    files[1].write_text(bytes(KEY_BYTES).hex())
    assert take(files).check == Seal(bytes(KEY_BYTES)).check


def test_a_database_in_which_nothing_is_sealed_begins_with_a_new_key_when_the_old_one_is_not_there(files, caplog):
    old = take(files)
    files[1].unlink()
    assert take(files).check == find(files).check != old.check
    assert [record.action for record in caplog.records] == ["key_renewed"]


SEALED = (
    "INSERT INTO inbox (update_id, body, state, received_at) VALUES (1, x'01', 'waiting', 0)",
    "INSERT INTO erasures (mark, update_id, erased_at) VALUES (zeroblob(32), 1, 0)",
)


@pytest.mark.parametrize("sealed", SEALED)
def test_a_lost_key_that_is_needed_is_refused_and_no_new_one_made_in_its_place(files, sealed):
    take(files)
    with closing(sqlite3.connect(files[0])) as connection, connection:
        connection.execute(sealed)
    files[1].unlink()
    with pytest.raises(NoKey, match=r"is not there: put it back, or name it in AFTERWORD_KEY_FILE; if it is lost"):
        take(files)
    assert not files[1].exists()
    assert find(files) is None


@pytest.mark.parametrize("looks", [take, find])
def test_another_key_is_refused_by_whoever_serves_and_by_whoever_looks(files, looks):
    take(files)
    files[1].write_text(bytes(KEY_BYTES).hex())
    with pytest.raises(KeyRefused, match=r"^The key in \S+afterword\.db\.key is not the one that this database"):
        looks(files)


@pytest.mark.parametrize("text", ["", "no key", "ab" * 31, "é"])
def test_a_file_that_holds_no_key_is_refused(files, text):
    files[1].write_text(text)
    with pytest.raises(KeyRefused, match="64 hexadecimal digits"):
        take(files)


def test_a_folder_that_cannot_be_written_to_is_told_in_one_sentence(files):
    with pytest.raises(Refusal, match=r"^The key file \S+ cannot be made \(No such file or directory\)\.$"):
        take_key(files[0], files[0].parent / "nowhere" / "key", now=BEFORE)


def test_who_lost_the_key_for_good_can_begin_with_a_new_one_and_loses_only_what_was_sealed(files):
    old = take(files)
    with closing(sqlite3.connect(files[0])) as connection, connection:
        connection.executemany(
            "INSERT INTO inbox (update_id, body, state, received_at) VALUES (?, ?, 'waiting', 0)",
            [(1, seal_body(old, 1, "{}")), (2, "{}")],
        )
    with pytest.raises(Refusal, match="There is a key file"):
        renew_key(*files, now=BEFORE)
    files[1].unlink()
    assert renew_key(*files, now=BEFORE) == Lost(drafts=0, updates=1, links=0)
    assert take(files).check == find(files).check != old.check
    with closing(sqlite3.connect(files[0])) as connection:
        assert connection.execute("SELECT update_id, body FROM inbox").fetchall() == [(2, "{}")]


def test_a_machine_that_dies_while_the_first_key_is_made_leaves_no_half_a_key(files, monkeypatch):
    def dies(place):
        raise KeyboardInterrupt

    monkeypatch.setattr(os, "fsync", dies)
    with pytest.raises(KeyboardInterrupt):
        take(files)
    assert not files[1].exists()
    monkeypatch.undo()
    assert take(files).check == find(files).check


def test_where_files_cannot_have_two_names_a_key_is_made_all_the_same(files, monkeypatch):
    def cannot(*_):
        raise PermissionError(errno.EPERM, "Operation not permitted")

    monkeypatch.setattr(os, "link", cannot)
    assert take(files).check == take(files).check
    assert [path.name for path in files[1].parent.glob("*key*")] == [files[1].name]


def test_a_key_that_somebody_else_made_meanwhile_is_taken(files, monkeypatch):
    link = os.link

    def too_late(made, path):
        Path(path).write_text("5e" * KEY_BYTES)
        link(made, path)

    monkeypatch.setattr(os, "link", too_late)
    assert take(files).check == Seal(b"\x5e" * KEY_BYTES).check


@pytest.mark.parametrize(("mode", "warned"), [(0o600, False), (0o400, False), (0o640, True), (0o644, True)])
def test_a_key_that_others_on_the_machine_can_read_is_warned_about(files, caplog, mode, warned):
    take(files)
    files[1].chmod(mode)
    caplog.clear()
    take(files)
    assert ("other accounts of this machine can read the key" in caplog.text) == warned
