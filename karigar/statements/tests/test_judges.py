"""Programs that nobody here wrote judge the files: they accept the books, and refuse them after a change of one unit."""

import os
import random
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from django.db import transaction

from karigar.ledger import actions as ledger
from karigar.ledger import movements
from karigar.ledger.refusals import NotEnoughMoney
from karigar.statements import papers, queries, rules
from karigar.statements.rules import Period

pytestmark = pytest.mark.django_db
MANY = 10_000
UNITS = ("BDT", "INR", "JPY", "KWD", "USD")


def judge(program):
    """Find a program, or fail on the build machine and skip elsewhere."""
    beside = Path(sys.executable).with_name(program)
    found = str(beside) if beside.exists() else shutil.which(program)
    if found is None:
        if os.environ.get("CI"):
            pytest.fail(f"{program} is missing")
        pytest.skip(f"{program} is not installed: Debian has hledger, PyPI has beancount")
    return found


def accepts(form, path):
    if form == "beancount":
        command = [judge("bean-check"), "--no-cache", str(path)]
    else:
        command = [judge("hledger"), "-f", str(path), "check", "--strict"]
    done = subprocess.run(command, capture_output=True, text=True, timeout=300, check=False)
    return done.returncode == 0, (done.stdout + done.stderr)[:2000]


def market(now, many, seed):
    """Post random movements of every flow that ends in money; those that the books refuse are left out."""
    dice = random.Random(seed)
    posted = 0
    with transaction.atomic():
        for step in range(1, many * 2):
            unit, company, person = dice.choice(UNITS), dice.randint(1, 9), dice.randint(1, 40)
            milestone, amount = dice.randint(1, 60), dice.randint(1, 90_000)
            fee = amount * dice.randint(0, 10) // 100
            movement = dice.choice(
                [
                    movements.deposit(deposit=step, company=company, provider=dice.choice(["play", "manual"]), amount=amount * 9, currency=unit),
                    movements.fund(milestone=milestone, company=company, amount=amount, client_fee=fee, currency=unit, step=step),
                    movements.release(milestone=milestone, freelancer=person, gross=amount, fee=fee, client_fee=fee, currency=unit, step=step),
                    movements.refund(milestone=milestone, company=company, amount=amount, client_fee=fee, currency=unit, step=step),
                    movements.bonus(bonus=step, company=company, freelancer=person, gross=amount, fee=fee, client_fee=fee, currency=unit),
                    movements.clear_earnings(hold=step, freelancer=person, amount=amount, currency=unit),
                    movements.withdraw_request(payout=step, person=person, amount=amount, fee=0, currency=unit),
                    movements.connects_grant(person=person, connects=dice.randint(1, 40), lot="2026-11", key=f"{step}"),
                    movements.chargeback(chargeback=step, company=company, provider="play", amount=amount, cost=7, currency=unit),
                ]
            )  # fmt: skip
            try:
                with transaction.atomic():
                    ledger.post(movement, now=now)
                posted += 1
            except NotEnoughMoney:
                continue
            if posted == many:
                break
    return posted


def one_more(text, line):
    """Change one figure by one unit of its last digit."""
    number = re.search(r"(-?[0-9.]*)([0-9])( ~ 0)?( [A-Z]+)$", line)
    digit = (int(number.group(2)) + 1) % 10
    changed = f"{line[: number.start(2)]}{digit}{line[number.end(2) :]}"
    assert changed != line
    return text.replace(line, changed, 1)


def test_a_market_of_ten_thousand_movements_is_accepted_and_one_unit_more_is_not(now, tmp_path):
    assert market(now, MANY, seed=5) == MANY
    for form in ("beancount", "hledger"):
        judged(form, tmp_path)


def judged(form, tmp_path):
    text = "".join(papers.books_file(form, first=1, until=2**63 - 1, since=None, title='Karigar "books"'))
    path = tmp_path / "books"
    path.write_text(text)
    fine, said = accepts(form, path)
    assert fine, said
    figures = [line for line in text.split("\n") if re.match(r"\s+\S+  -?[0-9.]+ [A-Z]+$", line)]
    path.write_text(one_more(text, figures[len(figures) // 2]))
    fine, said = accepts(form, path)
    assert not fine
    # Both legs of a movement changed: the sums of that movement fit, the assertion at the end does not.
    closing = [line for line in text.split("\n") if (" balance " in line or " = " in line) and " BDT" in line]
    path.write_text(one_more(text, closing[0]))
    assert not accepts(form, path)[0]


@pytest.mark.parametrize("form", ["beancount", "hledger"])
def test_a_persons_statement_is_accepted_too_with_its_opening(world, tmp_path, form):
    world.paid()
    world.pass_time(days=6)
    world.freelancer.name = 'Rahima "R;|" \\ রহিমা'
    subject = queries.person_subject(world.freelancer)
    path = tmp_path / "mine"
    for period in (
        Period("all", rules.EARLIEST, rules.LATEST),
        Period("days", world.now.date(), rules.LATEST),
    ):
        text = "".join(papers.statement_file(form, subject, "BDT", period))
        path.write_text(text)
        fine, said = accepts(form, path)
        assert fine, said
