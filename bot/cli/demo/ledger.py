"""The ledger of a rehearsal: what each person was owed against what their phone got."""

from __future__ import annotations

from collections.abc import Sequence

from bot.rehearsal.audience import Attendance, Habit


def check(audience: Sequence[Attendance]) -> list[str]:
    """One line for each thing that is missing, came twice or came although it should not; empty when all is well."""
    wrong = []
    for person in audience:
        blocked = person.phone.blocked
        owed = {
            "the slides": (0 if blocked else 1, person.phone.files.count("slides.pdf")),
            "the recording": (0 if blocked else 1, recordings(person)),
            "the briefing": (0 if blocked else 1, briefings(person)),
            "the good practice": (0 if blocked else 1, practices(person)),
            "a reminder": (
                1 if person.habit in (Habit.TOMORROW, Habit.STOPS, Habit.LOOKS_ON) else 0,
                person.reminded,
            ),
            "an answer to every question": (int(person.finishes), int(person.through)),
        }
        for what, (expected, came) in owed.items():
            if came != expected:
                wrong.append(
                    f"chat {person.phone.chat_id} ({person.habit.value}): {what}: {came} instead of {expected}"
                )
    return wrong


def reminders(person: Attendance) -> int:
    """How many reminders came."""
    return person.phone.heard("Yesterday you stopped") + person.phone.heard("vous vous êtes arrêté")


def briefings(person: Attendance) -> int:
    """How many times the summary briefing came, in their language."""
    return person.phone.files.count(f"demo-briefing-{person.phone.language_code}.pdf")


def practices(person: Attendance) -> int:
    """How many times the good practice came."""
    return person.phone.heard("One story instead of forty") + person.phone.heard("Une seule histoire au lieu de")


def recordings(person: Attendance) -> int:
    """How many times the recording came."""
    return person.phone.heard("The recording is ready") + person.phone.heard("L’enregistrement est prêt")
