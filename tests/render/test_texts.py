"""Templates, wordings and languages: escaped, sandboxed, overridable."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from jinja2 import TemplateError, UndefinedError
from jinja2.exceptions import SecurityError

from bot.render.screens import shortened
from bot.render.texts import Texts, unmarked, utf16_units
from bot.survey.definitions import Wording

TEXTS = Texts()
VALUES = {"answers": {"overall": "<Very> & so"}, "name": "", "webinar": "Clusters"}


def said(text, **values):
    return str(TEXTS.wording(Wording({"*": text}), ("en",), VALUES | values))


@pytest.mark.parametrize(
    ("code", "language"),
    [
        ("fr", "fr"),
        ("fr-CA", "fr"),
        ("FR_fr", "fr"),
        ("en-GB", "en"),
        ("de-AT", "de"),
        ("uk", "en"),
        ("", "en"),
        (None, "en"),
        ("-", "en"),
    ],
)
def test_the_accounts_language_is_spoken_where_it_is_known(code, language):
    assert TEXTS.speak(code) == language


def test_placeholders_are_filled_in_and_everything_is_escaped():
    assert said("<b>You</b> said {{ answers.overall }} at {{webinar}}.") == (
        "&lt;b&gt;You&lt;/b&gt; said &lt;Very&gt; &amp; so at Clusters."
    )
    assert said("<b>You</b> & I") == "&lt;b&gt;You&lt;/b&gt; &amp; I"


def test_a_label_is_plain_text():
    assert TEXTS.plain(Wording({"*": "a < b"}), ("en",), VALUES) == "a < b"
    assert TEXTS.plain(Wording({"*": "as {{ answers.overall }}"}), ("en",), VALUES) == "as <Very> & so"


@pytest.mark.parametrize(
    "text",
    [
        "{% for i in range(10**9) %}x{% endfor %}",
        "{{ range(10**9)|list }}",
        "{{ answers.__class__ }}",
        "{{ ''.__class__.__mro__ }}",
        "{# hidden #}",
        "{{ name",
        "{{{ name }}",
    ],
)
def test_any_other_code_in_a_wording_is_said_as_it_is_and_never_run(text):
    assert unmarked(said(text)) == text


def test_an_answer_that_looks_like_code_is_only_an_answer():
    assert said("{{ answers.overall }}", answers={"overall": "{{ name }}{% x %}"}) == "{{ name }}{% x %}"


def test_the_wording_of_the_first_language_there_is_is_taken():
    wording = Wording({"en": "yes", "fr": "oui"})
    assert [str(TEXTS.wording(wording, order, {})) for order in (("fr", "en"), ("de", "en"), ("de",))] == [
        "oui",
        "yes",
        "yes",
    ]


def test_a_template_that_lacks_a_value_fails_instead_of_saying_nothing():
    with pytest.raises(UndefinedError):
        TEXTS.render("messages/late.html.j2", "en", materials=3)


def test_an_operators_template_goes_before_the_shipped_one_and_cannot_break_out(tmp_path):
    folder = tmp_path / "messages"
    folder.mkdir()
    (folder / "thanks.html.j2").write_text("{% trans %}Thank you!{% endtrans %} {{ webinar }}", encoding="utf-8")
    (folder / "closed.html.j2").write_text("{{ webinar.__class__.__base__ }}", encoding="utf-8")
    (folder / "late.html.j2").write_text("{{ webinar", encoding="utf-8")
    texts = Texts([tmp_path])
    assert texts.render("messages/thanks.html.j2", "fr", webinar="<x>") == "Merci\u00a0! &lt;x&gt;"
    assert texts.render("messages/trouble.html.j2", "en").startswith("Something went wrong")
    with pytest.raises(SecurityError):
        texts.render("messages/closed.html.j2", "en", webinar="x")
    with pytest.raises(TemplateError):
        texts.render("messages/late.html.j2", "en", webinar="x")


def test_a_language_nobody_translated_is_english():
    assert TEXTS.say("Skip", "xx") == "Skip"
    assert TEXTS.render("messages/trouble.html.j2", "xx").startswith("Something")


@pytest.mark.parametrize(
    ("language", "zone", "expected"),
    [
        ("en", "Europe/Brussels", "Tuesday, 24 November 2026, 11:45 (Brussels)"),
        ("fr", "Europe/Brussels", "mardi 24 novembre 2026, 11:45 (Bruxelles)"),
        ("en", "America/New_York", "Tuesday, 24 November 2026, 05:45 (New York)"),
        ("fr", "UTC", "mardi 24 novembre 2026, 10:45 (UTC)"),
    ],
)
def test_a_moment_is_told_in_the_webinars_zone(language, zone, expected):
    moment = datetime(2026, 11, 24, 10, 45, tzinfo=UTC)
    values = {"webinar": "x", "opens_at": moment, "zone": zone}
    assert expected in TEXTS.render("messages/early.html.j2", language, **values)


@pytest.mark.parametrize(
    ("time", "en", "fr"),
    [
        (timedelta(days=365), "1 year", "1\u00a0an"),
        (timedelta(days=730), "2 years", "2\xa0ans"),
        (timedelta(days=90), "90 days", "90\u00a0jours"),
        (timedelta(hours=36), "36 hours", "36\u00a0heures"),
    ],
)
def test_how_long_something_is_kept_is_told_exactly(time, en, fr):
    for language, expected in (("en", en), ("fr", fr)):
        assert TEXTS._environments[language].from_string("{{ t|duration }}").render(t=time) == expected


def test_numbers_are_written_as_the_language_writes_them():
    for language, expected in (("en", "1,234.5 59%"), ("fr", "1\u202f234,5 59\u00a0%")):
        assert TEXTS._environments[language].from_string("{{ 1234.5|number }} {{ 59|percent }}").render() == expected


@settings(deadline=None)
@given(st.text(), st.integers(0, 50))
def test_a_shortened_text_is_as_long_as_it_may_be_and_no_longer(text, longest):
    short = shortened(text, longest)
    assert utf16_units(short) <= longest
    assert short == text or short == "" or short.endswith("…")


@pytest.mark.parametrize(
    ("written", "named", "nameless"),
    [
        ("Thank you, {{ name }}. See you!", "Thank you, Ana. See you!", "Thank you. See you!"),
        ("{{ name }}, how was it?", "Ana, how was it?", "How was it?"),
        ("Merci {{ name }} !", "Merci Ana !", "Merci !"),
        ("Dear {{name}},\nhello", "Dear Ana,\nhello", "Dear,\nhello"),
    ],
)
def test_a_name_that_is_not_known_leaves_no_gap(written, named, nameless):
    wording = Wording({"*": written})
    for name, told in (("Ana", named), ("", nameless)):
        values = {"name": name, "webinar": "w", "answers": {}}
        assert Texts().wording(wording, ("en",), values) == told
        assert Texts().plain(wording, ("en",), values) == told
