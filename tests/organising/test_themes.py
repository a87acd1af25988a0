"""Giving themes by chat: one answer at a time, what is suggested, the codebook, two organisers and two coders."""

import sys
from collections import Counter
from contextlib import contextmanager

import pytest

from tests.organising.answers import FIVE, SIX, a_member, take
from tests.organising.driver import an_office
from tests.stories.transcript import at

WRITTEN = """response,finished,overall,improve
a,1,very,Better coffee
b,1,very,"More coffee, please"
c,1,rather,Shorter talks
d,1,rather,Talks were long
e,1,not,Coffee and shorter talks
f,1,not,Nothing
"""


@pytest.fixture
async def office(tmp_path):
    async with an_office(tmp_path, now=at("2026-11-24 13:00")) as (house, olga):
        await house.apply("in_a_series.yaml")
        await house.open()
        await house.rest()  # the live card comes first
        await take(house, "clusters", WRITTEN)
        yield house, olga


async def go_to_themes(somebody):
    await somebody.says("/summary clusters")
    await somebody.taps("What people wrote")
    await somebody.taps("What should we improve?")
    return await somebody.taps("Give themes")


async def test_answers_are_given_themes_one_after_the_other(office):
    house, olga = office
    card = await go_to_themes(olga)
    assert "0 of 6 coded" in card
    assert "“Better coffee”" in card
    assert "There are no themes yet." in card
    assert "What is this answer about?" in await olga.taps("New theme")
    card = await olga.says("Catering")
    assert "Themes: Catering" in card
    assert "1 of 6 coded" in card
    assert "☑ Catering" in olga.buttons
    card = await olga.taps("Next")
    assert "“Coffee and shorter talks”" in card
    assert "☐ Catering" in olga.buttons
    assert "2 of 6 coded" in await olga.taps("☐ Catering")
    assert "“Better coffee”" in await olga.taps("◀ Before")
    await olga.taps("☑ Catering")
    assert "1 of 6 coded" in olga.card
    rows = house.rows("SELECT action, detail FROM audits WHERE action = 'answers.coded'")
    assert rows == [("answers.coded", '{"question":"improve"}')]


async def test_what_is_suggested_is_marked_and_counts_nowhere_until_it_is_tapped(office):
    house, olga = office
    card = await go_to_themes(olga)
    assert "💡 Coffee · 2 more like this" in olga.buttons
    assert "It counts nowhere until you tap it" in card
    assert house.rows("SELECT count(*) FROM codings") == [(0,)]
    assert "Themes: Coffee" in await olga.taps("💡 Coffee")
    assert not [each for each in olga.buttons if "💡" in each]
    await olga.taps("Codebook")
    assert "What several people say" in await olga.taps("Suggestions")
    card = await olga.taps("💡 Coffee · 3")
    assert "“Coffee and shorter talks”" in card
    assert "Answers left to look at: 2" in card
    assert "“More coffee, please”" in await olga.taps("No, the next")
    assert "These are all." in await olga.taps("Yes, it fits")
    assert house.rows("SELECT count(*) FROM codings") == [(2,)]


async def test_an_answer_that_no_theme_fits_is_coded_and_the_last_one_says_that_all_are(office):
    _, olga = office
    await go_to_themes(olga)
    for number in range(6):
        assert f"{number + 1} of 6 coded" in await olga.taps("No theme fits")
        if number < 5:
            await olga.taps("Next")
    assert "No theme fits this answer." in olga.card
    assert "All answers are coded: 6." in await olga.taps("All are coded")
    assert "“Better coffee”" in await olga.taps("Look at them again")
    assert "5 of 6 coded" in await olga.taps("☑ No theme fits")


async def code_all(olga):
    await go_to_themes(olga)
    for number, label in enumerate(("Coffee", "Coffee", "Coffee", "Nothing", "Length", "Length")):
        await olga.taps("New theme")
        await olga.says(label)
        if number < 5:
            await olga.taps("Next")


async def test_the_codebook_tells_people_and_themes_are_grouped_merged_and_undone(office):
    house, olga = office
    await code_all(olga)
    card = await olga.taps("Codebook")
    assert "• Coffee: 3 (50%)" in card
    await olga.taps("Coffee")
    await olga.taps("Group")
    await olga.taps("New group")
    card = await olga.says("Organisation")
    assert "• Organisation: 3 (50%)\n   • Coffee: 3 (50%)" in card
    await olga.taps("Length")
    await olga.taps("Merge")
    card = await olga.taps("Coffee")
    assert "Length" not in card
    assert "   • Coffee: 5 (83%)" in card
    card = await olga.taps("History")
    assert "“Length” was merged into “Coffee”." in card
    card = await olga.taps("Undo the last")
    assert "“Length” was merged into “Coffee”. (undone)" in card
    assert "• Length: 2 (33%)" in await olga.taps("Codebook")
    assert house.rows("SELECT count(*) FROM codings") == [(6,)]


async def test_a_theme_is_renamed_and_split_answer_by_answer(office):
    _, olga = office
    await code_all(olga)
    await olga.taps("Codebook")
    await olga.taps("Coffee")
    await olga.taps("Rename")
    await olga.says("Length")
    assert "There is a theme “Length” already." in olga.card
    assert "• Catering: 3 (50%)" in await olga.says("Catering")
    await olga.taps("Catering")
    await olga.taps("Split")
    card = await olga.says("Quality")
    assert "Answers left to look at: 3" in card
    assert "“Better coffee”" in card
    await olga.taps("➡ Quality")
    await olga.taps("⏸ Catering")
    assert "These are all." in await olga.taps("⏸ Catering")
    card = await olga.taps("Codebook")
    assert "• Catering: 2 (33%)" in card
    assert "• Quality: 1 (17%)" in card


async def test_a_theme_that_no_answer_has_is_taken_away(office):
    _, olga = office
    await go_to_themes(olga)
    assert "There are no themes yet." in await olga.taps("Codebook")
    await olga.taps("New theme")
    assert "• Chairs" in await olga.says("Chairs")
    await olga.taps("Chairs")
    assert "There are no themes yet." in await olga.taps("Take away")


async def test_the_second_of_two_organisers_is_told_and_nothing_is_overwritten(office):
    house, olga = office
    oscar = await a_member(house, 901, "Oscar", "organiser", rows=True)
    await go_to_themes(oscar)
    stale = oscar.button("No theme fits")
    await go_to_themes(olga)
    await olga.taps("💡 Coffee")
    await oscar.forges(*stale)
    assert "Somebody has given this answer other themes in between" in oscar.toast
    assert "Themes: Coffee" in oscar.card
    await oscar.taps("Codebook")
    await oscar.taps("Coffee")
    await oscar.taps("Rename")
    await olga.taps("Codebook")
    await olga.taps("Coffee")
    await olga.taps("Rename")
    await olga.says("Catering")
    assert "Somebody has changed the themes in between" in await oscar.says("Drinks")
    assert house.rows("SELECT label FROM themes") == [("Catering",)]


async def test_a_second_coder_sees_nothing_of_the_first_and_both_are_compared(office):
    house, olga = office
    await code_all(olga)
    oscar = await a_member(house, 901, "Oscar", "organiser", rows=True)
    await go_to_themes(oscar)
    await oscar.taps("Codebook")
    card = await oscar.taps("Code as the second")
    assert "0 of 6 coded · you are the second coder" in card
    assert "Themes:" not in card
    for number in range(6):
        await oscar.taps("☐ Coffee" if number < 3 else "No theme fits")
        await oscar.taps("Next" if number < 5 else "All are coded")
    assert "you never see what the first one gave" in oscar.card
    card = await oscar.taps("Codebook")
    assert "Two coders: Cohen’s kappa 0.33 (mean of themes), n = 6 answers" in card
    assert "So few answers say little about agreement." in card
    assert "• Coffee: 3 (50%)" in card  # the second is never counted
    await olga.taps("Codebook")
    assert "All answers are coded: 0" not in await olga.taps("Code as the second")


async def test_figures_tell_themes_with_their_base(office):
    _, olga = office
    await code_all(olga)
    await olga.says("/summary clusters")
    await olga.taps("Questions")
    card = await olga.taps("3")
    assert "• Coffee: 50% (19–81), 3" in card
    assert "n = 6 answers coded, 0 not yet" in card


async def test_what_fewer_than_five_wrote_is_not_coded(office):
    house, olga = office
    few = FIVE.replace("improve\n", "improve\n", 1).replace("a,1,very,talks,,-", "a,1,very,talks,,Tea")
    await take(house, "before", few)
    await olga.says("/summary before")
    await olga.taps("Questions")
    await olga.taps("3")
    await olga.taps("What people wrote")
    assert "Fewer than 5 people have written here" in olga.toast
    assert not [each for each in olga.buttons if "Give themes" in each]


async def test_a_name_that_says_nothing_is_asked_for_again(office):
    _, olga = office
    await go_to_themes(olga)
    await olga.taps("New theme")
    assert "Please type a name of up to 100 characters." in await olga.says("…")
    assert "Themes: Tea, coffee" in await olga.says("Tea; coffee")


async def test_there_are_as_many_themes_as_one_likes(office):
    _, olga = office
    await go_to_themes(olga)
    for number in range(10):
        await olga.taps("New theme")
        await olga.says(f"Theme {number}")
    assert "☑ Theme 9" not in olga.buttons
    await olga.taps("More")
    assert "☑ Theme 9" in olga.buttons
    await olga.taps("☑ Theme 9")
    assert "☐ Theme 9" in olga.buttons


__all__ = ["SIX"]


WORDS = ("Coffee", "Loudspeakers", "Parking")


@contextmanager
def comparing_answers():
    """How often one answer is compared with another meanwhile."""
    calls = Counter()

    def note(frame, event, _):
        if event == "call" and frame.f_code.co_name == "__eq__":
            calls["compared"] += type(frame.f_locals.get("self")).__name__ == "OpenAnswer"

    sys.setprofile(note)
    try:
        yield calls
    finally:
        sys.setprofile(None)


async def test_among_many_answers_nobody_waits_while_each_is_compared_with_each(tmp_path):
    many = 300
    rows = "".join(f"r{number},1,very,{WORDS[number % 3]} {number:03d}\n" for number in range(many))
    async with an_office(tmp_path, now=at("2026-11-24 13:00")) as (house, olga):
        await house.apply("in_a_series.yaml")
        await house.open()
        await house.rest()
        await take(house, "clusters", f"response,finished,overall,improve\n{rows}")
        await go_to_themes(olga)
        with comparing_answers() as calls:
            assert "“Coffee 003”" in await olga.taps("Next")
            await olga.taps("Codebook")
            await olga.taps("Suggestions")
            assert "“Coffee 000”" in await olga.taps(f"💡 Coffee · {many // 3}")
            assert "“Coffee 003”" in await olga.taps("No, the next")
        assert calls["compared"] < 5 * many
