"""People say which language to speak: everything said to them from then on is in it, whatever their account says."""

import msgspec

from tests.chat.house import OWNER, WEBINAR, button, labels, shown, text
from tests.chat.test_attendee import last, tap, write


async def chooses(house, person, language):
    person.write("/language")
    await house.quiet()
    card = last(person)
    await tap(house, person, language, card)
    return card


async def calls_of(house, act):
    """The methods that the bot calls while ``act`` happens."""
    before = len(house.api.journal.entries)
    await act
    return [entry.method for entry in list(house.api.journal.entries)[before:] if entry.method != "getUpdates"]


async def test_the_card_says_which_language_is_spoken_and_offers_each_by_its_own_name(house, ana):
    house.poll()
    assert await write(house, ana, "/language") == "Your language here is: English. Tap another one to change it."
    assert len(labels(last(ana))) == 24
    assert {"● English", "Français", "Čeština", "Ελληνικά", "Gaeilge"} <= set(labels(last(ana)))


async def test_a_tap_changes_the_same_message_and_says_so_in_the_new_language(house, ana):
    house.poll()
    card = await chooses(house, ana, "Français")
    assert shown(ana) == [card]
    assert text(card) == "Votre langue ici est maintenant : Français."
    assert {"English", "● Français"} <= set(labels(card))


async def test_the_survey_message_under_way_is_edited_into_the_new_language(house, answering):
    question = last(answering)
    await tap(house, answering, "Very satisfied")
    await tap(house, answering, "Talks")
    card = await chooses(house, answering, "Français")
    assert shown(answering) == [question, card]
    assert text(question).startswith("2 sur 4\nWhich formats? (fr)")
    assert labels(question)[0] == "☑ Talks (fr)"
    await tap(house, answering, "Passer", question)
    assert text(question).startswith("3 sur 4")


async def test_every_survey_under_way_is_edited_and_none_that_is_over(house, answering):
    first = last(answering)
    await house.publish(webinar=msgspec.structs.replace(WEBINAR, key="second", title="The second"))
    await write(house, answering, f"/start {house.code}")
    second = last(answering)
    await tap(house, answering, "Not", second)
    await tap(house, answering, "Skip", second)
    await write(house, answering, "nothing")
    await write(house, answering, "3")
    over = last(answering)
    assert text(over).startswith("Thank you!")
    await chooses(house, answering, "Français")
    assert "1 sur 4" in text(first)
    assert text(over).startswith("Thank you!")


async def test_everything_said_from_then_on_is_in_it(house, api, monkeypatch):
    olga = api.join(OWNER, "Olga", language_code="en")
    house.poll()
    await chooses(house, olga, "Français")
    assert "Je demande" in await write(house, olga, "/help")
    assert "Je ne connais pas cette commande" in await write(house, olga, "/nonsense")
    assert "Aucune question" in await write(house, olga, "hello")
    assert "Vos webinaires" in await write(house, olga, "/webinars")
    assert "n’est pas complet" in await write(house, olga, "/start x")
    query = olga.tap(last(olga).message_id, "forged")
    await house.quiet()
    assert query.answer["text"].startswith("Ce bouton ne fonctionne plus")
    assert "1 sur 4" in await write(house, olga, f"/start {house.code}")

    async def fails(**_):
        raise ValueError

    monkeypatch.setattr(house.answering, "reply", fails)
    assert "Un problème est survenu" in await write(house, olga, "hello")


async def test_a_choice_stands_when_they_enter_and_when_their_account_changes(house, ana, api):
    house.poll()
    await chooses(house, ana, "Français")
    api.join(101, "Ana", language_code="de")
    assert "1 sur 4" in await write(house, ana, f"/start {house.code}")


async def test_of_somebody_who_never_entered_only_chat_and_language_are_stored(house, ana):
    house.poll()
    await chooses(house, ana, "Français")
    assert await house.rows("SELECT chat_id, language, chosen FROM attendees") == [(101, "fr", 1)]
    assert await house.rows("SELECT count(*) FROM enrolments") == [(0,)]


async def test_who_only_looks_at_the_card_leaves_no_trace(house, ana):
    house.poll()
    await write(house, ana, "/language")
    assert await house.rows("SELECT count(*) FROM attendees") == [(0,)]


async def test_a_language_nobody_translated_cannot_be_chosen_by_a_forged_button(house, ana):
    house.poll()
    await write(house, ana, "/language")
    query = ana.tap(last(ana).message_id, "2language:tlh")
    await house.quiet()
    assert query.answer["text"].startswith("This button does not work any more.")
    assert await house.rows("SELECT count(*) FROM attendees") == [(0,)]


async def test_who_reads_the_questions_in_another_language_is_told_in_which_they_come(house, ana):
    await house.publish(webinar=msgspec.structs.replace(WEBINAR, key="english", languages=("en",)))
    house.poll()
    await write(house, ana, f"/start {house.code}")
    question = last(ana)
    card = await chooses(house, ana, "Français")
    said = "Les questions sur « Strategies & clusters » existent en : anglais."
    assert text(card) == f"Votre langue ici est maintenant : Français.\n\n{said}"
    assert text(question).endswith("1 sur 4\nHow satisfied were you?")
    await tap(house, ana, "English", card)
    assert text(card) == "Your language here is now: English."


async def test_the_card_can_be_had_by_a_button_too(house, answering):
    query = answering.tap(last(answering).message_id, "2language:")
    await house.quiet()
    assert not query.answer["text"]
    assert text(last(answering)) == "Your language here is: English. Tap another one to change it."


async def test_a_tap_on_an_answer_asks_for_no_language(house, answering, monkeypatch):
    asked = []
    languages = type(house.languages)
    monkeypatch.setattr(languages, "chosen", lambda *given: asked.append(given))
    button(last(answering), "Satisfied")
    assert sorted(await calls_of(house, tap(house, answering, "Satisfied"))) == [
        "answerCallbackQuery",
        "editMessageText",
    ]
    assert asked == []
