"""Backups at the command line: what is made, sealed, refused, and never half there."""

from __future__ import annotations

import resource
import signal
import sqlite3
import stat
import subprocess
import sys
from contextlib import closing
from pathlib import Path

import pytest
from pyrage import decrypt, ssh, x25519

from bot.services.backups.age import identities_of, is_sealed, open_file
from bot.services.errors import Refusal
from tests.cli.test_commands import ROOT, answers

SSH_PAIR = ["ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-C", "somebody@example.org"]


@pytest.fixture
def kept(afterword):
    """A database with a webinar and six responses."""
    Path("answers.csv").write_text(answers())
    assert afterword("apply", "both.yaml").code == 0
    assert afterword("import", "clusters", "answers.csv").code == 0
    return afterword


def rows(file, table="responses"):
    with closing(sqlite3.connect(file)) as tx:
        return tx.execute(f"SELECT count(*) FROM {table}").fetchone()[0]


def test_a_backup_is_made_and_says_what_is_in_it(kept):
    ran = kept("backup", "copy.db")
    assert (ran.code, ran.err) == (0, "")
    assert ran.out.startswith("copy.db: ")
    assert "verified: 2 webinars, 0 people, 6 responses" in ran.out
    assert rows("copy.db") == 6
    assert stat.S_IMODE(Path("copy.db").stat().st_mode) == 0o600
    assert not list(Path().glob(".*.part*"))


def test_as_json_it_has_the_agreed_shape(kept):
    ran = kept("backup", "copy.db", "--json")
    assert list(ran.json) == ["file", "taken_at", "bytes", "schema", "encrypted", "rows"]
    assert ran.json["bytes"] == Path("copy.db").stat().st_size
    assert (ran.json["encrypted"], ran.json["rows"]["responses"]) == (False, 6)


def test_the_database_and_its_backup_know_when_it_was_made(kept):
    kept("backup", "copy.db")
    for file in ("afterword.db", "copy.db"):
        with closing(sqlite3.connect(file)) as tx:
            assert tx.execute("SELECT name, scheduled, encrypted, trouble FROM backups").fetchall() == [
                ("copy.db", 0, 0, None)
            ]


def test_nothing_is_overwritten_unless_that_is_said(kept):
    Path("copy.db").write_text("a letter")
    assert "There is a file copy.db already" in kept("backup", "copy.db").sentence
    assert Path("copy.db").read_text() == "a letter"
    assert kept("backup", "copy.db", "--force").code == 0
    assert rows("copy.db") == 6


@pytest.mark.parametrize("own", ["afterword.db", "afterword.db-wal", "afterword.db.erasures", "afterword.db.key"])
def test_what_belongs_to_the_database_is_never_overwritten(kept, own):
    Path("afterword.db.key").write_text("00" * 32)
    ran = kept("backup", own, "--force")
    assert ran.code == 1
    assert "name another" in ran.sentence
    assert rows("afterword.db") == 6


def test_without_a_database_a_folder_or_a_name_one_sentence_says_so(afterword):
    assert "does not exist" in afterword("backup", "copy.db").sentence
    assert afterword("backup").code == 2
    assert "is a folder" in afterword("backup", ".").sentence
    assert afterword("apply", "webinar.yaml").code == 0
    assert "There is no folder" in afterword("backup", "nowhere/copy.db").sentence


def test_a_sealed_backup_opens_with_the_identity_and_with_no_other(kept):
    made = kept("backup", "--new-identity", "keys.txt")
    recipient = made.out.splitlines()[0]
    assert recipient.startswith("age1")
    assert stat.S_IMODE(Path("keys.txt").stat().st_mode) == 0o600
    assert kept("backup", "copy.age", "--encrypt-to", recipient).code == 0
    sealed = Path("copy.age").read_bytes()
    assert is_sealed(Path("copy.age"))
    assert b"SQLite format 3" not in sealed
    assert stat.S_IMODE(Path("copy.age").stat().st_mode) == 0o600
    open_file(Path("copy.age"), Path("open.db"), identities_of(Path("keys.txt")))
    assert rows("open.db") == 6
    with pytest.raises(Refusal, match="does not open with this identity"):
        open_file(Path("copy.age"), Path("other.db"), [x25519.Identity.generate()])


def test_a_sealed_backup_that_was_cut_off_or_changed_does_not_open(kept):
    recipient = kept("backup", "--new-identity", "keys.txt").out.splitlines()[0]
    kept("backup", "copy.age", "--encrypt-to", recipient)
    sealed = Path("copy.age").read_bytes()
    for spoiled in (sealed[:-100], sealed[:300], sealed[:5000] + b"x" + sealed[5001:]):
        Path("spoiled.age").write_bytes(spoiled)
        with pytest.raises(Refusal):
            open_file(Path("spoiled.age"), Path("open.db"), identities_of(Path("keys.txt")))


def test_recipients_may_stand_in_a_file_and_be_ssh_keys(kept):
    subprocess.run([*SSH_PAIR, "-f", "id"], check=True)
    first = kept("backup", "--new-identity", "keys.txt").out.splitlines()[0]
    Path("team.txt").write_text(f"# us\n{first}\n\n{Path('id.pub').read_text()}")
    assert kept("backup", "copy.age", "--encrypt-to", "team.txt").code == 0
    for identities in (identities_of(Path("keys.txt")), [ssh.Identity.from_buffer(Path("id").read_bytes())]):
        assert decrypt(Path("copy.age").read_bytes(), identities).startswith(b"SQLite format 3")


@pytest.mark.parametrize("wrong", ["age1nonsense", "nobody.txt", "empty.txt", "ssh-rsa AAAA"])
def test_a_recipient_that_is_none_is_told(kept, wrong):
    Path("empty.txt").write_text("# nobody\n")
    ran = kept("backup", "copy.age", "--encrypt-to", wrong)
    assert (ran.code, len(ran.sentence) > 20) == (1, True)
    assert not Path("copy.age").exists()


def test_an_identity_is_never_made_over_another_file(kept):
    Path("keys.txt").write_text("mine")
    assert "already" in kept("backup", "--new-identity", "keys.txt").sentence
    ran = kept("backup", "safe.db", "--new-identity", "others.txt")
    assert ran.code == 2
    assert "a second command" in ran.sentence
    assert not Path("others.txt").exists()  # a backup that is not sealed for them might have been taken for one
    assert Path("keys.txt").read_text() == "mine"


def test_the_settings_say_for_whom_unless_it_is_to_be_open(kept, monkeypatch):
    recipient = kept("backup", "--new-identity", "keys.txt").out.splitlines()[0]
    monkeypatch.setenv("AFTERWORD_BACKUP_RECIPIENT", recipient)
    kept("backup", "copy.age")
    assert is_sealed(Path("copy.age"))
    kept("backup", "copy.db", "--plain")
    assert rows("copy.db") == 6


def test_nothing_is_open_where_backups_go_while_one_is_sealed_and_nothing_is_left(kept, tmp_path):
    recipient = kept("backup", "--new-identity", "keys.txt").out.splitlines()[0]
    (tmp_path / "away").mkdir()
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    ignored = signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    resource.setrlimit(resource.RLIMIT_FSIZE, (100_000, before[1]))
    try:
        ran = kept("backup", "away/copy.age", "--encrypt-to", recipient)
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)
        signal.signal(signal.SIGXFSZ, ignored)
    assert ran.code == 1
    assert "free some disk space" in ran.sentence
    assert list((tmp_path / "away").iterdir()) == []
    assert not list(tmp_path.glob(".*.part*"))


def test_a_backup_is_made_of_a_database_of_a_newer_version_too_but_not_by_this_one(kept):
    with closing(sqlite3.connect("afterword.db")) as tx:
        tx.execute("INSERT INTO migrations (version, name, applied_at) VALUES (9999, '9999_future', 0)")
        tx.commit()
    assert "newer" in kept("backup", "copy.db").sentence
    assert not Path("copy.db").exists()


def test_memory_stays_small_whatever_the_size(kept, tmp_path):
    with closing(sqlite3.connect("afterword.db")) as tx:
        tx.execute(
            "INSERT INTO surveys (key, version, digest, body, published_at) VALUES ('x', 1, 'x', ?, 0)",
            ['"%s"' % ("x" * 60_000_000)],
        )
        tx.commit()
    recipient = kept("backup", "--new-identity", "keys.txt").out.splitlines()[0]
    script = (
        "import resource, sys; from bot.cli import main; main(['backup', '--new-identity', 'k']);"
        "before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss; code = main(sys.argv[1:]);"
        "print(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before); sys.exit(code)"
    )
    arguments = [sys.executable, "-c", script, "backup", str(tmp_path / "c.age"), "--encrypt-to", recipient]
    ran = subprocess.run(
        arguments, cwd=tmp_path, env={"PYTHONPATH": str(ROOT)}, capture_output=True, text=True, check=True
    )
    assert int(ran.stdout.splitlines()[-1]) < 20_000, "kilobytes beside a file of 60 MB"
