"""A person at a real browser: finds fields by their names, presses what the page offers, and looks at what came."""

import os
import pathlib
import re
import shutil

from playwright.sync_api import Browser, ConsoleMessage, Error, Page, Request, sync_playwright

CHROMIUM = os.environ.get("KARIGAR_CHROMIUM") or next(
    (path for name in ("chromium", "chromium-browser", "google-chrome") if (path := shutil.which(name))), None
)
FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
PHONE, DESK = {"width": 360, "height": 740}, {"width": 1280, "height": 900}
# Where pictures of every step go when somebody wants to look at them.
PICTURES = os.environ.get("KARIGAR_PICTURES", "")


# What sticks out of the window sideways, innermost last.
TOO_WIDE = """() => document.documentElement.scrollWidth <= window.innerWidth ? [] :
  [...document.querySelectorAll('body *')].filter(e => e.getBoundingClientRect().right > window.innerWidth + 1)
  .map(e => e.tagName + '.' + e.className + ' ' + (e.name || e.textContent.trim().slice(0, 30))).slice(0, 8)"""


def answers_a_post(request: Request) -> bool:
    """Whether a request is a POST, or where one was sent on to."""
    before = request.redirected_from
    return request.method == "POST" or (before is not None and answers_a_post(before))


class Visitor:
    """Somebody with a browser window of his own."""

    def __init__(
        self, browser: Browser, site: str, name: str, language: str, *, phone: bool, script: bool = True
    ) -> None:
        self.name, self.site, self.script, self.count = name, site, script, 0
        self.context = browser.new_context(
            viewport=PHONE if phone else DESK, java_script_enabled=script, locale=language, timezone_id="Asia/Dhaka"
        )
        self.context.add_cookies([{"name": "lang", "value": language, "url": site}])
        self.page: Page = self.context.new_page()
        self.page.set_default_timeout(9000)
        self.faults: list[str] = []
        self.page.on("pageerror", lambda error: self.faults.append(f"script: {error}"))
        self.page.on("console", self._hear)
        self.page.on("response", lambda r: self.faults.append(f"{r.status} {r.url}") if r.status >= 500 else None)

    def _hear(self, message: ConsoleMessage) -> None:
        """Keep what the browser complains of; taking pictures injects a style, which our policy refuses, as it should."""
        refused = "status of 4" in message.text or (PICTURES and "inline style" in message.text)
        if message.type == "error" and not refused:
            self.faults.append(message.text)

    def go(self, path: str) -> "Visitor":
        """Open a page of the site."""
        answer = self.page.goto(path if path.startswith("http") else self.site + path)
        assert answer is None or answer.status < 400, f"{self.name}: {path} gave {answer.status}"
        return self.look()

    def look(self) -> "Visitor":
        """Check that the page is whole: no sideways scrolling, nothing of ours in another host's hands."""
        self.page.wait_for_load_state("networkidle")
        wide = self.page.evaluate(TOO_WIDE) if self.script else []
        assert not wide, f"{self.name}: {self.page.url} is too wide: {wide}"
        if PICTURES:
            self.count += 1
            folder = pathlib.Path(PICTURES)
            folder.mkdir(parents=True, exist_ok=True)
            place = re.sub(r"\W+", "-", self.page.url.split("/", 3)[3])[:40].strip("-")
            self.page.screenshot(path=folder / f"{self.name}-{self.count:02d}-{place}.png", full_page=False)
        return self

    def fill(self, **fields: object) -> "Visitor":
        """Fill fields by name: texts, choices, ticks and files."""
        for name, value in fields.items():
            field = self.page.locator(f"main [name='{name}']")
            kind = field.first.evaluate("e => e.tagName + ':' + (e.type || '')")
            if kind.endswith((":radio", ":checkbox")):
                self.page.locator(f"main [name='{name}'][value='{value}']").check(force=True)
            elif kind.startswith("SELECT"):
                field.select_option(str(value))
            elif kind.endswith(":file"):
                field.set_input_files(value)  # type: ignore[arg-type]
            else:
                field.first.fill(str(value))
        return self

    def press(self, action: str = "", *, expect: str = "") -> "Visitor":
        """Press the button of the form that goes to `action` (a part of its address; none: the page's main form)."""
        scope = f".frame form[action*='{action}']" if action else "main form[method='post']"
        primary = self.page.locator(f"{scope} button.btn-primary")
        button = (primary if primary.count() else self.page.locator(f"{scope} button:not([type='button'])")).first
        with self.page.expect_response(lambda r: answers_a_post(r.request) and r.status not in {301, 302, 303}):
            button.click()
        self.page.wait_for_timeout(80)  # htmx puts the answer into the page a moment after it came
        self.page.wait_for_load_state("networkidle")
        return self.arrive(expect or ".")

    def choose_hat(self, hat: str) -> "Visitor":
        """Say what one came for, on the page after signing up."""
        if hat == "client":
            self.page.locator("main form:not([action]) button").click()
        else:
            self.page.locator("main form[action] button").first.click()
        self.page.wait_for_load_state("networkidle")
        return self.look()

    def arrive(self, expect: str) -> "Visitor":
        """Wait until the page with this address has come; a form that came back says why."""
        try:
            self.page.wait_for_url(re.compile(expect), timeout=8000)
        except Error:
            self.look()
            raise AssertionError(f"{self.name} is still at {self.page.url}: {self.text[:600]}") from None
        alert = self.page.locator("main [role='alert']")
        assert not alert.count(), f"{self.name} at {self.page.url}: {alert.first.inner_text()}"
        return self.look()

    def follow(self, part: str) -> "Visitor":
        """Follow the first link whose address holds these words."""
        self.page.locator(f".frame a[href*='{part}']").first.click()
        self.page.wait_for_url(re.compile(re.escape(part)), timeout=8000)
        return self.look()

    @property
    def text(self) -> str:
        return self.page.locator("main").inner_text()

    @property
    def number(self) -> int:
        """The last number in the page's address."""
        return int(re.findall(r"/(\d+)", self.page.url)[-1])


def open_chromium():
    """Start the system's Chromium; returns the driver and the browser, both to be closed."""
    driver = sync_playwright().start()
    return driver, driver.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
