"""What a drawing consists of, as plain values in pixels from its upper left corner: letters, boxes and strokes.

A ``Sheet`` collects them; ``pictures`` makes a PNG or an SVG of them, and tests measure them.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

INK = "#17202B"
QUIET = "#55606E"
LINE = "#D9DEE5"
TRACK = "#EEF1F5"
PAPER = "#FFFFFF"

Align = Literal["left", "right", "center"]


@dataclass(frozen=True, slots=True)
class Letters:
    """One line of text; ``x`` is where it starts, ends or has its middle, as ``align`` says."""

    text: str
    x: float
    baseline: float
    size: float
    bold: bool
    colour: str
    align: Align


@dataclass(frozen=True, slots=True)
class Box:
    """A filled rectangle; with a ``radius`` of half its side it is a dot."""

    x: float
    y: float
    width: float
    height: float
    colour: str
    radius: float


@dataclass(frozen=True, slots=True)
class Stroke:
    """A line through ``points``, ``thick`` pixels wide, dashed or not."""

    points: tuple[tuple[float, float], ...]
    thick: float
    colour: str
    dashed: bool


Shape = Box | Stroke
