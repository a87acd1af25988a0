"""A large audience for the measurement of plannings: people, some of whom have begun or finished the survey."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from datetime import datetime, timedelta
from pathlib import Path
from random import Random

from db.moments import to_ms

WITHOUT_PLAN = """
survey: crowd
title: How was it?
identity: pseudonymous
questions:
  - {{key: overall, kind: scale, ask: "Overall?", options: [{{key: good, label: Good}}, {{key: poor, label: Poor}}]}}
  - {{key: formats, kind: multiple, ask: Which?, options: [{{key: talks, label: Talks}}, {{key: rooms, label: Rooms}}]}}
---
survey: later
title: One month later
identity: pseudonymous
questions:
  - {{key: used, kind: yes_no, ask: Used any of it?}}
---
webinar: A webinar for many
key: crowd
starts: {starts}
timezone: UTC
duration: 2h
privacy: {{controller: The organiser, contact: privacy@example.org, purpose: to improve, retention: 365d}}
survey: crowd
materials:
  - {{key: slides, kind: presentation, title: The slides, url: "https://example.org/slides"}}
  - {{key: recording, kind: recording, title: The recording}}
"""

PLAN = (
    WITHOUT_PLAN
    + """follow_ups:
  - {{key: thanks, when: on finish, send: [slides]}}
  - {{key: reminder, when: 1wd after end at 09:00, to: {{unfinished: true}}}}
  - {{key: watch, when: 2d after end at 09:00, send: [recording]}}
  - {{key: rescue, when: 3d after end at 09:00, to: {{question: overall, in: [poor]}}, text: What went wrong?}}
  - {{key: impact, when: 30d after end at 09:00, survey: later}}
"""
)
WITH_ONE_MOVED = PLAN.replace("watch, when: 2d after end at 09:00", "watch, when: 4d after end at 10:00")
WITH_NOTHING_NEW = WITH_ONE_MOVED.replace("A webinar for many", "A webinar for very many")


def fill(database: Path, people: int, *, now: datetime) -> None:
    """So many people have entered the webinar; half of them have answered, and most of those have finished."""
    chance = Random(11)
    began = to_ms(now - timedelta(hours=1))
    with closing(sqlite3.connect(database)) as tx:
        webinar, survey = tx.execute("SELECT id, survey_id FROM webinars").fetchone()
        numbers = range(1, people + 1)
        entered = [(number, began + chance.randrange(3_000_000)) for number in numbers]
        tx.executemany(
            "INSERT INTO attendees (id, chat_id, language, met_at) VALUES (?1, 10000 + ?1, 'en', ?2)", entered
        )
        tx.executemany(
            f"INSERT INTO enrolments (webinar_id, attendee_id, entered_at) VALUES ({webinar}, ?, ?)", entered
        )
        tx.executemany(
            f"""INSERT INTO responses (id, label, webinar_id, survey_id, survey_key, attendee_id, mode, language,
                    created_at, started_at, finished_at)
                VALUES (?1, 'r' || ?1, {webinar}, {survey}, 'crowd', ?1, 'chat', 'en', ?2, ?2,
                    iif(?3, ?2 + 60000, NULL))""",
            [(number, at, number % 5 > 0) for number, at in entered[: people // 2]],
        )
        tx.executemany(
            f"""INSERT INTO answers (response_id, question, webinar_id, survey_id, state, picks, stored_at)
                VALUES (?, 'overall', {webinar}, {survey}, 'answered', ?, ?)""",
            [(number, '["poor"]' if number % 7 == 0 else '["good"]', at) for number, at in entered[: people // 2]],
        )
        tx.commit()
