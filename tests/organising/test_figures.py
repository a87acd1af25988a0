"""Figures by chat: from a few lines to one question and what people wrote, with the house reopened before each step."""

from io import BytesIO

import pytest
from openpyxl import load_workbook

from tests.organising.answers import FIVE, SIX, a_member, take
from tests.organising.driver import an_office
from tests.stories.transcript import at

NO = "for the organisers of the webinar only"


@pytest.fixture
async def office(tmp_path):
    async with an_office(tmp_path, now=at("2026-11-24 13:00")) as (house, olga):
        await house.apply("in_a_series.yaml")
        await house.open()
        await house.rest()  # the live card comes first
        yield house, olga


@pytest.fixture
async def answered(office):
    house, olga = office
    await take(house, "clusters", SIX)
    await take(house, "before", FIVE)
    return house, olga


def pictures(person):
    return [message for message in person.shown if message.content.file and message.content.file.kind == "photo"]


def files(person):
    return [message.content.file for message in person.shown if message.content.file]


async def test_nobody_types_a_code_to_read_figures(answered):
    _, olga = answered
    assert await olga.says("/summary") == "Whose figures?"
    assert olga.buttons == ["The clusters webinar", "The earlier webinar"]
    card = await olga.taps("The clusters webinar")
    assert "6 of 40 attendees answered to the end (15%, 7–29)." in card
    assert "Very satisfied: 50% (19–81)" in card
    assert olga.buttons[0] == "📊 Chart"


async def test_what_has_changed_since_the_last_webinar_is_told_with_its_interval(office):
    house, olga = office
    header = "response,finished,overall\n"
    await take(house, "before", header + "".join(f"b{n},1,{'very' if n < 5 else 'not'}\n" for n in range(30)))
    await take(house, "clusters", header + "".join(f"c{n},1,{'very' if n < 25 else 'not'}\n" for n in range(30)))
    card = await olga.says("/summary clusters")
    assert "📈 Very satisfied, since " in card
    assert "+67 points (+43 to +80)" in card
    assert "since" not in await olga.says("/summary before")


async def test_the_card_of_a_webinar_has_a_door_to_its_figures(answered):
    _, olga = answered
    await olga.says("/webinars")
    await olga.taps("The clusters webinar")
    assert "answered to the end" in await olga.taps("Figures")
    assert "The survey is open until" in await olga.taps("Back to the webinar")


async def test_a_chart_is_drawn_below_and_the_message_that_asked_shows_the_figures_again(answered):
    _, olga = answered
    await olga.says("/summary clusters")
    asked = olga.shown[-1].message_id
    await olga.taps("Chart")
    (picture,) = pictures(olga)
    assert picture.content.file.content.startswith(b"\x89PNG")
    assert "answered to the end" in next(each for each in olga.shown if each.message_id == asked).content.text
    assert "answered to the end" in await olga.taps("Back to the figures")
    assert olga.shown[-1].message_id > picture.message_id


async def test_one_question_comes_as_a_picture_with_its_base_and_intervals_below_it(answered):
    _, olga = answered
    await olga.says("/summary clusters")
    assert "1. How satisfied were you? n = 6" in await olga.taps("Questions")
    caption = await olga.taps("1")
    (picture,) = pictures(olga)
    assert picture.content.text == caption
    assert "n = 6. Shown to 6, skipped by 0, left open by 0." in caption
    assert "• Very satisfied: 50% (19–81), 3" in caption
    assert "Mean 2.33, median 2.5, scored from 3 (best) to 1" in caption
    assert "• Rooms: 50% (19–81), 3" in await olga.taps("2 ▶")
    assert len(pictures(olga)) == 2
    assert "How was it?" in await olga.taps("All questions")


async def test_an_open_question_has_no_picture_and_leads_to_what_people_wrote(answered):
    _, olga = answered
    await olga.says("/summary clusters")
    await olga.taps("Questions")
    assert "What should we improve?" in await olga.taps("3")
    assert pictures(olga) == []
    assert "1 to 5 of 6, in alphabetical order" in await olga.taps("What people wrote")
    assert "— apples\n\n— Bananas\n\n— cherries\n\n— dates\n\n— elderberries" in olga.card
    assert "6 to 6 of 6" in await olga.taps("More")
    assert "— Zebras & more time" in olga.card


async def test_what_fewer_than_five_wrote_is_not_shown(answered):
    _, olga = answered
    await olga.says("/summary clusters")
    await olga.taps("What people wrote")
    await olga.taps("Which formats?")
    assert "Fewer than 5 people have written here" in olga.toast
    assert "A walk" not in "".join(message.content.text for message in olga.shown)


async def test_nobody_wrote_is_said_so(answered):
    _, olga = answered
    await olga.says("/summary before")
    await olga.taps("What people wrote")
    assert "Nobody has written anything here yet." in await olga.taps("What should we improve?")


async def test_names_stand_beside_what_people_wrote_only_where_the_survey_asks_for_names(tmp_path):
    async with an_office(tmp_path, now=at("2026-11-24 11:50")) as (house, olga):
        await house.apply("identified.yaml")
        await house.open()
        ana = house.api.join(101, "Ana")
        ana.write(f"/start {house.code}")
        await house.rest()
        message = ana.messages[-1]
        ana.tap(message.message_id, message.buttons[0][0]["callback_data"])
        await house.rest()
        ana.write("More breaks")
        await house.rest()
        await olga.says("/summary named")
        await olga.taps("What people wrote")
        assert "— More breaks (Ana)" in await olga.taps("You said")


async def test_the_same_question_stands_beside_that_of_earlier_webinars_and_says_what_can_be_told(answered):
    _, olga = answered
    await olga.says("/summary clusters")
    card = await olga.taps("Earlier webinars")
    assert "▶ The clusters webinar, 24 November 2026\nn = 6, finished: 6; response rate 15% (7–29)" in card
    assert "The earlier webinar, 20 October 2026\nn = 5, finished: 5; response rate 25% (11–47)" in card
    assert "• 20% (4–62)" in card
    assert "Since the webinar before: +30 points (−23 to +65).\nToo few answers to tell" in card
    assert "Of some answers nobody knows whether they are from the same people." in card
    assert "All 2 webinars together: 36% (15–65), n = 11. The mean of the webinars is 35%." in card
    assert "At least 20% at each of 2 webinars; the lowest is The earlier webinar." in card
    assert "5 of 20 attendees" in await olga.taps("The earlier webinar")
    assert "Earlier webinars" not in " ".join(olga.buttons)


async def test_a_survey_that_a_follow_up_brings_has_figures_of_its_own(answered):
    _, olga = answered
    await olga.says("/summary clusters")
    card = await olga.taps("One month later")
    assert card.startswith("One month later\nThe clusters webinar")
    assert "Nobody has answered yet" in card
    assert "answered to the end" in await olga.taps("How was it?")


async def test_documents_are_sent_and_logged(answered):
    house, olga = answered
    await olga.says("/summary clusters")
    await olga.taps("Documents")
    listed = ["🖼 Chart (PNG)", "📘 Briefing (PDF)", "📗 Figures and answers (XLSX)", "🧾 All answers (CSV)"]
    assert olga.buttons[2:6] == listed
    for label in listed:
        await olga.taps(label[2:])
    png, pdf, xlsx, csv = files(olga)
    assert (png.name, png.kind, png.content[:4]) == ("clusters-short.png", "document", b"\x89PNG")
    assert (pdf.name, pdf.content[:5]) == ("clusters-briefing-en.pdf", b"%PDF-")
    assert xlsx.name == "clusters-short.xlsx"
    book = load_workbook(BytesIO(xlsx.content), data_only=True)
    assert book.sheetnames == ["Overview", "Tables", "Answers", "Codebook"]
    assert ("Very satisfied", 3, 6, 50) in [row[:4] for row in book["Tables"].iter_rows(values_only=True)]
    assert csv.name == "clusters-short.csv"
    assert csv.content.decode().startswith("response,finished,overall")
    assert csv.content.count(b"\n") == 7
    logged = house.rows("SELECT action FROM audits ORDER BY id")
    assert logged == [("export.png",), ("export.pdf",), ("export.xlsx",), ("export.csv",)]


async def test_too_few_answers_give_no_rows_and_the_list_says_why(office):
    house, olga = office
    await take(house, "clusters", "\n".join(SIX.splitlines()[:3]))
    await olga.says("/summary clusters")
    await olga.taps("Documents")
    for label in ("All answers (CSV)", "Figures and answers (XLSX)"):
        assert "Only 2 of at least 5 people have answered" in await olga.taps(label)
    assert files(olga) == []
    assert house.rows("SELECT * FROM audits") == []


async def test_no_answers_yet_says_what_to_do_next(office):
    _, olga = office
    card = await olga.says("/summary clusters")
    assert "Nobody has answered yet. The link to share is on the webinar’s card." in card
    assert not any("Chart" in label for label in olga.buttons)
    await olga.taps("Questions")
    assert "Nobody has answered this question yet." in await olga.taps("1")


async def test_a_viewer_sees_figures_and_neither_rows_nor_what_people_wrote(answered):
    house, _ = answered
    vera = await a_member(house, 77, "Vera", "viewer")
    card = await vera.says("/summary clusters")
    assert "Very satisfied: 50%" in card
    assert not any("wrote" in label or "Threads" in label for label in vera.buttons)
    message_id = vera.shown[-1].message_id
    await vera.forges(message_id, "2fig:w.1.0.2.0")
    assert NO in vera.toast
    for kind in ("csv", "xlsx"):
        await vera.forges(message_id, f"2paper:{kind}.1.0")
        assert NO in vera.card
    assert "apples" not in "".join(message.content.text for message in vera.shown)
    assert files(vera) == []


async def test_threads_are_one_tap_away(answered):
    _, olga = answered
    await olga.says("/summary clusters")
    assert await olga.taps("Threads") == await olga.says("/threads")


async def test_a_file_beyond_what_telegram_takes_is_refused_with_a_sentence(answered):
    house, olga = answered
    olga.restarts = False
    house.rooms.services.organising.papers._most = 100
    await olga.says("/summary clusters")
    await olga.taps("Documents")
    assert "Telegram takes 0 MB from a bot" in await olga.taps("Chart (PNG)")
    assert files(olga) == []


@pytest.mark.parametrize(
    "forged",
    ["fig", "fig:s", "fig:s.99.0", "fig:s.1.77", "fig:u.1.0.99", "fig:u.1.0.x", "fig:w.1.0.99.0", "fig:w.1.0.0.0",
     "fig:b.1.0.99", "fig:q.1.0.99", "fig:c.1.9", "fig:zz.1", "fig:o.1.99", "fig:l.-1", "paper:l.99.0", "paper:xx.1.0",
     "paper:pdf.2.0", "paper:csv.1.1", "paper:xlsx.1.1", "paper:png.1.1"],
)  # fmt: skip
async def test_a_forged_button_is_answered_and_changes_nothing(answered, forged):
    house, olga = answered
    await olga.says("/summary clusters")
    before = house.rows("SELECT (SELECT count(*) FROM answers), (SELECT count(*) FROM audits)")
    word, _, argument = forged.partition(":")
    await olga.forges(olga.shown[-1].message_id, f"2{word}:{argument}")
    assert house.rows("SELECT (SELECT count(*) FROM answers), (SELECT count(*) FROM audits)") == before
    assert house.rows("SELECT count(*) FROM inbox WHERE state = 'dead'") == [(0,)]


async def test_a_stranger_learns_nothing_by_any_button(answered):
    house, olga = answered
    eve = house.api.join(666, "Eve")
    await olga.says("/summary clusters")
    eve.write("/summary clusters")
    await house.rest()
    assert NO in eve.messages[-1].content.text
    for written in (
        "2fig:s.1.0",
        "2fig:c.1.0",
        "2fig:u.1.0.0",
        "2fig:w.1.0.2.0",
        "2fig:b.1.0.0",
        "2paper:csv.1.0",
        "2paper:xlsx.1.0",
    ):
        tap = eve.tap(eve.messages[-1].message_id, written)
        await house.rest()
        assert NO in tap.answer["text"]
