"""The commands as somebody types them: what they print, write and exit with."""

from __future__ import annotations

import csv
import re
import sqlite3
import subprocess
import sys
from contextlib import closing
from pathlib import Path

import pytest

from tests.services.scenes import SURVEY, WEBINAR, sheet

ROOT = Path(__file__).parents[2]


def answers(count=6):
    head = ["response", "finished", "overall", "formats", "formats.other", "improve", "remarks"]
    rows = [[f"r{n}", "1", "Poor", "talks;other", "walks", "less talk", "thanks"] for n in range(count)]
    return sheet(head, *rows)


@pytest.fixture
def answered(afterword):
    Path("answers.csv").write_text(answers())
    assert afterword("apply", "both.yaml").code == 0
    ran = afterword("import", "clusters", "answers.csv")
    assert (ran.code, ran.out) == (0, "6 new, 0 updated, 0 unchanged.\n")
    return afterword


def test_help_lists_every_command_and_imports_nothing_heavy():
    heavy = "{'matplotlib', 'telegram', 'aiohttp', 'msgspec', 'ruamel', 'sqlite3', 'asyncio', 'jinja2', 'numpy'}"
    script = f"import sys, bot.cli; code = bot.cli.main(['--help']); print({heavy} & set(sys.modules)); sys.exit(code)"
    ran = subprocess.run([sys.executable, "-c", script], cwd=ROOT, capture_output=True, text=True, check=True)
    listed = re.findall(r"^    (\w+)  ", ran.stdout, flags=re.MULTILINE)
    known = [
        "demo",
        "run",
        "doctor",
        "migrate",
        "check",
        "rehearse",
        "apply",
        "webinars",
        "summary",
        "compare",
        "cross",
        "briefing",
        "themes",
        "outbox",
        "export",
        "import",
        "links",
        "form",
        "slide",
        "backup",
        "restore",
    ]
    assert listed == known
    assert ran.stdout.endswith("set()\n")


def test_the_module_is_the_command():
    command = [sys.executable, "-m", "bot", "--version"]
    ran = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True)
    assert re.fullmatch(r"afterword \d+\.\d+\.\d+\n", ran.stdout)


@pytest.mark.parametrize(
    "arguments",
    [
        [],
        ["dance"],
        ["check"],
        ["apply"],
        ["summary"],
        ["export", "clusters"],
        ["import", "clusters"],
        ["webinars", "--html"],
        ["summary", "clusters", "--pdf"],
        ["run", "--webhook"],
        ["demo", "--people", "none"],
        ["demo", "--survey", "other"],
    ],
)
def test_wrong_usage_exits_with_2(afterword, arguments):
    ran = afterword(*arguments)
    assert ran.code == 2
    assert ran.err.startswith("usage: afterword")


def test_check_says_that_a_good_file_is_fine_and_makes_no_database(afterword):
    ran = afterword("check", "webinar.yaml")
    assert (ran.code, ran.out, ran.err) == (0, "webinar.yaml: fine (1 survey, 1 webinar).\n", "")
    assert not Path("afterword.db").exists()


def test_check_tells_every_fault_of_every_file_with_its_line(afterword):
    Path("one.yaml").write_text(WEBINAR.replace("timezone", "timezon").replace("send: [slides]", "send: [sldes]"))
    Path("two.yaml").write_text(SURVEY.replace("kind: nps", "kind: nsp"))
    ran = afterword("check", "one.yaml", "two.yaml")
    assert (ran.code, ran.out) == (1, "")
    lines = ran.err.splitlines()
    assert all(re.match(r"(one|two)\.yaml:\d+: ", line) for line in lines)
    assert {line.split(":")[0] for line in lines} == {"one.yaml", "two.yaml"}
    assert any("did you mean `timezone`" in line for line in lines)


def test_a_missing_privacy_is_a_warning_unless_the_settings_give_it(afterword, monkeypatch):
    text = "\n".join(line for line in WEBINAR.splitlines() if not line.startswith("privacy"))
    Path("bare.yaml").write_text(f"{SURVEY}\n---\n{text}")
    ran = afterword("check", "bare.yaml")
    assert ran.code == 0
    assert re.match(r"bare\.yaml:\d+: warning: .*privacy", ran.err)
    for name in ("CONTROLLER", "CONTACT", "PURPOSE"):
        monkeypatch.setenv(f"AFTERWORD_PRIVACY_{name}", "somebody")
    assert afterword("check", "bare.yaml").err == ""
    assert afterword("apply", "bare.yaml").code == 0


def test_apply_prints_what_changed_and_nothing_changes_twice(afterword):
    first = afterword("apply", "webinar.yaml")
    assert first.code == 0
    assert first.out.splitlines()[:2] == ["survey everything version 1", "clusters: new"]
    assert afterword("apply", "webinar.yaml").out.splitlines()[0] == "clusters: unchanged"


def test_apply_as_json_has_the_agreed_shape(afterword):
    ran = afterword("apply", "--json", "both.yaml")
    assert list(ran.json) == ["webinars"]
    assert [list(each) for each in ran.json["webinars"]] == [["key", "code", "link", "changed"]] * 2
    assert [each["key"] for each in ran.json["webinars"]] == ["clusters", "later"]
    assert all(re.fullmatch("[a-z2-7]{13}", each["code"]) for each in ran.json["webinars"])
    assert [(each["link"], each["changed"]) for each in ran.json["webinars"]] == [(None, True)] * 2
    again = afterword("apply", "--json", "both.yaml").json["webinars"]
    assert [each["changed"] for each in again] == [False, False]
    assert [each["code"] for each in again] == [each["code"] for each in ran.json["webinars"]]


def test_apply_changes_nothing_at_all_if_anything_is_wrong(afterword):
    Path("bad.yaml").write_text(WEBINAR.replace("key: clusters", "key: Clusters!"))
    ran = afterword("apply", "webinar.yaml", "bad.yaml")
    assert (ran.code, ran.out) == (1, "")
    assert not Path("afterword.db").exists()


def test_webinars_lists_codes_and_counts(answered):
    listed = answered("webinars", "--json").json["webinars"]
    assert [(each["key"], each["entered"], each["started"], each["finished"]) for each in listed] == [
        ("clusters", 6, 6, 6),
        ("later", 0, 0, 0),
    ]
    assert [each["link"] for each in listed] == [None, None]
    shown = answered("webinars").out.splitlines()
    assert shown[0].split()[0] == "KEY"
    assert listed[0]["code"] in shown[1]


def test_webinars_tells_where_people_came_from(answered):
    with closing(sqlite3.connect("afterword.db")) as connection, connection:
        for chat_id, source in enumerate(["slide", "slide", None], start=1):
            connection.execute("INSERT INTO attendees (chat_id, language, met_at) VALUES (?, 'en', 0)", (chat_id,))
            connection.execute(
                """INSERT INTO enrolments (webinar_id, attendee_id, source, entered_at)
                   VALUES (1, last_insert_rowid(), ?, 0)""",
                (source,),
            )
    listed = answered("webinars", "--json").json["webinars"]
    assert [each["sources"] for each in listed] == [{"slide": 2, "link": 1}, {}]
    assert "clusters: entered by slide 2, link 1" in answered("webinars").out.splitlines()


def test_webinars_of_a_new_installation_says_what_to_do_and_makes_nothing(afterword, tmp_path):
    ran = afterword("webinars")
    assert (ran.code, ran.out) == (0, "There are no webinars yet; `afterword apply FILE` makes one.\n")
    assert afterword("webinars", "--json").json == {"webinars": []}
    assert not list(tmp_path.glob("afterword.db*"))


def test_summary_as_json_has_the_agreed_shape(answered):
    shape = answered("summary", "clusters", "--json").json
    assert list(shape) == ["webinar", "responses", "questions", "follow_ups", "funnel"]
    assert shape["responses"]["finished"] == 6
    overall = next(each for each in shape["questions"] if each["key"] == "overall")
    assert overall["base"] == 6
    assert [(each["key"], each["count"]) for each in overall["options"]] == [
        ("good", 0),
        ("fair", 0),
        ("poor", 6),
        ("no_opinion", 0),
    ]


def test_a_reworded_question_stands_alone_in_the_summary(answered):
    Path("again.yaml").write_text(SURVEY.replace("Overall?", "All in all?") + "\n---\n" + WEBINAR)
    assert answered("apply", "again.yaml").code == 0
    shape = answered("summary", "clusters", "--json").json
    (earlier,) = shape["versions"]
    assert (earlier["version"], [each["ask"] for each in earlier["questions"]]) == (1, ["Overall?"])
    assert "Version 1 asked overall otherwise" in answered("summary", "clusters").out


def test_summary_in_words_shows_figures_with_their_base(answered):
    ran = answered("summary", "clusters")
    assert ran.code == 0
    assert "Strategies for clusters" in ran.out
    assert "base 6" in ran.out


def test_summary_before_anybody_answered_says_so(afterword):
    afterword("apply", "webinar.yaml")
    ran = afterword("summary", "clusters")
    assert ran.code == 0
    assert ran.out.endswith("Nobody has answered yet.\n")
    ran = afterword("summary", "clusters", "--png", "chart.png")
    assert (ran.code, ran.sentence[:33]) == (1, "afterword: Nobody has answered a ")
    assert not Path("chart.png").exists()


def test_export_and_import_bring_the_same_questions_to_another_webinar(answered):
    ran = answered("export", "clusters", "--csv", "out.csv")
    assert (ran.code, ran.out) == (0, "6 responses are in out.csv.\n")
    with Path("out.csv").open(newline="", encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    assert [row["response"] for row in rows] == [f"r{n}" for n in range(6)]
    assert (rows[0]["overall"], rows[0]["formats"], rows[0]["formats.other"]) == ("poor", "talks;other", "walks")
    assert "improve.themes" not in rows[0]
    assert answered("import", "later", "out.csv").code == 0
    first, later = (answered("summary", key, "--json").json["questions"] for key in ("clusters", "later"))
    assert later == first


def test_export_can_have_columns_for_themes(answered):
    answered("export", "clusters", "--csv", "out.csv", "--themes")
    assert "improve.themes" in Path("out.csv").read_text().splitlines()[0]


def test_an_export_that_fails_leaves_the_old_file(answered):
    Path("out.csv").write_text("old")
    ran = answered("export", "nowhere", "--csv", "out.csv")
    assert ran.sentence == "afterword: There is no webinar with the code or key nowhere."
    assert (ran.code, Path("out.csv").read_text()) == (1, "old")


def test_import_names_every_bad_row_and_takes_none(answered):
    Path("bad.csv").write_text(answers(8).replace("r6,1,Poor", "r6,1,Awful").replace("r7,1,Poor", "r7,2,Poor"))
    ran = answered("import", "clusters", "bad.csv")
    assert (ran.code, ran.out) == (1, "")
    assert [line.split(" ")[0] for line in ran.err.splitlines()] == ["bad.csv:8:", "bad.csv:9:"]
    assert answered("webinars", "--json").json["webinars"][0]["finished"] == 6


def test_a_file_full_of_faults_stops_being_told_after_ten_thousand(answered):
    Path("bad.csv").write_text(answers(10_500).replace("Poor", "Awful"))
    ran = answered("import", "clusters", "bad.csv")
    assert (ran.code, len(ran.err.splitlines())) == (1, 10_001)
    assert ran.err.endswith("There is more; mend these 10000 first.\n")


def test_migrate_makes_the_database_and_says_when_there_is_nothing_to_do(afterword):
    assert afterword("migrate").out.startswith("afterword.db: applied 0001_")
    ran = afterword("migrate")
    assert (ran.code, ran.out) == (0, "afterword.db has the newest schema already.\n")


def test_settings_come_from_a_file_beside(afterword):
    Path(".env").write_text("AFTERWORD_DATABASE=here.db\n")
    assert afterword("migrate").code == 0
    assert Path("here.db").exists()


def test_run_needs_a_token_and_says_how_to_get_one(afterword, monkeypatch):
    ran = afterword("run")
    assert ran.code == 2
    assert "@BotFather" in ran.sentence
    monkeypatch.setenv("AFTERWORD_TOKEN", "secret-nonsense")
    ran = afterword("run")
    assert (ran.code, "secret-nonsense" in ran.err, "@BotFather" in ran.sentence) == (2, False, True)
    assert not Path("afterword.db").exists()


def test_webinars_tells_an_operator_of_dead_letters(answered):
    with closing(sqlite3.connect("afterword.db")) as database, database:
        database.execute(
            "INSERT INTO inbox (update_id, body, state, attempts, trouble, received_at) "
            "VALUES (77, '{}', 'dead', 1, 'not a Bot API update', 0)"
        )
    ran = answered("webinars", "--json")
    assert ran.code == 0
    assert len(ran.json["webinars"]) == 2
    assert ran.err == (
        "afterword: update 77 could not be carried out and is kept as a dead letter (not a Bot API update).\n"
    )
