"""Findings about too little: follow-ups that reach nobody, materials nothing sends or that some never get. Pure."""

from __future__ import annotations

from collections.abc import Iterator

from bot.cli.rehearse.findings import Finding
from bot.cli.rehearse.places import Places
from bot.cli.rehearse.record import Attended, Record
from bot.cli.rehearse.words import listed, people
from bot.survey.rules import leaves
from bot.survey.ruling import Attended as WasThere
from bot.survey.ruling import Registered, Rule

BY_LIST = "only personal links or an attendance list tell who is meant by its `to`, and a rehearsal has neither"


def lacking(record: Record, places: Places) -> Iterator[Finding]:
    """Everything that somebody, or everybody, goes without."""
    yield from met_nobody(record, places)
    yield from sent_by_nothing(record, places)
    yield from held_to_ransom(record, places)


def met_nobody(record: Record, places: Places) -> Iterator[Finding]:
    """Follow-ups that were owed to none of the invented people."""
    for follow_up in record.webinar.follow_ups:
        if record.of(follow_up.key):
            continue
        if follow_up.consent is not None:
            why = "nobody was asked for their yes to it in time: let it go later"
        elif follow_up.to is not None:
            why = (
                BY_LIST
                if any(map(_is_by_list, leaves(follow_up.to)))
                else "nobody of the invented audience met its `to` at its moment: check the options, and when it goes"
            )
        else:
            why = "its moment was over whenever anybody came: check when it goes"
        yield Finding("wrong", places.follow_up(follow_up.key), f"`{follow_up.key}` goes to nobody: {why}")


def sent_by_nothing(record: Record, places: Places) -> Iterator[Finding]:
    """Materials that stand in no ``send``."""
    sent = {key for follow_up in record.webinar.follow_ups for key in follow_up.send}
    for material in record.webinar.materials:
        if material.key not in sent:
            yield Finding(
                "wrong",
                places.materials.get(material.key, places.whole),
                f"`{material.key}` is promised and sent by no follow-up, so only who asks with /materials gets it: "
                "name it in the `send` of one",
            )


def held_to_ransom(record: Record, places: Places) -> Iterator[Finding]:
    """Materials that people get for finishing only."""
    for material in record.webinar.materials:
        carriers = [each for each in record.webinar.follow_ups if material.key in each.send and each.consent is None]
        owed = {
            outcome.person
            for follow_up in carriers
            for outcome in record.of(follow_up.key)
            if outcome.state != "cancelled"
        }
        without = [person for person in record.people if _reachable(person) and person.number not in owed]
        finishers = [person for person in record.people if person.finished_at is not None and person.number in owed]
        held = [person for person in without if person.finished_at is None]
        if held and finishers:
            carrier = carriers[0].key
            yield Finding(
                "wrong",
                places.follow_up(carrier),
                f"`{material.key}` never reaches {people(len(held))} who did not finish "
                f"({listed([person.name for person in held])}), for `{carrier}` goes only to some: nobody is held to "
                "ransom here, so let a follow-up without `to` send it too",
            )


def _reachable(person: Attended) -> bool:
    return person.blocked_at is None and person.wants != "nothing"


def _is_by_list(rule: Rule) -> bool:
    return isinstance(rule, Registered | WasThere)
