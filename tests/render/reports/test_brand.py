"""An organisation puts its name on reports, and hears in one sentence what cannot be printed."""

from __future__ import annotations

import pytest

from bot.render.reports.brand import BadBrand, read_brand
from bot.render.reports.printing import ReportPress
from bot.render.reports.writing import report
from bot.render.texts import SHIPPED
from tests.render.briefings import picture
from tests.render.reports.making import PRESS, TEXTS, dossier, pages_of
from tests.render.summaries import summary


@pytest.fixture
def folder(tmp_path):
    (tmp_path / "reports").mkdir()
    return tmp_path


def brand(folder, text):
    (folder / "reports" / "brand.yaml").write_text(text, encoding="utf-8")
    return folder


def test_an_organisations_logo_colour_and_footer_stand_on_every_report(folder):
    (folder / "reports" / "logo.png").write_bytes(picture())
    brand(folder, 'colour: "#7A1F3D"\nlogo: logo.png\nlogo_alt: Blue Cluster\nfooter: Clusters meet\n')
    made = report(TEXTS, dossier(summary(12)), "en")
    press = ReportPress(TEXTS, [folder])
    page = press.page(made)
    assert 'src="data:image/png;base64,' in page
    assert 'alt="Blue Cluster"' in page
    assert "--brand: #7A1F3D" in page
    assert "The organiser · privacy@example.org · Clusters meet" in page
    assert all("Clusters meet" in text for text in pages_of(press.pdf(made)))
    assert len(press.pdf(made)) > len(PRESS.pdf(made))


def test_an_organisation_may_lay_out_reports_itself(folder):
    made = report(TEXTS, dossier(summary(12)), "en")
    (folder / "reports" / "report.typ").write_text(
        '#let it = json("report.json")\n#set document(title: it.title)\n#set text(lang: it.language)\n'
        "= #it.title\nOurs: #it.pages.len() pages\n"
    )
    assert "Ours: 9 pages" in " ".join(pages_of(ReportPress(TEXTS, [folder]).pdf(made)))


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("colour: blue", 'colour is written as "#0B4F8A", not as blue.'),
        ('colour: "#FFE08A"', "letters in #FFE08A are too pale to be read on white; take a darker colour."),
        ("color: red", "there is no color; a brand has colour, footer, logo, logo_alt."),
        ("logo: ../secret.png", "logo is the name of a file beside it that ends in .svg, .png, .jpg, .jpeg."),
        ("logo: logo.svg", "there is no readable file logo.svg beside it."),
        ("footer: [a, b]", 'a brand is lines such as `colour: "#0B4F8A"`; write each value as one text.'),
        ("colour: [", "cannot be read as YAML"),
    ],
)
def test_what_cannot_be_printed_is_told_in_one_sentence(folder, text, why):
    with pytest.raises(BadBrand) as told:
        read_brand([brand(folder, text), SHIPPED])
    assert why in str(told.value)
    assert str(folder) in str(told.value)
    assert "\n" not in str(told.value)


def test_an_empty_brand_is_the_shipped_colour(folder):
    assert read_brand([brand(folder, "# nothing yet\n"), SHIPPED]) == read_brand([SHIPPED])
