"""A ready-made plan is found in the operator's folder, among the shipped ones, or in a file beside the webinar."""

from pathlib import Path

MINE = "plan: mine\nfollow_ups:\n  - {key: late, when: 4d after end at 09:00, send: [recording]}\n"


def with_plan(name):
    text = Path("webinar.yaml").read_text(encoding="utf-8")
    cut = text.index("follow_ups:")
    Path("planned.yaml").write_text(f"{text[:cut]}plan: {name}\n", encoding="utf-8")


def what_changed(afterword):
    ran = afterword("apply", "planned.yaml")
    assert (ran.code, ran.err) == (0, "")
    return ran.out


def test_a_shipped_plan_is_applied_and_applying_it_again_changes_nothing(afterword):
    with_plan("light")
    what_changed(afterword)
    assert "unchanged" in what_changed(afterword)
    assert afterword("check", "planned.yaml").code == 0


def test_a_file_beside_the_webinar_is_a_plan_and_can_be_checked_alone(afterword):
    Path("mine.yaml").write_text(MINE, encoding="utf-8")
    ran = afterword("check", "mine.yaml")
    assert (ran.code, ran.err) == (0, "")
    assert ran.out.endswith("(0 surveys, 0 webinars, 1 plan).\n")
    with_plan("mine.yaml")
    what_changed(afterword)
    shown = afterword("outbox", "clusters", "--json")
    assert shown.code == 0
    assert "late" in shown.out


def test_the_operators_own_plan_goes_before_the_shipped_one(afterword, monkeypatch):
    folder = Path("own/plans")
    folder.mkdir(parents=True)
    (folder / "light.yaml").write_text(MINE.replace("mine", "light").replace("recording", "poster"), encoding="utf-8")
    monkeypatch.setenv("AFTERWORD_TEMPLATES", "own")
    with_plan("light")
    ran = afterword("check", "planned.yaml")
    assert ran.code == 1
    assert "follow-up `late` of the plan `light` sends `poster`, which is no material here" in ran.err


def test_a_rehearsal_tells_when_the_follow_ups_of_a_plan_go_as_the_plan_writes_it(afterword):
    Path("mine.yaml").write_text(MINE, encoding="utf-8")
    with_plan("mine.yaml")
    ran = afterword("rehearse", "planned.yaml", "--people", 8)
    assert ran.code == 0, ran.err
    [line] = [line for line in ran.out.splitlines() if "4d after end at 09:00" in line]
    assert line.startswith("late ")
