"""Options and boxes that a definition need not write out.

Their wording is part of a published survey version, so a change here makes new versions: leave it alone.
"""

from __future__ import annotations

from collections.abc import Sequence

from bot.survey.definitions import ANY_LANGUAGE, OTHER, Box, Kind, Option, Wording

MATERIAL_KINDS = ("presentation", "recording", "resources", "good_practices", "briefing", "handbook", "contacts")
"""What can be asked for in a ``materials`` question, and what a material can be."""

LISTING: tuple[Kind, ...] = ("single", "multiple", "scale", "materials")
"""The kinds whose options a definition lists."""


def _option(key: str, *, en: str, fr: str) -> Option:
    return Option(key, Wording({"en": en, "fr": fr}))


OTHER_OPTION = _option(OTHER, en="Other", fr="Autre")
"""What ``other: true`` adds."""

_FILLED: dict[Kind, tuple[Option, ...]] = {
    "nps": tuple(Option(str(score), Wording({ANY_LANGUAGE: str(score)})) for score in range(11)),
    "yes_no": (_option("yes", en="Yes", fr="Oui"), _option("no", en="No", fr="Non")),
    "consent": (
        _option("yes", en="I agree", fr="J’accepte"),
        _option("no", en="I do not agree", fr="Je n’accepte pas"),
    ),
    "materials": (
        _option("presentation", en="Presentations", fr="Les présentations"),
        _option("recording", en="The recording", fr="L’enregistrement"),
        _option("resources", en="A list of resources and links", fr="Une liste de ressources et de liens"),
        _option("good_practices", en="Good-practice examples", fr="Des exemples de bonnes pratiques"),
        _option("briefing", en="A summary briefing", fr="Une note de synthèse"),
        _option("handbook", en="A handbook", fr="Un guide pratique"),
        _option("contacts", en="The contact list", fr="La liste de contacts"),
    ),
}


def filled_options(kind: Kind) -> tuple[Option, ...]:
    """The options that a question of ``kind`` has unless it lists its own; none for most kinds."""
    return _FILLED.get(kind, ())


def top_box(options: Sequence[Option]) -> tuple[Box, ...]:
    """``top2``: the first two options that count, for a scale without boxes."""
    best = tuple(option.key for option in options if option.substantive)[:2]
    return (Box("top2", best),) if best else ()
