"""Which versions of a question may be counted together."""

from __future__ import annotations

import pytest
from msgspec.structs import replace

from bot.survey.answers import Answer
from bot.survey.definitions import Option, Question, Wording
from bot.survey.sameness import agree
from tests.services.scenes import SURVEY, WEBINAR

ALL = ("en", "de", "fr")
ASKED = Question(
    "overall",
    "single",
    Wording({"en": "How?", "de": "Wie?"}),
    options=(Option("good", Wording({"en": "Good", "de": "Gut"})), Option("poor", Wording({"*": "Poor"}))),
)


def asked(**by_language: str) -> Question:
    return replace(ASKED, ask=Wording({language.replace("any", "*"): text for language, text in by_language.items()}))


@pytest.mark.parametrize(
    ("one", "other", "languages", "together"),
    [
        (asked(en="How?"), asked(en="How?", de="Wie?"), ALL, True),
        (asked(en="How?"), asked(en="Why?", de="Wie?"), ALL, False),
        (asked(en="How?", de="Wie?"), asked(en="How?", de="Wie war es?"), ALL, False),
        (asked(en="How?", de="Wie?"), asked(en="How?", de="Wie war es?"), ("en",), True),
        (asked(en="How?"), asked(de="Wie?"), ALL, False),
        (asked(any="How?"), asked(any="How?", de="Wie?"), ALL, True),
        (asked(any="How?"), asked(any="Why?", de="Wie?"), ALL, False),
        (asked(any="How?"), asked(en="How?", de="Wie?"), ALL, True),
        (asked(any="How?"), asked(en="Why?", de="Wie?"), ALL, False),
        (asked(en="How?", de="Wie?"), asked(any="How?"), ("de",), False),
    ],
)
def test_answers_count_together_where_people_read_the_same(one, other, languages, together):
    assert agree(one, other, languages=languages) is together
    assert agree(other, one, languages=languages) is together


def test_options_must_be_the_same_and_worded_the_same():
    good, poor = ASKED.options
    worded = replace(good, label=Wording({"en": "Good", "de": "Gut", "fr": "Bien"}))
    assert agree(ASKED, replace(ASKED, options=(worded, poor)), languages=ALL)
    for options in (
        (poor, good),
        (good,),
        (replace(good, substantive=False), poor),
        (replace(good, label=Wording({"en": "Fine", "de": "Gut"})), poor),
        (replace(good, label=Wording({"en": "Good", "de": "Prima"})), poor),
    ):
        assert not agree(ASKED, replace(ASKED, options=options), languages=ALL)
    assert agree(ASKED, replace(ASKED, options=(replace(good, label=Wording({"en": "Good"})), poor)), languages=ALL)
    assert not agree(ASKED, None, languages=ALL)
    assert not agree(ASKED, replace(ASKED, kind="scale"), languages=ALL)


@pytest.mark.parametrize(
    ("offered", "changed", "alone"),
    [
        ("[en]", {"fr:": "de:"}, ()),
        ("[en]", {"Bon}": "Bien}"}, ()),
        ("[en, fr]", {"Bon}": "Bien}"}, ("overall",)),
        ("[en]", {"en: Good": "en: Fine"}, ("overall",)),
    ],
)
async def test_only_another_wording_of_what_is_on_offer_keeps_answers_apart(office, offered, changed, alone):
    webinar = WEBINAR.replace("[en, fr]", offered)
    await office.apply(SURVEY, webinar)
    for chat in range(1, 6):
        await office.answer(chat, {"overall": Answer("answered", picks=("good",))})
    text = SURVEY
    for old, new in changed.items():
        text = text.replace(old, new)
    assert (await office.apply(text, webinar)).surveys == ("survey everything version 2",)
    report = await office.summary()
    overall = next(question for question in report.summary.questions if question.key == "overall")
    assert overall.answered == (0 if alone else 5)
    assert tuple(question.key for other in report.others for question in other.questions) == alone
