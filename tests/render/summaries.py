"""A summary to draw: every closed kind, counts by rule, any number of answers."""

from __future__ import annotations

from collections import Counter

from bot.insight.figures import FollowUpTally, QuestionTally, ResponsesTally, Summary, WebinarFacts, figures
from bot.survey.definitions import Box, Identity, Option, Question, Survey, Wording

LONG = "A programme that is published at least three months ahead, so that members can plan their activities around it."


def words(text: str) -> Wording:
    return Wording({"en": text})


def options(*labels: str) -> tuple[Option, ...]:
    return tuple(Option(f"o{place}", words(label)) for place, label in enumerate(labels))


OVERALL = Question(
    "overall",
    "scale",
    words("Overall, how satisfied or dissatisfied were you with {{ webinar }}?"),
    options=(
        *options("Very satisfied", "Satisfied", "Neither", "Dissatisfied", "Very dissatisfied"),
        Option("none", words("No opinion"), substantive=False),
    ),
    boxes=(Box("very", ("o0",)), Box("satisfied", ("o0", "o1"))),
)
RECOMMEND = Question(
    "recommend",
    "nps",
    words("Would you recommend it?"),
    options=tuple(Option(str(n), words(str(n))) for n in range(11)),
)
TOPICS = Question(
    "topics",
    "multiple",
    words("Which topics next?"),
    options=(*options(*(f"Topic {n}" for n in range(10))), Option("other", words("Other"))),
)
SENTENCES = Question(
    "sentences",
    "single",
    words("Which sentence? " * 20),
    options=options(LONG, "Donaudampfschifffahrtsgesellschaftskapitänsmütze" * 2, "$5, $6 🎉"),
)
YEARS = Question("years", "number", words("How many years?"))
IMPROVE = Question("improve", "open", words("What should we improve?"))
QUESTIONS = (OVERALL, RECOMMEND, TOPICS, SENTENCES, YEARS, IMPROVE)


def tally(question: Question, answers: int) -> QuestionTally:
    """``answers`` spread over the options, more on the first ones; two more skipped, one left."""
    seen = {"shown": answers + 3, "answered": answers, "skipped": 2, "left": 1} if answers else {}
    if question.kind == "number":
        numbers = ((2.0, answers // 2), (7.5, answers - answers // 2))
        return QuestionTally(question, base=answers, numbers=numbers, **seen)
    if question.kind == "open":
        themes = (("Shorter talks", answers), ("Slides earlier", answers // 2)) if answers else ()
        return QuestionTally(question, base=answers, themes=themes, theme_people=answers, **seen)
    keys = [option.key for option in question.options if option.substantive]
    counts = Counter(keys[n * n * len(keys) // (answers * answers)] for n in range(answers))
    return QuestionTally(question, base=answers, counts=counts, **seen)


def of_one(asked: QuestionTally, *, identity: Identity = "pseudonymous", attendees: int | None = None) -> Summary:
    """A summary of one question."""
    survey = Survey("satisfaction", words("How was it?"), identity, (asked.question,))
    facts = WebinarFacts("k", "c", "Communication", None, attendees)
    return figures(survey, facts, ResponsesTally(25, 20, 15), [asked], [])


def summary(
    answers: int, *questions: Question, identity: Identity = "pseudonymous", attendees: int | None = 200
) -> Summary:
    asked = questions or QUESTIONS
    return figures(
        Survey("satisfaction", words("How was it?"), identity, asked),
        WebinarFacts("communication-2026", "abcdefghij234", "Communication for clusters", 300, attendees, 0.6),
        ResponsesTally(answers + 9, answers + 4, answers),
        [tally(question, answers) for question in asked],
        [FollowUpTally("thanks", answers + 9, answers, 1, 2, 3, 4, 5)],
    )
