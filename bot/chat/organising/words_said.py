"""What a word on the outbox came to, in a sentence for a toast: how many messages it touched, which it left alone."""

from __future__ import annotations

from bot.chat.organising.counter import Counter, Visit
from bot.delivery.plan import WAITS_FOR_MATERIAL
from bot.services.steering import Steered
from bot.services.words import DOUBTFUL


def came_to(counter: Counter, visit: Visit, verb: str, done: Steered) -> str:
    """What ``verb`` did: "Held: 12. Sent already: 3." """
    unsaid = ("not doubtful",) if done.touched else ()
    told = [_touched(counter, visit, verb, done.touched)] if done.touched or not done.left else []
    told += [_left(counter, visit, why, rows) for why, rows in sorted(done.left.items()) if why not in unsaid]
    if done.waits_for:
        told.append(counter.say("They go as soon as what they send is there.", visit))
    return " ".join(told)


def _touched(counter: Counter, visit: Visit, verb: str, n: int) -> str:
    say = counter.say
    match verb:
        case "hold":
            return say("Held: %(n)s.", visit, n=n)
        case "release":
            return say("Let go: %(n)s.", visit, n=n)
        case "cancel":
            return say("Cancelled: %(n)s.", visit, n=n)
        case "take-back":
            return say("Undone: %(n)s.", visit, n=n)
        case "approve":
            return say("Approved: %(n)s.", visit, n=n)
        case "send-now":
            return say("Going now: %(n)s.", visit, n=n)
        case "sent" | "not-sent":
            return say("Noted: %(n)s.", visit, n=n)
        case "again":
            return say("Going again: %(n)s.", visit, n=n)
        case _:
            return say("The text is changed. Messages to come with it: %(n)s.", visit, n=n)


def _left(counter: Counter, visit: Visit, why: str, n: int) -> str:
    say = counter.say
    known = {
        "held already": say("Held already: %(n)s.", visit, n=n),
        "held by nobody": say("Held by nobody: %(n)s.", visit, n=n),
        "cancelled already": say("Cancelled already: %(n)s.", visit, n=n),
        "not cancelled": say("Not cancelled: %(n)s.", visit, n=n),
        "approved already": say("Approved already: %(n)s.", visit, n=n),
        "due already": say("On their way already: %(n)s.", visit, n=n),
        "being sent just now": say("Being sent just now: %(n)s.", visit, n=n),
        "sent already": say("Sent already: %(n)s.", visit, n=n),
        "settled already": say("Over already: %(n)s.", visit, n=n),
        "not doubtful": say("Settled already: %(n)s.", visit, n=n),
        "says that already": say("It says that already.", visit),
        WAITS_FOR_MATERIAL: say("Waiting for what they send: %(n)s.", visit, n=n),
        DOUBTFUL: say("In doubt: %(n)s.", visit, n=n),
    }
    return known.get(why) or say("Left alone: %(n)s.", visit, n=n)
