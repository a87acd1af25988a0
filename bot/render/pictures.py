"""A drawing as a file: a PNG by matplotlib, or an SVG that is written here. Both show the same shapes and letters.

matplotlib's Figure is used with the Agg canvas and no pyplot, hence no state shared between threads. An SVG keeps its
text as text: it can be searched, copied, enlarged and read out, which outlines cannot. So that a line takes the room
it was laid out for whatever font is there, each states its length; the fonts named first are as wide as the measured
one. It refers to nothing outside itself, and equal drawings give equal bytes.
"""

from __future__ import annotations

import io
from collections.abc import Iterable, Iterator, Sequence
from typing import TYPE_CHECKING, assert_never
from xml.sax.saxutils import escape, quoteattr

from bot.render.drawing import PAPER, Box, Letters, Shape, Stroke
from bot.render.lettering import face, legible, width

if TYPE_CHECKING:
    from matplotlib.artist import Artist
    from matplotlib.axes import Axes

FONTS = "DejaVu Sans, Bitstream Vera Sans, Verdana, Geneva, sans-serif"
DASH = (10.0, 7.0)
"""Pixels drawn and left out."""

_ANCHORS = {"left": "start", "right": "end", "center": "middle"}


def png_of(shapes: Sequence[Shape], letters: Sequence[Letters], *, size: tuple[int, int], title: str) -> bytes:
    """A PNG file of ``size`` pixels that bears ``title``."""
    from matplotlib.backends.backend_agg import FigureCanvasAgg
    from matplotlib.figure import Figure

    wide, high = size
    figure = Figure(figsize=(wide / 72, high / 72), dpi=72, facecolor=PAPER)
    FigureCanvasAgg(figure)
    axes = figure.add_axes((0, 0, 1, 1), xlim=(0, wide), ylim=(high, 0))
    axes.set_axis_off()
    for place, shape in enumerate(shapes):
        artist = _artist(shape)
        artist.set_zorder(1 + place / (len(shapes) + 1))
        axes.add_artist(artist)
    for line in letters:
        _write(axes, line)
    out = io.BytesIO()
    figure.savefig(out, format="png", facecolor=PAPER, metadata={"Title": title, "Software": None})
    return out.getvalue()


def svg_of(
    shapes: Iterable[Shape], letters: Iterable[Letters], *, size: tuple[int, int], title: str, description: str
) -> str:
    """An SVG document that a page can embed as it is; readers of the screen are told ``title`` and ``description``."""
    wide, high = size
    told = (("title", legible(title)), ("desc", legible(description)))
    box = f'viewBox="0 0 {wide} {high}" width="{wide}" height="{high}"'
    lines = [
        f'<svg xmlns="http://www.w3.org/2000/svg" {box} role="img" font-family="{FONTS}">',
        *(f"<{tag}>{escape(text)}</{tag}>" for tag, text in told if text),
        f'<rect width="{wide}" height="{high}" fill="{PAPER}"/>',
        *(_element(shape) for shape in shapes),
        *(_text(line) for line in letters if line.text),
        "</svg>",
    ]
    return "\n".join(lines) + "\n"


def _artist(shape: Shape) -> Artist:
    from matplotlib.lines import Line2D
    from matplotlib.patches import Circle, FancyBboxPatch, Rectangle

    match shape:
        case Box(x, y, wide, high, colour, radius) if radius and wide == high == 2 * radius:
            return Circle((x + radius, y + radius), radius, fc=colour, lw=0)
        case Box(x, y, wide, high, colour, radius) if radius:
            corners = f"round,pad=0,rounding_size={radius}"
            return FancyBboxPatch((x, y), wide, high, corners, fc=colour, lw=0)
        case Box(x, y, wide, high, colour, _):
            return Rectangle((x, y), wide, high, fc=colour, lw=0)
        case Stroke(points, thick, colour, dashed):
            # Dashes are counted in line widths.
            style = (0, tuple(part / thick for part in DASH)) if dashed else "solid"
            xs, ys = zip(*points, strict=True)
            return Line2D(
                xs, ys, lw=thick, color=colour, ls=style, solid_capstyle="butt", dash_capstyle="butt",
                solid_joinstyle="round",
            )  # fmt: skip
        case _:
            assert_never(shape)


def _write(axes: Axes, line: Letters) -> None:
    # parse_math: a label may say "$5 or $10" and mean it.
    axes.text(
        line.x, line.baseline, line.text, font=face(line.size, bold=line.bold), color=line.colour, ha=line.align,
        va="baseline", parse_math=False,
    )  # fmt: skip


def _element(shape: Shape) -> str:
    match shape:
        case Box(x, y, wide, high, colour, radius):
            bent = tuple(_attributes(rx=radius)) if radius else ()
            return (
                f"<rect {' '.join((*_attributes(x=x, y=y, width=wide, height=high), *bent))} fill={quoteattr(colour)}/>"
            )
        case Stroke(points, thick, colour, dashed):
            through = " ".join(f"{_number(x)},{_number(y)}" for x, y in points)
            dashes = f' stroke-dasharray="{" ".join(map(_number, DASH))}"' if dashed else ""
            return (
                f'<polyline points="{through}" fill="none" stroke={quoteattr(colour)} stroke-width="{_number(thick)}"'
                f'{dashes} stroke-linejoin="round"/>'
            )
        case _:
            assert_never(shape)


def _text(line: Letters) -> str:
    long = width(line.text, line.size, bold=line.bold)
    place = " ".join(_attributes(x=line.x, y=line.baseline, font_size=line.size, textLength=long))
    weight = ' font-weight="bold"' if line.bold else ""
    anchor = "" if line.align == "left" else f' text-anchor="{_ANCHORS[line.align]}"'
    return (
        f'<text {place} lengthAdjust="spacingAndGlyphs"{weight}{anchor} fill={quoteattr(line.colour)}>'
        f"{escape(line.text)}</text>"
    )


def _attributes(**numbers: float) -> Iterator[str]:
    for name, number in numbers.items():
        yield f'{name.replace("_", "-")}="{_number(number)}"'


def _number(number: float) -> str:
    """At most one decimal, and none that says nothing."""
    text = f"{number:.1f}".removesuffix(".0")
    return "0" if text == "-0" else text
