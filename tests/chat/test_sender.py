"""What goes out for follow-ups: each part as it looks, and the receipt for each trouble."""

from dataclasses import replace
from datetime import timedelta

import pytest

import db.materials
from bot.chat.showing import Message
from bot.delivery import retry
from bot.delivery.ports import FilePart, LinkPart, Parcel, SurveyPart, TextPart
from bot.rehearsal.faults import Fault
from tests.chat.house import both, labels, shown, text

PARCEL = Parcel(
    row=1,
    claim="c",
    chat_id=101,
    attendee_id=1,
    webinar_id=1,
    follow_up="thanks",
    language="fr",
    parts=(),
    wordings=("fr", "en"),
    webinar="Strategies & clusters",
    values={"answers": {"overall": "<Not>"}, "name": "", "webinar": "Strategies & clusters"},
)
LINK = LinkPart(1, "recording", both("The recording", "L'enregistrement"), "https://video.example.org/1?a=1&b=2")


@pytest.fixture
def met(house, ana):
    ana.write("hello")
    house.api.updates.drop()
    return ana


def last(person):
    return shown(person)[-1]


async def test_a_text_is_said_in_the_persons_language_with_their_answers_in_it(house, met):
    part = TextPart(both("x", "Vous avez dit {{ answers.overall }} à {{ webinar }}."))
    assert await house.sender.send(PARCEL, part) == retry.Sent(last(met).message_id)
    assert text(last(met)) == "Vous avez dit <Not> à Strategies & clusters."


async def test_a_follow_up_that_says_nothing_itself_has_words_of_the_bots_own(house, met):
    await house.sender.send(PARCEL, TextPart(None))
    assert text(last(met)) == "Voici ce qui a été promis lors de «\xa0Strategies & clusters\xa0»\xa0:"


async def test_a_link_stands_under_its_title_and_what_is_said_with_it(house, met):
    await house.sender.send(PARCEL, LINK)
    assert text(last(met)) == "L'enregistrement\nhttps://video.example.org/1?a=1&b=2"
    await house.sender.send(PARCEL, replace(LINK, wording=both("x", "Le voilà !")))
    assert text(last(met)) == "Le voilà !\n\nL'enregistrement\nhttps://video.example.org/1?a=1&b=2"


@pytest.fixture
async def slides(house):
    """A file of the database as a part, not uploaded yet."""

    def work(tx):
        number = db.materials.put(tx, webinar_id=1, key="slides", kind="presentation", title="{}", url=None)
        db.materials.put_file(tx, number, name="Präsentation.pdf", digest="d", bytes=b"%PDF-1.7 slides")
        return number

    material = await house.store.write(work)
    return FilePart(material, "presentation", both("The slides", "Les diapos <1>"), "Präsentation.pdf", "d")


async def test_a_file_is_uploaded_once_and_then_sent_by_its_name_at_telegram(house, met, slides):
    first = await house.sender.send(PARCEL, slides)
    assert isinstance(first, retry.Sent)
    assert first.file_id
    file = last(met).content.file
    assert (file.kind, file.name, file.content) == ("document", "Präsentation.pdf", b"%PDF-1.7 slides")
    assert text(last(met)) == "Les diapos <1>"
    again = await house.sender.send(PARCEL, replace(slides, file_id=first.file_id, wording=both("x", "Merci !")))
    assert again == retry.Sent(last(met).message_id, first.file_id)
    assert text(last(met)) == "Merci !\n\nLes diapos <1>"
    uploads = [entry for entry in house.api.journal.calls("sendDocument") if isinstance(entry.params["document"], dict)]
    assert len(uploads) == 1


async def test_a_file_that_telegram_has_forgotten_is_to_be_uploaded_again(house, met, slides):
    assert await house.sender.send(PARCEL, replace(slides, file_id="BQACAgQAAxkDAAIB")) == retry.UploadAgain()


def told(person):
    """All that stands in the chat, without the blanks."""
    return "".join("".join(text(message) for message in shown(person)).split())


async def carried(house, parcel):
    unfolded = await house.sender.unfolded(parcel)
    for part in unfolded.parts:
        assert isinstance(await house.sender.send(unfolded, part), retry.Sent)
    return unfolded


async def test_a_caption_that_grew_too_long_goes_on_in_messages_of_its_own(house, met, slides):
    answer = "Wörd 😀 is here. " * 400
    parcel = replace(PARCEL, values={"answers": {"improve": answer}, "name": "", "webinar": "x"}, ends=True)
    part = replace(slides, wording=both("x", "Vous avez dit : {{ answers.improve }}"))
    unfolded = await carried(house, replace(parcel, parts=(part, TextPart(both("x", "Fin.")))))
    assert len(unfolded.parts) == len(shown(met)) == 4
    assert told(met) == "".join(f"Vous avez dit : {answer} Les diapos <1> Fin.".split())
    assert [text(message)[-1] for message in shown(met)[:2]] == [".", "."]
    assert [bool(labels(message)) for message in shown(met)] == [False, False, False, True]
    assert (await house.sender.unfolded(replace(parcel, parts=unfolded.parts))).parts == unfolded.parts


async def test_a_text_that_grew_too_long_goes_on_in_the_next_message(house, met):
    parcel = replace(PARCEL, values={"answers": {"improve": "<&> 😀 " * 800}, "name": "", "webinar": "x"})
    await carried(house, replace(parcel, parts=(TextPart(both(*["{{ answers.improve }}!" * 9] * 2)),)))
    assert told(met) == ("<&>😀" * 800 + "!") * 9


async def test_what_is_short_is_left_as_it_is(house, met, slides):
    parcel = replace(PARCEL, parts=(TextPart(both("Hello {{ name }}")), slides, LINK))
    assert (await house.sender.unfolded(parcel)).parts == parcel.parts


async def test_what_is_too_long_above_a_question_goes_before_it(house, answering):
    words = "Do tell us. " * 320
    unfolded = await carried(house, replace(PARCEL, parts=(SurveyPart(1, "reminds", both(words, words)),)))
    assert [type(part) for part in unfolded.parts] == [TextPart, SurveyPart]
    said, question = shown(answering)[-2:]
    assert text(said).startswith("Do tell us.")
    assert text(question).startswith("How was it?")
    assert labels(question)[0] == "Very satisfied"


async def test_what_is_handed_goes_on_in_the_next_message_too(house, met, slides):
    to = replace(PARCEL, values={"answers": {"improve": "Wörd is here. " * 200}, "name": "", "webinar": "x"})
    part = replace(slides, wording=both("x", "{{ answers.improve }}"))
    sent = await house.sender.hand(101, to, part)
    assert sent.message_id == shown(met)[0].message_id
    assert told(met) == "Wördishere." * 200 + "Lesdiapos<1>"


@pytest.mark.parametrize(
    ("why", "above"),
    [
        ("opens", "The survey about “Strategies & clusters” is open: how was it?"),
        ("reminds", "Your answers about “Strategies & clusters” would still be welcome; it goes on where you stopped."),
        ("follows", "Some time has passed since “Strategies & clusters”. A few more questions:"),
    ],
)
async def test_a_question_that_comes_by_itself_says_why(house, answering, why, above):
    sent = await house.sender.send(PARCEL, SurveyPart(1, why))
    assert sent == retry.Sent(last(answering).message_id)
    assert text(last(answering)).startswith(f"{above}\n\nHow was it?")
    assert labels(last(answering))[0] == "Very satisfied"
    await house.sender.send(PARCEL, SurveyPart(1, why, both("Do tell {{ webinar }}!")))
    assert text(last(answering)).startswith("Do tell Strategies & clusters!\n\nHow was it?")


async def test_a_question_for_a_response_that_is_gone_or_closed_is_not_sent(house, answering):
    assert await house.sender.send(PARCEL, SurveyPart(77, "opens")) == retry.Unchanged()
    await house.store.write(lambda tx: tx.execute("UPDATE webinars SET closes_at = 1"))
    assert await house.sender.send(PARCEL, SurveyPart(1, "reminds")) == retry.Unchanged()
    assert len(shown(answering)) == 1


@pytest.mark.parametrize(
    ("fault", "receipt"),
    [
        ("403", retry.Unreachable),
        ("429", retry.Later),
        ("500", retry.Doubt),
        ("cut_after", retry.Doubt),
        ("malformed", retry.Doubt),
        ("401", retry.TokenRefused),
    ],
)
async def test_each_trouble_has_its_receipt_whichever_way_the_part_goes(house, met, slides, fault, receipt):
    for part in (TextPart(both("x")), LINK, slides):
        house.api.faults.add(Fault(fault))
        assert isinstance(await house.sender.send(PARCEL, part), receipt)


async def test_a_file_that_was_replaced_since_it_was_packed_waits_to_be_packed_again(house, met, slides):
    assert isinstance(await house.sender.send(PARCEL, replace(slides, digest="earlier")), retry.NotSent)
    assert shown(met) == []


async def test_a_part_that_cannot_be_prepared_is_a_bug_and_sends_nothing(house, met):
    with pytest.raises(Exception, match=r".+"):
        await house.sender.send(PARCEL, TextPart("no wording"))
    assert shown(met) == []


async def test_showing_what_stands_there_already_is_a_success(house, met):
    message = Message("Hello", [[{"text": "A", "callback_data": "x"}]])
    number = await house.sender.show(message, chat_id=101, message_id=None)
    assert await house.sender.show(message, chat_id=101, message_id=number) == number


async def test_what_cannot_be_edited_any_more_is_sent_anew(house, met):
    message = Message("Hello", [])
    number = await house.sender.show(message, chat_id=101, message_id=None)
    house.api.clock.advance(timedelta(days=3))
    new = await house.sender.show(Message("Hello again", []), chat_id=101, message_id=number)
    assert new != number
    assert await house.sender.show(message, chat_id=101, message_id=99_999) > new


async def test_an_edit_waits_while_the_chat_is_halted(house, met):
    message = Message("Hello", [])
    number = await house.sender.show(message, chat_id=101, message_id=None)
    house.pace.halt(timedelta(seconds=5), chat_id=101)
    slept = []

    async def sleep(seconds):
        slept.append(seconds)
        house.pace._chats.clear()

    house.sender._sleep = sleep
    await house.sender.show(Message("Bye", []), chat_id=101, message_id=number)
    assert len(slept) == 1


async def test_a_toast_is_cut_to_what_telegram_shows(house, met):
    query = met.tap(1, "x")
    await house.sender.toast(query.query_id, "wörd 😀 " * 60, alert=True)
    assert query.answer["show_alert"] is True
    assert query.answer["text"].endswith("…")
