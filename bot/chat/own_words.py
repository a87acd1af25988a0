"""The rooms in which attendees use their own words: notes to organisers, contact lists, and what the last card asks."""

from __future__ import annotations

from bot.chat.asks import Asks
from bot.chat.attendee import Conversation
from bot.chat.contacts import Contacts
from bot.chat.offers import Offers
from bot.chat.ports import Answering
from bot.chat.rooms import Room
from bot.chat.threads import Threads
from bot.chat.voice import Voice
from bot.services.asking import Asking
from bot.services.contacting import Contacting
from bot.services.corresponding import Corresponding
from bot.services.offering import Offering


def rooms_of_own_words(
    voice: Voice,
    conversation: Conversation,
    answering: Answering,
    offering: Offering,
    corresponding: Corresponding,
    contacting: Contacting,
    asking: Asking,
) -> list[Room]:
    """All of them, in the order in which they listen: an entry that was asked for goes before a note."""
    threads, contacts = Threads(voice, corresponding=corresponding), Contacts(voice, contacting=contacting)
    asks = Asks(voice, conversation, contacts, answering, asking, contacting)
    return [asks.room(), threads.room(), contacts.room(), Offers(voice, offering=offering, threads=threads).room()]
