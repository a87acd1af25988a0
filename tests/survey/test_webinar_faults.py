"""Each way in which a webinar can be wrong, with the line and the remedy that are told."""

from __future__ import annotations

import pytest

from bot.survey.definitions import Fault, Survey
from bot.survey.languages import UNCONFIRMED
from bot.survey.reading import Reading, Source, read_definitions
from tests.survey.making import OWN, Around, faults, only_fault, reading

WEBINAR = """\
webinar: Clusters
key: clusters-2026
series: capacity
starts: 2026-11-24 10:00
timezone: Europe/Brussels
duration: 2h
languages: [en, fr]
registrations: 140
attendees: 85
attention: 0.60
tags: {format: break-outs}
privacy: {controller: We, contact: us@example.org, purpose: to learn, retention: 365d}
survey: own
opens: 15m before end
closes: 7d after end
materials:
  - {key: slides, kind: presentation, title: Slides, file: slides.pdf}
  - {key: notes, kind: briefing, title: Notes, url: "https://example.org/notes"}
  - {key: recording, kind: recording, title: Recording}
follow_ups:
  - {key: thanks, when: on finish, send: [slides], latest: 2d after end}
  - {key: reminder, when: 1wd after end at 09:00, to: {unfinished: true}}
  - {key: rescue, when: 3d after end at 09:00, to: {question: overall, in: [poor]}, text: Sorry., approve: true}
  - {key: later, when: 30d after end, survey: impact}
"""
FIRST = OWN.count("\n")


def doubts(read: Reading) -> list[Fault]:
    """Its warnings, but for those that the shipped survey it asks is a draft in French."""
    return [warning for warning in read.warnings if UNCONFIRMED not in warning.message]


def test_the_webinar_of_this_file_reads_without_faults_or_doubts():
    read = reading(OWN + WEBINAR)
    assert (read.faults, doubts(read)) == ((), [])
    assert [survey.key for survey in read.surveys] == ["own", "impact"]
    assert [webinar.key for webinar in read.webinars] == ["clusters-2026"]


CASES = {
    "an unknown key": ("registrations: 140", "registered: 140", 8, "did you mean `registrations`?"),
    "no key": ("key: clusters-2026\n", "", 1, "has no `key`: give it one"),
    "a key that cannot be one": ("clusters-2026", "Clusters 2026", 2, "use up to 64 small letters"),
    "a title in languages": ("webinar: Clusters", "webinar: {en: Clusters}", 1, "write it as one text"),
    "a series that cannot be one": ("series: capacity", "series: Capacity!", 3, "use up to 64"),
    "no start": ("starts: 2026-11-24 10:00\n", "", 1, "has no `starts`: write it like"),
    "a start that is no moment": ("2026-11-24 10:00", "24/11/2026 10:00", 4, "write it like 2026-11-24 10:00"),
    "a start that clocks jump over": ("2026-11-24 10:00", "2026-03-29 02:30", 4, "take another hour"),
    "an unknown zone": ("Europe/Brussels", "Europe/Brusels", 5, "did you mean `Europe/Brussels`?"),
    "a zone that is a place on the disk": ("Europe/Brussels", "../../etc/passwd", 5, "name a city's"),
    "a duration that is none": ("duration: 2h", "duration: two hours", 6, "write it like 90m, 2h"),
    "a duration of months": ("duration: 2h", "duration: 60d", 6, "write 31d at most"),
    "a language that is none": ("[en, fr]", "[en, fr, uk]", 7, "hu, it, lt, lv, mt, nl, pl, pt, ro, sk, sl, sv"),
    "a language twice": ("[en, fr]", "[en, en]", 7, "keep one"),
    "no language": ("[en, fr]", "[]", 7, "list one at least"),
    "registrations that are no number": ("140", "about 140", 8, "write a whole number"),
    "attention in percent": ("0.60", "60", 10, "write 60 % as 0.60"),
    "tags that are no map": ("{format: break-outs}", "break-outs", 11, "write it like {format: break-outs}"),
    "a tag that cannot be one": ("format: break", "Format!: break", 11, "use a small letter"),
    "privacy without a contact": ("contact: us@example.org, ", "", 12, "give an address for questions"),
    "a retention that is none": ("365d", "a year", 12, "write it like 90m, 2h, 1h30m or 365d"),
    "a survey that is nowhere": ("survey: own", "survey: onw", 13, "write a survey's key or its file"),
    "an opening at finishing": ("15m before end", "on finish", 14, "write an offset such as"),
    "a moment that is none": ("15m before end", "soon", 14, "write `on finish`, `on entry`"),
    "closing before opening": ("7d after end", "1h before end", 15, "let it close later"),
    "a material twice": ("key: notes", "key: slides", 18, "(first in line"),
    "a material without title": (", title: Recording", "", 19, "has no `title`: write what people see"),
    "a material that is no map": ("{key: recording, kind: recording, title: Recording}", "recording", 19, "is a map"),
    "a file that is not there": ("file: slides.pdf", "file: slide.pdf", 17, "take `file` out if it is still to come"),
    "a file and a link": ('url: "https', 'file: slides.pdf, url: "https', 18, "keep one, or make it two"),
    "a link that is none": ("https://example.org/notes", "example.org/notes", 18, "write it in full, like https://"),
    "a link to run": ("https://example.org/notes", "javascript:alert(1)", 18, "write it in full, like https://"),
    "a broken link": ("https://example.org/notes", "https://[example", 18, "write it in full"),
    "a follow-up twice": ("key: rescue", "key: thanks", 23, "give each a key of its own"),
    "a follow-up without moment": ("when: 3d after end at 09:00, ", "", 23, "has no `when`: say when it goes"),
    "a follow-up that is no map": ("{key: later, when: 30d after end, survey: impact}", "later", 24, "is a map"),
    "a follow-up that carries nothing": ("send: [slides], ", "", 21, "give it `text`, `send` or `survey`"),
    "an unknown material": ("send: [slides]", "send: [slide]", 21, "did you mean `slides`?"),
    "a material sent twice": ("send: [slides]", "send: [slides, slides]", 21, "keep one"),
    "an audience by no question": ("question: overall", "question: overal", 23, "did you mean `overall`?"),
    "an audience by no option": ("in: [poor]", "in: [bad]", 23, "use one of good, poor"),
    "an audience by an open answer": ("question: overall", "question: improve", 23, "look at one that has"),
    "an audience out of reach": ("{unfinished: true}", "{invited: true}", 22, "a bot cannot write first to someone"),
    "an approval that is no flag": ("approve: true", "approve: yes", 23, "write true or false"),
    "a survey of a follow-up that is nowhere": ("survey: impact", "survey: impacts", 24, "no survey `impacts`"),
    "a latest that never comes": ("latest: 2d after end", "latest: by hand", 21, "cannot be `by hand`"),
    "a latest without need": ("when: 30d after end,", "when: 30d after end, latest: at end,", 24, "take it out, or"),
    "a text with a loop": ("text: Sorry.", 'text: "{% for i in x %}{% endfor %}"', 23, "take it out or change it"),
    "a text too long": ("text: Sorry.", f"text: {'x' * 3501}", 23, "keep it to 3500"),
    "an answer that nobody gives": ("text: Sorry.", 'text: "{{ answers.why }}"', 23, "is not asked before it"),
}


@pytest.mark.parametrize(("old", "new", "line", "remedy"), CASES.values(), ids=CASES.keys())
def test_a_fault_is_told_alone_with_its_line_and_remedy(old, new, line, remedy):
    assert old in WEBINAR
    found = only_fault(OWN + WEBINAR.replace(old, new, 1))
    assert found[0] == FIRST + line, found
    assert remedy in found[1], found


DOUBTS = {
    "no privacy": (
        "privacy: {controller: We, contact: us@example.org, purpose: to learn, retention: 365d}\n",
        "",
        1,
        "will not open until `privacy` is given",
    ),
    "a text that lacks a language": ("text: Sorry.", "text: {en: Sorry.}", 23, "no text in fr: add it"),
    "a kind nobody can ask for": ("kind: briefing", "kind: brief", 18, "did you mean `briefing`?"),
    "a name that is not known": ("text: Sorry.", 'text: "Sorry, {{ name }}."', 23, "leave it out"),
}


@pytest.mark.parametrize(("old", "new", "line", "remedy"), DOUBTS.values(), ids=DOUBTS.keys())
def test_what_is_doubtful_is_said_and_applied_all_the_same(old, new, line, remedy):
    assert old in WEBINAR
    read = reading(OWN + WEBINAR.replace(old, new, 1))
    assert not read.faults
    assert len(read.webinars) == 1
    assert [(w.line, remedy in w.message) for w in doubts(read)] == [(FIRST + line, True)]


def test_all_faults_of_a_webinar_and_its_survey_are_told_at_once():
    text = OWN.replace("kind: open", "kind: opne")
    text += WEBINAR.replace("duration: 2h", "duration: 2").replace("send: [slides]", "send: [slide]")
    assert [line for line, _ in faults(text)] == [5, FIRST + 6, FIRST + 21]


def test_a_webinar_whose_survey_is_faulty_is_not_said_to_lack_one():
    text = OWN.replace("kind: open", "kind: opne") + WEBINAR
    assert [line for line, _ in faults(text)] == [5]
    assert reading(text).webinars == ()


def test_a_file_that_is_too_large_or_empty_is_told():
    text = OWN + WEBINAR
    assert "give a `url` instead" in only_fault(text, Around(slides_pdf=50_000_001))[1]
    assert not faults(text, Around(slides_pdf=50_000_000))
    assert "is empty: put the right one there" in only_fault(text, Around(slides_pdf=0))[1]


def test_a_webinar_twice_is_told_where_it_stands_again():
    line, message = only_fault(OWN + WEBINAR + "---\n" + WEBINAR)
    assert line == FIRST + 26
    assert f"first in a.yaml, line {FIRST + 1}" in message


def test_a_language_that_a_survey_is_not_worded_in_is_told_of_each_survey_it_asks():
    second = OWN.replace("own", "impact")
    found = faults(OWN + second + WEBINAR.replace("[en, fr]", "[en, de]"))
    assert [line for line, _ in found] == [2 * FIRST + 7, 2 * FIRST + 24]
    assert "the survey `own` is not worded in de: take that out of `languages`" in found[0][1]
    assert "the survey `impact` is not worded in de" in found[1][1]
    text = OWN.replace("ask: What?", "ask: {en: What?, fr: Quoi ?}").replace("{en: Own, fr: Propre}", "Own")
    assert FIRST + 7 in [line for line, _ in faults(text + WEBINAR.replace("[en, fr]", "[en, de]"))]


class Files(Around):
    """Surroundings where a file holds the shipped survey about impact."""

    def survey(self, name: str, *, beside: str) -> Survey | None:
        return super().survey(name.removeprefix("lib/").removesuffix(".yaml"), beside=beside)


def test_a_survey_is_found_by_its_file_and_remembered_by_its_key():
    text = OWN + WEBINAR.replace("survey: own", "survey: lib/satisfaction.yaml").replace("[poor]", "[dissatisfied]")
    read = reading(text, Files())
    assert not read.faults
    assert read.webinars[0].survey == "satisfaction"
    assert [survey.key for survey in read.surveys] == ["own", "satisfaction", "impact"]


def test_two_different_surveys_of_one_key_cannot_both_be_used():
    text = OWN.replace("own", "impact") + WEBINAR.replace("own", "impact")
    line, message = only_fault(text.replace("survey: impact}", "survey: lib/impact.yaml}"), Files())
    assert line == FIRST + 24
    assert "two different surveys are called `impact`: rename one" in message


def test_a_webinar_may_use_a_survey_of_another_file_read_with_it():
    sources = [Source("b.yaml", WEBINAR.encode()), Source("a.yaml", OWN.encode())]
    read = read_definitions(sources, Around())
    assert not read.faults
    assert read.webinars[0].survey == "own"


def test_faults_of_several_files_come_in_the_order_of_file_and_line():
    sources = [
        Source("b.yaml", WEBINAR.replace("140", "x").replace("2h", "x").encode()),
        Source("a.yaml", OWN.replace("kind: open", "kind: opne").encode()),
    ]
    read = read_definitions(sources, Around())
    assert [(fault.file, fault.line) for fault in read.faults] == [("a.yaml", 5), ("b.yaml", 6), ("b.yaml", 8)]
    assert str(read.faults[0]).startswith("a.yaml:5: `kind` cannot be `opne`: did you mean")


def test_without_languages_the_survey_is_offered_in_english_or_in_its_first_language():
    text = OWN + WEBINAR.replace("languages: [en, fr]\n", "")
    assert reading(text).webinars[0].languages == ("en",)
    assert reading(text.replace("{en: Own, fr: Propre}", "{fr: Propre}")).webinars[0].languages == ("fr",)


def test_opens_and_closes_have_defaults_and_can_wait_for_a_hand():
    shorter = WEBINAR.replace("opens: 15m before end\ncloses: 7d after end\n", "")
    assert reading(OWN + shorter).webinars[0].opens.amount == -15
    by_hand = WEBINAR.replace("15m before end", "by hand")
    assert not faults(OWN + by_hand)


def test_a_title_over_several_lines_becomes_one():
    text = OWN + WEBINAR.replace("webinar: Clusters", "webinar: >\n  Clusters\n  and more")
    assert reading(text).webinars[0].title == "Clusters and more"


ANONYMOUS = OWN.replace("title: {en: Own", "identity: anonymous\ntitle: {en: Own")


@pytest.mark.parametrize(
    ("line", "remedy"),
    [
        (
            "{key: sorry, when: 3d after end, to: {question: overall, in: [poor]}, text: So.}",
            "`{unfinished: true}`",
        ),
        ("{key: sorry, when: 3d after end, to: {not: {question: overall, in: [poor]}}, text: Hi.}", "leave `to` out"),
        ('{key: note, when: on finish, text: "You said {{ answers.improve }}"}', "leave it out"),
    ],
)
def test_after_an_anonymous_survey_nobody_is_written_to_for_what_they_answered(line, remedy):
    without = WEBINAR.replace("to: {question: overall, in: [poor]}, ", "")
    assert not faults(ANONYMOUS + without)
    _, message = only_fault(ANONYMOUS + without + f"  - {line}\n")
    assert message.startswith("`own` is anonymous: ")
    assert remedy in message


@pytest.mark.parametrize("when", ["on entry", "1h before start"])
def test_a_consent_that_nobody_could_give_in_time_is_a_fault(when):
    asked = WEBINAR.replace(
        "{key: later, when: 30d after end, ", f"{{key: later, when: {when}, consent: {{en: May I?, fr: Puis-je ?}}, "
    )
    line, message = only_fault(OWN + asked)
    assert line == FIRST + WEBINAR.count("\n")
    assert message.startswith("`consent` is asked when somebody has answered, and this goes before")


def test_a_consent_is_worded_like_everything_else_and_kept_with_its_follow_up():
    worded = "consent: {en: May I?, fr: Puis-je ?}"
    read = reading(OWN + WEBINAR.replace("survey: impact}", f"survey: impact, {worded}}}"))
    assert read.faults == ()
    assert read.webinars[0].follow_ups[-1].consent.by_language == {"en": "May I?", "fr": "Puis-je ?"}


def test_an_anonymous_survey_keeps_no_contact_list_of_its_own():
    secret = OWN.replace("survey: own\n", "survey: own\nidentity: anonymous\n")
    bare = WEBINAR[: WEBINAR.index("follow_ups:")].replace("kind: briefing", "kind: contacts")
    assert reading(secret + bare).faults == ()
    _, message = only_fault(secret + bare.replace(', url: "https://example.org/notes"', ""))
    assert message.startswith("the survey `own` is anonymous, and I keep no contact list for it: give `notes`")
