"""sendPoll and stopPoll, checked as strictly as Telegram does, and the votes that people cast."""

from __future__ import annotations

from typing import Any

from bot.rehearsal import keyboards, limits
from bot.rehearsal.ballots import Ballot
from bot.rehearsal.calls import Call
from bot.rehearsal.messages import Content, Message
from bot.rehearsal.refusals import bad_request
from bot.rehearsal.sending import deliver
from bot.rehearsal.world import World

_FIRST_POLL = 5_100_000_000_000_000_000


def send_poll(world: World, call: Call) -> dict[str, Any]:
    """The Message sent. Raises: Refused."""
    question = (call.text("question") or "").strip()
    if not question:
        raise bad_request("poll question must be non-empty")
    if limits.utf16_units(question) > limits.POLL_QUESTION:
        raise bad_request("poll question length must not exceed 300")
    if (call.text("type") or "regular") != "regular":
        raise bad_request("the rehearsal knows no poll but a regular one")
    anonymous = call.flag("is_anonymous") if "is_anonymous" in call.fields else True
    world.polls += 1
    ballot = Ballot(
        str(_FIRST_POLL + world.polls),
        question,
        _options(call.structure("options")),
        anonymous=anonymous,
        several=call.flag("allows_multiple_answers"),
    )
    (message,) = deliver(world, call, [Content(ballot=ballot)])
    return message.telegram()


def _options(given: object) -> tuple[str, ...]:
    if not isinstance(given, list) or not all(isinstance(each, dict) and set(each) == {"text"} for each in given):
        raise bad_request("can't parse options JSON object")
    texts = tuple(str(each["text"]).strip() for each in given)
    least, most = limits.POLL_OPTIONS
    if len(texts) < least:
        raise bad_request("poll must have at least 2 option")
    if len(texts) > most:
        raise bad_request(f"poll can't have more than {most} options")
    if not all(texts):
        raise bad_request("poll option must be non-empty")
    if any(limits.utf16_units(text) > limits.POLL_OPTION for text in texts):
        raise bad_request("poll options length must not exceed 100")
    return texts


def stop_poll(world: World, call: Call) -> dict[str, Any]:
    """The Poll as it ended. Raises: Refused."""
    buttons = keyboards.checked(call.structure("reply_markup"))
    chat = world.chats.reach(call.fields.get("chat_id"))
    message = world.chats.message(chat, call.integer("message_id"), missing="message with poll to stop not found")
    ballot = message.content.ballot
    if ballot is None:
        raise bad_request("message is not a poll")
    if not message.by_bot:
        raise bad_request("poll can't be stopped")
    if ballot.closed:
        raise bad_request("poll has already been closed")
    ballot.closed, message.buttons = True, buttons
    chat.touch(message)
    world.updates.push("poll", ballot.telegram())
    return ballot.telegram()


def cast(world: World, message: Message, voter: dict[str, Any], options: tuple[int, ...]) -> int | None:
    """A vote counts from now on, none takes it back; the number of the update that tells it. Raises: ValueError."""
    ballot = message.content.ballot
    if ballot is None or ballot.closed:
        raise ValueError("there is no poll to vote in")
    if (len(options) > 1 and not ballot.several) or not set(options) <= set(range(len(ballot.options))):
        raise ValueError("there is no such choice")
    if options:
        ballot.votes[voter["id"]] = options
    else:
        ballot.votes.pop(voter["id"], None)
    message.chat.touch(message)
    if not ballot.anonymous:
        told = {"poll_id": ballot.poll_id, "user": voter, "option_ids": list(options)}
        told["option_persistent_ids"] = [str(place) for place in options]
        world.updates.push("poll_answer", told)
    return world.updates.push("poll", ballot.telegram())
