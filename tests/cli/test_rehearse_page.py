"""The page of a rehearsal: everything in one file, as it stands on a wide screen and on a phone."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from tests import browser
from tests.services.scenes import SURVEY, WEBINAR

CALL = """  - key: call
    when: 3d after end at 09:00
    to: {question: overall, in: [poor]}
    approve: true
    text: "<b>Sorry</b> & {{ webinar }}: may we call?"
"""


@pytest.fixture
def page(afterword):
    Path("own.yaml").write_text(f"{SURVEY}\n---\n{WEBINAR}{CALL}")
    ran = afterword("rehearse", "own.yaml", "--html", "page.html", "--people", 24)
    assert ran.code == 0, ran.err
    assert ran.out.endswith("\nThe page is in page.html.\n")
    return Path("page.html").read_text(encoding="utf-8")


def test_the_page_needs_nothing_else(page):
    assert "<script" not in page
    assert not re.search(r"(?:src|@import|url\()", page)
    assert "<link" not in page


def test_the_messages_stand_there_as_attendees_see_them(page):
    assert "slides.pdf" in page
    assert "<span>Good</span>" in page or "<span>Skip</span>" in page
    assert "&lt;b&gt;Sorry&lt;/b&gt; &amp; Strategies for clusters: may we call?" in page


def test_what_waits_is_shown_as_it_will_look_and_counts_as_waiting(page):
    assert page.count("this is how it will look") == 2
    assert "https://example.org/not-there-yet" in page
    assert "<code>call</code> waits for your yes" in " ".join(page.split())


@pytest.mark.skipif(browser.CHROMIUM is None, reason="no Chromium on this machine")
@pytest.mark.parametrize("size", [(1280, 900), (390, 844)])
def test_nothing_sticks_out_of_a_screen(page, size):
    with browser.started(size=size) as driver:
        driver.execute_cdp_cmd(
            "Emulation.setDeviceMetricsOverride",
            {"width": size[0], "height": size[1], "deviceScaleFactor": 1, "mobile": size[0] < 600},
        )
        driver.get(Path("page.html").absolute().as_uri())
        wide, inner = driver.execute_script("return [document.documentElement.scrollWidth, innerWidth]")
        assert wide <= inner == size[0]
        assert driver.execute_script("return document.querySelectorAll('.bubble').length") >= 4
        heads = driver.execute_script("return [...document.querySelectorAll('.lanes .name')].map(e => e.innerText)")
        assert [head.split("\n")[0] for head in heads][1:] == ["webinar", *_lanes(heads)]


def _lanes(heads):
    """The first question only if somebody was called for it, then the plan."""
    called = ["first question"] if any(head.startswith("first question") for head in heads) else []
    return [*called, "thanks", "reminder", "watch", "call"]
