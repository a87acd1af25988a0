"""Whoever has finished may think again: figures, exports, and what is owed follow the answers that stand."""

from __future__ import annotations

import csv
import io
from itertools import count

import pytest

import db.inbox
from bot.services.answering import Answering
from bot.services.storage import Storage
from bot.services.views import Moved
from bot.survey.answers import Answer
from bot.survey.replies import Edit, Skip, Tap, Typed
from tests.services.scenes import ENDS, OPENS, SURVEY, WEBINAR, picked

GOOD, FAIR, POOR = range(3)
OVERALL, IMPROVE, REMARKS = 1, 7, 8
RESCUE = "  - {key: rescue, when: 2d after end, to: {question: overall, in: [poor]}, text: Sorry}\n"
SKIPPED = Answer("skipped")
SAID = {
    "welcome": Answer("answered"),
    "overall": picked("good"),
    "formats": picked("talks"),
    "again": SKIPPED,
    "live": SKIPPED,
    "hours": Answer("answered", number=2.0),
    "day": SKIPPED,
    "remarks": Answer("answered", text="thank you"),
    "wants": SKIPPED,
}


class Told:
    """Words for a consent."""

    def answering(self, *_, **__):
        return "told"


@pytest.fixture
async def says(office):
    """Six people have finished; what is returned lets the first one go on replying."""
    await office.apply(SURVEY, WEBINAR + RESCUE)
    office.clock.set(OPENS)
    for person in range(1, 7):
        await office.answer(person, SAID)
    answering = Answering(Storage(office.store), office.clock, office.library, notices=Told(), wake=lambda: None)
    [(response_id,)] = await office.rows("SELECT id FROM responses WHERE label = 'label1'")
    numbers = count(1)

    async def reply(*replies):
        reaction = None
        for each in replies:
            update_id = next(numbers)
            await office.store.write(
                lambda tx, n=update_id: db.inbox.store_batch(tx, [(n, 1, "{}")], now=office.clock.now())
            )
            reaction = await answering.reply(
                update_id=update_id,
                chat_id=1,
                response_id=None if isinstance(each, Typed) else response_id,
                reply=each,
                language="en",
            )
            assert isinstance(reaction, Moved), reaction
        return reaction

    return reply


async def figures(office, key):
    summary = (await office.summary()).summary
    return next(each for each in summary.questions if each.key == key)


async def row(office):
    return next(each for each in csv.DictReader(io.StringIO(await office.export())) if each["response"] == "label1")


async def owed(office):
    [(attendee_id,)] = await office.rows("SELECT id FROM attendees WHERE chat_id = 1")
    return {key: state for key, (state, _) in (await office.outbox(attendee_id)).items()}


async def test_a_follow_up_that_depends_on_an_answer_comes_and_goes_with_it(office, says):
    assert "rescue" not in await owed(office)
    await says(Edit(OVERALL), Tap(OVERALL, POOR))
    assert (await owed(office))["rescue"] == "planned"
    await says(Edit(OVERALL), Tap(OVERALL, GOOD))
    assert (await owed(office))["rescue"] == "cancelled"


async def test_the_answer_that_stands_is_counted_and_exported(office, says):
    await says(Edit(OVERALL), Tap(OVERALL, FAIR))
    overall = await figures(office, "overall")
    assert [(each.key, each.count) for each in overall.options][:3] == [("good", 5), ("fair", 1), ("poor", 0)]
    assert (overall.shown, overall.answered, overall.skipped) == (6, 6, 0)
    assert (await row(office))["overall"] == "fair"


async def test_an_answer_that_was_cleared_is_a_skipped_one(office, says):
    await says(Edit(REMARKS), Skip(REMARKS))
    remarks = await figures(office, "remarks")
    assert (remarks.shown, remarks.answered, remarks.skipped, remarks.left) == (6, 5, 1, 0)
    assert (await row(office))["remarks"] == ""


async def test_what_does_not_apply_any_more_was_never_shown(office, says):
    await says(Edit(OVERALL), Tap(OVERALL, POOR), Typed("more breaks"))
    assert (await figures(office, "improve")).shown == 1
    reaction = await says(Edit(OVERALL), Tap(OVERALL, GOOD))
    assert [question.key for question in reaction.dropped] == ["improve"]
    assert (await figures(office, "improve")).shown == 0
    assert (await row(office))["improve"] == "-"


async def test_who_is_asked_something_new_after_finishing_stays_finished_and_is_not_reminded(office, says):
    await says(Edit(OVERALL), Tap(OVERALL, POOR))
    assert (await owed(office)).get("reminder", "cancelled") == "cancelled"
    office.clock.set(ENDS)
    summary = (await office.summary()).summary
    assert summary.responses.finished == 6
    improve = await figures(office, "improve")
    assert (improve.shown, improve.left) == (1, 1)
    assert (await row(office))["improve"] == "?"


async def test_looking_again_and_leaving_changes_no_figure(office, says):
    before = (await office.summary()).summary
    await says(Edit(OVERALL))
    assert (await office.summary()).summary == before
