"""Webinars side by side, from a real file: who answered what, at which webinar, and who came again."""

from __future__ import annotations

from collections.abc import Mapping

import pytest

import db.responses
import db.webinars
from bot.services.access import Access, NotAllowed, Operator, Person
from bot.services.comparing import Comparisons, NothingToCompare, Reckoning
from tests.services.scenes import SURVEY, WEBINAR, picked, put

SERIES = "series: clusters\n"


def webinar(key: str, starts: str, *, tags: str = "", survey: str = "everything") -> str:
    text = WEBINAR.replace("key: clusters", f"key: {key}").replace("2026-11-24 10:00", f"{starts} 10:00")
    return text.replace("survey: everything", f"{SERIES}{tags}survey: {survey}")


SPRING, SUMMER, AUTUMN = (
    webinar("spring", "2026-03-10"),
    webinar("summer", "2026-06-10"),
    webinar("autumn", "2026-09-10", tags="tags: {format: break-outs}\n"),
)


async def said(office, key: str, people: Mapping[int, str], *, attended: str | None = None) -> None:
    """These people finish the webinar's survey with one answer, after saying whether they were there."""
    before = {} if attended is None else {"attended": picked(attended)}
    for chat, pick in people.items():
        attendee_id = await office.enter(chat, key)

        def work(tx, attendee_id=attendee_id, chat=chat, pick=pick) -> None:
            row, now = db.webinars.find(tx, key), office.clock.now()
            response = db.responses.create(
                tx,
                label=f"{key}{chat}",
                webinar_id=row.id,
                survey_id=row.survey_id,
                survey_key="everything",
                attendee_id=attendee_id,
                mode="chat",
                language="en",
                now=now,
            )
            put(tx, response, {**before, "overall": picked(pick)}, now)
            db.responses.finish(tx, response, now=now)

        await office.store.write(work)


def comparisons(office, owners=()):
    return Comparisons(office.store, Access(owners), office.library)


async def compared(office, *names, **how):
    found = await comparisons(office).named(names, reader=Operator(), how=Reckoning(questions=("overall",), **how))
    (asked,) = found.questions
    return found, asked


async def test_each_webinar_has_the_figures_of_its_own_summary(office):
    await office.apply(SURVEY, SPRING, SUMMER)
    await said(office, "spring", {1: "good", 2: "good", 3: "fair", 4: "poor", 5: "poor", 6: "no_opinion"})
    await said(office, "summer", dict.fromkeys(range(11, 18), "good"))
    found, asked = await compared(office, "summer", "spring")
    assert [each.key for each in found.webinars] == ["spring", "summer"]
    for row in asked.rows:
        own = next(each for each in (await office.summary(row.name)).summary.questions if each.key == "overall")
        assert (row.base, row.mean) == (own.base, own.mean)
        assert [each.count for each in row.options] == [each.count for each in own.options if each.substantive]
        assert [(each.count, each.low) for each in row.shares] == [(each.count, each.low) for each in own.boxes]
    assert (found.several, found.certain) == ({}, True)


async def test_people_who_came_again_are_counted_and_compared_with_themselves(office):
    await office.apply(SURVEY, SPRING, SUMMER, AUTUMN)
    await said(office, "spring", {chat: "poor" if chat < 8 else "good" for chat in range(12)})
    await said(office, "summer", dict.fromkeys(range(12), "good"))
    await said(office, "autumn", {0: "good", **dict.fromkeys(range(20, 27), "fair")})
    found, asked = await compared(office, "spring", "summer", "autumn")
    assert found.several == {2: 11, 3: 1}
    first, then = asked.changes
    assert (first.both, first.basis, then.both, then.basis) == (12, "paired", 1, "least_favourable")
    assert first.test is not None
    assert (first.test.method, first.test.p) == ("sign", pytest.approx(2 * 0.5**8))


async def test_those_who_came_again_and_answered_another_wording_are_no_pairs(office):
    await office.apply(SURVEY, SPRING)
    await said(office, "spring", dict.fromkeys(range(8), "good"))
    await office.apply(SURVEY.replace("Overall?", "All in all?"), SUMMER)
    await said(office, "summer", dict.fromkeys(range(8), "good"))
    _, asked = await compared(office, "spring", "summer")
    assert ([each.name for each in asked.rows], asked.unlike, asked.changes) == (["summer"], ("spring",), ())


async def test_the_older_wording_is_found_where_a_webinar_has_answers_to_both(office):
    await office.apply(SURVEY, SPRING, SUMMER)
    await said(office, "spring", dict.fromkeys(range(8), "good"))
    await said(office, "summer", dict.fromkeys(range(10, 16), "fair"))
    await office.apply(SURVEY.replace("Overall?", "All in all?"), SUMMER)
    await said(office, "summer", dict.fromkeys(range(20, 26), "poor"))
    _, asked = await compared(office, "spring", "summer")
    assert (asked.ask, [(each.name, each.base) for each in asked.rows]) == ("Overall?", [("spring", 8), ("summer", 6)])


async def test_anonymous_and_imported_answers_are_nobodys(office):
    await office.apply(SURVEY, SPRING, SUMMER)
    await office.take("response,finished,overall\n" + "".join(f"r{n},1,good\n" for n in range(9)), "spring")
    await said(office, "summer", dict.fromkeys(range(8), "good"))
    found, asked = await compared(office, "spring", "summer")
    assert [each.known for each in found.webinars] == [False, True]
    assert not asked.changes[0].certain


async def test_a_withheld_webinar_is_in_no_pool_for_anybody(office):
    await office.apply(SURVEY, SPRING, SUMMER, AUTUMN)
    await said(office, "spring", dict.fromkeys(range(8), "good"))
    await said(office, "summer", {20: "poor", 21: "poor"})
    await said(office, "autumn", dict.fromkeys(range(30, 38), "fair"))
    _, asked = await compared(office, "spring", "summer", "autumn", tags=("format",))
    assert asked.rows[1].withheld
    assert asked.pooled is not None
    assert (asked.pooled.base, asked.pooled.left_out) == (16, ("summer",))
    (tagging,) = asked.tags
    assert tagging.without is not None
    assert (tagging.without.base, tagging.without.left_out) == (8, ("summer",))
    assert [(each.first, each.second) for each in asked.changes] == [("spring", "autumn")]


async def test_small_webinars_that_hide_each_other_are_pooled_for_those_who_may_read_rows_only(office):
    await office.apply(SURVEY, SPRING, SUMMER)
    await said(office, "spring", {1: "good", 2: "good", 3: "fair"})
    await said(office, "summer", {4: "good", 5: "poor", 6: "fair"})
    _, asked = await compared(office, "spring", "summer")
    assert asked.pooled is not None
    assert (asked.pooled.base, [each.count for each in asked.pooled.options]) == (6, [3, 2, 1])


async def test_a_series_is_those_of_its_webinars_that_have_answers(office):
    await office.apply(SURVEY, SPRING, SUMMER, AUTUMN)
    await said(office, "spring", dict.fromkeys(range(8), "good"))
    with pytest.raises(NothingToCompare, match="Fewer than two webinars of the series clusters"):
        await comparisons(office).series("clusters", reader=Operator())
    await said(office, "autumn", dict.fromkeys(range(8), "good"))
    found = await comparisons(office).series("clusters", reader=Operator())
    assert [each.key for each in found.webinars] == ["spring", "autumn"]
    with pytest.raises(NothingToCompare, match="no series other; there are: clusters"):
        await comparisons(office).series("other", reader=Operator())


async def test_one_webinar_is_no_comparison_and_no_tag_is_none(office):
    await office.apply(SURVEY, SPRING, SUMMER)
    with pytest.raises(NothingToCompare, match="at least two"):
        await comparisons(office).named(["spring", "spring"], reader=Operator())
    with pytest.raises(NothingToCompare, match="any tags"):
        await comparisons(office).named(["spring", "summer"], reader=Operator(), how=Reckoning(tags=("format",)))


async def test_a_stranger_compares_nothing(office):
    await office.apply(SURVEY, SPRING, SUMMER)
    with pytest.raises(NotAllowed):
        await comparisons(office).named(["spring", "summer"], reader=Person(7))
    with pytest.raises(NotAllowed):
        await comparisons(office).series("clusters", reader=Person(7))


async def test_answers_that_are_only_on_screen_are_no_pairs(office):
    await office.apply(SURVEY, SPRING, SUMMER)
    await said(office, "spring", dict.fromkeys(range(8), "good"))
    await said(office, "summer", dict.fromkeys(range(8), "good"))
    await office.store.write(lambda tx: tx.execute("UPDATE answers SET state = 'shown' WHERE webinar_id = 2"))
    await said(office, "summer", dict.fromkeys(range(20, 28), "good"))
    _, asked = await compared(office, "spring", "summer")
    assert (asked.changes[0].both, asked.changes[0].basis) == (0, "independent")


ATTENDED = """
  - key: attended
    kind: single
    ask: {en: Were you there?, fr: Y étiez-vous ?}
    options: [{key: yes, label: {en: Yes, fr: Oui}}, {key: no, label: {en: No, fr: Non}}]
"""


async def test_who_was_not_there_judges_nothing_in_a_comparison_either(office):
    asking = SURVEY.replace("questions:\n", f"questions:{ATTENDED}", 1)
    await office.apply(asking, SPRING, SUMMER)
    await said(office, "spring", dict.fromkeys(range(12), "good"), attended="yes")
    await said(office, "spring", dict.fromkeys(range(20, 30), "poor"), attended="no")
    await said(office, "summer", dict.fromkeys(range(12), "fair"), attended="yes")
    await said(office, "summer", dict.fromkeys(range(20, 30), "poor"), attended="yes")
    found, asked = await compared(office, "spring", "summer")
    assert [each.finished for each in found.webinars] == [12, 22]
    assert [each.base for each in asked.rows] == [12, 22]
    assert (asked.changes[0].both, asked.changes[0].basis) == (12, "paired")
