"""Nothing in a bot that serves for a year grows with those it meets: each place that could is listed, with its end.

The list is compared with the code, so a new place needs a reason; below it, what has an end of its own is filled.
"""

from __future__ import annotations

import ast
import contextlib
import gc
from collections.abc import Iterator
from pathlib import Path
from types import SimpleNamespace

import msgspec
import pytest
from aiohttp import web
from telegram.error import NetworkError

from bot.chat.connection import Connection
from bot.delivery.pacing import REMEMBERED_CHATS
from bot.delivery.ports import FilePart
from bot.delivery.uploads import REMEMBERED_FILES, Uploads
from bot.rehearsal import UNLIMITED, Rehearsal
from bot.services.coding.tongues import tongue_of
from bot.services.library import Library
from bot.survey.definitions import Wording
from tests.chat.house import WEBINAR, open_house
from tests.delivery.office import Office

CROWD = 300
ROOT = Path(__file__).parent.parent
FLOORS = (
    "bot/chat",
    "bot/delivery",
    "bot/front",
    "bot/furnishing",
    "bot/insight",
    "bot/porch",
    "bot/render",
    "bot/services",
)
FLOORS += ("bot/survey", "db")
GROWING = {"dict", "list", "set", "deque", "OrderedDict", "defaultdict", "Counter", "WeakValueDictionary", "Queue"}

ONE_READING = "lives as long as one reading, one file or one command"

BOUNDS = {
    # what people make grow: updates, chats, files
    "bot.chat.lanes.Lanes._queues": "PENDING_LIMIT updates: while as many wait, no more are taken (test_intake, hook)",
    "bot.chat.lanes.Lanes._walks": "one for each chat in _queues",
    "bot.chat.organising.menus.MenuBoard._refused": "chats that have a menu",
    "bot.delivery.books.Books._arrears": "what is in hand: nothing is claimed before it is written (test_pump_...)",
    "bot.delivery.pacing.Pace._chats": "REMEMBERED_CHATS, or twice those of the last second (test_pacing)",
    "bot.delivery.pump.Pump._in_hand": "the pump's width",
    "bot.delivery.pump.Pump._last_in_chat": "the pump's width",
    "bot.delivery.uploads.Uploads._known": "REMEMBERED_FILES",
    "bot.delivery.uploads.Uploads._locks": "uploads that are waited for: it holds nothing by itself",
    "bot.services.coding.suggesting.Suggesting._found": "_REMEMBERED desks",
    "bot.services.delivering.Delivering._uncomposed": "briefings of one claim",
    "bot.services.library.Library._surveys": "_KEPT",
    "bot.services.library.Library._webinars": "_KEPT",
    "bot.services.mixing.Mixing._left": "surveys that are closed and have sealed answers",
    "bot.services.portions.Portions._touched": "webinars whose plan is laid: a number each",
    "bot.services.receiving.Receiving._shown": "what is gathered in GATHER; no more comes while nothing can be written",
    "db.store.Store._orders": "whoever waits for one: slots, the pump's width and rounds",
    # as many as there are in the code, or in the world
    "bot.chat.organising.counter.Counter.hears": "rooms",
    "bot.chat.organising.counter.Counter.presses": "rooms",
    "bot.chat.sender.NO_BUTTONS": "never filled",
    "bot.delivery.metronome.Metronome._knocking": "rounds",
    "bot.delivery.metronome.Metronome._long": "rounds",
    "bot.porch.listener.Listener._routes": "routes",
    "bot.render.zones._names()": "languages of the bot",
    "bot.render.zones._zones()": "one",
    "bot.render.zones.city_name()": "zones in the languages of the bot",
    "bot.services.counts.Counts.calls": "outcomes of calls",
    "bot.services.counts.Counts.events": "actions (test_actions)",
    "bot.services.counts.Counts.lines": "levels of the log",
    "bot.services.counts.Counts.updates": "kinds of updates",
    "bot.services.health.checkup.Checkup._looked_at": "kinds of looks",
    "bot.services.health.findings.KINDS": "causes",
    "bot.services.knowing._NOTHING": "never filled",
    "bot.services.organising.typed_times._months()": "one",
    "bot.services.vitals.Vitals._rounds": "rounds",
    "bot.survey.languages.IN_ENGLISH": "never filled",
    "bot.survey.rules._NO_ANSWERS": "never filled",
    "db.store.Store._free": "readers",
} | dict.fromkeys(
    (
        "bot.render.exports.workbook.tables.Tables._begun",
        "bot.services.editions.Steps._due",
        "bot.services.importing._Import._faults",
        "bot.services.importing._Import._lines",
        "bot.services.organising.watching._Stands._found",
        "bot.services.sections._Reader._lines",
        "bot.services.sections._Reader.found",
        "bot.services.surroundings.OnDisk._found",
        "bot.services.tool_reports._Crowd._odd",
        "bot.services.tool_reports._Crowd._people",
        "bot.survey.fields.Fields._misspelt",
        "bot.survey.nodes._Builder._anchors",
        "bot.survey.nodes._Builder._open",
        "bot.survey.nodes._Builder.documents",
        "bot.survey.surroundings.Library._shelf",
        "bot.survey.surroundings.Library._stems",
        "bot.survey.surroundings.Library._used",
        "bot.survey.translating.Desk._bases",
        "bot.survey.translating.Desk._found",
        "bot.survey.translating.Desk._judged",
        "db.survivors.Survivors._unread",
        "db.tallies._Sums.numbers",
        "db.tallies._Sums.states",
        "db.tallies._Sums.together",
    ),
    ONE_READING,
)
"""Every place in a serving bot that could grow, and where its growth ends."""


def grows(value: ast.expr | None) -> bool:
    """Whether this is something empty that can be filled."""
    match value:
        case ast.Dict(keys=[]) | ast.List(elts=[]):
            return True
        case ast.Call(func=ast.Name(id=name) | ast.Attribute(attr=name)):
            return name in GROWING and not any(word.arg == "maxlen" for word in value.keywords)
    return False


def remembers(node: ast.expr) -> bool:
    """Whether this remembers what a function returned, without end."""
    match node:
        case ast.Name(id="cache") | ast.Attribute(attr="cache"):
            return True
        case ast.Call(func=ast.Name(id="lru_cache") | ast.Attribute(attr="lru_cache"), args=args, keywords=words):
            sizes = [*args, *(word.value for word in words if word.arg == "maxsize")]
            return any(isinstance(size, ast.Constant) and size.value is None for size in sizes)
    return False


def places(path: Path) -> Iterator[str]:
    """What in this file outlives a call and has no end by itself."""
    module = path.relative_to(ROOT).with_suffix("").as_posix().replace("/", ".")
    tree = ast.parse(path.read_text(encoding="utf-8"))
    for top in tree.body:
        if isinstance(top, ast.Assign | ast.AnnAssign) and grows(top.value):
            target = top.targets[0] if isinstance(top, ast.Assign) else top.target
            yield f"{module}.{ast.unparse(target)}"
        for node in ast.walk(top):
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef) and any(map(remembers, node.decorator_list)):
                yield f"{module}.{node.name}()"
            if isinstance(node, ast.Call) and remembers(node.func) and isinstance(node.func, ast.Name):
                yield f"{module}: {ast.unparse(node)}"
            if isinstance(node, ast.Assign | ast.AnnAssign) and grows(node.value):
                target = node.targets[0] if isinstance(node, ast.Assign) else node.target
                if isinstance(target, ast.Attribute) and ast.unparse(target.value) == "self":
                    yield f"{module}.{getattr(top, 'name', '')}.{target.attr}"


def found() -> set[str]:
    return {place for floor in FLOORS for path in (ROOT / floor).rglob("*.py") for place in places(path)}


def test_every_place_that_could_grow_is_listed_with_its_end():
    assert found() == set(BOUNDS)


async def test_after_many_people_nothing_is_left_of_them_in_memory(tmp_path):
    """A crowd enters, answers and goes; then, whatever could have grown with them is looked at."""
    async with Rehearsal(flood=UNLIMITED) as api, open_house(api, tmp_path / "afterword.db") as house:
        await house.publish()
        house.poll()
        for number in range(CROWD):
            person = api.join(10_000 + number, f"Ana {number}", language_code="en")
            person.write(f"/start {house.code}")
            person.write("it was fine")
        await house.quiet()
        assert await house.rows("SELECT count(*) FROM enrolments") == [(CROWD,)]
        sizes = {}
        for each in gc.get_objects():
            kind = type(each)
            for name in fields_of(f"{kind.__module__}.{kind.__qualname__}"):
                size = len(value) if hasattr(value := getattr(each, name, ()), "__len__") else 0
                place = f"{kind.__name__}.{name}"
                sizes[place] = max(sizes.get(place, 0), size)
        assert {"Lanes._queues", "Pace._chats", "Receiving._shown", "Store._orders"} <= set(sizes)
        remembered = sizes.pop("Pace._chats")
        assert remembered <= 2 * REMEMBERED_CHATS
        assert {place: size for place, size in sizes.items() if size >= CROWD / 4} == {}


def fields_of(kind: str) -> list[str]:
    return [place.removeprefix(f"{kind}.") for place in BOUNDS if place.startswith(f"{kind}.")]


async def test_a_pump_has_no_more_in_hand_than_it_is_wide(tmp_path):
    office = await Office.open(tmp_path / "afterword.db")
    most, width = 0, 8
    pump = office.pump(width=width)
    send = office.post.send

    async def watched(*given, **named):
        nonlocal most
        most = max(most, len(pump._in_hand), len(pump._last_in_chat))
        return await send(*given, **named)

    office.post.send = watched
    try:
        await office.owe("thanks", *range(1, 200))
        await pump.knock()
        await pump.stop()
    finally:
        await office.ledger.store.close()
    assert 1 <= most <= width
    assert (len(pump._in_hand), len(pump._last_in_chat)) == (0, 0)


def test_file_ids_of_the_newest_files_are_remembered_only():
    uploads = Uploads()
    for number in range(5_000):
        uploads.learn(FilePart(number, "presentation", Wording({"en": "Slides"}), "a.pdf", "d"), (f"id-{number}",))
    assert len(uploads._known) == REMEMBERED_FILES


def test_definitions_of_the_newest_webinars_are_remembered_only():
    library = Library()
    definition = msgspec.json.encode(WEBINAR).decode()
    for number in range(2_000):
        row = SimpleNamespace(id=number, digest="d", definition=definition)
        assert library.webinar(row).key == "clusters"
    assert len(library._webinars) <= 256


async def test_an_answer_without_end_is_left_unread(unused_tcp_port):
    """A server, or something on the way to it, that never stops talking does not fill the memory."""
    said = 0

    async def talk(request):
        nonlocal said
        answer = web.StreamResponse()
        await answer.prepare(request)
        with contextlib.suppress(ConnectionError):
            while said < 500_000_000:
                await answer.write(bytes(1_000_000))
                said += 1_000_000
        return answer

    app = web.Application()
    app.router.add_route("*", "/{any:.*}", talk)
    runner = web.AppRunner(app)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", unused_tcp_port).start()
    try:
        async with Connection("1:token", api_url=f"http://127.0.0.1:{unused_tcp_port}") as connection:
            with pytest.raises(NetworkError, match="ClientPayloadError"):
                await connection.call("getMe", {})
    finally:
        await runner.cleanup()
    assert said < 100_000_000


def test_words_of_many_answers_are_stemmed_without_remembering_all():
    stem = tongue_of("en").stem
    for number in range(30_000):
        stem(f"word{number}ing")
    assert stem.cache_info().currsize <= 20_000
