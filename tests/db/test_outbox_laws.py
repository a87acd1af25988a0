"""The laws of the outbox, under any order of laying, claiming, sending, steering, crashing and rescuing.

The world counts what really arrives. Nothing that prefers not at all arrives twice; what prefers twice arrives at most
once more than was doubted; whatever arrived is known as sent or doubted; who lost a row cannot change it.
"""

from __future__ import annotations

import tempfile
from collections import Counter
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import Bundle, RuleBasedStateMachine, consumes, initialize, invariant, multiple, rule

from db import connections, outbox
from db.migrate import migrate
from db.outbox import OutboxRow, PlannedRow
from tests.db.makings import NOON, a_webinar, someone_entered
from tests.db.test_outbox import VERBS

LEASE = timedelta(minutes=2)
FINAL = ("sent", "gave_up", "doubtful")
UNSETTLED = ("planned", "held", "claimed", "sending")
PICK = st.integers(0, 1000)


class Outbox(RuleBasedStateMachine):
    """One bot that dies and comes back, one impatient organiser, and a network that loses answers."""

    in_hand = Bundle("in_hand")

    @initialize()
    def open(self) -> None:
        self.folder = tempfile.TemporaryDirectory()
        file = Path(self.folder.name) / "afterword.db"
        migrate(file, NOON)
        self.tx = connections._open(file, "rw", timedelta(seconds=5))
        self.tx.execute("PRAGMA synchronous = OFF")
        self.webinar = a_webinar(self.tx)
        self.people = [someone_entered(self.tx, self.webinar) for _ in range(3)]
        self.now = NOON
        self.run = 1
        self.claims = 0
        self.arrived: Counter[int] = Counter()
        self.final: dict[int, OutboxRow] = {}

    def teardown(self) -> None:
        if hasattr(self, "tx"):
            self.tx.close()
            self.folder.cleanup()

    def _rows(self) -> dict[int, OutboxRow]:
        return {row.id: row for row in outbox.of_webinar(self.tx, self.webinar)}

    def _one(self, pick: int) -> int | None:
        ids = list(self._rows())
        return ids[pick % len(ids)] if ids else None

    @rule(key=st.sampled_from("abc"), prefers=st.sampled_from(["twice", "not_at_all"]), wait=st.integers(0, 4))
    def lay(self, key: str, prefers: outbox.Prefers, wait: int) -> None:
        due = self.now + timedelta(minutes=wait)
        held = "waits for approval" if wait == 4 else None
        outbox.plan(self.tx, [PlannedRow(self.webinar, person, key, due, prefers, held=held) for person in self.people])

    @rule(minutes=st.integers(1, 5))
    def wait(self, minutes: int) -> None:
        self.now += timedelta(minutes=minutes)

    @rule(target=in_hand, limit=st.integers(1, 3))
    def claim(self, limit: int) -> object:
        self.claims += 1
        claim = f"run{self.run}:{self.claims}"
        before = self._rows()
        rows = outbox.claim_next(self.tx, claim=claim, now=self.now, lease_until=self.now + LEASE, limit=limit)
        assert all(before[row.id].state == "planned" for row in rows)
        return multiple(*((row, claim) for row in rows))

    @rule(
        mine=consumes(in_hand),
        arrives=st.booleans(),
        heard=st.booleans(),
        dies=st.booleans(),
    )
    def send(self, mine: tuple[OutboxRow, str], arrives: bool, heard: bool, dies: bool) -> None:
        row, claim = mine
        if not outbox.mark_sending(self.tx, row.id, claim=claim):
            return
        self.arrived[row.id] += arrives
        if dies:
            self.restart()
        elif not heard:
            again = self.now if row.prefers == "twice" else None
            outbox.doubt(self.tx, row.id, claim=claim, due_at=again, reason="read timeout", now=self.now)
        elif arrives:
            outbox.settle_sent(self.tx, row.id, claim=claim, now=self.now)
        else:
            outbox.retry(self.tx, row.id, claim=claim, due_at=self.now, reason="refused to connect")

    @rule(mine=consumes(in_hand))
    def put_back(self, mine: tuple[OutboxRow, str]) -> None:
        outbox.unclaim(self.tx, mine[0].id, claim=mine[1])

    @rule()
    def restart(self) -> None:
        self.run += 1
        outbox.rescue(self.tx, now=self.now, not_mine=f"run{self.run}:")
        assert not any(row.claim for row in self._rows().values())

    @rule()
    def rescue(self) -> None:
        outbox.rescue(self.tx, now=self.now, not_mine=f"run{self.run}:")
        assert not any(row.lease_until and row.lease_until <= self.now for row in self._rows().values())

    @rule(pick=PICK, verb=st.sampled_from(sorted(VERBS)))
    def meddle_with_what_is_lost(self, pick: int, verb: str) -> None:
        row_id = self._one(pick)
        if row_id is not None:
            before = self._rows()
            assert not VERBS[verb](self.tx, row_id, "run0:1")
            assert self._rows() == before

    @rule(pick=PICK, verb=st.sampled_from(["cancel", "hold", "release", "move", "give up", "leave"]))
    def steer(self, pick: int, verb: str) -> None:
        row_id = self._one(pick)
        if row_id is None:
            return
        before = self._rows()[row_id]
        steering: dict[str, Callable[[], object]] = {
            "cancel": lambda: outbox.cancel(self.tx, row_id, reason="finished", now=self.now),
            "hold": lambda: outbox.hold(self.tx, row_id, reason="waits"),
            "release": lambda: outbox.release(self.tx, row_id, due_at=self.now),
            "move": lambda: outbox.reschedule(self.tx, row_id, due_at=self.now),
            "give up": lambda: outbox.give_up(self.tx, row_id, reason="too late", now=self.now),
            "leave": lambda: outbox.cancel_for_attendee(self.tx, before.attendee_id, reason="left", now=self.now),
        }
        steering[verb]()
        if before.state == "sending":
            assert self._rows()[row_id] == before

    @invariant()
    def every_row_is_in_a_legal_state(self) -> None:
        if not hasattr(self, "tx"):
            return
        for row in self._rows().values():
            assert (row.claim is not None) == (row.lease_until is not None) == (row.state in ("claimed", "sending"))
            assert (row.settled_at is not None) == (row.state not in UNSETTLED)
            assert row.due_at is not None or row.state in ("held", "cancelled", "gave_up")
            assert row.attempts >= 0
            assert row.doubts <= row.attempts or row.state != "doubtful"

    @invariant()
    def what_is_settled_for_good_never_changes(self) -> None:
        if not hasattr(self, "tx"):
            return
        rows = self._rows()
        assert {row_id: rows[row_id] for row_id in self.final} == self.final
        self.final = {row_id: row for row_id, row in rows.items() if row.state in FINAL}

    @invariant()
    def arrivals_are_accounted_for(self) -> None:
        if not hasattr(self, "tx"):
            return
        for row in self._rows().values():
            arrived = self.arrived[row.id]
            assert arrived <= (1 + row.doubts if row.prefers == "twice" else 1)
            if arrived:
                assert row.state in ("sent", "doubtful", "sending") or row.doubts
            if row.state == "sent":
                assert arrived


TestLaws = Outbox.TestCase
TestLaws.settings = settings(max_examples=40, stateful_step_count=40, deadline=None)
