"""The last slide, read as phones read it: by a decoder of other hands, small and a little out of focus."""

import io
import re

import pytest
import zxingcpp
from PIL import Image, ImageDraw, ImageFilter
from pypdf import PdfReader

from bot.render.invitations import Invitation, to_paste
from bot.render.organising.qr import code_modules, code_of, code_png
from bot.render.organising.slides import PICTURE, Slides, WrongLayout
from bot.render.texts import SHIPPED, Texts
from bot.survey.fields import EU_LANGUAGES
from tests.render.test_briefings import LETTERS

SHORTEST = "https://t.me/a_bot?start=abcdefg234567"
USUAL = "https://t.me/afterword_demo_bot?start=abcdefg234567-slide"
LONGEST = "https://t.me/a_name_with_all_32_characters_bot?start=abcdefg234567-sixteencharacter"
LINKS = (SHORTEST, USUAL, LONGEST)
LONG = {
    "en": "Communication strategies for European clusters: how to reach small companies, public authorities and "
    "research partners across twenty-seven countries without losing your voice, your budget or your mind",
    "el": "Στρατηγικές επικοινωνίας για τους ευρωπαϊκούς συνεργατικούς σχηματισμούς: πώς να προσεγγίσετε μικρές "
    "επιχειρήσεις, δημόσιες αρχές και ερευνητικούς εταίρους σε είκοσι επτά χώρες χωρίς να χάσετε τη φωνή",
    "bg": "Комуникационни стратегии за европейските клъстери: как да достигнем до малките предприятия, публичните "
    "органи и научните партньори в двадесет и седем държави, без да загубим своя глас и своя бюджет",
    "de": "Donaudampfschifffahrtselektrizitätenhauptbetriebswerkbauunterbeamtengesellschaft",
}
BLURS = (0, 0.6, 1)
"""Pixels of radius."""


@pytest.fixture(scope="module")
def slides():
    return Slides(Texts())


def invitation(title="Strategies for clusters", link=USUAL, *, gives_slides=True):
    return Invitation(title, link, gives_slides)


def picture(png: bytes) -> Image.Image:
    return Image.open(io.BytesIO(png)).convert("L")


def scanned(image: Image.Image) -> list[str]:
    return [code.text for code in zxingcpp.read_barcodes(image)]


def seen_small(image: Image.Image, width: int, blur: float) -> Image.Image:
    small = image.resize((width, width * image.height // image.width), Image.Resampling.BILINEAR)
    return small.filter(ImageFilter.GaussianBlur(blur))


@pytest.mark.parametrize("link", LINKS)
@pytest.mark.parametrize("width", [1920, 1280, 640, 320, 240])
def test_a_phone_reads_the_slide_large_small_and_blurred(slides, link, width):
    slide = picture(slides.png(invitation(link=link), "en"))
    assert slide.size == PICTURE
    assert [scanned(seen_small(slide, width, blur)) for blur in BLURS] == [[link]] * 3


@pytest.mark.parametrize("language", LONG)
def test_a_phone_reads_the_slide_beside_a_title_of_any_length(slides, language):
    slide = picture(slides.png(invitation(LONG[language], LONGEST), language))
    assert scanned(seen_small(slide, 240, 1)) == [LONGEST]


@pytest.mark.parametrize("link", LINKS)
def test_a_phone_reads_the_code_alone_at_240_pixels_and_blurred(link):
    code = picture(code_png(link))
    assert code.width == code.height >= 1200
    for width in (code.width, 480, 240):
        assert [scanned(seen_small(code, width, blur)) for blur in BLURS] == [[link]] * 3


@pytest.mark.parametrize("link", LINKS)
def test_the_code_fills_four_fifths_of_the_height_and_four_modules_around_it_are_white(slides, link):
    slide = picture(slides.png(invitation(LONG["en"], link), "en"))
    (code,) = zxingcpp.read_barcodes(slide)
    corners = (code.position.top_left, code.position.bottom_right)
    left, top, right, bottom = (value for corner in corners for value in (corner.x, corner.y))
    assert 0.78 * slide.height <= bottom - top <= 0.81 * slide.height
    quiet = round(4 * (right - left) / code_modules(link)) - 2
    around = slide.crop((left - quiet, top - quiet, right + quiet, bottom + quiet))
    ImageDraw.Draw(around).rectangle(
        (quiet - 2, quiet - 2, quiet + right - left + 2, quiet + bottom - top + 2), fill=255
    )
    assert around.getextrema() == (255, 255)


@pytest.mark.parametrize(("link", "modules"), [*zip(LINKS, (29, 33, 37), strict=True)])
def test_correction_is_never_below_m_and_costs_no_module(link, modules):
    assert code_of(link).error in {"M", "Q", "H"}
    assert code_modules(link) == modules


@pytest.mark.parametrize("language", LONG)
def test_the_pdf_is_one_wide_page_with_the_title_the_sentence_and_a_link_to_tap(slides, language):
    pdf = PdfReader(io.BytesIO(slides.pdf(invitation(LONG[language]), language)))
    (page,) = pdf.pages
    assert page.mediabox.width * 9 == page.mediabox.height * 16
    words = page.extract_text()
    assert LONG[language].replace(" ", "") in re.sub(r"[\s\u200b]", "", words)
    assert Texts().say("Scan to tell us how it was and to get the slides.", language) in " ".join(words.split())
    assert "t.me/afterword_demo_bot ?start=abcdefg234567-slide" in " ".join(words.split())
    assert [note.get_object()["/A"]["/URI"] for note in page["/Annots"]] == [USUAL]
    assert pdf.metadata.title == LONG[language]


@pytest.mark.parametrize("link", LINKS)
def test_the_code_in_the_pdf_is_drawn_as_lines_and_a_phone_reads_it(slides, link):
    (page,) = PdfReader(io.BytesIO(slides.pdf(invitation(link=link), "en"))).pages
    drawn = page.get_contents().get_data().decode("latin-1")
    lines = re.findall(r"(\d+) (\d+)\.5 m\s+(\d+) \2\.5 l", drawn)
    side = code_modules(link) + 8
    code = Image.new("L", (side, side), 255)
    for begin, row, end in lines:
        for column in range(int(begin), int(end)):
            code.putpixel((column + 4, int(row) + 4), 0)
    assert scanned(code.resize((side * 8, side * 8), Image.Resampling.NEAREST)) == [link]


@pytest.mark.parametrize("language", EU_LANGUAGES)
def test_a_slide_has_every_letter_of_every_language(slides, language):
    (page,) = PdfReader(io.BytesIO(slides.pdf(invitation(LETTERS[:150]), language))).pages
    (other,) = PdfReader(io.BytesIO(slides.pdf(invitation(LETTERS[150:]), language))).pages
    said = re.sub(r"\s", "", page.extract_text() + other.extract_text())
    assert [letter for letter in LETTERS if letter not in said] == []


def test_what_no_font_has_is_left_out_of_the_title(slides):
    (page,) = PdfReader(io.BytesIO(slides.pdf(invitation("Clusters 🚀 now"), "en"))).pages
    assert "Clusters now" in page.extract_text()


def test_slides_are_promised_only_where_there_are_some(slides):
    (page,) = PdfReader(io.BytesIO(slides.pdf(invitation(gives_slides=False), "en"))).pages
    assert "Scan to tell us how it was." in " ".join(page.extract_text().split())
    assert to_paste(Texts(), invitation(), "en").splitlines() == [
        "Strategies for clusters",
        "Tell us how it was, and get the slides, in a short chat:",
        USUAL,
    ]
    assert "slides" not in to_paste(Texts(), invitation(gives_slides=False), "en").replace("-slide", "")


def test_an_organisation_has_a_layout_of_its_own(tmp_path):
    (tmp_path / "slides").mkdir()
    layout = (SHIPPED / "slides" / "invitation.typ").read_text()
    (tmp_path / "slides" / "invitation.typ").write_text(layout.replace("fill: white", 'fill: rgb("#fff3d0")'))
    slide = Slides(Texts([tmp_path]), [tmp_path]).png(invitation(), "en")
    assert Image.open(io.BytesIO(slide)).convert("RGB").getpixel((3, 3)) == (255, 243, 208)
    assert scanned(picture(slide)) == [USUAL]


def test_a_layout_that_cannot_be_set_is_called_by_its_name(tmp_path):
    (tmp_path / "slides").mkdir()
    (tmp_path / "slides" / "invitation.typ").write_text("#nonsense(")
    with pytest.raises(WrongLayout, match=r"slides/invitation\.typ: "):
        Slides(Texts(), [tmp_path]).png(invitation(), "en")
