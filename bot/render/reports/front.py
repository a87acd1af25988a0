"""A report's first page, to be handed on alone: what was asked, of whom, what came out, and what is asked for most."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from bot.insight.dossier import Dossier
from bot.insight.glance import Since
from bot.insight.rates import RateFigures
from bot.insight.rounding import hundredth
from bot.insight.summary import QuestionFigures, Summary
from bot.render.reports.answers import headlines
from bot.render.reports.contents import Facts, Headline, Headlines, Page, Paragraph, Part, Subheading
from bot.render.reports.speech import Speech
from bot.survey.definitions import OTHER

MOST_HEADLINES = 6
MOST_LISTS, MOST_LISTS_ALONE, MOST_CODED = 3, 5, 2
MOST_LISTED, FEW_LISTED = 5, 3
"""How much stands on the first page; everything is on the pages after it."""


def front_page(speech: Speech, dossier: Dossier) -> Page:
    """The page that says what there is to say in a minute."""
    return Page("front", speech.say("At a glance"), tuple(_parts(speech, dossier)))


def _parts(speech: Speech, dossier: Dossier) -> Iterator[Part]:
    summary = dossier.summary
    yield Facts(tuple(_turnout(speech, summary)))
    if dossier.frozen_at is not None:
        yield Paragraph(
            speech.say(
                "The answers were deleted on %(day)s, as promised. The figures stay as they were then.",
                day=speech.day(dossier.frozen_at.date()),
            )
        )
    if not any(question.base for question in summary.questions):
        yield Paragraph(speech.drawn["nobody"])
        return
    if boxes := tuple(_headlines(speech, summary.questions)):
        yield Headlines(boxes)
        yield Paragraph(
            speech.say("Beside each figure: how far chance alone may move it. n: of how many people it is."), quiet=True
        )
    if dossier.since is not None:
        yield Paragraph(_changed(speech, dossier.since))
    yield from _lists(speech, summary.questions, most=MOST_LISTS if boxes else MOST_LISTS_ALONE)
    hidden = sum(question.withheld for question in summary.questions)
    if hidden:
        yield Paragraph(
            speech.say(
                "Questions withheld so that nobody can be recognised (fewer than %(limit)s answers): %(n)s",
                limit=summary.limit,
                n=hidden,
            )
        )


def _turnout(speech: Speech, summary: Summary) -> Iterator[tuple[str, str]]:
    responses, webinar = summary.responses, summary.webinar
    if responses.response is not None:
        told = speech.say("%(rate)s: %(n)s of %(all)s attendees", **_counts(speech, responses.response))
        yield speech.say("Response rate"), told
    if responses.completion is None:
        yield speech.say("Finished the survey"), speech.count(responses.finished)
    else:
        told = speech.say("%(rate)s: %(n)s of %(all)s who began", **_counts(speech, responses.completion))
        yield speech.say("Finished the survey"), told
    if responses.absent is not None:
        yield speech.say("Say that they did not attend"), speech.count(responses.absent)
    if responses.attendance is not None:
        told = speech.say("%(rate)s: %(n)s of %(all)s who registered", **_counts(speech, responses.attendance))
        yield speech.say("Attendance rate"), told
    if webinar.attention is not None:
        share = speech.percent(hundredth(webinar.attention))
        yield speech.say("Attention"), speech.say("%(share)s (told by the webinar tool, not asked)", share=share)


def _changed(speech: Speech, since: Since) -> str:
    name = " + ".join(speech.worded(label) for label in since.labels) or "Net Promoter Score"
    return speech.say(
        "Since the webinar of %(day)s: %(name)s, %(points)s points (%(low)s to %(high)s). The test says that this is a"
        " difference.",
        day=speech.day(since.since),
        name=name,
        points=speech.signed(since.points),
        low=speech.signed(since.low),
        high=speech.signed(since.high),
    )


def _counts(speech: Speech, rate: RateFigures) -> dict[str, str]:
    return {"rate": speech.rate(rate), "n": speech.count(rate.count), "all": speech.count(rate.base)}


def _headlines(speech: Speech, questions: Sequence[QuestionFigures]) -> Iterator[Headline]:
    """The first figure of each question before anybody's second one."""
    told = [list(headlines(speech, question, quoting=True)) for question in questions]
    firsts = [boxes[0] for boxes in told if boxes][:MOST_HEADLINES]
    yield from firsts


def _lists(speech: Speech, questions: Sequence[QuestionFigures], *, most: int) -> Iterator[Part]:
    """The themes, and what was chosen most where several could be chosen: ``most`` lists, short if they are many."""
    coded = [each for each in questions if each.themes is not None][:MOST_CODED]
    picked = [each for each in questions if each.picks_several and each.base and not each.withheld]
    listed = [*coded, *picked][:most]
    rows = MOST_LISTED if len(listed) <= MOST_CODED else FEW_LISTED
    for question in listed:
        yield from (_themes if question.themes is not None else _picks)(speech, question, rows)


def _themes(speech: Speech, question: QuestionFigures, rows: int) -> Iterator[Part]:
    themes = question.themes
    assert themes is not None
    yield Subheading(speech.say("Themes: %(question)s", question=speech.short(question.ask)))
    yield Facts(
        tuple(
            (theme.label, f"{speech.count(theme.mentions)} ({speech.percent(theme.percent)})")
            for theme in themes.options[:rows]
        )
    )
    mentions = speech.count(themes.mentions)
    yield Paragraph(speech.say("Counts and shares are of %(n)s mentions.", n=mentions), quiet=True)


def _picks(speech: Speech, question: QuestionFigures, rows: int) -> Iterator[Part]:
    yield Subheading(speech.say("Most asked for: %(question)s", question=speech.short(question.ask)))
    chosen = sorted(
        (each for each in question.options if each.substantive and each.count and each.key != OTHER),
        key=lambda each: -(each.count or 0),
    )
    yield Facts(
        tuple(
            (speech.worded(each.label), f"{speech.count(each.count)} ({speech.percent(each.percent)})")
            for each in chosen[:rows]
        )
    )
    n = speech.drawn["base"].format(base=speech.count(question.base))
    yield Paragraph(f"{n}. {speech.say('Several answers were possible: shares are of people.')}", quiet=True)
