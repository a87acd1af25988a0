"""``run --webhook URL``: an address that can be no good is refused in one sentence before anything is served."""

import pytest

from bot.cli.webhook import webhook_address
from bot.settings import BadSetting, Settings

DOOR = ("127.0.0.1", 8080)


@pytest.fixture
def telegram(afterword, monkeypatch):
    """Settings with which the bot would serve."""
    monkeypatch.setenv("AFTERWORD_TOKEN", "123456:of-nobody")
    monkeypatch.setenv("AFTERWORD_LISTEN", "127.0.0.1:8080")


@pytest.mark.parametrize(
    ("url", "why"),
    [
        ("bot.example.org/telegram", "address such as https://"),
        ("https://", "address such as https://"),
        ("https://[::1/telegram", "address such as https://"),
        ("https://bot.example.org:99999/telegram", "address such as https://"),
        ("https://me:secret@bot.example.org/telegram", "address such as https://"),
        ("ftp://bot.example.org/telegram", "address such as https://"),
        ("https://bot.example.org", "needs a path"),
        ("https://bot.example.org/", "needs a path"),
        ("https://bot.example.org/a//b", "needs a path"),
        ("https://bot.example.org/telegram?key=1", "needs a path"),
        ("https://bot.example.org/%74elegram", "needs a path"),
        ("http://bot.example.org/telegram", "has to begin with https"),
        ("http://127.0.0.1:8080/telegram", "has to begin with https"),
        ("https://bot.example.org:8080/telegram", "port 443, 80, 88 or 8443"),
    ],
)
def test_an_address_that_telegram_would_not_come_to(afterword, telegram, url, why):
    ran = afterword("run", "--webhook", url)
    assert ran.code == 2
    assert why in ran.sentence
    assert "secret" not in ran.sentence


def test_a_webhook_where_nobody_listens(afterword, telegram, monkeypatch):
    monkeypatch.delenv("AFTERWORD_LISTEN")
    ran = afterword("run", "--webhook", "https://bot.example.org/telegram")
    assert ran.code == 2
    assert "set AFTERWORD_LISTEN to a host and a port" in ran.sentence


@pytest.mark.parametrize("port", ["", ":443", ":80", ":88", ":8443"])
def test_telegram_comes_by_https_to_four_ports(port):
    url = f"https://bot.example.org{port}/bots/telegram"
    assert webhook_address(url, Settings(listen=DOOR)) == url


def test_a_bot_api_server_of_ones_own_comes_by_http_too_and_to_any_port():
    url = "http://bot:8080/telegram"
    assert webhook_address(url, Settings(listen=DOOR, api_url="http://api:8081")) == url
    with pytest.raises(BadSetting):
        webhook_address(url, Settings(listen=DOOR))
