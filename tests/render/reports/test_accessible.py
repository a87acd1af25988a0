"""The HTML report before a checker of accessibility, axe, in a browser: light and dark, on a phone and on a desk."""

from __future__ import annotations

from importlib.resources import files

import pytest

from bot.render.reports.comparing import comparison_report
from tests.browser import CHROMIUM, DRIVER, started
from tests.render.plots.comparisons import comparison
from tests.render.reports.making import COUNTED_AT, PRESS, TEXTS, printed
from tests.render.reports.needs import needs_report
from tests.render.summaries import summary

pytestmark = [pytest.mark.browser, pytest.mark.skipif(not (CHROMIUM and DRIVER), reason="chromium is not here")]

AXE = files("axe_playwright_python").joinpath("axe.min.js").read_text(encoding="utf-8")


@pytest.fixture(scope="module")
def browser():
    with started(size=(1200, 1600)) as driver:
        yield driver


def violations(browser, page, *, scheme, width):
    """What axe finds wrong with ``page``, each with the places where it is."""
    browser.execute_cdp_cmd(
        "Emulation.setEmulatedMedia", {"features": [{"name": "prefers-color-scheme", "value": scheme}]}
    )
    browser.execute_cdp_cmd(
        "Emulation.setDeviceMetricsOverride",
        {"width": width, "height": 1600, "deviceScaleFactor": 1, "mobile": False},
    )
    browser.get(page)
    browser.execute_script(AXE)
    found = browser.execute_async_script("axe.run().then(arguments[arguments.length - 1])")
    assert len(found["passes"]) > 20  # it did look
    return [(each["id"], [node["target"] for node in each["nodes"]][:3]) for each in found["violations"]]


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [360, 1200])
@pytest.mark.parametrize("answers", [0, 4, 12, 500])
def test_a_report_has_nothing_that_keeps_people_from_reading_it(browser, tmp_path, answers, width, scheme):
    page = tmp_path / "report.html"
    page.write_text(printed(summary(answers, attendees=700)).html, encoding="utf-8")
    assert violations(browser, page.as_uri(), scheme=scheme, width=width) == []


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_nor_has_the_report_of_the_european_needs_survey(browser, tmp_path, scheme):
    page = tmp_path / "needs.html"
    page.write_text(needs_report().html, encoding="utf-8")
    assert violations(browser, page.as_uri(), scheme=scheme, width=1200) == []


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_nor_has_a_comparison(browser, tmp_path, scheme):
    page = tmp_path / "compared.html"
    document = comparison_report(TEXTS, comparison(34, 28, 3, 22), "fr", now=COUNTED_AT)
    page.write_text(PRESS.page(document), encoding="utf-8")
    assert violations(browser, page.as_uri(), scheme=scheme, width=1200) == []


def test_the_checker_finds_what_is_wrong(browser, tmp_path):
    page = tmp_path / "report.html"
    pale = printed(summary(12)).html.replace("--quiet: #55606e", "--quiet: #c0c8d0")
    page.write_text(pale, encoding="utf-8")
    assert [name for name, _ in violations(browser, page.as_uri(), scheme="light", width=1200)] == ["color-contrast"]
