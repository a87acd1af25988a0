"""Results of webinars whose answers are not here, as they are typed in."""

from __future__ import annotations

from datetime import date

import pytest

from tests.survey.making import reading

RECOVERY = """earlier: Clusters in the recovery
key: recovery-2020
series: capacity-building
held: 2020-06-18
source: The report of 2021, page 12
questions:
  - {key: overall, ask: "Overall, how was it?", base: 34, counts: {very_satisfied: 20, satisfied: 8}}
  - {key: useful, shares: {great: 0.51}}
"""


def read(text):
    return reading(text, file="earlier.yaml")


def test_counts_with_their_base_or_shares_without_one_are_taken():
    found = read(RECOVERY)
    assert found.faults == ()
    (earlier,) = found.earlier
    assert (earlier.key, earlier.title, earlier.held) == (
        "recovery-2020",
        "Clusters in the recovery",
        date(2020, 6, 18),
    )
    overall, useful = earlier.questions
    assert (overall.base, overall.counts) == (34, {"very_satisfied": 20, "satisfied": 8})
    assert (useful.base, useful.shares, useful.ask) == (None, {"great": 0.51}, None)


@pytest.mark.parametrize(
    ("broken", "told"),
    [
        (("base: 34, ", ""), "earlier.yaml:7: `counts` without a `base` are counts of nobody knows how many: add it"),
        (("base: 34", "base: 0"), "earlier.yaml:7: `base` is 0: of nobody there is nothing to tell"),
        (("satisfied: 8}", "satisfied: 80}"), "earlier.yaml:7: `satisfied` in `counts` is 80: write at most the base"),
        (("great: 0.51", "great: 51"), "earlier.yaml:8: `great` in `shares` is 51: write a share from 0 to 1"),
        (("great: 0.51", "Great: 0.51"), "earlier.yaml:8: `Great` cannot be an option's or a box's key"),
        (("great: 0.51", "great: much"), "earlier.yaml:8: `great` is `much`: write a number such as 3 or 0.60"),
        (("shares: {great: 0.51}", "ask: How?"), "earlier.yaml:8: question `useful` says nothing"),
        (("key: useful", "key: overall"), "earlier.yaml:8: the question `overall` stands twice (first in line 7)"),
        (("held: 2020-06-18", "held: June"), "earlier.yaml:4: `held` is `June`: write a day such as 2020-06-18"),
        (("series: capacity-building", "serie: x"), "earlier.yaml:3: the earlier webinar has no key `serie`"),
        (("key: recovery-2020\n", ""), "earlier.yaml:1: the earlier webinar has no `key`"),
    ],
)  # fmt: skip
def test_what_cannot_be_is_told_with_its_line(broken, told):
    found = read(RECOVERY.replace(*broken))
    assert found.earlier == ()
    assert any(str(each).startswith(told) for each in found.faults), found.faults


def test_two_webinars_have_two_keys_earlier_ones_among_them():
    found = read(f"{RECOVERY}---\n{RECOVERY}")
    assert [each.message for each in found.faults] == [
        "the webinar `recovery-2020` stands twice (first in earlier.yaml, line 1): give each its own key"
    ]
