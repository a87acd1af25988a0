"""The team's room: who helps, with what, a link for whoever is to join, and the log of what was done. For owners only.

``/start join_...`` is the other side of such a link. Who may is asked below for every card and every button.
"""

from __future__ import annotations

from typing import TypeVar

from bot.chat.callbacks import Chosen
from bot.chat.organising.counter import Card, Counter, Visit
from bot.chat.rooms import Room
from bot.render.organising.team import area_words, role_words, said_of
from bot.render.screens import shortened
from bot.services.errors import Refusal
from bot.services.organising.joining import Joining
from bot.services.organising.logbook import Logbook
from bot.services.organising.places import Area, Member, MemberRole, Offer
from bot.services.organising.team import Team
from bot.survey.definitions import Session

WORD = "team"
ON_A_PAGE = 6
"""Members, or webinars to choose from, on one page."""

ROLES: dict[str, tuple[MemberRole, bool]] = {
    "o": ("organiser", False),
    "r": ("organiser", True),
    "v": ("viewer", False),
    "p": ("speaker", False),
}
"""Roles as buttons carry them, with whether rows go with them."""

_LABEL_UNITS = 40

Button = tuple[str, Chosen]
Thing = TypeVar("Thing")


class TeamRoom:
    """Serves owners, and whoever joins."""

    def __init__(self, counter: Counter, team: Team, joining: Joining, logbook: Logbook) -> None:
        self._counter = counter
        self._team = team
        self._joining = joining
        self._logbook = logbook

    def room(self) -> Room:
        """What it answers to."""
        return Room(
            commands={"team": self._counter.command(self.team), "audit": self._counter.command(self.audit)},
            buttons=self._counter.button(WORD, self.press),
            starts={"join": self._counter.command(self.join)},
        )

    async def team(self, visit: Visit) -> Card:
        """``/team``: the first page."""
        return await self._list(visit, 0)

    async def audit(self, visit: Visit) -> Card:
        """``/audit``: the latest deeds."""
        return await self._log(visit, 0)

    async def join(self, visit: Visit) -> Card:
        """A link into the team was opened."""
        token, who = visit.word(0).partition("_")[2], visit.at.sender
        member = await self._joining.join(visit.chat_id, token, name=who.name, language=visit.language)
        role, area = self._words(visit, member)
        text = self._counter.render(visit, "joined", member=member, role=role, area=area)
        return Card(text, [[(self._counter.say("Webinars", visit), Chosen("hub", "l.0"))]])

    async def press(self, visit: Visit) -> Card:
        """A button of the team."""
        await self._team.require(visit.by)
        match visit.verb:
            case "l":
                return await self._list(visit, visit.number(1))
            case "g":
                return await self._log(visit, visit.number(1))
            case "i":
                return self._roles(visit)
            case "a":
                return await self._areas(visit)
            case "w" if visit.word(1) == "p" and (sessions := await self._joining.sessions(visit.by, visit.number(2))):
                return self._sessions(visit, sessions, f"k.p.{visit.number(2)}")
            case "e" | "s" | "w" | "k":
                return await self._link(visit)
            case "n":
                return await self._which(visit)
            case "x":
                count = await self._joining.withdraw(visit.by)
                said = self._counter.say("These links do not work any more.", visit)
                return await self._list(visit, 0, toast=said if count else None)
            case "m" | "d":
                return self._member(visit, await self._team.member(visit.by, visit.number(1)), asks=visit.verb == "d")
            case _:
                return await self._changed(visit)

    async def _changed(self, visit: Visit) -> Card:
        """A button that changes a member."""
        say, number = self._counter.say, visit.number(1)
        match visit.verb:
            case "c":
                role, rows = _role(visit.word(2))
                session = visit.word(3) or None
                member = await self._team.change(visit.by, number, role=role, rows=rows, session=session)
                return self._member(visit, member, toast=say("Changed, from this moment on.", visit))
            case "dd":
                member, deed = await self._team.remove(visit.by, number)
                toast = say("%(name)s is not in the team any more.", visit, name=shortened(member.name, _LABEL_UNITS))
                undo = (f"↩️ {say('Undo', visit)}", Chosen(WORD, f"u.{deed}"))
                return await self._list(visit, 0, toast=toast, first=undo)
            case "u":
                member = await self._team.restore(visit.by, number)
                return self._member(visit, member, toast=say("Undone: they are in the team again.", visit))
            case _:
                raise Refusal("This button does not work any more. /team shows the team.")

    async def _list(self, visit: Visit, page: int, *, toast: str | None = None, first: Button | None = None) -> Card:
        roster, say = await self._team.roster(visit.by), self._counter.say
        page, pages, shown = _page(roster.members, page)
        text = self._counter.render(
            visit,
            "team",
            owners=roster.owners,
            members=[(each.name, *self._words(visit, each)) for each in shown],
            links=roster.links,
            page=page + 1,
            pages=pages,
        )
        rows = [] if first is None else [[first]]
        rows += [[(f"➕ {say('Invite somebody', visit)}", Chosen(WORD, "i"))]]
        rows += [[(shortened(each.name, _LABEL_UNITS), Chosen(WORD, f"m.{each.id}"))] for each in shown]
        rows += [self._turn(visit, "l", page, pages)] if pages > 1 else []
        rows += [[(f"🚫 {say('Withdraw unused links', visit)}", Chosen(WORD, "x"))]] if roster.links else []
        rows += [[(f"📜 {say('What was done', visit)}", Chosen(WORD, "g.0"))]]
        return Card(text, rows, toast=toast)

    def _member(self, visit: Visit, member: Member, *, asks: bool = False, toast: str | None = None) -> Card:
        role, area = self._words(visit, member)
        text = self._counter.render(visit, "member", member=member, role=role, area=area, asks=asks)
        say = self._counter.say
        if asks:
            yes = (say("Yes, remove them", visit), Chosen(WORD, f"dd.{member.id}"))
            return Card(text, [[yes], [(say("No, go back", visit), Chosen(WORD, f"m.{member.id}"))]])
        others = [
            [
                (
                    f"→ {self._role_words(visit, letter)}",
                    Chosen(WORD, f"{'n' if letter == 'p' else 'c'}.{member.id}.{letter}"),
                )
            ]
            for letter, place in ROLES.items()
            if place != (member.role, member.rows) and (letter != "p" or member.area.scope == "webinar")
        ]
        remove = (f"🗑 {say('Remove from the team', visit)}", Chosen(WORD, f"d.{member.id}"))
        return Card(text, [*others, [remove], [self._back(visit)]], toast=toast)

    def _roles(self, visit: Visit) -> Card:
        """As what shall they join?"""
        text = self._counter.say("As what shall they join?", visit)
        rows = [[(self._role_words(visit, letter), Chosen(WORD, f"a.{letter}.0"))] for letter in ROLES]
        return Card(text, [*rows, [self._back(visit)]])

    async def _areas(self, visit: Visit) -> Card:
        """For which webinars?"""
        letter, say = visit.word(1), self._counter.say
        role, _ = _role(letter)
        webinars = await self._joining.areas(visit.by)
        series = {each.series: each.webinar_id for each in reversed(webinars) if each.series is not None}
        wide = [] if role == "speaker" else [(say("All webinars", visit), Chosen(WORD, f"e.{letter}"))]
        if role != "speaker":
            wide += [
                (self._label(visit, Area("series", series=name)), Chosen(WORD, f"s.{letter}.{number}"))
                for name, number in series.items()
            ]
        single = [(self._label(visit, each), Chosen(WORD, f"w.{letter}.{each.webinar_id}")) for each in webinars]
        page, pages, shown = _page((*wide, *single), visit.number(2))
        rows = [[each] for each in shown]
        rows += [self._turn(visit, f"a.{letter}", page, pages)] if pages > 1 else []
        ask = say("For which webinars?", visit)
        if not (wide or single):
            ask = say("There is no webinar yet, and a speaker is one of a webinar. /webinars begins with one.", visit)
        return Card(ask, [*rows, [self._back(visit)]])

    def _sessions(self, visit: Visit, sessions: tuple[Session, ...], then: str) -> Card:
        """Which session's figures shall they see? ``then`` begins what the buttons bring."""
        say = self._counter.say
        rows = [
            [(shortened(_named(each, visit.language), _LABEL_UNITS), Chosen(WORD, f"{then}.{each.key}"))]
            for each in sessions
        ]
        whole = (say("The whole webinar", visit), Chosen(WORD, then))
        return Card(say("Which session’s figures shall they see?", visit), [*rows, [whole], [self._back(visit)]])

    async def _which(self, visit: Visit) -> Card:
        """A member is to be a speaker: of which session, if the webinar has any."""
        member = await self._team.member(visit.by, visit.number(1))
        sessions = await self._joining.sessions(visit.by, member.area.webinar_id or 0)
        if sessions:
            return self._sessions(visit, sessions, f"c.{member.id}.p")
        member = await self._team.change(visit.by, member.id, role="speaker", rows=False)
        return self._member(visit, member, toast=self._counter.say("Changed, from this moment on.", visit))

    async def _link(self, visit: Visit) -> Card:
        """The link, in a message of its own that can be forwarded."""
        role, rows = _role(visit.word(1))
        webinar_id = None if visit.verb == "e" else visit.number(2)
        offer = await self._joining.invite(
            visit.by,
            role,
            rows=rows,
            webinar_id=webinar_id,
            series=visit.verb == "s",
            session=(visit.word(3) or None) if visit.verb == "k" else None,
        )
        say = self._counter.say
        told = say("Forward the next message to whoever is to join. Whoever opens the link first is in.", visit)
        await self._counter.show(visit, Card(told, [[self._back(visit)]]))
        return Card(self._offer(visit, offer), below=True)

    async def _log(self, visit: Visit, page: int) -> Card:
        found, texts, language = await self._logbook.page(visit.by, page), self._counter.texts, visit.language
        deeds = [
            (said_of(texts, language, each.action, whose=each.whose, detail=each.detail), each) for each in found.deeds
        ]
        text = self._counter.render(visit, "audit", deeds=deeds, page=found.page + 1, pages=found.pages)
        turn = [self._turn(visit, "g", found.page, found.pages)] if found.pages > 1 else []
        return Card(text, [*turn, [self._back(visit)]])

    def _offer(self, visit: Visit, offer: Offer) -> str:
        texts, language = self._counter.texts, visit.language
        role = role_words(texts, language, offer.role, rows=offer.rows)
        area = area_words(texts, language, offer.area)
        return self._counter.render(visit, "pass", role=role, area=area, link=offer.link, command=offer.command)

    def _words(self, visit: Visit, member: Member) -> tuple[str, str]:
        texts, language = self._counter.texts, visit.language
        return role_words(texts, language, member.role, rows=member.rows), area_words(texts, language, member.area)

    def _role_words(self, visit: Visit, letter: str) -> str:
        role, rows = ROLES[letter]
        return role_words(self._counter.texts, visit.language, role, rows=rows)

    def _label(self, visit: Visit, area: Area) -> str:
        return shortened(area_words(self._counter.texts, visit.language, area), _LABEL_UNITS)

    def _turn(self, visit: Visit, verb: str, page: int, pages: int) -> list[Button]:
        say = self._counter.say
        back = [(f"◀ {say('Back', visit)}", Chosen(WORD, f"{verb}.{page - 1}"))] if page else []
        more = [(f"{say('More', visit)} ▶", Chosen(WORD, f"{verb}.{page + 1}"))] if page < pages - 1 else []
        return [*back, *more]

    def _back(self, visit: Visit) -> Button:
        return f"◀ {self._counter.say('The team', visit)}", Chosen(WORD, "l.0")


def _role(letter: str) -> tuple[MemberRole, bool]:
    if letter not in ROLES:
        raise Refusal("This button does not work any more. /team shows the team.")
    return ROLES[letter]


def _named(session: Session, language: str) -> str:
    title = session.title.spoken(language)
    return title if session.speaker is None else f"{title} – {session.speaker}"


def _page(every: tuple[Thing, ...], page: int) -> tuple[int, int, tuple[Thing, ...]]:
    """The page (the nearest there is), how many there are, and what stands on it."""
    pages = max(-(-len(every) // ON_A_PAGE), 1)
    page = min(max(page, 0), pages - 1)
    return page, pages, every[page * ON_A_PAGE : (page + 1) * ON_A_PAGE]
