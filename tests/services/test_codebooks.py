"""Codebooks: renamed, merged, split, grouped; what people said stays what it was, and every step can be taken back."""

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bot.services.access import Access, Operator
from bot.services.coding.codebooks import CodebookOvertaken
from bot.services.coding.desk import NoSuchTheme, Where
from bot.services.coding.giving import Tick
from bot.services.errors import Refusal
from bot.services.organising.overtaking import Overtaken
from bot.services.organising.perusing import Perusing
from bot.services.storage import Storage
from tests.services.candid import CLOSED, GOOD, candid, mixing, take_part
from tests.services.coding import OLGA, OSCAR, TEXTS, WHERE, Coders, joins
from tests.services.scenes import WEBINAR, an_office, second

CODED = {
    "Better food": ["Food"],
    "More food, please": ["Food"],
    "Shorter talks": ["Length"],
    "Food and drinks": ["Food", "Drinks"],
    "Drinks": ["Drinks"],
    "Nothing at all": [],
}


@pytest.fixture
async def coders(office):
    made = Coders(office)
    await made.begin()
    for text, labels in CODED.items():
        await made.code(text, *labels)
    return made


async def merge(coders, theme, into, **more):
    await coders.books.merge(OLGA, WHERE, await coders.theme(theme), await coders.theme(into), seen=None, **more)


async def test_who_had_both_themes_has_the_merged_one_once_and_undoing_restores_everything(coders):
    before = await coders.everything()
    await merge(coders, "Drinks", "Food")
    assert await coders.people() == {"Food": 4, "Length": 1}
    assert (await coders.counted()).themes.mentions == 5
    await coders.books.undo(OLGA, WHERE, seen=None)
    assert await coders.everything() == before
    assert await coders.people() == {"Food": 3, "Drinks": 2, "Length": 1}


async def test_a_theme_is_renamed_and_a_name_that_is_taken_is_refused(coders):
    theme = await coders.theme("Drinks")
    await coders.books.rename(OLGA, WHERE, theme, "Beverages", seen=None)
    assert "Beverages" in await coders.people()
    with pytest.raises(Refusal, match="“Food” already"):
        await coders.books.rename(OLGA, WHERE, theme, "food", seen=None)
    await coders.books.rename(OLGA, WHERE, theme, "beverages", seen=None)  # its own name in other capitals
    await coders.books.undo(OLGA, WHERE, seen=None)
    await coders.books.undo(OLGA, WHERE, seen=None)
    assert "Drinks" in await coders.people()


async def test_people_in_a_group_are_counted_once(coders):
    for label in ("Food", "Drinks"):
        await coders.books.group(OLGA, WHERE, await coders.theme(label), "Catering", seen=None)
    (group,) = (await coders.counted()).themes.groups
    assert (group.label, group.mentions, group.people, group.people_percent) == ("Catering", 5, 4, 67)
    with pytest.raises(Refusal, match="A group holds themes"):
        await coders.books.group(OLGA, WHERE, await coders.theme("Catering"), "Length", seen=None)
    with pytest.raises(Refusal, match="“Food” is in a group itself"):
        await coders.books.group(OLGA, WHERE, await coders.theme("Length"), "Food", seen=None)
    await coders.books.group(OLGA, WHERE, await coders.theme("Drinks"), None, seen=None)
    assert (await coders.counted()).themes.groups[0].people == 3
    await coders.books.undo(OLGA, WHERE, seen=None)
    assert (await coders.counted()).themes.groups[0].people == 4


async def test_a_theme_is_split_answer_by_answer_and_merged_back_by_undoing(coders):
    before = await coders.everything()
    food = await coders.theme("Food")
    quality = await coders.books.split(OLGA, WHERE, food, "Food quality", seen=None)
    desk = await coders.desk()
    answer = next(each for each in desk.answers if each.text == "Better food")
    for _ in range(2):
        await coders.books.move(OLGA, WHERE, answer.mark, theme_id=food, to=quality)
    assert await coders.people() == {"Food": 2, "Drinks": 2, "Food quality": 1, "Length": 1}
    await coders.books.undo(OLGA, WHERE, seen=None)
    assert await coders.everything() == before
    assert await coders.books.split(OLGA, WHERE, food, "Food quality", seen=None) == quality
    assert (await coders.people())["Food quality"] == 1  # what was moved is remembered


async def test_whoever_changes_the_codebook_later_is_told(coders):
    seen = (await coders.desk()).revision
    await merge(coders, "Drinks", "Food")
    with pytest.raises(CodebookOvertaken) as caught:
        await coders.books.rename(OLGA, WHERE, await coders.theme("Food"), "Meals", seen=seen)
    assert isinstance(caught.value, Overtaken)
    with pytest.raises(CodebookOvertaken):
        await coders.books.undo(OLGA, WHERE, seen=seen)
    assert "Food" in await coders.people()


async def test_only_a_theme_that_nobody_has_is_taken_away(coders):
    with pytest.raises(Refusal, match="merge it instead"):
        await coders.books.remove(OLGA, WHERE, await coders.theme("Food"), seen=None)
    await coders.books.add(OLGA, WHERE, "Chairs", seen=None)
    theme = await coders.theme("Chairs")
    await coders.books.remove(OLGA, WHERE, theme, seen=None)
    with pytest.raises(NoSuchTheme):
        await coders.books.remove(OLGA, WHERE, theme, seen=None)
    with pytest.raises(Refusal, match="nothing that can be undone"):
        await coders.books.undo(OLGA, WHERE, seen=None)


async def test_the_history_tells_who_did_what_and_what_was_undone(coders):
    await joins(coders.office, OSCAR)
    await coders.books.merge(OSCAR, WHERE, await coders.theme("Drinks"), await coders.theme("Food"), seen=None)
    await coders.books.undo(OSCAR, WHERE, seen=None)
    _, (last, *others) = await coders.books.history(OLGA, WHERE)
    assert (last.who, last.deed, last.label, last.other, last.undone) == ("Oscar", "merged", "Drinks", "Food", True)
    assert [(each.deed, each.label) for each in others] == [("added", label) for label in ("Drinks", "Length", "Food")]
    actions = {row[0] for row in await coders.office.rows("SELECT action FROM audits")}
    assert {"theme.merged", "theme.undone", "answers.coded"} <= actions


async def test_a_theme_of_webinars_that_are_not_theirs_stays_as_it_is(office):
    coders = Coders(office)
    await coders.begin(webinar=WEBINAR.replace("key: clusters", "key: clusters\nseries: mine"))
    await coders.code("Drinks", "Drinks")
    await office.apply(second())
    await joins(office, OSCAR, scope="series", series="mine")
    there = """response,overall,improve,improve.themes
x,poor,Tea,Drinks
y,poor,Chairs,Secret
"""
    await office.take(there, "later")
    desk = await coders.desk(OSCAR)
    assert [(theme.label, theme.elsewhere) for theme in desk.themes] == [("Drinks", True)]  # nothing of the other
    with pytest.raises(Refusal, match="not yours"):
        await coders.books.rename(OSCAR, WHERE, desk.themes[0].id, "Beverages", seen=None)
    await coders.books.rename(OLGA, WHERE, desk.themes[0].id, "Beverages", seen=None)


async def change(coders, desk, deed, first, into, number):
    """One step; whether what was done before it can still be taken apart."""
    match deed:
        case "merge":
            await coders.books.merge(OLGA, WHERE, first.id, into.id, seen=None)
        case "split":
            made = await coders.books.split(OLGA, WHERE, first.id, f"New {number}", seen=None)
            for answer in desk.answers[::2]:
                await coders.books.move(OLGA, WHERE, answer.mark, theme_id=first.id, to=made)
            return list(desk.root.values()).count(first.id) == 1
        case "group":
            await coders.books.group(OLGA, WHERE, first.id, f"Group {into.label}", seen=None)
        case _:
            await coders.books.rename(OLGA, WHERE, first.id, f"{first.label} {number}", seen=None)
    return True


LABELS = ("Food", "Drinks", "Length", "Rooms")
STEPS = st.lists(
    st.tuples(st.sampled_from(("merge", "split", "group", "rename")), st.sampled_from(LABELS), st.sampled_from(LABELS)),
    max_size=6,
)


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(coded=st.lists(st.sets(st.sampled_from(LABELS)), min_size=6, max_size=6), steps=STEPS)
async def test_whatever_is_merged_split_and_grouped_nobody_is_lost_and_undoing_all_restores_all(
    tmp_path_factory, coded, steps
):
    async with an_office(tmp_path_factory.mktemp("office")) as office:
        coders = Coders(office)
        await coders.begin()
        for text, labels in zip(TEXTS, coded, strict=True):
            await coders.code(text, *sorted(labels))
        before = await coders.everything()
        for number, (deed, one, other) in enumerate(steps):
            desk = await coders.desk()
            first, into = desk.labelled(one), desk.labelled(other)
            if first is None or into is None:
                continue
            now = await coders.everything()
            try:
                apart = await change(coders, desk, deed, first, into, number)
            except Refusal:
                continue
            before = before if apart else now
            everything = await coders.everything()
            assert {text for text, has in everything.items() if has} == {text for text, has in now.items() if has}
            if counts := await coders.people():
                assert sum(counts.values()) == sum(len(has or ()) for has in everything.values())
        while True:
            try:
                await coders.books.undo(OLGA, WHERE, seen=None)
            except Refusal:
                break
        assert await coders.everything() == before


WHY = Where("clusters", None, "why")


async def test_the_codebook_of_an_anonymous_survey_tells_figures_in_editions_as_the_summary_does(office):
    await candid(office)
    coders = Coders(office)
    [(webinar,)] = await office.rows("SELECT id FROM webinars")
    for chat_id in range(6):
        await take_part(office, chat_id, GOOD)
    await Perusing(Storage(office.store), office.library, Access([OLGA.telegram_id])).sheet(OLGA, webinar)
    await take_part(office, 7, GOOD)
    office.clock.set(CLOSED)
    await mixing(office).mix()
    told = [(await coders.books.book(by, WHY))[1].answered for by in (OLGA, Operator())]
    assert told == [6, 7]


async def test_themes_given_to_answers_that_were_told_are_told_though_nobody_answered_since(office):
    await candid(office)
    coders = Coders(office)
    for chat_id in range(6):
        await take_part(office, chat_id, GOOD)
    office.clock.set(CLOSED)
    await mixing(office).mix()
    desk, figures = await coders.books.book(OLGA, WHY)
    assert figures.coding is None
    for answer in desk.answers:
        await coders.giving.name(OLGA, WHY, Tick(answer.mark, 1, None), "Length")
    _, figures = await coders.books.book(OLGA, WHY)
    assert (figures.coding.coded, figures.themes.options[0].people) == (6, 6)
