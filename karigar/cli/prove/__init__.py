"""`karigar prove`: money is moved at random while everything is killed; afterwards it is counted.

In a scratch folder; the operator's market is never touched. Each count has its controls in the same run: a mistake is made
on purpose, and the count must find it, or the run fails: a checker that finds nothing has proved nothing.
"""

import os
import pathlib
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager

from karigar.cli import grants, place, postgres
from karigar.cli.problem import Problem

LENGTHS = {"quick": 8.0, "usual": 240.0, "long": 3000.0}
COUNTED = "counted"  # the last line of a part
# Each mistake that is made on purpose, and the counts of which one must find it.
FOUND_BY = {
    "no durability": ("acknowledged and lost", "answer changed"),
    "no key": ("moved twice",),
    "no lock": ("audit:",),
    "wrong rounding": ("wrong fee",),
}


def run(*, length: str, seed: int) -> int:
    """Prove for a while and print what was done and found; answer 1 when anything is wrong."""
    if os.name != "posix" or not pathlib.Path("/proc").exists():
        raise Problem("This command needs Linux: it kills processes by their places in /proc.")
    began, seconds = time.monotonic(), LENGTHS[length]
    control = min(max(seconds / 10, 4.0), 20.0)
    found: list[tuple[str, list[str]]] = []
    print(f"Seed {seed}. The books, by their own function, PostgreSQL killed again and again:", flush=True)
    found.append(("the books", _mill(seconds, seed=seed)))
    print("\nThe same by HTTP, web server and PostgreSQL killed, connections cut:", flush=True)
    found.append(("by HTTP", _web(max(seconds / 2, 10.0), seed=seed)))
    print("\nControls: each mistake must be found.", flush=True)
    for mistake, counts in FOUND_BY.items():
        said = _mill(control, seed=seed, mistake=mistake)
        is_found = any(what in line for line in said for what in counts)
        found.append((f"control: {mistake}", [] if is_found else ["it was NOT found", *said]))
    found.append(("death at every statement, mutants", _points()))
    print(f"\n{'':<40}{'verdict':>10}")
    for name, wrong in found:
        print(f"{name:<40}{'WRONG' if wrong else 'right':>10}")
        for what in wrong:
            print(f"      {what}")
    print("Power cuts on a file system of their own were not played: they are not built.")
    print(f"{time.monotonic() - began:.0f} s.")
    return 1 if any(wrong for _name, wrong in found) else 0


@contextmanager
def scratch(settings: dict[str, str] | None = None) -> Iterator[pathlib.Path]:
    """Make a market in a folder of its own, with every promise of durability, and take it away again."""
    with tempfile.TemporaryDirectory(prefix="karigar-prove-") as folder:
        home = pathlib.Path(folder)
        home.chmod(0o755)  # the account of the database must enter
        server = postgres.start(home / "pg", settings=settings)
        kept = {name: os.environ.get(name) for name in ("DATABASE_URL", "KARIGAR_DATA", "KARIGAR_DEMO")}
        try:
            os.environ |= {"DATABASE_URL": server.url(), "KARIGAR_DATA": str(home), "KARIGAR_DEMO": "1"}
            grants.prepare_database(server.url())
            for words in (("migrate",), ("collectstatic", "--noinput")):
                subprocess.run(
                    [sys.executable, "-m", "karigar.cli", "manage", *words, "-v", "0", "--skip-checks"],
                    env={**os.environ, "KARIGAR_DB_ROLE": "owner"},
                    check=True,
                )
            yield home
        finally:
            postgres.remove(home / "pg")
            for name, value in kept.items():
                os.environ.pop(name, None)
                os.environ |= {name: value} if value is not None else {}


def _mill(seconds: float, *, seed: int, mistake: str = "") -> list[str]:
    settings = {"synchronous_commit": "off"} if mistake == "no durability" else None
    words = ["--seconds", str(seconds), "--seed", str(seed), "--mistake", mistake]
    return _measured(settings, "karigar.cli.prove.mill", words)


def _web(seconds: float, *, seed: int) -> list[str]:
    return _measured(None, "karigar.cli.prove.web", ["--seconds", str(seconds), "--seed", str(seed)])


def _measured(settings: dict[str, str] | None, module: str, words: list[str]) -> list[str]:
    """Run one part in a process of its own, which prints what it did; its answer is what it found wrong."""
    with scratch(settings):
        words = [*words, "--settings", ",".join(f"{name}={value}" for name, value in (settings or {}).items())]
        done = subprocess.run(
            [sys.executable, "-m", module, *words], cwd=place.ROOT, stdout=subprocess.PIPE, text=True, check=False
        )
        lines = done.stdout.splitlines()
        print("\n".join(f"  {line}" for line in lines if not line.startswith(("WRONG ", COUNTED))), flush=True)
        wrong = [line.removeprefix("WRONG ") for line in lines if line.startswith("WRONG ")]
        # A part that died before it counted has proved nothing, whatever it did not say.
        return wrong if COUNTED in lines else [f"{module} ended with {done.returncode} before it had counted"]


def _points() -> list[str]:
    """Death before and after every statement, and mistakes in the SQL: both are tests, run where tests can run."""
    files = ["tests/test_points.py", "karigar/ledger/tests/test_mutants.py"]
    try:
        import pytest  # noqa: F401
    except ImportError:
        print("\nSKIPPED: death at every statement and mutants need requirements-dev.txt and the repository.")
        return []
    if not all((place.ROOT / file).exists() for file in files):
        print("\nSKIPPED: death at every statement and mutants need the repository.")
        return []
    print(
        "\nDeath before and after every SQL statement of the deeds that move money, and mistakes in the SQL:",
        flush=True,
    )
    environment = {name: value for name, value in os.environ.items() if not name.startswith(("KARIGAR_", "DATABASE_"))}
    done = subprocess.run(
        [sys.executable, "-m", "pytest", "-q", "--no-header", "-p", "no:warnings", *files],
        cwd=place.ROOT, env=environment, stdout=subprocess.PIPE, text=True, check=False,
    )  # fmt: skip
    last = done.stdout.strip().splitlines()[-1] if done.stdout.strip() else "no answer"
    print(f"  {last}")
    return [] if done.returncode == 0 else [last]
