"""Headless Chromium, Debian's, as the tests of pages and the pictures of the README use it."""

import shutil
import tempfile
from contextlib import contextmanager

CHROMIUM, DRIVER = shutil.which("chromium"), shutil.which("chromedriver")
FLAGS = [
    "--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update", "--disable-sync", "--hide-scrollbars",
]  # fmt: skip


@contextmanager
def started(*, size=(390, 844)):
    """A browser with an empty profile, closed at the end."""
    from selenium import webdriver

    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as profile:
        options = webdriver.ChromeOptions()
        options.binary_location = CHROMIUM
        for flag in [*FLAGS, f"--window-size={size[0]},{size[1]}", f"--user-data-dir={profile}"]:
            options.add_argument(flag)
        driver = webdriver.Chrome(options=options, service=webdriver.ChromeService(DRIVER))
        driver.set_script_timeout(20)
        try:
            yield driver
        finally:
            driver.quit()


@contextmanager
def opened(url, *, size=(390, 844)):
    """A browser that shows ``url``, once something of the bot stands there."""
    from selenium.webdriver.support.ui import WebDriverWait

    with started(size=size) as driver:
        # Headless Chromium takes its frame out of the window; what counts is what the page gets.
        driver.execute_cdp_cmd(
            "Emulation.setDeviceMetricsOverride",
            {"width": size[0], "height": size[1], "deviceScaleFactor": 2, "mobile": True},
        )
        driver.get(url)
        WebDriverWait(driver, 20).until(lambda page: page.find_elements("css selector", "button"))
        WebDriverWait(driver, 20).until(lambda page: "/start" in page.page_source)
        yield driver
