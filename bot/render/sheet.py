"""A tall sheet of paper that is drawn from the top down and then cut to length: what the charts are drawn on.

It keeps what was drawn as plain values (see ``drawing``), so a part that turns out too long can be taken back, and
``png`` and ``svg`` show the same. Lengths are pixels.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from bot.render.drawing import INK, LINE, PAPER, QUIET, TRACK, Align, Box, Letters, Shape, Stroke
from bot.render.lettering import legible, wrap
from bot.render.pictures import png_of, svg_of

__all__ = ["INK", "LARGE", "LEADING", "LINE", "MARGIN", "PAPER", "QUIET", "TRACK", "Sheet"]

MARGIN = 48
LARGE = 56
"""The size of a headline figure."""

LEADING = 1.28
"""Distance of two baselines, in letter sizes."""


@dataclass(slots=True)
class Sheet:
    """A sheet ``width`` pixels wide; ``y`` is how far down it is filled."""

    width: int
    y: float = 0.0
    letters: list[Letters] = field(default_factory=list)
    shapes: list[Shape] = field(default_factory=list)

    @property
    def boxes(self) -> list[Box]:
        """The filled rectangles and dots."""
        return [shape for shape in self.shapes if isinstance(shape, Box)]

    @property
    def room(self) -> float:
        """The width between the margins."""
        return float(self.width - 2 * MARGIN)

    @property
    def size(self) -> tuple[int, int]:
        """Width and height as it is cut."""
        return self.width, max(1, round(self.y))

    def box(self, x: float, y: float, width: float, height: float, colour: str, *, radius: float = 0) -> None:
        """Fill a rectangle whose upper left corner is (x, y). Later shapes cover earlier ones, letters cover all."""
        if width > 0 and height > 0:
            self.shapes.append(Box(x, y, width, height, colour, min(radius, width / 2, height / 2)))

    def dot(self, x: float, y: float, radius: float, colour: str) -> None:
        """Fill a circle around (x, y)."""
        self.box(x - radius, y - radius, 2 * radius, 2 * radius, colour, radius=radius)

    def stroke(self, points: Sequence[tuple[float, float]], thick: float, colour: str, *, dashed: bool = False) -> None:
        """A line through ``points``; fewer than two are none."""
        if len(points) > 1:
            self.shapes.append(Stroke(tuple(points), thick, colour, dashed))

    def line(
        self,
        text: str,
        x: float,
        baseline: float,
        size: float,
        *,
        bold: bool = False,
        colour: str = INK,
        align: Align = "left",
    ) -> None:
        """One line of text, not wrapped; ``x`` is where it starts, ends or has its middle."""
        self.letters.append(Letters(legible(text), x, baseline, size, bold, colour, align))

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

    def append(self, other: Sheet) -> None:
        """Draw what ``other`` holds below, which has the same width."""
        down = self.y
        self.letters += [replace(each, baseline=each.baseline + down) for each in other.letters]
        self.shapes += [_lowered(each, down) for each in other.shapes]
        self.y += other.y

    def mark(self) -> tuple[float, int, int]:
        """Where the drawing stands, for ``take_back``."""
        return self.y, len(self.letters), len(self.shapes)

    def take_back(self, mark: tuple[float, int, int]) -> None:
        """Undo what was drawn since ``mark``."""
        self.y, letters, shapes = mark
        del self.letters[letters:], self.shapes[shapes:]

    def png(self, *, title: str) -> bytes:
        """The sheet, cut off at ``y``, as a PNG file that bears ``title``."""
        return png_of(self.shapes, self.letters, size=self.size, title=title)

    def svg(self, *, title: str, description: str = "") -> str:
        """The same drawing as an SVG document that says ``title`` and ``description`` to whoever cannot see it."""
        return svg_of(self.shapes, self.letters, size=self.size, title=title, description=description)


def _lowered(shape: Shape, down: float) -> Shape:
    if isinstance(shape, Box):
        return replace(shape, y=shape.y + down)
    return replace(shape, points=tuple((x, y + down) for x, y in shape.points))
