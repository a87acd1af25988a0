"""The laws of the outbox, under any order of laying, claiming, sending, steering, crashing and rescuing.

The world counts what really arrives. Nothing that prefers not at all arrives twice; what prefers twice arrives at most
once more than was doubted; whatever arrived is known as sent or doubted; who lost a row cannot change it.
"""

from __future__ import annotations

import tempfile
from collections import Counter
from collections.abc import Callable
from contextlib import closing
from datetime import timedelta
from pathlib import Path
from random import Random

from hypothesis import given, settings
from hypothesis import strategies as st

from db import claims, connections, outbox, steered
from db.migrate import migrate
from db.outbox import OutboxRow, PlannedRow
from tests.db.makings import NOON, a_webinar, someone_entered
from tests.db.test_outbox import VERBS

LEASE = timedelta(minutes=2)
FINAL = ("sent", "gave_up", "doubtful")
UNSETTLED = ("planned", "held", "claimed", "sending")
STEPS = 120


class World:
    """One bot that dies and comes back, one restless organiser, and a network that loses answers."""

    def __init__(self, path: Path, chance: Random) -> None:
        self.tx = connections._open(path, "rw", timedelta(seconds=5))
        self.tx.execute("PRAGMA synchronous = OFF")
        self.webinar = a_webinar(self.tx)
        self.people = [someone_entered(self.tx, self.webinar) for _ in range(2)]
        self.chance = chance
        self.now = NOON
        self.run = 1
        self.claims = 0
        self.in_hand: list[tuple[OutboxRow, str]] = []
        self.arrived: Counter[int] = Counter()
        self.final: dict[int, OutboxRow] = {}

    def close(self) -> None:
        self.tx.close()

    def rows(self) -> dict[int, OutboxRow]:
        return {row.id: row for row in outbox.of_webinar(self.tx, self.webinar)}

    def lay(self) -> None:
        key = self.chance.choice("abc")
        prefers = self.chance.choice(["twice", "not_at_all"])
        due = self.now + timedelta(minutes=self.chance.randrange(3))
        held = self.chance.choice([None, None, "waits for approval"])
        person = self.chance.choice(self.people)
        outbox.plan(self.tx, [PlannedRow(self.webinar, person, key, due, prefers, held=held)])

    def wait(self) -> None:
        self.now += timedelta(minutes=self.chance.randint(1, 3))

    def claim(self) -> None:
        self.claims += 1
        claim = f"run{self.run}:{self.claims}"
        before = self.rows()
        rows = claims.claim_next(self.tx, claim=claim, now=self.now, lease_until=self.now + LEASE, limit=2)
        assert all(before[row.id].state == "planned" for row in rows)
        self.in_hand += [(row, claim) for row in rows]

    def send(self) -> None:
        """A worker, who may have lost the row or died long ago without knowing, sends what it has in hand."""
        if not self.in_hand:
            return
        row, claim = self.in_hand.pop(self.chance.randrange(len(self.in_hand)))
        if not claims.mark_sending(self.tx, row.id, claim=claim):
            return
        arrives = self.chance.random() < 0.7
        self.arrived[row.id] += arrives
        end = self.chance.choice(["heard", "not heard", "dies", "is late"])
        if end == "dies":
            self.restart()
            return
        if end == "is late":
            self.steer()
            self.steer_what_is_beyond_steering()
            self.now += LEASE * self.chance.random() * 2
            self.rescue()
        if end == "not heard":
            again = self.now if row.prefers == "twice" else None
            claims.doubt(self.tx, row.id, claim=claim, due_at=again, reason="read timeout", now=self.now)
        elif arrives:
            claims.settle_sent(self.tx, row.id, claim=claim, now=self.now)
        else:
            claims.retry(self.tx, row.id, claim=claim, due_at=self.now, reason="refused to connect")

    def put_back(self) -> None:
        if self.in_hand:
            row, claim = self.in_hand.pop()
            claims.unclaim(self.tx, row.id, claim=claim)

    def restart(self) -> None:
        self.run += 1
        claims.rescue(self.tx, now=self.now, not_mine=f"run{self.run}:", doubt_limit=3)
        assert not any(row.claim for row in self.rows().values())

    def rescue(self) -> None:
        claims.rescue(self.tx, now=self.now, not_mine=f"run{self.run}:", doubt_limit=3)
        assert not any(row.lease_until and row.lease_until <= self.now for row in self.rows().values())

    def meddle_with_what_is_lost(self) -> None:
        before = self.rows()
        for row_id in before:
            for verb in VERBS.values():
                assert not verb(self.tx, row_id, "run0:1")
        assert self.rows() == before

    def _steering(self, row: OutboxRow) -> dict[str, Callable[[], object]]:
        return {
            "cancel": lambda: steered.cancel(self.tx, row.id, reason="finished", now=self.now),
            "hold": lambda: steered.hold(self.tx, row.id, reason="waits"),
            "release": lambda: steered.release(self.tx, row.id, due_at=self.now),
            "move": lambda: steered.reschedule(self.tx, row.id, due_at=self.now),
            "give up": lambda: steered.give_up(self.tx, row.id, reason="too late", now=self.now),
            "leave": lambda: steered.cancel_for_attendee(self.tx, row.attendee_id, reason="left", now=self.now),
        }

    def steer(self) -> None:
        rows = list(self.rows().values())
        if rows:
            verbs = self._steering(self.chance.choice(rows))
            verbs[self.chance.choice(["cancel", "hold", "release", "release", "release", "move", "give up", "leave"])]()

    def steer_what_is_beyond_steering(self) -> None:
        before = self.rows()
        for row in before.values():
            if row.state in (*FINAL, "sending"):
                assert not any(steer() for verb, steer in self._steering(row).items() if verb != "leave")
        assert self.rows() == before

    def look(self) -> None:
        """Every row is in a legal state, what is settled for good stays, and what arrived is accounted for."""
        rows = self.rows()
        assert {row_id: rows[row_id] for row_id in self.final} == self.final
        self.final = {row_id: row for row_id, row in rows.items() if row.state in FINAL}
        for row in rows.values():
            assert (row.claim is not None) == (row.lease_until is not None) == (row.state in ("claimed", "sending"))
            assert (row.settled_at is not None) == (row.state not in UNSETTLED)
            assert row.due_at is not None or row.state in ("held", "cancelled", "gave_up")
            arrived = self.arrived[row.id]
            assert arrived <= (1 + row.doubts if row.prefers == "twice" else 1)
            assert not arrived or row.state in ("sent", "doubtful", "sending") or row.doubts
            assert arrived or row.state != "sent"


@given(chance=st.randoms(use_true_random=True))
@settings(max_examples=25, deadline=None)
def test_whatever_happens_the_outbox_keeps_its_laws(chance: Random) -> None:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "afterword.db"
        migrate(path, NOON)
        with closing(World(path, chance)) as world:
            often = [world.lay, world.claim, world.claim, world.send, world.send, world.send, world.steer, world.wait]
            seldom = [
                world.put_back,
                world.restart,
                world.rescue,
                world.meddle_with_what_is_lost,
                world.steer_what_is_beyond_steering,
            ]
            for _ in range(STEPS):
                chance.choice(seldom if chance.random() < 0.1 else often)()
                world.look()
