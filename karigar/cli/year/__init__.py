"""`karigar simulate-year`: a year of a small market on a clock of its own, every flow at random, audited every day.

It has a database of its own in a temporary folder; the operator's market is never touched.
"""

import datetime as dt
import os
import pathlib
import subprocess
import sys
import tempfile
import time

from karigar.cli import grants, postgres
from karigar.cli.problem import Problem


def run(*, days: int, seed: int) -> int:
    """Simulate in a scratch database and print what happened; answer 1 when the books did not hold."""
    if not 1 <= days <= 3660:
        raise Problem("A simulation has 1 to 3660 days.")
    with tempfile.TemporaryDirectory(prefix="karigar-year-") as folder:
        home = pathlib.Path(folder)
        home.chmod(0o755)  # the account of the database must enter
        server = postgres.start(home / "pg", settings=postgres.FAST)
        try:
            os.environ |= {"DATABASE_URL": server.url(), "KARIGAR_DATA": str(home), "KARIGAR_DEMO": "1"}
            grants.prepare_database(server.url())
            subprocess.run(
                [sys.executable, "-m", "karigar.cli", "manage", "migrate", "-v", "0", "--skip-checks"],
                env={**os.environ, "KARIGAR_DB_ROLE": "owner"},
                check=True,
            )
            return _simulate(days, seed)
        finally:
            postgres.remove(home / "pg")


def _simulate(days: int, seed: int) -> int:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "karigar.settings")
    import django

    django.setup()
    from karigar.cli.year.market import Market

    began = time.monotonic()
    market = Market(dt.datetime(2026, 1, 1, 3, tzinfo=dt.UTC), seed)
    market.open()
    for day in range(days):
        market.live_a_day()
        if sys.stdout.isatty():
            print(f"\r  day {day + 1} of {days}", end="", flush=True)
    broken = market.audit(whole=True)
    took = time.monotonic() - began
    print(f"\n{'deed':<22}{'done':>8}{'refused':>9}")
    for name in sorted(market.done | market.refused):
        print(f"{name:<22}{market.done[name]:>8}{market.refused[name]:>9}")
    print(
        f"\n{days} days, {market.movements()} movements of {len(market.kinds())} kinds, {market.audits} audits, {took:.0f} s."
    )
    for proof, what in broken:
        print(f"WRONG  {proof}: {what}")
    print(f"The books are {'WRONG' if broken else 'right'}.")
    return 1 if broken else 0
