"""``/metrics``: what Prometheus reads, made from counts that are kept anyway. Imported only where somebody listens.

No label has a value that people could make: each is a word of a list in this program. Every metric's help is its
documentation, and ``templates/operations/grafana.json`` shows each of them.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from prometheus_client import CollectorRegistry, ProcessCollector
from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily, HistogramMetricFamily
from prometheus_client.exposition import choose_encoder
from prometheus_client.metrics_core import Metric
from prometheus_client.registry import Collector

from bot.actions import ACTIONS
from bot.porch.events import LEVELS
from bot.porch.routes import Answer, Asked, Route
from bot.services.counts import Counts, Spread
from bot.services.gauging import Gauge, Gauging, Seen
from bot.services.vitals import CAUSES, Verdict, Vitals


class _Shown(Collector):
    """The counts as they are while somebody asks. ``seen`` and ``verdict`` are put here just before."""

    def __init__(self, counts: Counts) -> None:
        self._counts = counts
        self.seen: Seen[Gauge] | None = None
        self.verdict: Verdict | None = None

    def collect(self) -> Iterator[Metric]:
        """Every metric of ours."""
        yield from _work(self._counts)
        if self.verdict is not None:
            yield from _health(self.verdict)
        if self.seen is not None:
            yield from _waiting(self.seen)


def metrics_route(counts: Counts, vitals: Vitals, gauging: Gauging, *, version: str) -> Route:
    """The route at which the bot is measured."""
    shown, registry = _Shown(counts), CollectorRegistry(auto_describe=False)
    registry.register(shown)
    ProcessCollector(registry=registry)
    registry.register(_Build(version))

    async def metrics(asked: Asked) -> Answer:
        shown.seen = await gauging.gauge()
        shown.verdict = vitals.verdict(store_answers=await gauging.answers())
        encode, kind = choose_encoder(asked.headers.get("accept", ""))
        return Answer(body=encode(registry), kind=kind)

    return Route("GET", "/metrics", metrics)


class _Build(Collector):
    def __init__(self, version: str) -> None:
        self._version = version

    def collect(self) -> Iterator[Metric]:
        build = GaugeMetricFamily("afterword_build_info", "Which Afterword this is; always 1.", labels=["version"])
        build.add_metric([self._version], 1)
        yield build


def _work(counts: Counts) -> Iterator[Metric]:
    updates = CounterMetricFamily(
        "afterword_updates", "Updates from Telegram, by what they are and what became of them.", labels=["kind", "end"]
    )
    for (kind, end), count in counts.updates.items():
        updates.add_metric([kind, end], count)
    yield updates
    answers = HistogramMetricFamily(
        "afterword_answer_seconds",
        "From the moment an update was received until everything it led to was shown.",
        labels=["kind"],
    )
    for kind, spread in counts.answers.items():
        _add(answers, [kind], spread)
    yield answers
    yield _counter("afterword_telegram_calls", "Requests to Telegram, by what became of them.", "outcome", counts.calls)
    calls = HistogramMetricFamily("afterword_telegram_call_seconds", "How long Telegram took to answer a request.")
    _add(calls, [], counts.call_seconds)
    yield calls
    yield _counter(
        "afterword_events",
        "Log lines, by the action they tell of.",
        "action",
        {**dict.fromkeys(ACTIONS, 0), **counts.events},
    )
    yield _counter(
        "afterword_log_lines",
        "Log lines of the bot and of what it is built on, by level.",
        "level",
        {**dict.fromkeys(LEVELS, 0), **counts.lines},
    )


def _health(verdict: Verdict) -> Iterator[Metric]:
    yield _gauge(
        "afterword_not_ready",
        "1 for each cause for which the bot is not ready; all 0: it is.",
        "cause",
        {cause: float(cause in verdict.causes) for cause in CAUSES},
    )
    yield GaugeMetricFamily(
        "afterword_poll_age_seconds",
        "Since Telegram last answered a poll; with a webhook, since it last said that it stands.",
        verdict.poll_age.total_seconds(),
    )
    yield _gauge(
        "afterword_round_age_seconds",
        "Since each round last ended well; those that send may last.",
        "round",
        {name: each.age.total_seconds() for name, each in verdict.rounds.items()},
    )


def _waiting(seen: Seen[Gauge]) -> Iterator[Metric]:
    gauge = seen.value
    yield _gauge("afterword_outbox_rows", "Owed messages, by their state.", "state", gauge.outbox)
    for name, told, value in (
        ("overdue_seconds", "How long the longest due message has been due; 0: none is.", gauge.overdue),
        ("inbox_age_seconds", "How long the oldest open update has been here; 0: none is open.", gauge.inbox_age),
        ("gauge_age_seconds", "How old the figures about the database are.", seen.age),
    ):
        yield GaugeMetricFamily(f"afterword_{name}", told, value.total_seconds() if value else 0.0)
    yield GaugeMetricFamily("afterword_inbox_updates", "Updates that are stored and not done.", gauge.inbox)
    yield GaugeMetricFamily(
        "afterword_dead_letters", "Updates that were given up, kept for a month.", gauge.dead_letters
    )
    yield _gauge(
        "afterword_database_bytes",
        "The size of the database and of its write-ahead log.",
        "file",
        {"database": gauge.database_bytes, "log": gauge.log_bytes},
    )


def _counter(name: str, told: str, label: str, counts: Mapping[str, int]) -> Metric:
    family = CounterMetricFamily(name, told, labels=[label])
    for word, count in counts.items():
        family.add_metric([word], count)
    return family


def _gauge(name: str, told: str, label: str, values: Mapping[str, float]) -> Metric:
    family = GaugeMetricFamily(name, told, labels=[label])
    for word, value in values.items():
        family.add_metric([word], value)
    return family


def _add(family: HistogramMetricFamily, labels: list[str], spread: Spread) -> None:
    buckets = [("+Inf" if bound == float("inf") else str(bound), count) for bound, count in spread.up_to()]
    family.add_metric(labels, buckets=buckets, sum_value=spread.seconds)
