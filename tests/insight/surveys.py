"""Questions for the figures' tests, short and complete."""

from __future__ import annotations

from bot.survey.definitions import Box, Identity, Kind, Option, Question, Survey, Wording


def words(text: str, **others: str) -> Wording:
    return Wording({"en": text, **others})


def options(*keys: str, without_opinion: str | None = None) -> tuple[Option, ...]:
    listed = tuple(Option(key, words(key.replace("_", " ").capitalize())) for key in keys)
    return listed + ((Option(without_opinion, words("No opinion"), substantive=False),) if without_opinion else ())


def question(key: str, kind: Kind, *, boxes: tuple[Box, ...] = (), choose: tuple[Option, ...] = ()) -> Question:
    return Question(key, kind, words(f"What about {key}?"), options=choose, boxes=boxes)


def survey(*questions: Question, identity: Identity = "pseudonymous") -> Survey:
    return Survey("satisfaction", words("How was it?"), identity, questions)


OVERALL = Question(
    "overall",
    "scale",
    words("How satisfied were you?", fr="Étiez-vous satisfait ?"),
    options=(
        Option("very_satisfied", words("Very satisfied", fr="Très satisfait")),
        Option("satisfied", words("Satisfied", fr="Satisfait")),
        Option("neutral", words("Neither", fr="Ni l'un ni l'autre")),
        Option("dissatisfied", words("Dissatisfied", fr="Insatisfait")),
        Option("no_opinion", words("No opinion", fr="Sans opinion"), substantive=False),
    ),
    boxes=(Box("very", ("very_satisfied",)), Box("satisfied", ("very_satisfied", "satisfied"))),
)
NPS = question("recommend", "nps", choose=options(*map(str, range(11))))
FORMATS = question("formats", "multiple", choose=options("speakers", "breakouts", "other"))
IMPROVE = question("improve", "open")
YEARS = question("years", "number")
