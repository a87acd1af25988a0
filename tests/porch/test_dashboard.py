"""The dashboard that ships: each figure in it is measured, each that is measured is in it, and Grafana can draw it."""

import json
import re
from collections import defaultdict
from datetime import timedelta
from itertools import combinations
from pathlib import Path

import pytest
from prometheus_client.openmetrics import parser as openmetrics
from prometheus_client.parser import text_string_to_metric_families

from bot.porch.metrics import metrics_route
from bot.porch.routes import Asked
from bot.services.counts import Counts
from bot.services.gauging import Gauging
from bot.services.storage import Storage
from bot.services.vitals import Vitals
from tests.services.scenes import an_office

FILE = Path(__file__).parents[2] / "templates" / "operations" / "grafana.json"
DASHBOARD = json.loads(FILE.read_text(encoding="utf-8"))
PANELS = [panel for panel in DASHBOARD["panels"] if panel["type"] != "row"]
QUERIES = [target["expr"] for panel in PANELS for target in panel["targets"]]
PROMETHEUS_OWN = {"up"}
ADDED = {"job", "instance"}
"""Labels that Prometheus adds to what it reads."""

_SELECTED = re.compile(r"\b([a-z_]+)\{([^}]*)\}")
_LABEL = re.compile(r"(\w+)\s*(=~|!~|!=|=)\s*\"([^\"]*)\"")


async def page(folder, **headers):
    """The page of a bot that has nothing to do yet."""
    async with an_office(folder) as office:
        vitals = Vitals()
        vitals.expect_round("outbox", timedelta(seconds=1))
        gauging = Gauging(Storage(office.store), office.clock, office.store._path)
        return await metrics_route(Counts(), vitals, gauging, version="1.0").answer(Asked(headers, None))


@pytest.fixture
async def families(tmp_path):
    return list(text_string_to_metric_families((await page(tmp_path)).body.decode()))


@pytest.fixture
def measured(families):
    """The values of each label of each sample that is measured."""
    found = defaultdict(lambda: defaultdict(set))
    for family in families:
        for sample in family.samples:
            labels = found[sample.name]
            for label, value in sample.labels.items():
                labels[label].add(value)
    return found


def test_each_figure_in_it_is_measured_with_the_labels_it_asks_for(measured):
    for query in QUERIES:
        for name, selector in _SELECTED.findall(query):
            if name in PROMETHEUS_OWN:
                continue
            assert name in measured, query
            for label, how, value in _LABEL.findall(selector):
                if label in ADDED:
                    continue
                wanted = set(value.split("|")) if "~" in how else {value}
                assert wanted <= measured[name][label], query
        [name, *others] = {name for name, _ in _SELECTED.findall(query)}
        for grouped in re.findall(r"by \(([^)]*)\)", query):
            assert all(set(grouped.split(", ")) <= measured[each].keys() for each in (name, *others)), query


def test_each_thing_that_is_measured_is_in_it_and_says_what_it_is(families):
    shown = {name for query in QUERIES for name, _ in _SELECTED.findall(query)}
    for family in families:
        if family.name.startswith("afterword_"):
            assert {sample.name for sample in family.samples} & shown, family.name
        assert len(family.documentation) > 10, family.name


async def test_prometheus_is_answered_in_the_form_it_asks_for(tmp_path, families):
    asks = "application/openmetrics-text;version=1.0.0;q=0.8,text/plain;version=0.0.4;q=0.5"  # as Prometheus 3 does
    answer = await page(tmp_path, accept=asks)
    assert answer.kind.startswith("application/openmetrics-text; version=1.0.0")
    found = list(openmetrics.text_string_to_metric_families(answer.body.decode()))
    told = {sample.name for family in found for sample in family.samples}
    assert told >= {sample.name for family in families for sample in family.samples}
    assert (await page(tmp_path)).kind.startswith("text/plain; version=")


def test_queries_are_whole():
    for query in QUERIES:
        assert query.count("(") == query.count(")"), query
        assert {name for name, _ in _SELECTED.findall(query)}, query
        assert all('job=~"$job",instance=~"$instance"' in selector for _, selector in _SELECTED.findall(query)), query
        rates = re.findall(r"(?:rate|increase)\(", query)
        assert len(rates) == len(re.findall(r"\[\$__(?:rate_interval|range)\]", query)), query
        counted = [
            name for name, _ in _SELECTED.findall(query) if name.endswith(("_total", "_bucket", "_count", "_sum"))
        ]
        assert len(rates) == len(counted), f"a counter is worth its rate only: {query}"


def test_it_is_of_a_form_that_grafana_imports():
    assert DASHBOARD["schemaVersion"] >= 39
    assert DASHBOARD["id"] is None, "Grafana gives numbers itself"
    assert DASHBOARD["uid"] == "afterword"
    assert not {"__inputs", "__requires"} & DASHBOARD.keys(), "it asks for nothing, since the source is a variable"
    variables = {each["name"]: each for each in DASHBOARD["templating"]["list"]}
    assert next(iter(variables)) == "datasource", "the others are asked of it"
    assert (variables["datasource"]["type"], variables["datasource"]["query"]) == ("datasource", "prometheus")
    assert not any("allValue" in each for each in variables.values()), "all of ours, not all that Prometheus watches"
    used = set(re.findall(r"\$\{?(\w+)", json.dumps(DASHBOARD)))
    assert {name for name in used if not name.startswith("__")} == variables.keys()


def test_each_panel_has_a_place_of_its_own_a_unit_and_a_word_of_what_it_means():
    numbers = [panel["id"] for panel in DASHBOARD["panels"]]
    assert len(set(numbers)) == len(numbers)
    for panel in PANELS:
        assert panel["title"]
        assert len(panel["description"]) > 20
        assert panel["description"].endswith(".")
        assert panel["datasource"] == {"type": "prometheus", "uid": "${datasource}"}
        assert all(target["datasource"] == panel["datasource"] for target in panel["targets"])
        letters = [target["refId"] for target in panel["targets"]]
        assert len(set(letters)) == len(letters)
        axis = panel["options"].get("yAxis", {})
        assert panel["fieldConfig"]["defaults"].get("unit", axis.get("unit")), panel["title"]
    assert len({panel["title"] for panel in PANELS}) == len(PANELS)


def test_no_panel_lies_on_another_and_none_hangs_over_the_edge():
    places = [(panel["title"], panel["gridPos"]) for panel in DASHBOARD["panels"]]
    for title, place in places:
        assert place["x"] + place["w"] <= 24, title
    for (one, a), (other, b) in combinations(places, 2):
        apart = (
            a["x"] + a["w"] <= b["x"]
            or b["x"] + b["w"] <= a["x"]
            or a["y"] + a["h"] <= b["y"]
            or b["y"] + b["h"] <= a["y"]
        )
        assert apart, (one, other)
