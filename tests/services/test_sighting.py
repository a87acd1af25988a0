"""What is left of a report for whoever may see some questions only."""

from __future__ import annotations

from bot.services.sighting import of_questions
from tests.services.scenes import SURVEY, WEBINAR, five


async def test_where_people_stopped_is_told_of_these_questions_only(office):
    await office.apply(SURVEY, WEBINAR)
    await office.take(five())
    report = await office.summary()
    assert {"overall", "remarks", "formats"} <= {step.key for step in report.summary.funnel}
    seen = of_questions(report, {"overall", "formats"}).summary
    assert [step.key for step in seen.funnel] == [each.key for each in seen.questions] == ["overall", "formats"]
