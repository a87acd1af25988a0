"""Answers are given themes one at a time: by whoever may, never silently over another's, and by two who are two."""

import pytest

from bot.services.access import Access, NotAllowed, Operator
from bot.services.coding.desk import NoSuchAnswer, NotOpen, Where, desk_with
from bot.services.coding.giving import CodingOvertaken, Tick, progress
from bot.services.errors import Refusal
from bot.services.exporting import StillSealed
from bot.services.organising.perusing import TooFewWrote
from tests.services.candid import CANDID, CLOSED, GOOD, candid, mixing, take_part
from tests.services.coding import NOBODY, OLGA, OSCAR, TEXTS, WHERE, Coders, joins
from tests.services.scenes import SURVEY, WEBINAR


@pytest.fixture
async def coders(office):
    made = Coders(office)
    await made.begin()
    return made


async def test_an_answer_can_have_several_themes_and_lose_them_again(coders):
    await coders.code("Food and drinks", "Food", "Drinks")
    assert (await coders.everything())["Food and drinks"] == {"Food", "Drinks"}
    theme = await coders.theme("Drinks")
    await coders.giving.give(OLGA, WHERE, await coders.tick("Food and drinks"), theme, on=False)
    assert (await coders.everything())["Food and drinks"] == {"Food"}
    assert progress(await coders.desk(), 1, OLGA) == (1, 6)


async def test_an_answer_that_no_theme_fits_is_coded_all_the_same(coders):
    await coders.code("Nothing at all")
    assert (await coders.everything())["Nothing at all"] == set()
    await coders.giving.none_fits(OLGA, WHERE, await coders.tick("Nothing at all"), on=False)
    assert (await coders.everything())["Nothing at all"] is None


async def test_figures_tell_people_their_base_and_how_many_are_not_coded_yet(coders):
    for text in TEXTS[:4]:
        await coders.code(text, "Food" if "ood" in text else "Length")
    assert (await coders.counted()).themes is None  # four are too few to be told
    await coders.code("Nothing at all")
    found = await coders.counted()
    assert (found.coding.coded, found.coding.uncoded) == (5, 1)
    food = found.themes.options[0]
    assert (food.label, food.people, food.people_percent) == ("Food", 3, 60)


async def test_the_name_of_a_theme_is_the_same_whatever_its_capitals(coders):
    await coders.code("Better food", "Food")
    await coders.code("Drinks", "FOOD")
    assert [theme.label for theme in (await coders.desk()).themes] == ["Food"]


@pytest.mark.parametrize("typed", ["", "  ", "-", "x" * 101])
async def test_a_theme_has_a_name_that_says_something(coders, typed):
    with pytest.raises(Refusal, match="Please type a name"):
        await coders.giving.name(OLGA, WHERE, await coders.tick("Drinks"), typed)


async def test_a_semicolon_becomes_a_comma_since_spreadsheets_join_themes_by_it(coders):
    assert await coders.giving.name(OLGA, WHERE, await coders.tick("Drinks"), "Tea; coffee") == "Tea, coffee"


async def test_whoever_ticks_later_is_told_and_nothing_is_overwritten(coders):
    await joins(coders.office, OSCAR)
    late = await coders.tick("Drinks", by=OSCAR)
    await coders.code("Drinks", "Food")
    with pytest.raises(CodingOvertaken):
        await coders.giving.name(OSCAR, WHERE, late, "Catering")
    assert (await coders.everything())["Drinks"] == {"Food"}
    await coders.giving.give(OSCAR, WHERE, late, await coders.theme("Food"), on=True)  # it is what they want anyway
    with pytest.raises(CodingOvertaken):
        await coders.giving.none_fits(OSCAR, WHERE, late, on=True)


async def test_nobody_is_their_own_second_coder(coders):
    await joins(coders.office, OSCAR)
    await coders.code("Drinks", "Drinks")
    with pytest.raises(Refusal, match="somebody else"):
        await coders.code("Drinks", "Drinks", coder=2)
    assert progress(await coders.desk(OSCAR), 2, OSCAR) == (0, 6)
    await coders.code("Drinks", "Drinks", coder=2, by=OSCAR)
    assert progress(await coders.desk(), 2, OLGA) == (0, 5)
    with pytest.raises(Refusal, match="somebody else"):
        await coders.code("Drinks", "Food", coder=1, by=OSCAR)


async def test_two_coders_are_compared_and_only_the_first_counts(coders):
    await joins(coders.office, OSCAR)
    for text in TEXTS:
        await coders.code(text, "Food" if "ood" in text else "Other")
        await coders.code(text, "Food" if "food" in text else "Other", coder=2, by=OSCAR)
    found = await coders.counted()
    assert {each.label: each.people for each in found.themes.options} == {"Food": 3, "Other": 3}
    agreed = found.coding.agreement
    assert (agreed.answers, agreed.few, agreed.revised) == (6, True, 0)
    assert [(each.both, each.first, each.second, each.neither) for each in agreed.themes] == [
        (2, 1, 0, 3),
        (3, 0, 1, 2),
    ]
    assert agreed.kappa == pytest.approx(2 / 3)
    await coders.giving.give(OLGA, WHERE, await coders.tick("Food and drinks"), await coders.theme("Food"), on=False)
    await coders.code("Food and drinks", "Other")
    again = (await coders.counted()).coding.agreement
    assert (again.kappa, again.revised) == (1, 1)  # and that it was made alike afterwards is told


@pytest.mark.parametrize("rows", [False, True])
async def test_only_whoever_may_read_answers_gives_themes(coders, rows):
    await joins(coders.office, OSCAR, rows=rows)
    if rows:
        assert len((await coders.desk(OSCAR)).answers) == 6
    else:
        with pytest.raises(NotAllowed):
            await coders.desk(OSCAR)
    with pytest.raises(NotAllowed):
        await coders.giving.name(NOBODY, WHERE, Tick("x", 1, None), "Food")


async def test_what_fewer_than_five_wrote_is_not_shown(office):
    coders = Coders(office)
    await coders.begin(*TEXTS[:4])
    with pytest.raises(TooFewWrote):
        await coders.desk()


async def test_nobody_wrote_is_no_trouble(office):
    await office.apply(SURVEY, WEBINAR)
    assert (await Coders(office).desk()).answers == ()


async def test_only_open_questions_are_given_themes(coders):
    with pytest.raises(NotOpen, match="It has: improve, remarks"):
        await coders.giving.desk(OLGA, Where("clusters", None, "overall"))


async def test_an_answer_that_was_changed_is_not_there_any_more(coders):
    old = await coders.tick("Drinks")
    await coders.code("Drinks", "Drinks")
    await coders.office.store.write(
        lambda tx: tx.execute("UPDATE answers SET text = 'Tea' WHERE text = 'Drinks'").rowcount
    )
    with pytest.raises(NoSuchAnswer):
        await coders.giving.name(OLGA, WHERE, old, "Food")
    assert (await coders.everything())["Tea"] is None


async def test_the_audit_log_tells_of_a_sitting_once_and_never_what_people_wrote(coders):
    for text in TEXTS:
        await coders.code(text, "Food")
    rows = await coders.office.rows("SELECT action, detail FROM audits")
    assert rows == [("answers.coded", '{"question":"improve"}')]


WHY = Where("clusters", None, "why")


async def test_answers_to_an_anonymous_survey_are_given_themes_once_they_are_mixed(office):
    await candid(office)
    coders = Coders(office)
    for chat_id in range(6):
        await take_part(office, chat_id, GOOD)
    with pytest.raises(StillSealed):
        await coders.giving.desk(OLGA, WHY)
    with pytest.raises(StillSealed):
        await coders.giving.name(OLGA, WHY, Tick("x", 1, None), "Food")
    assert (await coders.giving.desk(Operator(), WHY)).sealed == 6
    office.clock.set(CLOSED)
    await mixing(office).mix()
    desk = await coders.giving.desk(OLGA, WHY)
    assert (len(desk.answers), desk.sealed) == (6, 0)


async def test_answers_that_lie_sealed_do_not_make_a_small_group_large(office):
    await candid(office, CANDID.replace("identity: anonymous", "identity: pseudonymous"))
    for chat_id in range(3):
        await take_part(office, chat_id, GOOD)
    await candid(office)
    for chat_id in range(3, 9):
        await take_part(office, chat_id, GOOD)
    with pytest.raises(TooFewWrote):
        await Coders(office).giving.desk(Operator(), WHY)


async def test_whoever_ticks_reads_that_one_answer_under_the_lock_and_what_it_has(coders):
    await coders.code("Drinks", "Drinks")
    await coders.code("Better food", "Food")
    answer = next(each for each in (await coders.desk()).answers if each.text == "Drinks")

    def narrow(tx, responses, limit=5):
        access, library = Access([OLGA.telegram_id]), coders.office.library
        return desk_with(tx, access, library, OLGA, WHERE, responses=responses, limit=limit)

    desk = await coders.office.store.read(lambda tx: narrow(tx, [answer.response_id]))
    assert desk.answers == (answer,)
    assert list(desk.coded) == [(answer.response_id, 1)]
    assert [theme.label for theme in desk.themes] == ["Drinks", "Food"]
    assert (await coders.office.store.read(lambda tx: narrow(tx, []))).answers == ()
    with pytest.raises(TooFewWrote):
        await coders.office.store.read(lambda tx: narrow(tx, [answer.response_id], limit=7))
