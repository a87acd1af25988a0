"""A briefing's contents for the tests of its layouts."""

from __future__ import annotations

import struct
import zlib
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from bot.insight.contents import Contents, Told
from bot.insight.sharing import SharedBar, SharedFigure, SharedRange, SharedScore
from bot.survey.definitions import ANY_LANGUAGE, Composition, Material, Origin, Practice, Privacy, Webinar, Wording

COUNTED_AT = datetime(2026, 12, 1, 12, 0, tzinfo=ZoneInfo("Europe/Brussels"))


def one(text: str) -> Wording:
    return Wording({ANY_LANGUAGE: text})


def picture(width: int = 60, height: int = 40) -> bytes:
    """A PNG of one colour."""
    rows = b"".join(b"\x00" + b"\x0b\x4f\x8a" * width for _ in range(height))
    chunks = (
        (b"IHDR", struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)),
        (b"IDAT", zlib.compress(rows)),
        (b"IEND", b""),
    )
    framed = (
        struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body)) for kind, body in chunks
    )
    return b"\x89PNG\r\n\x1a\n" + b"".join(framed)


OVERALL = SharedFigure(
    key="overall",
    kind="scale",
    ask=Wording({"en": "How was {{ webinar }}?", "fr": "Qu’en avez-vous pensé ?"}),
    base=42,
    bars=(
        SharedBar("good", Wording({"en": "Good", "fr": "Bien"}), 25 / 42, 60),
        SharedBar("fair", one("Fair"), 12 / 42, 29),
        SharedBar("poor", one("Poor"), 5 / 42, 12),
    ),
    together=SharedRange((one("Good"), one("Fair")), 88, 75, 95),
)
AGAIN = SharedFigure(
    key="again",
    kind="nps",
    ask=one("Would you recommend it?"),
    base=40,
    bars=(
        SharedBar("promoters", None, 0.6, 60),
        SharedBar("passives", None, 0.25, 25),
        SharedBar("detractors", None, 0.15, 15),
    ),
    score=SharedScore(45, 19, 62),
)

HARBOUR = Material(
    "harbour",
    "good_practice",
    one("The harbour that became a school"),
    files=("harbour.png",),
    shown=("photo",),
    practice=Practice(
        one("Blue Cluster"),
        (one("They opened the old harbour."), one("Forty firms came, and twelve stayed.")),
        place=one("Varna, Bulgaria"),
        credit=one("Photo: Blue Cluster"),
        link="https://example.org/harbour",
        alt=one("A crane at dusk"),
    ),
)


def contents(
    *,
    lessons=("Say it once more.",),
    figures=(OVERALL, AGAIN),
    shown=None,
    left_out=0,
    image=None,
    title="The briefing",
):
    """A briefing; by default a short one with a picture."""
    composition = Composition(
        introduction=one("What we learnt together."),
        lessons=tuple(map(one, lessons)),
        practices=("harbour",),
        sources=(Origin(one("The handbook"), "https://example.org/handbook"),),
        figures=tuple(figure.key for figure in figures) + ("more",) * left_out,
    )
    webinar = Webinar(
        key="clusters",
        title="Strategies for clusters",
        starts_local=datetime(2026, 11, 24, 10, 0),  # noqa: DTZ001  local to the zone, as definitions have it
        timezone="Europe/Brussels",
        duration=timedelta(hours=2),
        survey="satisfaction",
        languages=("en", "fr"),
        privacy=Privacy("The organiser", "privacy@example.org", one("to improve"), timedelta(days=365)),
    )
    return Contents(
        title=one(title),
        webinar=webinar,
        composition=composition,
        practices=(Told(HARBOUR, picture() if image is None else image or None),),
        figures=tuple(figures) if shown is None else tuple(shown),
        left_out=left_out,
        counted_at=COUNTED_AT,
    )
