"""Nobody is held to ransom: finds a plan in which a material for everybody can miss those who have not finished."""

from __future__ import annotations

from collections.abc import Sequence

from bot.survey.definitions import ByHand, FollowUp
from bot.survey.fields import Fields
from bot.survey.rules import reaches


def report_ransom(fields: Fields, follow_ups: Sequence[FollowUp], keys: Sequence[tuple[str | None, int]]) -> None:
    """Record each material that everybody who finishes is sent, and somebody who does not may never be.

    ``keys`` are the follow-ups' keys with the lines where they stand. What an organiser must approve, and what goes
    beyond what was promised, is promised to nobody.
    """
    lines = {key: line for key, line in keys if key is not None}
    for follow_up, material in ransomed(follow_ups):
        message = f"follow-up `{follow_up.key}` sends `{material}` to all who finish, and nothing to the others"
        remedy = "leave `to` out (`on finish` reaches them at `latest`), or send it to them by another one"
        fields.fault(lines[follow_up.key], f"{message}: {remedy}")


def ransomed(follow_ups: Sequence[FollowUp]) -> list[tuple[FollowUp, str]]:
    """Each material that everybody who finishes is sent and others may never be, with a follow-up that sends it."""
    promising = [each for each in follow_ups if each.consent is None and not each.approve]
    promising = [each for each in promising if not isinstance(each.when, ByHand)]
    found: dict[str, FollowUp] = {}
    for follow_up in promising:
        for material in follow_up.send:
            carriers = [each for each in promising if material in each.send]
            if material not in found and _reach(carriers, finished=True) and not _reach(carriers, finished=False):
                found[material] = follow_up
    return [(follow_up, material) for material, follow_up in found.items()]


def _reach(carriers: Sequence[FollowUp], *, finished: bool) -> bool:
    """Whether one of ``carriers`` goes to everybody who has (not) finished."""
    return any(each.to is None or reaches(each.to, finished=finished) is True for each in carriers)
