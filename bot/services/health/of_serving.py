"""What is found of a bot that serves, by itself: whether it hears from Telegram, and makes its rounds."""

from __future__ import annotations

from bot.services.health.findings import Finding, failure, fine, found, say
from bot.services.vitals import Verdict

NO_POLLS = failure(
    "polls",
    "late",
    say("The bot has heard nothing from Telegram: %(seconds)s."),
    say("Check the network; nothing is lost: Telegram keeps updates for 24 hours."),
)
POLLS = fine("polls", "fine", "The bot heard from Telegram %(seconds)s ago.")
LATE_ROUNDS = failure(
    "rounds",
    "late",
    say("The bot does not come to what it does regularly: %(rounds)s."),
    say("The log says why (action=knock_failed); a restart does no harm."),
)
RIVAL = failure(
    "rival",
    "there",
    say("Another program fetches this bot's updates with the same token: answers get lost between the two."),
    say("Stop the other program; if you do not know it, get a new token from @BotFather (/revoke)."),
)
ALONE = fine("rival", "none", "Nobody else uses the token.")
ROUNDS = fine("rounds", "fine", "The bot makes its rounds.")


def of_vitals(verdict: Verdict) -> list[Finding]:
    """Whether it lives and does what it is for."""
    late = sorted(name for name, each in verdict.rounds.items() if each.late)
    findings = [found(LATE_ROUNDS, rounds=", ".join(late)) if late else found(ROUNDS)]
    kind = NO_POLLS if "poll" in verdict.causes else POLLS
    findings.append(found(RIVAL if verdict.contested else ALONE))
    return [*findings, found(kind, seconds=round(verdict.poll_age.total_seconds()))]
