"""The charts' colours, looked at with eyes that lack a sort of cones, and without any colour at all."""

from itertools import combinations, pairwise

import pytest

from bot.render.colours import (
    BLUE,
    DARK_GREY,
    DEEP,
    LIGHT_GREY,
    MIDDLE,
    PLAIN,
    READABLE,
    WARM,
    contrast,
    ink_on,
    shades_of_sides,
)
from bot.render.drawing import INK, PAPER, QUIET, TRACK
from tests.render.eyes import DEFICIENCIES, lightness, seen

SCALES = [(1, 0, 1), (1, 1, 1), (2, 0, 1), (1, 0, 2), (2, 0, 2), (2, 1, 2), (3, 0, 1), (4, 0, 1), (3, 0, 3), (3, 1, 3)]


def apart(one, other, deficiency):
    return abs(lightness(seen(one, deficiency)) - lightness(seen(other, deficiency)))


@pytest.mark.parametrize("deficiency", DEFICIENCIES)
@pytest.mark.parametrize("scale", SCALES)
def test_neighbours_on_a_scale_differ_in_lightness_for_every_eye(scale, deficiency):
    """Eight steps of a hundred can be told apart side by side; three pixels of paper part them besides."""
    for one, other in pairwise(shades_of_sides(*scale)):
        assert apart(one, other, deficiency) >= 8, (one, other)


@pytest.mark.parametrize("deficiency", DEFICIENCIES)
def test_the_two_ends_of_a_scale_are_not_taken_for_each_other(deficiency):
    """Orange and blue keep different hues even where they are equally light."""
    for scale in SCALES:
        best, *_, worst = (seen(colour, deficiency) for colour in shades_of_sides(*scale))
        assert sum((int(best[at : at + 2], 16) - int(worst[at : at + 2], 16)) ** 2 for at in (1, 3, 5)) > 90**2


@pytest.mark.parametrize("deficiency", DEFICIENCIES)
def test_the_three_bars_of_a_webinar_and_the_shades_of_boxes_are_told_apart(deficiency):
    for one, other in pairwise((BLUE, DARK_GREY, LIGHT_GREY)):
        assert apart(one, other, deficiency) >= 9
    for one, other in combinations((DEEP, MIDDLE, PLAIN), 2):
        assert apart(one, other, deficiency) >= 9
    assert apart(DEEP, WARM, deficiency) >= 20


def test_letters_can_be_read_on_every_colour():
    shades = {shade for scale in SCALES for shade in shades_of_sides(*scale)}
    for ground in (*shades, BLUE, DARK_GREY, LIGHT_GREY, DEEP, MIDDLE, PLAIN, WARM, TRACK, PAPER):
        assert contrast(ink_on(ground), ground) >= READABLE
    for ground in (TRACK, PAPER):
        for ink in (INK, QUIET):
            assert contrast(ink, ground) >= READABLE


def test_contrast_is_that_of_the_guidelines():
    assert contrast("#000000", "#FFFFFF") == pytest.approx(21)
    assert contrast("#777777", "#FFFFFF") == pytest.approx(4.48, abs=0.01)
