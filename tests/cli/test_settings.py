"""Settings: where they come from, what they mean, and one sentence for each that cannot be used."""

from __future__ import annotations

import re
from datetime import timedelta
from pathlib import Path

import pytest

from bot import settings as settings_module
from bot.settings import TELEGRAM, BadSetting, Settings, read_settings
from bot.settings_file import NAMES

TOKEN = "123456:abcdefghijklmnopqrstuvwxyz012345678"


def read(environment=None, dotenv=None):
    return read_settings(environment or {}, dotenv=dotenv or Path("nowhere/.env"))


def test_nothing_is_needed_to_start():
    settings = read()
    assert settings == Settings()
    assert (settings.api_url, settings.database, settings.messages_per_second) == (TELEGRAM, Path("afterword.db"), 30)
    assert (settings.token, settings.owners, settings.listen, settings.privacy) == (None, frozenset(), None, None)


def test_everything_can_be_set(tmp_path):
    settings = read(
        {
            "AFTERWORD_TOKEN": f" {TOKEN} ",
            "AFTERWORD_API_URL": "http://127.0.0.1:8081/",
            "AFTERWORD_DATABASE": "/srv/after.db",
            "AFTERWORD_OWNERS": "42, 43,",
            "AFTERWORD_TEMPLATES": str(tmp_path),
            "AFTERWORD_MESSAGES_PER_SECOND": "0.5",
            "AFTERWORD_LISTEN": "[::1]:8080",
            "AFTERWORD_CLOCK_URL": "http://localhost:8081/clock",
            "AFTERWORD_PRIVACY_CONTROLLER": "We",
            "AFTERWORD_PRIVACY_CONTACT": "we@example.org",
            "AFTERWORD_PRIVACY_PURPOSE": "to learn",
            "AFTERWORD_PRIVACY_RETENTION_DAYS": "30",
            "AFTERWORD_UPLOAD_LIMIT_MB": "900",
            "AFTERWORD_LOG": "json",
        }
    )
    assert settings.usable_token() == TOKEN
    assert settings.api_url == "http://127.0.0.1:8081"
    assert settings.database == Path("/srv/after.db")
    assert settings.owners == {42, 43}
    assert (settings.templates, settings.messages_per_second, settings.log) == (tmp_path, 0.5, "json")
    assert settings.upload_limit == 900_000_000
    assert (settings.listen, settings.clock_url) == (("::1", 8080), "http://localhost:8081/clock")
    assert settings.privacy is not None
    assert (settings.privacy.controller, settings.privacy.retention) == ("We", timedelta(days=30))
    assert settings.privacy.purpose.spoken("fr") == "to learn"


def test_the_environment_wins_over_the_file(tmp_path):
    file = tmp_path / ".env"
    file.write_text("# ours\nAFTERWORD_DATABASE='file.db'\nexport AFTERWORD_OWNERS=1\nAFTERWORD_LOG=$HOME\n")
    settings = read({"AFTERWORD_DATABASE": "environment.db", "AFTERWORD_LOG": "json"}, dotenv=file)
    assert (settings.database, settings.owners) == (Path("environment.db"), {1})


def test_a_setting_left_empty_is_not_set():
    assert read({"AFTERWORD_TOKEN": "", "AFTERWORD_LISTEN": "  "}) == Settings()


@pytest.mark.parametrize("token", [TOKEN, "1:abc", "42:TEST-token_x"])
def test_other_servers_tokens_may_be_short(token):
    assert read({"AFTERWORD_TOKEN": token}).usable_token() == token


@pytest.mark.parametrize("token", [None, "abc", "12:ab", "12 :abcdef", "12:abc/def", ":abcdef", "١٢:abcdef"])
def test_what_cannot_be_a_token_is_refused_without_being_repeated(token):
    with pytest.raises(BadSetting, match="@BotFather") as caught:
        read({"AFTERWORD_TOKEN": token} if token else {}).usable_token()
    assert token is None or token not in str(caught.value)


def test_the_token_is_not_shown_with_the_settings():
    settings = read({"AFTERWORD_TOKEN": TOKEN})
    assert TOKEN not in repr(settings)
    assert TOKEN not in str(settings)


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("AFTERWORD_API_URL", "api.telegram.org"),
        ("AFTERWORD_API_URL", "ftp://example.org"),
        ("AFTERWORD_API_URL", "http://x:99999"),
        ("AFTERWORD_OWNERS", "@me"),
        ("AFTERWORD_OWNERS", "-5"),
        ("AFTERWORD_TEMPLATES", "/nowhere"),
        ("AFTERWORD_MESSAGES_PER_SECOND", "fast"),
        ("AFTERWORD_MESSAGES_PER_SECOND", "-1"),
        ("AFTERWORD_MESSAGES_PER_SECOND", "nan"),
        ("AFTERWORD_MESSAGES_PER_SECOND", "inf"),
        ("AFTERWORD_LISTEN", "8080"),
        ("AFTERWORD_LISTEN", "localhost:0"),
        ("AFTERWORD_LISTEN", "localhost:http"),
        ("AFTERWORD_CLOCK_URL", "http://10.0.0.1/clock"),
        ("AFTERWORD_CLOCK_URL", "file:///etc/passwd"),
        ("AFTERWORD_PRIVACY_RETENTION_DAYS", "for ever"),
        ("AFTERWORD_PRIVACY_CONTROLLER", "We"),
        ("AFTERWORD_LOG", "xml"),
    ],
)
def test_a_value_that_cannot_be_used_names_its_setting(name, value):
    with pytest.raises(BadSetting) as caught:
        read({name: value})
    assert name.removesuffix("CONTROLLER") in str(caught.value)
    assert str(caught.value).endswith(".")
    assert "\n" not in str(caught.value)


@pytest.mark.parametrize("make", [lambda p: p.mkdir(), lambda p: p.write_bytes(b"A=\xff\n")])
def test_a_file_of_settings_that_cannot_be_read(tmp_path, make):
    make(tmp_path / ".env")
    with pytest.raises(BadSetting, match=r"\.env"):
        read(dotenv=tmp_path / ".env")


@pytest.mark.parametrize("line", ["AFTERWORD_TOKEN 123:secret", "AFTERWORD_TOKEN", 'AFTERWORD_OWNERS="9'])
def test_a_line_that_is_no_setting_is_named_and_not_repeated(tmp_path, line):
    file = tmp_path / "bot.env"
    file.write_text(f"# ours\n\n{line}\n")
    with pytest.raises(BadSetting) as caught:
        read({"AFTERWORD_SETTINGS": str(file)})
    assert str(caught.value) == f"{file}, line 3: write NAME=value, or # before it."


def test_lines_of_others_in_a_shared_file_are_not_ours_to_judge(tmp_path):
    (tmp_path / ".env").write_text("what is this\nexport AFTERWORD_OWNERS=9\n")
    assert read(dotenv=tmp_path / ".env").owners == {9}


def test_a_name_that_is_mistyped_is_known_for_one(tmp_path):
    (tmp_path / ".env").write_text("AFTERWORD_OWNER=9\nPATH=/\nAFTERWORD_LOG=json\n")
    assert read(dotenv=tmp_path / ".env").unknown == ("AFTERWORD_OWNER",)
    source = Path(settings_module.__file__).read_text()
    assert set(re.findall(r"AFTERWORD_[A-Z_]+[A-Z]", source)) == NAMES


@pytest.mark.parametrize(
    ("rate", "paid", "url", "carries"),
    [
        ("30", "0", TELEGRAM, False),
        ("30", "1", TELEGRAM, False),
        ("1000", "1", TELEGRAM, True),
        ("5000", "0", "http://127.0.0.1:8081", False),
        ("5000", "1", "http://127.0.0.1:8081", True),
    ],
)
def test_a_broadcast_is_paid_for_only_where_its_pace_needs_it(rate: str, paid: str, url: str, carries: bool) -> None:
    given = {"AFTERWORD_MESSAGES_PER_SECOND": rate, "AFTERWORD_PAID_BROADCAST": paid, "AFTERWORD_API_URL": url}
    assert read_settings(given, dotenv=Path("nowhere")).pays is carries


@pytest.mark.parametrize(
    ("rate", "paid", "said"),
    [
        ("31", "0", "above 30, which Telegram allows only to bots that pay.*AFTERWORD_PAID_BROADCAST=1"),
        ("1001", "1", "above 1000, the most"),
        ("30", "yes", "AFTERWORD_PAID_BROADCAST has to be 1"),
    ],
)
def test_a_pace_that_telegram_would_not_take_is_refused_in_one_sentence(rate: str, paid: str, said: str) -> None:
    given = {"AFTERWORD_MESSAGES_PER_SECOND": rate, "AFTERWORD_PAID_BROADCAST": paid}
    with pytest.raises(BadSetting, match=said):
        read_settings(given, dotenv=Path("nowhere"))
