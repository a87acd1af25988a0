"""Comparisons to draw: the shipped questions at several webinars, of any size and any wording."""

from dataclasses import replace
from datetime import date

from bot.insight.comparing.compare import compare
from bot.insight.comparing.comparison import Comparison
from bot.insight.comparing.matching import Outside
from bot.survey.definitions import Box, Option, Question
from tests.insight.comparing.webinars import at_both, told, webinar
from tests.render.summaries import options, words

OVERALL = Question(
    "overall",
    "scale",
    words("Overall, how satisfied or dissatisfied were you with the webinar?"),
    options=options(
        "Very satisfied", "Satisfied", "Neither satisfied nor dissatisfied", "Dissatisfied", "Very dissatisfied"
    ),
    boxes=(Box("very", ("o0",)), Box("satisfied", ("o0", "o1"))),
)
USEFUL = Question(
    "useful",
    "scale",
    words("To what extent was the webinar useful for your work?"),
    options=options("To a great extent", "To some extent", "To a small extent", "Not at all"),
    boxes=(Box("great", ("o0",)), Box("at_all", ("o0", "o1", "o2"))),
)
SHARE = Question(
    "share",
    "single",
    words("Will you share the lessons of the webinar with others?"),
    options=tuple(Option(key, words(label)) for key, label in (("yes", "Yes"), ("maybe", "Maybe"), ("no", "No"))),
)
NPS = Question(
    "recommend",
    "nps",
    words("Would you recommend it?"),
    options=tuple(Option(f"{n}", words(f"{n}")) for n in range(11)),
)
ASKED = (OVERALL, USEFUL, SHARE, NPS)
TITLES = (
    "Communication strategies for clusters",
    "Στρατηγικές επικοινωνίας για συνεργατικούς σχηματισμούς: πώς να προσεγγίσετε μικρές επιχειρήσεις",
    "Green transition",
    "Комуникационни стратегии за европейските клъстери",
)


TYPED = (
    Outside(
        "report",
        "Average of four webinars",
        date(2020, 12, 1),
        "overall",
        {"very": 0.59, "satisfied": 0.8},
        ask=OVERALL.ask,
    ),
    Outside(
        "report", "Average of four webinars", date(2020, 12, 1), "useful", {"great": 0.51}, base=79, ask=USEFUL.ask
    ),
)


def spread(question: Question, answers: int, lean: int) -> dict[str, int]:
    """``answers`` over the options, more on the first ones; the higher ``lean``, the more."""
    keys = [option.key for option in question.options if option.substantive]
    counts = dict.fromkeys(keys, 0)
    for n in range(answers if keys else 0):
        counts[keys[min(len(keys) - 1, int(len(keys) * (n / answers) ** lean))]] += 1
    return counts


def comparison(
    *bases: int, outside: bool = False, questions: tuple[Question, ...] = ASKED, first: Question | None = None
) -> Comparison:
    """A webinar for each of ``bases``, one a month; with ``outside`` an earlier one of which only shares are known.

    The first webinar asks ``first`` instead, if it is given.
    """
    entries = []
    for place, base in enumerate(bases):
        each = (first,) if first is not None and place == 0 else questions
        asked = [told(question, spread(question, base, 2 + place % 3)) for question in each]
        entry = webinar(place % 12 + 1, *asked, year=2025 + place // 12)
        named = replace(entry.webinar, key=f"w{place}", webinar_id=place, title=TITLES[place % len(TITLES)])
        entries.append(replace(entry, webinar=named))
    return compare(entries, overlaps=at_both(), several={}, outside=TYPED if outside else ())
