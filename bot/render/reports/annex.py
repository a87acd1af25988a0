"""A report's annex: every absolute count there is, question by question, and what became of the follow-ups."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from bot.insight.dossier import Dossier
from bot.insight.summary import FunnelStep, QuestionFigures, ResponsesFigures
from bot.insight.tallies import FollowUpTally
from bot.render.plots.funnel import Stage, funnel, stages, told_funnel
from bot.render.reports.answers import answer_tables
from bot.render.reports.asking import who_answered, withheld
from bot.render.reports.charts import WIDTH
from bot.render.reports.contents import Chart, Page, Paragraph, Part, Subheading, Table
from bot.render.reports.speech import NONE, Speech


def annex(speech: Speech, dossier: Dossier) -> Page:
    """All counts of ``dossier``."""
    return Page("annex", speech.say("Annex: all counts"), tuple(_parts(speech, dossier)))


def _parts(speech: Speech, dossier: Dossier) -> Iterator[Part]:
    summary = dossier.summary
    yield _turnout(speech, dossier)
    if summary.questions:
        yield _coverage(speech, summary.questions)
    if summary.funnel and summary.responses.started:
        drawing = funnel(summary, speech.drawn, width=WIDTH)
        yield Chart("funnel", speech.say("Where people stopped"), told_funnel(summary, speech.drawn), drawing)
        yield _stages(speech, stages(summary, speech.drawn))
        yield _funnel(speech, summary.funnel)
    for number, question in enumerate(summary.questions, start=1):
        yield from _counts(speech, question, speech.heading(question.ask, number=number))
    for other in dossier.others:
        yield Subheading(speech.say("Asked otherwise in version %(version)s", version=other.version))
        for question in other.questions:
            yield Paragraph(f"{speech.worded(question.ask)} ({who_answered(speech, question)})")
            if question.withheld:
                yield Paragraph(withheld(speech, summary.limit), quiet=True)
            yield from answer_tables(speech, question)
    if summary.follow_ups:
        yield _follow_ups(speech, summary.follow_ups)


def _turnout(speech: Speech, dossier: Dossier) -> Table:
    summary = dossier.summary
    responses, webinar = summary.responses, summary.webinar
    rows = (
        (speech.say("Registrations"), speech.count(webinar.registrations)),
        (speech.say("Attendees"), speech.count(webinar.attendees)),
        (speech.say("Entered the survey"), speech.count(responses.entered)),
        (speech.say("Answered or skipped at least one question"), speech.count(responses.started)),
        (speech.say("Finished the survey"), speech.count(responses.finished)),
        *([(speech.say("Invited by a personal link"), speech.count(responses.invited))] if responses.invited else []),
        *_absent(speech, responses),
    )
    return Table("", "turnout", speech.say("People"), (speech.say("Who"), speech.say("People")), rows)


def _absent(speech: Speech, responses: ResponsesFigures) -> Iterator[tuple[str, str]]:
    """Of those who finished, who does not judge the webinar; nobody where the survey does not ask."""
    if responses.absent is not None:
        yield speech.say("Of these, say that they did not attend"), speech.count(responses.absent)
        yield speech.say("Of these, do not say whether they attended"), speech.count(responses.unsaid)


def _stages(speech: Speech, found: Sequence[Stage]) -> Table:
    """The same stages as on the chart."""
    columns = speech.say("Who"), speech.say("People"), speech.say("Of those before")
    rows = tuple((each.label, speech.count(each.count), each.percent or NONE) for each in found)
    return Table("", "stages", speech.drawn["funnel"], columns, rows)


def _funnel(speech: Speech, steps: Sequence[FunnelStep]) -> Table:
    columns = (
        speech.say("Question"),
        speech.say("Shown"),
        speech.say("Of all who came"),
        speech.say("Left here"),
        speech.say("Of those shown it"),
    )
    rows = [
        (
            speech.heading(step.ask, number=number),
            speech.count(step.shown),
            NONE if step.reached is None else speech.percent(step.reached.percent),
            speech.count(step.left),
            NONE if step.lost is None else speech.percent(step.lost.percent),
        )
        for number, step in enumerate(steps, start=1)
    ]
    return Table("", "funnel", speech.say("Where people stopped"), columns, tuple(rows))


def _coverage(speech: Speech, questions: Sequence[QuestionFigures]) -> Table:
    columns = (
        speech.say("Question"),
        speech.say("Shown"),
        speech.say("Answered"),
        speech.say("Skipped"),
        speech.say("Left here"),
        "n",
    )
    rows = [
        (
            speech.heading(each.ask, number=number),
            *(speech.count(n) for n in (each.shown, each.answered, each.skipped, each.left, each.base)),
        )
        for number, each in enumerate(questions, start=1)
    ]
    return Table("", "coverage", speech.say("Who was asked what, and who answered"), columns, tuple(rows))


def _counts(speech: Speech, question: QuestionFigures, heading: str) -> Iterator[Table]:
    """The absolute counts, of mentions where themes were given."""
    if question.withheld:
        return
    columns = (speech.say("Answer"), speech.say("People"))
    if question.options:
        rows = [(speech.worded(option.label), speech.count(option.count)) for option in question.options]
        rows.append((speech.say("Skipped"), speech.count(question.skipped)))
        rows.append((speech.say("Left here"), speech.count(question.left)))
        yield Table(question.key, "counts", heading, columns, tuple(rows))
    if question.themes is not None:
        columns = (speech.say("Theme"), speech.say("Mentions"))
        rows = [(theme.label, speech.count(theme.mentions)) for theme in question.themes.options]
        rows.append((speech.say("All mentions"), speech.count(question.themes.mentions)))
        yield Table(question.key, "mentions", heading, columns, tuple(rows))
        if question.themes.groups:
            rows = [(group.label, speech.count(group.mentions)) for group in question.themes.groups]
            rows.append((speech.say("All mentions"), speech.count(question.themes.mentions)))
            columns = (speech.say("Themes in groups"), speech.say("Mentions"))
            yield Table(question.key, "group_mentions", heading, columns, tuple(rows))


def _became(tally: FollowUpTally) -> tuple[int, ...]:
    return tally.planned, tally.sent, tally.held, tally.waiting, tally.gave_up, tally.cancelled, tally.doubtful


def _follow_ups(speech: Speech, tallies: Sequence[FollowUpTally]) -> Table:
    columns = (
        speech.say("Follow-up"),
        speech.say("Planned"),
        speech.say("Sent"),
        speech.say("Held"),
        speech.say("Waiting"),
        speech.say("Given up"),
        speech.say("Cancelled"),
        speech.say("In doubt"),
        speech.say("Useful"),
        speech.say("Not useful"),
    )
    rows = [
        (
            each.key,
            *((NONE,) * 7 if each.withheld else map(speech.count, _became(each))),
            *((NONE, NONE) if each.useful is None else map(speech.count, (each.useful.yes, each.useful.no))),
        )
        for each in tallies
    ]
    return Table("", "follow_ups", speech.say("Follow-ups"), columns, tuple(rows))
