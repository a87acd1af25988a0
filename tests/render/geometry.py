"""What can be measured on a sheet: where its letters lie, what they stand on, and what an eye would stumble over."""

from itertools import combinations

from bot.render.colours import READABLE, contrast
from bot.render.drawing import PAPER, Box
from bot.render.lettering import width
from bot.render.sheet import MARGIN, Sheet

_RISE, _FALL = 0.74, 0.2
"""How far capitals reach above and tails below the baseline, in letter sizes."""


def said(sheet: Sheet) -> list[str]:
    return [letters.text for letters in sheet.letters]


def extent(letters) -> tuple[float, float, float, float]:
    """Left, top, right, bottom."""
    long = width(letters.text, letters.size, bold=letters.bold)
    start = letters.x - {"left": 0.0, "center": long / 2, "right": long}[letters.align]
    return (
        start,
        letters.baseline - _RISE * letters.size,
        start + long,
        letters.baseline + _FALL * letters.size,
    )


def assert_well_drawn(sheet: Sheet, *, smallest: float = 22) -> None:
    """All lies between the margins; letters touch no letters and no edge, can be read, and are not too small."""
    wide, high = sheet.size
    shown = [letters for letters in sheet.letters if letters.text]
    for letters in shown:
        left, top, right, bottom = extent(letters)
        assert left >= MARGIN - 1, letters
        assert right <= wide - MARGIN + 1, letters
        assert top >= 0, letters
        assert bottom <= high, letters
        assert letters.size >= smallest, letters
        assert contrast(letters.colour, _ground(sheet, letters)) >= READABLE, letters
    for one, other in combinations(shown, 2):
        assert not _overlap(extent(one), extent(other)), (one, other)
    for box in sheet.boxes:
        assert box.x >= MARGIN - 1, box
        assert box.x + box.width <= wide - MARGIN + 1, box
        assert box.y >= 0, box
        assert box.y + box.height <= high, box
    for stroke in (shape for shape in sheet.shapes if not isinstance(shape, Box)):
        for x, y in stroke.points:
            assert MARGIN - 1 <= x <= wide - MARGIN + 1, stroke
            assert 0 <= y <= high, stroke


def _ground(sheet: Sheet, letters) -> str:
    """What ``letters`` stand on; they must stand on one thing only."""
    colour = PAPER
    for box in sheet.boxes:
        around = (box.x, box.y, box.x + box.width, box.y + box.height)
        if _overlap(extent(letters), around):
            assert _inside(extent(letters), around), (letters, box)
            colour = box.colour
    return colour


def _overlap(one, other) -> bool:
    return one[0] < other[2] and other[0] < one[2] and one[1] < other[3] and other[1] < one[3]


def _inside(one, other) -> bool:
    return one[0] >= other[0] and one[1] >= other[1] and one[2] <= other[2] and one[3] <= other[3]
