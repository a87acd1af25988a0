"""Ready-made plans: what they bring, what of it can be left out or replaced, and what is said when one does not fit."""

from __future__ import annotations

from pathlib import Path

import pytest

from bot.survey.definitions import LinkButton
from bot.survey.plans import SHIPPED_PLANS
from bot.survey.ruling import Progress
from tests.survey.making import CLUSTERS, SHIPPED, faults, only_fault, reading

WEBINAR = (
    CLUSTERS
    + """\
survey: satisfaction
PLAN
materials:
  - {key: slides, kind: presentation, title: Slides, file: slides.pdf}
  - {key: recording, kind: recording, title: Recording}
  - {key: resources, kind: links, title: Links}
  - {key: briefing, kind: briefing, title: Briefing}
  - {key: group, kind: links, title: The group, url: "https://t.me/clusters"}
  - {key: faq, kind: handbook, title: Answers}
"""
)


def written(plan: str, *more: str) -> str:
    return WEBINAR.replace("PLAN", plan) + "".join(f"{line}\n" for line in more)


def keys(text: str) -> list[str]:
    read = reading(text)
    assert read.faults == ()
    return [each.key for each in read.webinars[0].follow_ups]


@pytest.mark.parametrize("name", SHIPPED_PLANS)
def test_every_shipped_plan_fits_a_webinar_and_holds_one_reminder_at_most(name):
    read = reading(written(f"plan: {name}"))
    assert read.faults == ()
    follow_ups = read.webinars[0].follow_ups
    assert follow_ups
    assert sum(each.to == Progress(finished=False) for each in follow_ups) <= 1
    assert all(each.text is None for each in follow_ups)


@pytest.mark.parametrize("path", sorted((SHIPPED.parent / "plans").glob("*.yaml")), ids=lambda path: path.stem)
def test_a_plan_can_be_checked_alone(path: Path):
    assert path.stem in SHIPPED_PLANS
    read = reading(path.read_bytes())
    assert (read.faults, read.plans, read.webinars) == ((), 1, ())


def test_classic_brings_what_good_organisers_send():
    assert keys(written("plan: classic")) == ["thanks", "reminder", "watch", "resources", "impact"]
    assert "impact" in [survey.key for survey in reading(written("plan: classic")).surveys]


def test_some_are_left_out_and_ones_own_take_the_place_of_the_plans():
    own = "  - {key: watch, when: 4d after end at 09:00, send: [recording]}"
    text = written("plan: classic\nwithout: [impact, reminder]", "follow_ups:", own)
    assert keys(text) == ["thanks", "resources", "watch"]
    assert reading(text).webinars[0].follow_ups[-1].when.amount == 4


def test_what_the_webinar_does_not_have_is_told_with_both_ways_out():
    text = written("plan: classic").replace("  - {key: recording, kind: recording, title: Recording}\n", "")
    line, message = only_fault(text)
    assert line == 8
    assert message == (
        "follow-up `watch` of the plan `classic` sends `recording`, which is no material here: declare it (without"
        " `file` and `url` it is still to come), or write `without: [watch]`"
    )
    assert "watch" not in keys(text.replace("plan: classic", "plan: classic\nwithout: [watch]"))


@pytest.mark.parametrize(
    ("plan", "line", "said"),
    [
        (
            "plan: clasic",
            8,
            "no plan `clasic` can be read: write classic, light, no_show, discussion, or",
        ),
        ("plan: ../../etc/passwd", 8, "no plan `../../etc/passwd` can be read"),
        ("plan: light\nwithout: [wach]", 9, "the plan has no follow-up `wach` to leave out: did you mean `watch`?"),
        ("without: [watch]", 8, "`without` leaves out follow-ups of a plan, and none is named"),
    ],
)
def test_what_is_wrong_is_told_in_its_line(plan, line, said):
    told_in, message = only_fault(written(plan))
    assert told_in == line
    assert message.startswith(said)


def test_a_plan_and_ones_own_hold_two_reminders_together_at_most():
    more = [f"  - {{key: again{n}, when: {n}d after end at 09:00, to: {{unfinished: true}}}}" for n in (3, 4)]
    assert keys(written("plan: classic", "follow_ups:", more[0]))
    assert "reminder too many" in only_fault(written("plan: classic", "follow_ups:", *more))[1]


def test_faults_of_a_plan_alone_are_told_in_its_lines():
    text = (
        "plan: mine\nfollow_ups:\n  - {key: thanks, when: sometime, send: [anything]}\n  - {key: x, when: on entry}\n"
    )
    assert [line for line, _ in faults(text)] == [3, 4]


def test_buttons_and_a_topic_are_read_and_what_they_cannot_be_is_told():
    def follow_up(buttons):
        line = f"  - {{key: news, when: on entry, text: {{en: Hi, fr: Salut}}, topic: news, buttons: {buttons}}}"
        return written("languages: [en]", "follow_ups:", line)

    read = reading(follow_up("[useful, stop, why, {label: More, url: 'https://example.org'}]"))
    assert read.faults == ()
    (found,) = read.webinars[0].follow_ups
    assert found.topic == "news"
    assert found.buttons[:3] == ("useful", "stop", "why")
    assert isinstance(found.buttons[3], LinkButton)
    assert found.buttons[3].url == "https://example.org"
    assert "did you mean `useful`?" in only_fault(follow_up("[usefull]"))[1]
    assert "the same button twice" in only_fault(follow_up("[stop, stop]"))[1]
    assert "is no link" in only_fault(follow_up("[{label: More, url: example}]"))[1]
    assert "has no `label`" in only_fault(follow_up("[{url: 'https://example.org'}]"))[1]
