"""The chat page in a real browser: what a person sees, taps and types."""

import asyncio
from pathlib import Path

import pytest

from bot.rehearsal import page
from tests.browser import CHROMIUM, DRIVER, started
from tests.rehearsal.test_files import png

pytestmark = pytest.mark.browser

SCALE = [["😀 Very satisfied"], ["Satisfied"], ["Neither satisfied nor dissatisfied"], ["Dissatisfied"], ["Skip"]]


class Phone:
    """A browser on the chat page. Each method runs outside the loop, which must go on serving."""

    def __init__(self, driver, url):
        self.driver, self.url = driver, url

    async def open(self, path):
        await asyncio.to_thread(self.driver.get, self.url + path)

    async def run(self, script, *args):
        return await asyncio.to_thread(self.driver.execute_script, script, *args)

    async def sees(self, script):
        """Wait until the JavaScript expression is true on the page."""
        watch = "const done = arguments[0], look = () => (%s) ? done(true) : requestAnimationFrame(look); look();"
        assert await asyncio.to_thread(self.driver.execute_async_script, watch % script)

    async def click(self, css):
        await self.sees(f"document.querySelector('{css}')?.checkVisibility()")
        await asyncio.to_thread(lambda: self.driver.find_element("css selector", css).click())

    async def picture(self, path):
        await asyncio.to_thread(self.driver.save_screenshot, str(path))


@pytest.fixture(scope="module")
def driver():
    if not (CHROMIUM and DRIVER):
        pytest.skip("chromium and chromium-driver are not installed")
    with started() as driver:
        yield driver


@pytest.fixture
async def phone(api, driver):
    size = {"width": 390, "height": 844, "deviceScaleFactor": 2, "mobile": True}
    driver.execute_cdp_cmd("Emulation.setDeviceMetricsOverride", size)
    yield Phone(driver, api.url)
    await asyncio.to_thread(driver.get, "about:blank")  # ends the page's long poll before the server stops


def keys(labels):
    return {"inline_keyboard": [[{"text": label, "callback_data": label.lower()} for label in row] for row in labels]}


async def say(client, text, **params):
    return await client.result("sendMessage", chat_id=5, text=text, parse_mode="HTML", **params)


async def test_somebody_opens_the_link_and_the_bot_hears_the_code(client, api, phone):
    await client.result("setMyDescription", description="Après le webinaire", language_code="fr")
    await phone.open("/chat/5?start=abc-slide&name=Zoe&lang=fr")
    await phone.sees("document.querySelector('#about span').textContent === 'Après le webinaire'")
    await phone.click("#start")
    (update,) = await client.result("getUpdates", timeout=20)
    assert update["message"]["text"] == "/start abc-slide"
    assert update["message"]["from"] == {"id": 5, "is_bot": False, "first_name": "Zoe", "language_code": "fr"}
    await phone.sees("document.querySelector('.mine .bubble')?.textContent.startsWith('/start abc-slide')")


async def test_a_button_turns_until_its_tap_is_answered_and_the_answer_shows(client, api, phone):
    api.join(5).write("/start")
    await say(client, "How was it?", reply_markup=keys(SCALE))
    await phone.open("/chat/5")
    await phone.click(".row:nth-child(3) button")
    await phone.sees("document.querySelector('.row button.busy')?.textContent === 'Satisfied'")
    query = (await client.result("getUpdates", timeout=20))[-1]["callback_query"]
    assert query["data"] == "satisfied"
    await client.result("answerCallbackQuery", callback_query_id=query["id"], text="Noted")
    await phone.sees("document.querySelector('#toast.on')?.textContent === 'Noted'")
    await phone.sees("!document.querySelector('.busy')")
    place = {"chat_id": 5, "message_id": query["message"]["message_id"]}
    await client.result("editMessageText", text="<b>Thank you</b>", parse_mode="HTML", **place)
    await phone.sees("document.querySelector('.post:not(.mine) b')?.textContent === 'Thank you'")
    await phone.sees("!document.querySelector('.row')")
    await client.result("deleteMessage", **place)
    await phone.sees("!document.querySelector('.post:not(.mine)')")


async def test_an_alert_waits_to_be_read(client, api, phone):
    api.join(5).write("/start")
    await say(client, "How was it?", reply_markup=keys([["Good"]]))
    await phone.open("/chat/5")
    await phone.click(".row button")
    query = (await client.result("getUpdates", timeout=20))[-1]["callback_query"]
    await client.result(
        "answerCallbackQuery", callback_query_id=query["id"], text="This survey is closed.", show_alert=True
    )
    await phone.sees("document.querySelector('dialog[open] p')?.textContent === 'This survey is closed.'")
    await phone.click("dialog button")
    await phone.sees("!document.querySelector('dialog[open]')")


async def test_what_is_typed_is_sent_and_markup_in_it_stays_text(client, api, phone):
    api.join(5).write("/start")
    await phone.open("/chat/5")
    await phone.sees("document.querySelector('#text').checkVisibility()")
    await asyncio.to_thread(lambda: phone.driver.find_element("id", "text").send_keys("<b>More</b> time\n"))
    await phone.sees("document.querySelectorAll('.mine .bubble')[1]?.textContent.startsWith('<b>More</b> time')")
    assert (await client.result("getUpdates"))[-1]["message"]["text"] == "<b>More</b> time"


async def test_blocking_and_unblocking_from_the_menu(client, api, phone):
    person = api.join(5)
    person.write("/start")
    await phone.open("/chat/5")
    await phone.click("#dots")
    await phone.click("#block")
    await phone.sees("document.querySelector('#write').hidden")
    assert person.chat.closed
    await phone.click("#start")
    await phone.sees("!document.querySelector('#write').hidden")
    assert not person.chat.closed


async def compose(client, api):
    api.join(5, "Zoe", language_code="en").write("/start abc-slide")
    text = (
        "<b>Communication strategies for clusters</b>\nThank you for being there! Eight short questions, two minutes."
    )
    await say(client, text)
    await say(client, "What should we improve?\n<i>One thing, in your own words, or skip.</i>")
    api.person(5).write("More time for the break-out rooms, please 🙂")
    upload = {"caption": "The slides, as promised.", "chat_id": 5}
    file = api.files.put(
        kind="document", name="Communication strategies 2026.pdf", mime=None, content=b"x" * 2_400_000, size=2_400_000
    )
    link = {"inline_keyboard": [[{"text": "Watch the recording", "url": "https://example.org/recording"}]]}
    await client.result("sendDocument", document=file.file_id, reply_markup=link, **upload)
    await say(
        client,
        "<b>3 of 8</b>\nOverall, how satisfied or dissatisfied were you with the webinar?",
        reply_markup=keys(SCALE),
    )


@pytest.mark.parametrize("scheme", ["light", "dark"])
async def test_the_page_fits_a_phone_in_light_and_dark(client, api, phone, scheme, tmp_path):
    await compose(client, api)
    features = {"features": [{"name": "prefers-color-scheme", "value": scheme}]}
    phone.driver.execute_cdp_cmd("Emulation.setEmulatedMedia", features)
    await phone.open("/chat/5")
    await phone.sees("document.querySelectorAll('.row').length === 6")
    beyond = "[...document.querySelectorAll('*')].filter(it => it.getBoundingClientRect().right > innerWidth + 1)"
    width, overflow = await phone.run(f"return [innerWidth, {beyond}.length]")
    assert (width, overflow) == (390, 0)
    dark = await phone.run("return getComputedStyle(document.body).backgroundColor")
    assert (dark == "rgb(14, 22, 33)") is (scheme == "dark")
    await phone.picture(tmp_path / f"{scheme}.png")
    assert (tmp_path / f"{scheme}.png").stat().st_size > 20_000


async def test_a_chart_is_shown(client, api, phone):
    api.join(5).write("/start")
    file = api.files.put(kind="photo", name="chart.png", mime=None, content=png(), size=len(png()))
    await client.result("sendPhoto", chat_id=5, photo=file.file_id)
    await phone.open("/chat/5")
    await phone.sees("document.querySelector('.bubble img')?.alt === 'Photo'")


def test_the_page_fetches_nothing_from_elsewhere():
    text = Path(page.__file__).with_name("page.html").read_text(encoding="utf-8")
    assert "://" not in text.replace("http://www.w3.org/2000/svg", "")


async def test_films_sounds_and_albums_are_shown_as_such(client, api, phone, tmp_path):
    api.join(5).write("/start")

    def put(kind, name, content):
        return api.files.put(kind=kind, name=name, mime=None, content=content, size=len(content)).file_id

    await client.result("sendVideo", chat_id=5, video=put("video", "recording.mp4", b"x" * 9000), caption="The film")
    await client.result("sendVoice", chat_id=5, voice=put("voice", "thanks.ogg", b"x" * 4000))
    await client.result("sendAudio", chat_id=5, audio=put("audio", "talk.mp3", b"x" * 4000))
    photos = [{"type": "photo", "media": put("photo", f"{n}.png", png())} for n in range(3)]
    await client.result("sendMediaGroup", chat_id=5, media=[photos[0] | {"caption": "That day"}, *photos[1:]])
    papers = [{"type": "document", "media": put("document", f"{n}.pdf", b"x")} for n in range(2)]
    await client.result("sendMediaGroup", chat_id=5, media=papers)
    await phone.open("/chat/5")
    await phone.sees("document.querySelectorAll('.album.list .file').length === 2")
    assert await phone.run("return document.querySelectorAll('.album img').length") == 3
    assert await phone.run("return document.querySelectorAll('.film, .sound').length") == 3
    assert await phone.run("return document.querySelectorAll('.post').length") == 6  # an album is one
    assert "That day" in await phone.run("return document.querySelector('.album').parentNode.innerText")
    await phone.picture(tmp_path / "media.png")
