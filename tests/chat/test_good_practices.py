"""What stands below the picture of a good practice, in the language of whom it goes to."""

from __future__ import annotations

from dataclasses import dataclass, field

from bot.chat.parcels import worded
from bot.delivery.ports import FilePart
from bot.render.texts import Texts
from bot.survey.definitions import Practice, Wording


@dataclass(frozen=True)
class Somebody:
    language: str
    wordings: tuple[str, ...]
    webinar: str = "Clusters"
    values: dict = field(default_factory=dict)


PART = FilePart(
    1,
    "good_practice",
    Wording({"en": "The harbour & the school", "fr": "Le port et l’école"}),
    "harbour.png",
    "d1",
    practice=Practice(
        Wording({"*": "Blue Cluster"}),
        (
            Wording({"en": "They opened it.", "fr": "Ils l’ont ouvert."}),
            Wording({"en": "Forty came.", "fr": "Quarante."}),
        ),
        place=Wording({"*": "Varna"}),
        credit=Wording({"*": "Photo: Blue Cluster"}),
        link="https://example.org/harbour?a=1&b=2",
    ),
)


def test_a_good_practice_is_told_below_its_picture():
    assert worded(Texts(), Somebody("en", ("en",)), PART).text == (
        "<b>The harbour &amp; the school</b>\nBlue Cluster · Varna\n\nThey opened it.\n\nForty came.\n\n"
        '<a href="https://example.org/harbour?a=1&amp;b=2">More about it</a>\n\n<i>Photo: Blue Cluster</i>'
    )
    assert "Ils l’ont ouvert." in worded(Texts(), Somebody("fr", ("fr", "en")), PART).text
