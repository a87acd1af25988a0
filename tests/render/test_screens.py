"""What each kind of question looks like, in English and in French, and that nothing exceeds Telegram's limits."""

from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any, get_args

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.rehearsal.html import parsed
from bot.render.rows import Confirm, Pick, Skip
from bot.render.screens import TEXT_LIMIT, Screen, called, closed_screen, question_screen
from bot.render.texts import Texts, unmarked, utf16_units
from bot.survey.answers import Answer, Revisit
from bot.survey.definitions import Kind, Option, Privacy, Question, Survey, Wording
from bot.survey.engine import whats_next

TEXTS = Texts()


def words(en, fr=None):
    return Wording({"en": en, "fr": fr or en})


@dataclass
class Seat:
    language: str = "en"
    webinar: str = "Clusters & co"
    values: dict[str, Any] = field(default_factory=lambda: {"answers": {}, "name": "", "webinar": "Clusters & co"})

    @property
    def wordings(self):
        return (self.language, "en")


def options(*labels):
    return tuple(Option(label.lower().replace(" ", "_"), words(label)) for label in labels)


def survey(*questions, identity="pseudonymous"):
    return Survey("s", words("How was it?", "Comment était-ce ?"), identity, questions)


def screen(question, draft=None, *, seat=None, privacy=None, identity="pseudonymous"):
    asked = survey(question, identity=identity)
    answers = {question.key: draft} if draft else {}
    return question_screen(TEXTS, seat or Seat(), asked, whats_next(asked, answers), privacy=privacy)


def drawn(shown: Screen) -> str:
    """The message as a person sees it."""
    rows = "\n".join(" ".join(f"[{button.label}]" for button in row) for row in shown.rows)
    return f"{unmarked(shown.text)}\n{rows}".strip().replace("\u00a0", " ")


ASK = words("How was it?", "C'était comment ?")
NPS = tuple(Option(str(n), words(str(n))) for n in range(11))
LIKED = options("Talks", "Break-out rooms", "Other")
OTHER = (*LIKED[:2], Option("other", words("Other", "Autre")))
DAY = "24/11/2026"

KINDS = {
    "single": (
        Question("q", "single", ASK, options("Too short", "About right", "Far too long")), None,
        "1 of 1\nHow was it?\n[Too short]\n[About right]\n[Far too long]\n[Skip]",
        "1 sur 1\nC'était comment ?\n[Too short]\n[About right]\n[Far too long]\n[Passer]",
    ),
    "single, short": (
        Question("q", "single", ASK, options("Yes", "Maybe", "No")), None,
        "1 of 1\nHow was it?\n[Yes]\n[Maybe]\n[No]\n[Skip]",
        "1 sur 1\nC'était comment ?\n[Yes]\n[Maybe]\n[No]\n[Passer]",
    ),
    "single, required": (
        Question("q", "single", ASK, options("Yes", "No"), optional=False), None,
        "1 of 1\nHow was it?\n[Yes]\n[No]",
        "1 sur 1\nC'était comment ?\n[Yes]\n[No]",
    ),
    "single, other": (
        Question("q", "single", ASK, OTHER, other=True), Answer("shown", ("other",)),
        ("1 of 1\nHow was it?\n\n✍️ You chose “Other”: write here what you mean.\n"
        "[Talks]\n[Break-out rooms]\n[● Other]\n[Skip]"),
        ("1 sur 1\nC'était comment ?\n\n✍️ Vous avez choisi « Autre » : écrivez ici ce que vous voulez dire.\n"
        "[Talks]\n[Break-out rooms]\n[● Autre]\n[Passer]"),
    ),
    "multiple": (
        Question("q", "multiple", ASK, LIKED[:2]), None,
        ("1 of 1\nHow was it?\n\nChoose all that apply, then tap “Done”.\n"
        "[☐ Talks]\n[☐ Break-out rooms]\n[Done (0)]\n[Skip]"),
        ("1 sur 1\nC'était comment ?\n\nChoisissez tout ce qui convient, puis touchez « Terminé ».\n"
        "[☐ Talks]\n[☐ Break-out rooms]\n[Terminé (0)]\n[Passer]"),
    ),
    "multiple, at most": (
        Question("q", "multiple", ASK, LIKED[:2], most=2), Answer("shown", ("talks",)),
        "1 of 1\nHow was it?\n\nChoose up to 2, then tap “Done”.\n[☑ Talks]\n[☐ Break-out rooms]\n[Done (1)]\n[Skip]",
        ("1 sur 1\nC'était comment ?\n\nChoisissez-en 2 au plus, puis touchez « Terminé ».\n"
        "[☑ Talks]\n[☐ Break-out rooms]\n[Terminé (1)]\n[Passer]"),
    ),
    "multiple, at least": (
        Question("q", "multiple", ASK, LIKED[:2], least=1, optional=False), None,
        "1 of 1\nHow was it?\n\nChoose at least one, then tap “Done”.\n[☐ Talks]\n[☐ Break-out rooms]\n[Done (0)]",
        ("1 sur 1\nC'était comment ?\n\nChoisissez-en au moins un, puis touchez « Terminé ».\n"
        "[☐ Talks]\n[☐ Break-out rooms]\n[Terminé (0)]"),
    ),
    "multiple, from to": (
        Question("q", "multiple", ASK, LIKED, least=1, most=2, optional=False), None,
        ("1 of 1\nHow was it?\n\nChoose 1 to 2, then tap “Done”.\n"
        "[☐ Talks]\n[☐ Break-out rooms]\n[☐ Other]\n[Done (0)]"),
        ("1 sur 1\nC'était comment ?\n\nChoisissez-en de 1 à 2, puis touchez « Terminé ».\n"
        "[☐ Talks]\n[☐ Break-out rooms]\n[☐ Other]\n[Terminé (0)]"),
    ),
    "multiple, exactly": (
        Question("q", "multiple", ASK, LIKED, least=2, most=2, optional=False), None,
        ("1 of 1\nHow was it?\n\nChoose 2, then tap “Done”.\n"
        "[☐ Talks]\n[☐ Break-out rooms]\n[☐ Other]\n[Done (0)]"),
        ("1 sur 1\nC'était comment ?\n\nChoisissez-en 2, puis touchez « Terminé ».\n"
        "[☐ Talks]\n[☐ Break-out rooms]\n[☐ Other]\n[Terminé (0)]"),
    ),
    "multiple, other named": (
        Question("q", "multiple", ASK, OTHER, other=True), Answer("shown", ("other",), text="a <walk>"),
        ("1 of 1\nHow was it?\n\nChoose all that apply, then tap “Done”.\n\nOther: “a <walk>”\n"
        "[☐ Talks]\n[☐ Break-out rooms]\n[☑ Other]\n[Done (1)]\n[Skip]"),
        ("1 sur 1\nC'était comment ?\n\nChoisissez tout ce qui convient, puis touchez « Terminé ».\n\n"
        "Autre: “a <walk>”\n[☐ Talks]\n[☐ Break-out rooms]\n[☑ Autre]\n[Terminé (1)]\n[Passer]"),
    ),
    "scale": (
        Question("q", "scale", ASK, options("Very satisfied", "Satisfied", "No opinion")), None,
        "1 of 1\nHow was it?\n[Very satisfied]\n[Satisfied]\n[No opinion]\n[Skip]",
        "1 sur 1\nC'était comment ?\n[Very satisfied]\n[Satisfied]\n[No opinion]\n[Passer]",
    ),
    "nps": (
        Question("q", "nps", ASK, NPS), None,
        "1 of 1\nHow was it?\n[0] [1] [2] [3] [4] [5]\n[6] [7] [8] [9] [10]\n[Skip]",
        "1 sur 1\nC'était comment ?\n[0] [1] [2] [3] [4] [5]\n[6] [7] [8] [9] [10]\n[Passer]",
    ),
    "yes_no": (
        Question("q", "yes_no", ASK, (Option("yes", words("Yes", "Oui")), Option("no", words("No", "Non")))), None,
        "1 of 1\nHow was it?\n[Yes] [No]\n[Skip]",
        "1 sur 1\nC'était comment ?\n[Oui] [Non]\n[Passer]",
    ),
    "consent": (
        Question("q", "consent", ASK, options("I agree", "I decline"), optional=False), None,
        "1 of 1\nHow was it?\n[I agree] [I decline]",
        "1 sur 1\nC'était comment ?\n[I agree] [I decline]",
    ),
    "number": (
        Question("q", "number", ASK), None,
        "1 of 1\nHow was it?\n\nWrite a number here, for example 12.\n[Skip]",
        "1 sur 1\nC'était comment ?\n\nÉcrivez ici un nombre, par exemple 12.\n[Passer]",
    ),
    "number, from to": (
        Question("q", "number", ASK, least=0, most=1500.5), None,
        "1 of 1\nHow was it?\n\nWrite a number from 0 to 1,500.5 here, for example 750.\n[Skip]",
        "1 sur 1\nC'était comment ?\n\nÉcrivez ici un nombre de 0 à 1\u202f500,5, par exemple 750.\n[Passer]",
    ),
    "number, at least": (
        Question("q", "number", ASK, least=40), None,
        "1 of 1\nHow was it?\n\nWrite a number of at least 40 here, for example 40.\n[Skip]",
        "1 sur 1\nC'était comment ?\n\nÉcrivez ici un nombre d’au moins 40, par exemple 40.\n[Passer]",
    ),
    "number, at most": (
        Question("q", "number", ASK, most=5), None,
        "1 of 1\nHow was it?\n\nWrite a number of at most 5 here, for example 5.\n[Skip]",
        "1 sur 1\nC'était comment ?\n\nÉcrivez ici un nombre d’au plus 5, par exemple 5.\n[Passer]",
    ),
    "date": (
        Question("q", "date", ASK), None,
        f"1 of 1\nHow was it?\n\nWrite a date here, for example {DAY}.\n[Skip]",
        f"1 sur 1\nC'était comment ?\n\nÉcrivez ici une date, par exemple {DAY}.\n[Passer]",
    ),
    "open": (
        Question("q", "open", ASK, optional=False), None,
        "1 of 1\nHow was it?\n\nWrite your answer here, as a message.",
        "1 sur 1\nC'était comment ?\n\nÉcrivez votre réponse ici, dans un message.",
    ),
    "open, optional": (
        Question("q", "open", ASK), None,
        ("1 of 1\nHow was it?\n\nWrite your answer here, as a message. You may also skip this question.\n[Skip]"),
        ("1 sur 1\nC'était comment ?\n\nÉcrivez votre réponse ici, dans un message. "
        "Vous pouvez aussi passer cette question.\n[Passer]"),
    ),
    "statement": (
        Question("q", "statement", words("Nearly there.", "Presque fini.")), None,
        "1 of 1\nNearly there.\n[Continue]",
        "1 sur 1\nPresque fini.\n[Continuer]",
    ),
    "materials": (
        Question("q", "materials", ASK, options("The slides")), None,
        ("Thank you, your answers are stored. One more thing, if you like:\nHow was it?\n\n"
        "Choose all that apply, then tap “Done”.\n[☐ The slides]\n[Done (0)]\n[Skip]"),
        ("Merci, vos réponses sont enregistrées. Encore une chose, si vous voulez :\nC'était comment ?\n\n"
        "Choisissez tout ce qui convient, puis touchez « Terminé ».\n[☐ The slides]\n[Terminé (0)]\n[Passer]"),
    ),
}  # fmt: skip


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("language", ["en", "fr"])
def test_a_question_of_each_kind_looks_like_this(kind, language):
    question, draft, english, french = KINDS[kind]
    assert drawn(screen(question, draft, seat=Seat(language))) == {"en": english, "fr": french}[language]


def test_every_kind_of_question_is_among_them():
    assert {question.kind for question, *_ in KINDS.values()} == set(get_args(Kind))


def test_buttons_mean_what_they_say():
    question = Question("q", "multiple", ASK, LIKED[:2])
    meant = [[button.press for button in row] for row in screen(question).rows]
    assert meant == [[Pick(0)], [Pick(1)], [Confirm()], [Skip()]]


def privacy(**changes):
    told = {"controller": "The <organiser>", "contact": "p@example.org", "purpose": words("to improve", "améliorer")}
    return Privacy(**{**told, "retention": timedelta(days=90), **changes})


@pytest.mark.parametrize(
    ("language", "told"),
    [
        (
            "en",
            (
                "How was it?\nClusters & co\n\nYour answers go to: The <organiser>. What for: to improve. Kept for 90 "
                "days. The organisers do not see who answered what. Questions: p@example.org. By answering you agree "
                "to this.\n\n1 of 1\nHow was it?\n[Yes]\n[Skip]\n[How your answers are used]"
            ),
        ),
        (
            "fr",
            (
                "Comment était-ce ?\nClusters & co\n\nVos réponses vont à : The <organiser>. But : améliorer. Durée de "
                "conservation : 90 jours. Les organisateurs ne voient pas qui a répondu quoi. Pour toute question : "
                "p@example.org. En répondant, vous donnez votre accord.\n\n1 sur 1\nC'était comment ?\n[Yes]\n"
                "[Passer]\n[Comment vos réponses sont utilisées]"
            ),
        ),
    ],
)
def test_the_first_question_stands_under_what_has_to_be_known(language, told):
    first = screen(Question("q", "single", ASK, options("Yes")), seat=Seat(language), privacy=privacy())
    assert drawn(first) == told


def test_an_identified_survey_says_that_names_are_seen():
    first = screen(Question("q", "open", ASK), privacy=privacy(), identity="identified")
    assert "The organisers see your name with your answers." in first.text
    assert "who answered what" not in first.text


def test_another_legal_basis_is_not_called_an_agreement():
    first = screen(Question("q", "open", ASK), privacy=privacy(basis="legitimate interest"))
    assert "Legal basis: legitimate interest." in first.text
    assert "agree" not in first.text


def test_closing_is_said_in_both_languages():
    assert [drawn(closed_screen(TEXTS, seat)) for seat in (Seat(), Seat("fr"))] == [
        "The survey about “Clusters & co” has closed. What you answered until then counts; thank you!",
        "L’enquête sur « Clusters & co » est close. Ce que vous avez répondu jusque-là compte ; merci !",
    ]


@pytest.mark.parametrize("reason", [
    "too_few", "too_many", "not_a_number", "too_small", "too_large", "not_a_date", "too_long", "use_buttons",
    "required", "write_other", "text_only", "empty",
])  # fmt: skip
def test_every_refusal_fits_into_a_toast_and_has_its_own_words(reason):
    for language in TEXTS.languages:
        said = [
            unmarked(TEXTS.render("messages/refused.html.j2", language, reason=each, limit=4096))
            for each in (reason, "too_few" if reason != "too_few" else "empty")
        ]
        assert said[0] != said[1]
        assert "None" not in said[0]
        assert 20 < len(said[0]) <= 200


awkward = st.text(st.sampled_from("a<>&\"'{}😀\n é"), max_size=60).map(lambda text: text * 70)


@settings(max_examples=60, deadline=None)
@given(ask=awkward.map(lambda t: t[:1000]), answer=awkward, label=awkward.map(lambda t: t[:200]), contact=awkward)
def test_whatever_is_asked_or_was_answered_telegram_takes_the_message(ask, answer, label, contact):
    """An ask of 1,000 characters with an answer of 4,096 piped in, 40 options of 200, 4,200 of privacy."""
    wording = words(f"{ask} {{{{ answers.before }}}} " * 3 + "?")
    answers = {"before": answer}
    seat = Seat(values={"answers": answers, "name": "", "webinar": "x"})
    question = Question("q", "multiple", wording, tuple(Option(f"o{n}", words(f"{n} {label}")) for n in range(40)))
    shown = screen(question, seat=seat, privacy=privacy(contact=contact))
    below = called(TEXTS, seat, shown, why="follows", wording=wording)
    for each in (shown, below):
        text = parsed(each.text).text
        assert 1 <= utf16_units(text) <= TEXT_LIMIT
        assert len(each.text.encode()) <= 32768
        assert all(button.label.strip() for row in each.rows for button in row)


def test_a_question_fits_by_cutting_earlier_answers_before_anything_else():
    seat = Seat(values={"answers": {"before": "long " * 1000}, "name": "", "webinar": "x"})
    shown = screen(Question("q", "open", words("Earlier you said: {{ answers.before }} Still so?")), seat=seat)
    assert unmarked(shown.text).endswith(
        "long… Still so?\n\nWrite your answer here, as a message. You may also skip this question."
    )


def test_a_very_long_answer_that_is_looked_at_again_leaves_the_question_its_place():
    asked = survey(Question("q", "open", words("What <else>?")))
    ask = whats_next(asked, {"q": Answer("answered", text="long " * 800)}, Revisit("q"))
    shown = question_screen(TEXTS, Seat(), asked, ask)
    assert "<b>What &lt;else&gt;?</b>" in shown.text
    assert shown.text.endswith("long…”")
