"""What every page owes its reader: little weight, a full first screen, no barrier, no sideways scrolling, no dead end."""

import contextlib
import os
import pathlib
import re
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator

import pytest

os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"  # the browser's driver keeps a loop in this thread
from axe_playwright_python.base import AXE_SCRIPT

from tests.browser import CHROMIUM, PHONE, Visitor, open_chromium
from tests.scene import NO_PAGES, Scene, all_names
from tests.test_browser import forget_connection

pytestmark = [pytest.mark.browser, pytest.mark.skipif(CHROMIUM is None, reason="no Chromium found; see the README")]

MOST_BYTES, MOST_REQUESTS = 60 * 1024, 8
# axe on the page as it is, and its contrasts once more in the dark; one line for each barrier.
BARRIERS = """async () => {
    const told = (found, note) => found.violations.map((v) => `${note}${v.id}: ${v.help}: ${v.nodes[0].html.slice(0, 140)}`);
    const tags = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"];
    const root = document.documentElement, line = told(await axe.run({runOnly: tags, resultTypes: ["violations"]}), "");
    root.style.colorScheme = "dark";
    line.push(...told(await axe.run({runOnly: {type: "rule", values: ["color-contrast"]}}), "in the dark: "));
    root.style.colorScheme = "";
    return line;
}"""
GROUPS = {
    "visitors": {"nobody", "stranger", "rival"},
    "freelancer": {"freelancer"},
    "client": {"client"},
    "staff": {"operator", "moderator", "maker"},
}
# Forms that are sent empty, to see their errors; none of them can do a deed when empty.
WRONG = {
    "account_login", "account_signup", "account_reset_password", "account_request_login_code", "apply", "make_offer",
    "submit_milestone", "ask_changes", "give_bonus", "start_deposit", "request_payout", "payout_methods", "profile_skills", "profile_certificates", "profile_portfolio", "leave_review", "report",
    "close_job", "propose_amendment", "staff_session",
}  # fmt: skip


@pytest.fixture
def chromium():
    driver, browser = open_chromium()
    forget_connection()
    yield browser
    browser.close()
    driver.stop()


@pytest.fixture
def scene(world) -> Scene:
    return Scene(world)


class Looker:
    """One browser window for each reader of the scene."""

    def __init__(self, chromium, site: str, scene: Scene, *, script: bool = True) -> None:
        self.site = site
        self.windows = {}
        for reader, cookie in {"nobody": "", **scene.readers()}.items():
            context = chromium.new_context(viewport=PHONE, java_script_enabled=script, reduced_motion="reduce")
            if cookie:
                context.add_cookies([{"name": "session", "value": cookie, "url": site}])
            self.windows[reader] = context.new_page()

    def speak(self, language: str) -> None:
        for page in self.windows.values():
            page.context.add_cookies([{"name": "lang", "value": language, "url": self.site}])

    def open(self, leaf):
        page = self.windows[leaf.reader]
        answer = page.goto(self.site + leaf.url)
        assert answer.status == 200, f"{leaf}: {answer.status}"
        return page


def too_wide(page) -> str:
    """Say by how much a page is too wide, and what makes it so."""
    return page.evaluate(
        """() => {
            const over = document.documentElement.scrollWidth - innerWidth;
            if (over <= 0) return "";
            const wide = [...document.querySelectorAll("main *")].find((e) => e.getBoundingClientRect().right > innerWidth + 1);
            return `${over} px too wide: ${wide ? wide.outerHTML.slice(0, 160) : "?"}`;
        }"""
    )


def test_every_address_is_looked_at_or_is_no_page(scene):
    looked_at = {leaf.name for leaf in scene}
    assert all_names() - NO_PAGES - looked_at == set()
    assert NO_PAGES & looked_at == set()
    assert all_names() >= NO_PAGES


@pytest.mark.parametrize("group", GROUPS)
def test_no_page_has_a_barrier_or_scrolls_sideways(chromium, live_site, scene, group):
    """axe in light, its contrasts again in dark, and the width of a phone; forms also with their errors."""
    look, wrong, seen = Looker(chromium, live_site, scene), [], set()
    look.speak("en")
    assert {leaf.reader for leaf in scene} == set().union(*GROUPS.values())
    for leaf in scene:
        if leaf.reader not in GROUPS[group]:
            continue
        page = look.open(leaf)
        wrong += check(leaf, page, "")
        if leaf.name in WRONG and leaf.name not in seen:
            seen.add(leaf.name)
            with page.expect_navigation():
                page.evaluate(SEND)
            if not page.locator("main :is([data-errors], .error, .errorlist)").count():
                wrong.append(f"{leaf.name}: sent empty, and no error is shown at {page.url}")
            wrong += check(leaf, page, " with errors")
    assert not wrong, "\n".join(wrong)


# The browser's own checks would keep an empty form from being sent.
SEND = """() => {
    const form = document.querySelector("main form[method=post] .btn-primary")?.form || document.querySelector("main form[method=post]");
    HTMLFormElement.prototype.submit.call(form);
}"""


def check(leaf, page, state: str) -> list[str]:
    page.evaluate(AXE_SCRIPT)
    found = page.evaluate(BARRIERS)
    if wide := too_wide(page):
        found.append(wide)
    return [f"{leaf.name}{state} ({leaf.reader} {leaf.url}): {text}" for text in found]


@pytest.mark.parametrize("language", ["bn", "hi", "hi-latn"])
def test_no_page_scrolls_sideways_in_any_language(chromium, live_site, scene, language):
    look = Looker(chromium, live_site, scene)
    look.speak(language)
    wrong = [f"{leaf.name} ({leaf.reader} {leaf.url}): {wide}" for leaf in scene if (wide := too_wide(look.open(leaf)))]
    assert not wrong, "\n".join(wrong)


def test_two_jobs_stand_on_the_first_screen_of_the_search(chromium, live_site, scene):
    for language in ("en", "bn"):
        visitor = Visitor(chromium, live_site, "reader", language, phone=True).go("/jobs/")
        bottom = visitor.page.evaluate("document.querySelector('.places').getBoundingClientRect().top")
        whole = [
            card
            for card in visitor.page.locator(".job").all()
            if (box := card.bounding_box()) and box["y"] + box["height"] <= bottom
        ]
        assert len(whole) >= 2, f"[{language}] {len(whole)} whole jobs on the first screen"
        for card in whole[:2]:
            assert card.locator("h3 a").inner_text().strip()
            assert re.search("[0-9]", card.locator(".money").inner_text())
            assert card.locator(".tags li").count() >= 1
            assert card.locator("p.dots").count() == 2


# --- by keyboard, without script, without a connection ----------------------------------------------------------------

FOCUSED = """() => {
    const at = document.activeElement, style = getComputedStyle(at), box = at.getBoundingClientRect();
    return {
        main: at.matches("main .btn-primary"), tag: at.tagName, skip: at.matches(".skip"), html: at.outerHTML.slice(0, 120),
        seen: (style.outlineStyle !== "none" && parseFloat(style.outlineWidth) >= 2 || style.boxShadow !== "none")
            && box.width > 1 && box.top < innerHeight && box.bottom > 0 && box.left >= 0,
    };
}"""


def test_the_keyboard_reaches_the_main_action_and_the_focus_is_always_seen(chromium, live_site, scene):
    look, wrong = Looker(chromium, live_site, scene), []
    look.speak("en")
    names = {"job_search", "job", "apply", "account_signup", "contract", "make_offer", "fund_milestone", "room"}
    for leaf in scene:
        if leaf.name not in names or leaf.reader == "stranger":
            continue
        page = look.open(leaf)
        page.wait_for_load_state("networkidle")
        if not page.locator("main .btn-primary").count():
            continue
        page.evaluate("document.activeElement.blur()")
        if not page.locator("[autofocus]").count():
            page.keyboard.press("Tab")
            first = page.evaluate(FOCUSED)
            assert (first["skip"], first["seen"]) == (True, True), f"{leaf}: the first thing is {first}"
            page.keyboard.press("Enter")
            assert page.evaluate("document.activeElement.id") == "main"
        for _step in range(70):
            page.keyboard.press("Tab")
            now = page.evaluate(FOCUSED)
            if now["tag"] == "BODY":
                wrong.append(f"{leaf}: the main action is not reached")
                break
            if not now["seen"]:
                wrong.append(f"{leaf}: focus is not seen on {now['html']}")
            if now["main"]:
                break
        else:
            wrong.append(f"{leaf}: the main action is more than 70 steps away")
    assert not wrong, "\n".join(wrong)


def test_filters_menus_and_languages_work_without_script(chromium, live_site, scene):
    look = Looker(chromium, live_site, scene, script=False)
    look.speak("en")
    page = look.windows["freelancer"]
    page.goto(f"{live_site}/jobs/")
    panel = page.locator("#filters")
    assert not panel.is_visible()
    page.locator(".filters-open").click()
    assert panel.is_visible()
    panel.locator("input[name=kind][value=hourly]").check()
    panel.locator("button").click()
    page.wait_for_url("**kind=hourly**")
    assert not page.locator(".job").count()
    page.locator(".tag.is-on").first.click()
    assert page.locator(".job").count() >= 2
    page.locator("details.menu summary").click()
    page.locator("details.menu a[href='/settings/']").click()
    page.wait_for_url("**/settings/")
    page.locator("footer a[lang=bn]").click()
    assert page.locator("html").get_attribute("lang") == "bn"
    page.locator(".bar a.hat").click()
    page.wait_for_url("**/hat/")


def test_a_lost_connection_leaves_the_form_as_it_was_and_says_so(chromium, live_site, scene):
    from karigar.proposals.models import Proposal

    look = Looker(chromium, live_site, scene)
    look.speak("en")
    page = look.open(next(leaf for leaf in scene if leaf.name == "apply"))
    letter = "I have cut out four hundred photos of sarees, by hand and with care for every thread. " * 2
    fields = {"bid": "4000", "days": "5", "letter": letter}
    for name, value in fields.items():
        page.locator(f"main [name='{name}']").fill(value)
    page.locator("main [name^='answer']").first.fill("Gimp")
    before = Proposal.objects.count()

    page.context.set_offline(True)
    send = page.locator("main form button.btn-primary")
    send.click()
    page.locator("main [role=alert]").wait_for()
    assert "No answer came" in page.locator("main [role=alert]").inner_text()
    assert page.locator("main [name='letter']").input_value() == letter
    assert send.is_enabled()
    assert page.locator("form[aria-busy]").count() == 0

    page.context.set_offline(False)
    page.route("**/apply/", lambda route: route.fulfill(status=502, body="<h1>Bad gateway</h1>"))
    send.click()
    page.get_by_text("Something went wrong on our side").wait_for()
    assert page.locator("main [name='letter']").input_value() == letter
    page.unroute("**/apply/")
    assert Proposal.objects.count() == before

    sent: list[str] = []
    page.on("request", lambda r: sent.append(r.url) if r.method == "POST" and r.url.endswith("/apply/") else None)
    send.dblclick()
    page.wait_for_url(re.compile(r"/proposals/\d+/"))
    assert len(sent) == 1
    assert Proposal.objects.count() == before + 1


# --- weight, from the real server ------------------------------------------------------------------------------------


@pytest.fixture(scope="session")
def collected() -> Iterator[pathlib.Path]:
    """A data folder with the styles and scripts collected and compressed, as a start does."""
    folder = pathlib.Path(os.environ["KARIGAR_DATA"])
    run = environment(folder)
    subprocess.run(
        [sys.executable, "manage.py", "collectstatic", "--noinput"], env=run, check=True, capture_output=True
    )
    return folder


def environment(folder: pathlib.Path) -> dict[str, str]:
    from django.db import connection
    from psycopg import conninfo

    url = conninfo.make_conninfo(os.environ["DATABASE_URL"], dbname=connection.settings_dict["NAME"])
    taken = {"KARIGAR_DB_ROLE", "KARIGAR_TESTING", "DJANGO_SETTINGS_MODULE"}
    return {name: value for name, value in os.environ.items() if name not in taken} | {
        "DATABASE_URL": url,
        "KARIGAR_DATA": str(folder),
        "KARIGAR_TESTING": "0",
        "PYTHONWARNINGS": "ignore",
    }


@contextlib.contextmanager
def real_server(folder: pathlib.Path) -> Iterator[str]:
    """The server of production on this test's database."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    words = ["-m", "granian", "--interface", "wsgi", "--port", str(port), "--no-ws", "--log-level", "error"]
    server = subprocess.Popen(
        [sys.executable, *words, "karigar.web.wsgi:application"], env=environment(folder), stdout=subprocess.DEVNULL
    )
    try:
        site, deadline = f"http://localhost:{port}", time.monotonic() + 60
        while time.monotonic() < deadline:
            with contextlib.suppress(OSError), urllib.request.urlopen(f"{site}/help/", timeout=20):
                break
            time.sleep(0.2)
        yield site
    finally:
        server.terminate()
        server.wait(20)


@pytest.mark.parametrize("language", ["en", "bn"])
def test_a_first_visit_is_light_and_asks_nobody_else(chromium, committed_db, scene, collected, language):
    from django.db import connections

    job = next(leaf.url for leaf in scene if leaf.name == "job")
    connections.close_all()
    with real_server(collected) as site:
        weigh(chromium, site, "/jobs/", language)
        weigh(chromium, site, job, language)


def weigh(chromium, site: str, path: str, language: str) -> None:
    visitor = Visitor(chromium, site, "first", language, phone=True)
    session = visitor.context.new_cdp_session(visitor.page)
    asked: dict[str, str] = {}
    sizes: dict[str, int] = {}
    session.on("Network.requestWillBeSent", lambda e: asked.setdefault(e["requestId"], e["request"]["url"]))
    session.on("Network.loadingFinished", lambda e: sizes.__setitem__(e["requestId"], e["encodedDataLength"]))
    session.send("Network.enable")
    visitor.go(path)
    urls = [url for url in asked.values() if not url.startswith("data:")]
    weight = sum(sizes.values())
    print(f"{language} {path}: {weight} bytes, {len(urls)} requests")
    assert all(url.startswith(site) for url in urls), urls
    assert len(urls) <= MOST_REQUESTS, urls
    assert weight <= MOST_BYTES, f"{path}: {weight} bytes: { {url: sizes.get(key) for key, url in asked.items()} }"
    assert not visitor.faults, visitor.faults
