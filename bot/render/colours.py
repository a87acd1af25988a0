"""The charts' colours, chosen so that neighbours differ in lightness: for colour-blind eyes and in grey print too.

The good side is blue, the other one orange, what is neither is grey. No meaning hangs on a colour alone: every figure
stands on or beside its bar, and a legend is in the order of what it explains.
"""

from __future__ import annotations

from bot.render.drawing import INK, PAPER

DEEP, MIDDLE, PLAIN, WARM = "#0B4F8A", "#5B9BD0", "#AEB8C4", "#D98324"

BLUE, DARK_GREY, LIGHT_GREY = "#1F6FB5", "#4A525C", "#BFC5CC"
"""Satisfied, useful, would share: as the report of 2021 draws its four webinars."""

PALE = "#8FB4D6"
"""Intervals."""

_PALE_BLUE, _NEUTRAL, _PALE_WARM, _RUST = "#93BDE3", "#D5DAE1", "#F0B070", "#A04409"

READABLE = 4.5
"""The contrast that WCAG 2.2 asks for of letters (1.4.3)."""

_BLACK = "#000000"

Tone = tuple[float, float, float]
"""Red, green and blue from 0 to 1."""


def tone(colour: str) -> Tone:
    """``#RRGGBB`` as numbers."""
    red, green, blue = (int(colour[place : place + 2], 16) / 255 for place in (1, 3, 5))
    return red, green, blue


def luminance(colour: str) -> float:
    """The relative luminance of WCAG 2.2, from 0 (black) to 1 (white)."""
    red, green, blue = (part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in tone(colour))
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    """The contrast ratio of WCAG 2.2, from 1 to 21."""
    dark, light = sorted((luminance(one), luminance(other)))
    return (light + 0.05) / (dark + 0.05)


def ink_on(colour: str) -> str:
    """The colour of letters on ``colour``: dark or white, whichever is easier to read; black where neither is easy."""
    best = max((INK, PAPER), key=lambda ink: contrast(ink, colour))
    return best if contrast(best, colour) >= READABLE else _BLACK


def shades_of_sides(good: int, neutral: int, bad: int) -> tuple[str, ...]:
    """A colour for each option of a scale, best first: blues from deep to pale, a light grey, oranges to deep rust.

    Where the sides meet without a middle, the bad one begins darker than the good one ends.
    """
    if neutral:
        near = _ramp(DEEP, _PALE_BLUE, good), _ramp(_RUST, _PALE_WARM, bad)
    elif good == bad == 1:
        return DEEP, _PALE_WARM
    else:
        near = _ramp(DEEP, _PALE_BLUE, good, reach=1.0), _ramp(_RUST, _PALE_WARM, bad, reach=0.62)
    return (*near[0], *[_NEUTRAL] * neutral, *reversed(near[1]))


def _ramp(deep: str, pale: str, steps: int, *, reach: float | None = None) -> tuple[str, ...]:
    """``steps`` colours from ``deep`` to ``pale``, or ``reach`` of the way; two alone need not go so far apart."""
    far = reach or (0.72 if steps == 2 else 1.0)
    places = [far * step / max(steps - 1, 1) for step in range(steps)]
    return tuple(_between(tone(deep), tone(pale), place) for place in places)


def _between(one: Tone, other: Tone, place: float) -> str:
    mixed = (round(255 * (a + (b - a) * place)) for a, b in zip(one, other, strict=True))
    return "#" + "".join(f"{part:02X}" for part in mixed)
