"""What something that was sent may be: a guess orders what is offered, and decides nothing."""

import pytest

from bot.services.organising.guessing import kind_of, likeness
from bot.survey.definitions import Material, Wording


@pytest.mark.parametrize(
    ("names", "url", "shown", "kind"),
    [
        (["Slides final.PDF"], None, ["document"], "presentation"),
        (["talk.mp4"], None, ["video"], "recording"),
        (["guide.docx"], None, ["document"], "handbook"),
        (["data.bin"], None, ["document"], "resources"),
        ([], "https://www.youtube.com/watch?v=1", [None], "recording"),
        ([], "https://eccp.eu/links", [None], "resources"),
    ],
)
def test_what_something_may_be_is_told_by_its_name(names, url, shown, kind):
    assert kind_of(names, url, shown) == kind


def test_what_shares_a_word_with_a_promise_is_likelier_than_what_shares_only_its_kind():
    workshop = Material("w", "presentation", Wording({"en": "Workshop notes"}))
    slides = Material("slides", "presentation", Wording({"en": "The slides"}))
    found = [likeness(each, "presentation", "workshop-2026.pdf") for each in (slides, workshop)]
    assert found == [2, 5]
    assert likeness(slides, "recording", "film.mp4") == 0
