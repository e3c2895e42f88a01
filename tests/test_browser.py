"""The main job in a real browser, by two people: in Bangla on a phone, in English at a desk, and once without script."""

import contextlib
import io
import os
import re

import pytest
from django.db import connections
from PIL import Image

os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"  # the browser's driver keeps a loop in this thread
from karigar.ledger import queries as ledger
from tests.browser import CHROMIUM, Visitor, open_chromium
from tests.world import PASSWORD

pytestmark = [pytest.mark.browser, pytest.mark.skipif(CHROMIUM is None, reason="no Chromium found; see the README")]

WORDS = {
    "en": {
        "client": "Karim Rahman",
        "freelancer": "Rahima Khatun",
        "title": "A logo for our book shop",
        "job": "We sell school books in Rajshahi and need a friendly logo. Two drafts first, then one final file. " * 2,
        "skill": "Logo design",
        "about": "I draw logos and letterheads for small shops and schools, and I answer every message the same day. "
        * 2,
        "letter": "I have drawn logos for four book shops. I would start with three sketches on paper and talk about them. "
        * 2,
        "talk": "Thank you! When could you begin?",
        "price": "5000",
    },
    "bn": {
        "client": "করিম রহমান",
        "freelancer": "রহিমা খাতুন",
        "title": "আমাদের বইয়ের দোকানের জন্য একটি লোগো",
        "job": "আমরা রাজশাহীতে স্কুলের বই বিক্রি করি, দোকানের জন্য একটি সুন্দর লোগো দরকার। আগে দুটি খসড়া, পরে একটি চূড়ান্ত ফাইল। " * 2,
        "skill": "লোগো ডিজাইন",
        "about": "আমি ছোট দোকান ও স্কুলের জন্য লোগো আঁকি, প্রতিটি বার্তার উত্তর একই দিনে দিই। " * 3,
        "letter": "আমি চারটি বইয়ের দোকানের লোগো এঁকেছি। প্রথমে কাগজে তিনটি খসড়া করে আপনার সঙ্গে কথা বলব। " * 2,
        "talk": "ধন্যবাদ! কবে শুরু করতে পারবেন?",
        "price": "৫,০০০",
    },
}


def picture(color="teal") -> dict[str, object]:
    data = io.BytesIO()
    Image.linear_gradient("L").resize((900, 900)).convert("RGB").save(data, "JPEG")
    return {"name": "photo.jpg", "mimeType": "image/jpeg", "buffer": data.getvalue()}


@pytest.fixture
def chromium():
    driver, browser = open_chromium()
    yield browser
    browser.close()
    driver.stop()


def forget_connection() -> None:
    """The driver's loop gives this thread another set of connections: drop what an earlier test left in it."""
    with contextlib.suppress(AttributeError):
        connections["default"].close()
        del connections["default"]


def code_for(email: str) -> str:
    """The newest code that was mailed to somebody."""
    from django.core import mail

    from karigar.notifications.models import Mail

    letters = [m.body for m in mail.outbox if email in m.to] + list(
        Mail.objects.filter(to=email, kind="code").order_by("id").values_list("body", flat=True)
    )
    return re.findall(r"^([A-Z0-9]{3,}-?[A-Z0-9]{3,})$", letters[-1], re.MULTILINE)[-1]


def join(visitor: Visitor, world, name: str, email: str, hat: str) -> None:
    """Step 1: an account, confirmed by the code in the letter."""
    visitor.go("/account/signup/").fill(name=name, email=email, password1=PASSWORD).press()
    visitor.fill(code=code_for(email)).press()
    world.deliver()
    visitor.go("/welcome/")
    visitor.choose_hat(hat)
    visitor.go("/identity/").fill(legal_name=name, country="BD", born_on="1995-05-17").press()
    approve_identity(world, email)


def approve_identity(world, email: str) -> None:
    from karigar.accounts import actions, queries
    from karigar.accounts.models import Person

    check = queries.identity_of(Person.objects.get(email=email))
    actions.decide_identity(check, by=world.operator, verdict="approved", reason="seen", now=world.now)
    world.deliver()


def staff(chromium, site, world, person, name) -> Visitor:
    visitor = Visitor(chromium, site, name, "en", phone=False)
    cookie = world.browser(person, hat="staff").cookies["session"].value
    visitor.context.add_cookies([{"name": "session", "value": cookie, "url": site}])
    from karigar.accounts import actions as accounts

    accounts.start_staff_session(person, reason="desk", now=world.now)
    return visitor


def play(chromium, site: str, world, *, language: str, phone: bool, script: bool = True) -> None:
    """Steps 1 to 11, every one on a page."""
    forget_connection()
    say = WORDS[language]
    tag = f"{language}-{'phone' if phone else 'desk'}{'' if script else '-noscript'}"
    client = Visitor(chromium, site, f"{tag}-client", language, phone=phone, script=script)
    worker = Visitor(chromium, site, f"{tag}-freelancer", language, phone=phone, script=script)
    join(client, world, say["client"], "karim@example.org", "client")
    join(worker, world, say["freelancer"], "rahima@example.org", "freelancer")

    # 2 a profile that wins work
    worker.go("/profile/photo/").fill(photo=picture()).press()
    worker.go("/profile/basics/").fill(title=say["skill"], overview=say["about"]).press()
    worker.go("/profile/rate/").fill(currency="BDT", rate="600", availability="full").press()
    worker.go("/profile/skills/").fill(skills=say["skill"])
    worker.page.locator("main [name='categories']").first.check(force=True)
    worker.press()
    worker.go("/profile/").press("/profile/publish/")
    world.deliver()

    # 3 the client posts a job
    client.go("/hire/new/").fill(
        title=say["title"],
        description=say["job"],
        skills=say["skill"],
        kind="fixed",
        currency="BDT",
        budget_max=say["price"],
    )
    client.page.locator("main [name='category']").select_option(index=30)
    client.page.locator("main button[value='preview']").first.click()
    client.arrive(r"/hire/\d+/preview/")
    client.look()
    job = client.number
    client.press("/publish/")
    world.deliver()

    # 4 and 5 found, and applied for
    worker.go(f"/jobs/?q={say['skill']}").follow(f"/jobs/{job}/")
    worker.follow("/apply/").fill(letter=say["letter"], bid=say["price"], days="7").press(expect=r"/proposals/\d+/")
    proposal = worker.number
    world.deliver()

    # 6 seen, and talked about
    client.go(f"/hire/{job}/proposals/").follow(f"/hire/proposals/{proposal}/")
    client.fill(text=say["talk"]).press("/write/")
    world.deliver()
    worker.go("/messages/").follow("/messages/")
    assert say["talk"] in worker.text

    # 7 offered and accepted
    client.go(f"/offers/new/{proposal}/").fill(
        title=say["title"], terms=say["job"], title_1=say["title"], amount_1=say["price"]
    )
    client.press(expect=r"/offers/\d+/")
    offer = client.number
    world.deliver()
    worker.go(f"/offers/{offer}/").press(f"/offers/{offer}/accept/", expect=r"/contracts/\d+/")
    contract = worker.number
    world.deliver()

    # 8 money: by transfer, confirmed by two staff, then into escrow
    client.go("/deposits/new/").fill(currency="BDT", amount="6000", provider="manual").press(expect=r"/deposits/\d+/")
    deposit = client.number
    client.fill(sent_from="bKash 5678", reference="8N7A6F5K").press()
    maker = staff(chromium, site, world, world.maker, f"{tag}-maker")
    checker = staff(chromium, site, world, world.checker, f"{tag}-checker")
    maker.go(f"/staff/deposits/{deposit}/").fill(amount="6000", reason="on the statement").press("/make/")
    checker.go(f"/staff/deposits/{deposit}/").fill(reason="seen too").press("/check/")
    world.deliver()
    client.go(f"/contracts/{contract}/").follow("/fund/").press(expect=rf"/contracts/{contract}/")
    world.deliver()

    # 9 handed in and approved
    worker.go(f"/contracts/{contract}/").follow("/submit/")
    worker.fill(note=say["letter"], files=picture()).press(expect=rf"/contracts/{contract}/")
    world.deliver()
    client.go(f"/contracts/{contract}/").follow("/approve/").press(expect=rf"/contracts/{contract}/")
    world.deliver()

    # 10 ended, and both sides say what it was like
    client.go(f"/contracts/{contract}/").follow("/end/").fill(reason=say["talk"]).press(
        expect=rf"/contracts/{contract}/"
    )
    world.deliver()
    for side in (client, worker):
        side.go(f"/contracts/{contract}/feedback/")
        for aspect in side.page.locator("main select").all():
            aspect.select_option("5")
        side.fill(text=say["talk"]).press()
    world.deliver()

    # 11 withdrawn to a wallet
    worker.go("/payouts/methods/").fill(rail="bkash", holder=say["freelancer"], number="01712345678").press("")
    world.pass_time(days=6)
    worker.go("/wallet/").follow("/payouts/new/BDT/").fill(amount="4750").press(expect=r"/payouts/\d+/")
    payout = worker.number
    accounts_awake(world)
    maker.go(f"/staff/payouts/{payout}/").fill(reason="fine").press("/check/")
    maker.go("/staff/payouts/").press("/export/")
    checker.go(f"/staff/payouts/{payout}/").fill(reference="TRX1", reason="sent").press("/send/")
    checker.fill(reason="arrived").press("/confirm/")
    world.deliver()
    worker.go("/wallet/").go("/notices/")
    client.go("/notices/")

    from karigar.accounts.models import Person

    person = Person.objects.get(email="rahima@example.org")
    assert ledger.balances_of(f"person:{person.pk}")["wallet", "BDT"] == 0
    assert ledger.balance_of("platform", "fee", "BDT") == 25_000
    faults = [f"{v.name}: {f}" for v in (client, worker, maker, checker) for f in v.faults]
    assert not faults, "\n".join(faults)


def accounts_awake(world) -> None:
    """Staff sessions end by themselves; after six days they begin anew."""
    from karigar.accounts import actions as accounts

    for person in (world.maker, world.checker):
        accounts.start_staff_session(person, reason="desk", now=world.now)


def test_the_main_job_in_bangla_on_a_phone(chromium, live_site, world):
    play(chromium, live_site, world, language="bn", phone=True)


def test_the_main_job_in_english_at_a_desk(chromium, live_site, world):
    play(chromium, live_site, world, language="en", phone=False)


def test_the_main_job_without_script(chromium, live_site, world):
    play(chromium, live_site, world, language="en", phone=True, script=False)
