"""Long texts go on in the next message: nothing is lost, every piece is whole, and sentences stay together."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st
from markupsafe import escape

from bot.rehearsal.html import parsed
from bot.render.splitting import pieces
from bot.render.texts import unmarked, utf16_units

WORDS = st.text(st.sampled_from("aäß&<>\"'éΩжő😀👍🏽\u0301.!?…;:,()0123456789"), min_size=1, max_size=40)
TAGS = st.sampled_from(["b", "i", "u", "s", 'a href="https://example.org/?a=1&amp;b=2"', "blockquote", "tg-spoiler"])


@st.composite
def marked(draw, depth=2):
    """Telegram's HTML with tags in tags, blanks of every sort and long words."""
    told = []
    for _ in range(draw(st.integers(1, 6))):
        if depth and draw(st.booleans()):
            tag = draw(TAGS)
            inner = draw(marked(depth=depth - 1))
            name = tag.split(" ")[0]
            told.append(inner if name in inner else f"<{tag}>{inner}</{name}>")
        else:
            told.append(str(escape(draw(st.lists(WORDS, max_size=12).map(" ".join)))))
        told.append(draw(st.sampled_from(["", " ", "\n", "\n\n", ". "])))
    return "".join(told)


def bare(text):
    return "".join(text.split())


@given(marked(), st.integers(12, 60), st.integers(12, 90))
def test_nothing_is_lost_and_every_piece_fits_and_is_well_formed(text, first, rest):
    found = pieces(text, first=first, rest=rest)
    assert bare("".join(map(unmarked, found))) == bare(unmarked(text))
    for place, piece in enumerate(found):
        read = parsed(piece)  # as strict as Telegram: raises at a tag or an entity that is cut
        assert utf16_units(read.text) <= (rest if place else first)
        assert read.text or len(found) == 1


@given(marked())
def test_what_is_marked_stays_marked(text):
    whole, found = parsed(text.strip()), [parsed(piece) for piece in pieces(text, first=30, rest=30)]

    def painted(read):
        units = read.text.encode("utf-16-le", "surrogatepass")
        kinds = [[] for _ in range(len(units) // 2)]
        for entity in read.entities:
            for unit in range(entity["offset"], entity["offset"] + entity["length"]):
                kinds[unit].append(entity["type"])
        signs = [units[2 * place : 2 * place + 2] for place in range(len(kinds))]
        blank = {each.encode("utf-16-le") for each in " \n"}
        return [(sign, sorted(kind)) for sign, kind in zip(signs, kinds, strict=True) if sign not in blank]

    assert [each for read in found for each in painted(read)] == painted(whole)


@given(st.lists(st.text("abcdefgh", min_size=1, max_size=9), min_size=1, max_size=80))
def test_no_word_is_cut_that_fits(words):
    found = pieces(" ".join(words), first=20, rest=20)
    assert " ".join(found).split() == words


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("One is here. Two is there. Three", ["One is here. Two is there.", "Three"]),
        ("Take this, e.g. That one is good", ["Take this, e.g. That one is", "good"]),
        ("Das ist gut, z. B. Anna sagt es", ["Das ist gut, z. B. Anna sagt", "es"]),
        ("Am 15. 3. Oder am 16. April um 9", ["Am 15. 3. Oder am 16. April", "um 9"]),
        ("Ask Dr. Miller. Then go home now", ["Ask Dr. Miller.", "Then go home now"]),
        ("It was in 2026. Now it is not so", ["It was in 2026.", "Now it is not so"]),
        ("“Is it so?” Yes it is, says Ana.", ["“Is it so?”", "Yes it is, says Ana."]),
        ("Τι κάνεις; Καλά είμαι, ευχαριστώ", ["Τι κάνεις;", "Καλά είμαι, ευχαριστώ"]),
        ("first line\nsecond line goes on on", ["first line", "second line goes on on"]),
    ],
)
def test_a_cut_is_where_a_sentence_ends_and_not_at_an_abbreviation(text, expected):
    assert pieces(text, first=28, rest=28) == expected


def test_signs_that_are_seen_as_one_stay_together_in_a_word_that_must_be_cut():
    family = "👨\u200d👩\u200d👧"
    assert pieces("a" * 7 + family, first=12, rest=40) == ["a" * 7, family]
    assert pieces("a" * 9 + "e\u0301" + "b" * 9, first=10, rest=40) == ["a" * 9, "e\u0301" + "b" * 9]


def test_a_text_that_fits_is_left_as_it_is():
    text = "<b>All</b> of it &amp; more."
    assert pieces(text, first=1024, rest=4096) == [text]
    assert not re.search("<b></b>", "".join(pieces("<b>x </b>" * 50, first=20, rest=20)))
