"""The key at the command line: figures of anonymous surveys need it, nothing else does, and a lost one is given up."""

from __future__ import annotations

import asyncio

import pytest

from bot.services.sealing import KEY_BYTES
from tests.services.candid import CANDID, GOOD, WEBINAR, candid, take_part
from tests.services.scenes import an_office


def six_answer(folder):
    async def work():
        async with an_office(folder) as office:
            await candid(office, CANDID, WEBINAR)
            for chat_id in range(6):
                await take_part(office, chat_id, GOOD)

    asyncio.run(work())
    (folder / "key").rename(folder / "afterword.db.key")


def test_an_anonymous_survey_is_checked_and_applied(afterword, tmp_path):
    (tmp_path / "candid.yaml").write_text(f"{CANDID}\n---\n{WEBINAR}")
    assert afterword("check", "candid.yaml").code == 0
    assert afterword("apply", "candid.yaml").code == 0


def test_figures_and_rows_are_told_with_the_key_wherever_it_lies(afterword, tmp_path, monkeypatch):
    six_answer(tmp_path)
    assert afterword("summary", "clusters", "--json").json["questions"][0]["answered"] == 6
    (tmp_path / "afterword.db.key").rename(tmp_path / "elsewhere")
    monkeypatch.setenv("AFTERWORD_KEY_FILE", str(tmp_path / "elsewhere"))
    assert afterword("summary", "clusters", "--json").json["questions"][0]["answered"] == 6
    assert "6 responses" in afterword("export", "clusters", "--csv", "rows.csv").out


def test_without_the_key_or_with_another_one_sentence_says_so(afterword, tmp_path):
    six_answer(tmp_path)
    key = tmp_path / "afterword.db.key"
    key.rename(tmp_path / "kept")
    for command in (("summary", "clusters"), ("export", "clusters", "--csv", "rows.csv")):
        refused = afterword(*command)
        assert (refused.code, "the key file is not there" in refused.sentence) == (1, True)
    assert afterword("webinars").code == 0
    key.write_text("00" * KEY_BYTES)
    refused = afterword("summary", "clusters")
    assert (refused.code, "is not the one that this database was sealed with" in refused.sentence) == (1, True)


def test_a_key_that_is_lost_for_good_is_given_up_with_what_it_sealed(afterword, tmp_path):
    six_answer(tmp_path)
    assert "There is a key file" in afterword("migrate", "--rekey").err
    (tmp_path / "afterword.db.key").unlink()
    given_up = afterword("migrate", "--rekey")
    assert given_up.code == 0
    assert "Given up: 6 sealed responses, 0 updates that were not done, 0 personal links." in given_up.out
    summary = afterword("summary", "clusters", "--json").json
    assert (summary["responses"]["finished"], summary["questions"][0]["answered"]) == (6, 0)


@pytest.mark.parametrize("left", ["afterword.db.key", "afterword.db.erasures"])
def test_a_database_that_has_gone_missing_is_not_begun_anew_in_silence(afterword, tmp_path, monkeypatch, left):
    monkeypatch.setenv("AFTERWORD_TOKEN", "123456:synthetic-and-nothing-else")
    (tmp_path / left).write_text("")
    refused = afterword("run")
    assert (refused.code, f"though {left}, which belongs to one, is there" in refused.sentence) == (1, True)
    assert not (tmp_path / "afterword.db").exists()
