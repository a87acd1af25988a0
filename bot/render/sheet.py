"""A tall sheet of paper that is drawn from the top down and then cut to length: what the charts are drawn on.

It keeps what was drawn as plain values until ``png``, so a part that turns out too long can be taken back. It uses
matplotlib's Figure with the Agg canvas and no pyplot, hence no state shared between threads. Lengths are pixels.
"""

from __future__ import annotations

import io
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Literal

from bot.render.lettering import face, legible, wrap

if TYPE_CHECKING:
    from matplotlib.figure import Figure

INK = "#17202B"
QUIET = "#55606E"
LINE = "#D9DEE5"
TRACK = "#EEF1F5"
PAPER = "#FFFFFF"

MARGIN = 48
LARGE = 56
"""The size of a headline figure."""

LEADING = 1.28
"""Distance of two baselines, in letter sizes."""


@dataclass(frozen=True, slots=True)
class _Letters:
    text: str
    x: float
    baseline: float
    size: float
    bold: bool
    colour: str
    align: Literal["left", "right", "center"]


@dataclass(frozen=True, slots=True)
class _Box:
    x: float
    y: float
    width: float
    height: float
    colour: str
    radius: float


@dataclass(slots=True)
class Sheet:
    """A sheet ``width`` pixels wide; ``y`` is how far down it is filled."""

    width: int
    y: float = 0.0
    _letters: list[_Letters] = field(default_factory=list)
    _boxes: list[_Box] = field(default_factory=list)

    def box(self, x: float, y: float, width: float, height: float, colour: str, *, radius: float = 0) -> None:
        """Fill a rectangle whose upper left corner is (x, y). Later boxes cover earlier ones."""
        if width > 0 and height > 0:
            self._boxes.append(_Box(x, y, width, height, colour, min(radius, width / 2, height / 2)))

    def line(
        self,
        text: str,
        x: float,
        baseline: float,
        size: float,
        *,
        bold: bool = False,
        colour: str = INK,
        align: Literal["left", "right", "center"] = "left",
    ) -> None:
        """One line of text, not wrapped; ``x`` is where it starts, ends or has its middle."""
        self._letters.append(_Letters(legible(text), x, baseline, size, bold, colour, align))

    def lines(
        self, texts: Sequence[str], x: float, y: float, size: float, *, bold: bool = False, colour: str = INK
    ) -> float:
        """Lines below each other, the first just below ``y``; how far down they reach."""
        for place, text in enumerate(texts):
            self.line(text, x, y + size + place * size * LEADING, size, bold=bold, colour=colour)
        return y + len(texts) * size * LEADING

    def paragraph(
        self, text: str, x: float, room: float, size: float, *, bold: bool = False, colour: str = INK
    ) -> None:
        """Wrapped text at ``y``, which moves below it."""
        self.y = self.lines(wrap(text, room, size, bold=bold), x, self.y, size, bold=bold, colour=colour)

    def mark(self) -> tuple[float, int, int]:
        """Where the drawing stands, for ``take_back``."""
        return self.y, len(self._letters), len(self._boxes)

    def take_back(self, mark: tuple[float, int, int]) -> None:
        """Undo what was drawn since ``mark``."""
        self.y, letters, boxes = mark
        del self._letters[letters:], self._boxes[boxes:]

    def png(self, *, title: str) -> bytes:
        """The sheet, cut off at ``y``, as a PNG file that bears ``title``."""
        out = io.BytesIO()
        self._figure().savefig(out, format="png", facecolor=PAPER, metadata={"Title": title, "Software": None})
        return out.getvalue()

    def _figure(self) -> Figure:
        from matplotlib.backends.backend_agg import FigureCanvasAgg
        from matplotlib.figure import Figure
        from matplotlib.patches import FancyBboxPatch, Rectangle

        height = max(1, round(self.y))
        figure = Figure(figsize=(self.width / 72, height / 72), dpi=72, facecolor=PAPER)
        FigureCanvasAgg(figure)
        axes = figure.add_axes((0, 0, 1, 1), xlim=(0, self.width), ylim=(height, 0))
        axes.set_axis_off()
        for box in self._boxes:
            corner = (box.x, box.y)
            axes.add_patch(
                FancyBboxPatch(
                    corner, box.width, box.height, f"round,pad=0,rounding_size={box.radius}", fc=box.colour, lw=0
                )
                if box.radius
                else Rectangle(corner, box.width, box.height, fc=box.colour, lw=0)
            )
        for text in self._letters:
            # parse_math: a label may say "$5 or $10" and mean it.
            axes.text(
                text.x, text.baseline, text.text, font=face(text.size, bold=text.bold), color=text.colour,
                ha=text.align, va="baseline", parse_math=False,
            )  # fmt: skip
        return figure
