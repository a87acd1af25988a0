"""The figures of a crash test, in words."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from tests.crash.deaths import Coroner
from tests.crash.house import House, Stored
from tests.crash.ledger import SETTLED, Account
from tests.crash.people import Respondent
from tests.crash.proof import Compared


def table(
    house: House,
    audience: Sequence[Respondent],
    coroner: Coroner,
    account: Account,
    end: Stored,
    *,
    exported: Compared,
    counted: Compared,
) -> list[tuple[str, str]]:
    """What was done, lost, sent and doubted, a line each."""
    deaths = coroner.deaths
    stages = Counter(death.stage for death in deaths)
    unconfirmed = sum(death.unconfirmed for death in deaths)
    waiting, decided = (sum(len(death.found.taken(state)) for death in deaths) for state in ("waiting", "decided"))
    unaccounted = sum(account.states[state] for state in account.states.keys() - SETTLED)
    most = f"{account.most_open} at most"
    return [
        ("kills", f"{len(deaths)} with SIGKILL: {_listed(stages)}"),
        ("plan changed, clock set back", f"in {coroner.replanned} lives, in {coroner.jumps}"),
        ("disk full for a while", f"in {house.times_full} lives"),
        ("people", f"{len(audience)}, who did {sum(person.acts for person in audience)} acts, each once"),
        ("taps lost", f"{sum(person.lost is not None for person in audience)}"),
        ("updates", f"{len(end.taken('done'))} done of {len(end.inbox)} stored, {len(end.taken('dead'))} dead letters"),
        ("found at the kills", f"{unconfirmed} unconfirmed, {waiting} undecided, {decided} decided and not done"),
        ("shown only after a restart", f"{len(coroner.unshown)} replies that were stored before it"),
        ("answers in the export", f"{exported.equal} of {exported.cells} cells equal to what people meant"),
        ("counts in the summary", f"{counted.equal} of {counted.cells} equal to the sum of what people meant"),
        (
            "follow-ups",
            f"{sum(account.states.values())} owed: {_listed(account.states)}; {unaccounted} unaccounted for",
        ),
        ("messages of follow-ups", f"{account.carried_out} carried out, {account.extra} of them extra copies"),
        ("requests open at a kill", f"{account.open}, {account.seen} of them seen by the server; {most} at one kill"),
        ("doubts on record", f"{account.doubts}: {account.open} from kills, {account.noticed} from a broken network"),
        ("text-only sent twice", f"{account.text_only_twice}"),
    ]


def _listed(counts: Counter[str]) -> str:
    return ", ".join(f"{count} {name.replace('_', ' ')}" for name, count in sorted(counts.items()))
