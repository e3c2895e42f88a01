"""`karigar bench`: how fast it is, against the floor of the same SQL, in one run on one machine."""

import argparse
import os
import pathlib
import subprocess
import sys
from collections.abc import Sequence

from karigar.cli import place, postgres
from karigar.cli.problem import Problem

ABOUT = """\
Builds a market in a database of its own (once; it is kept in the data folder under bench), starts the site on a unix
socket with the settings of production, and measures searching, reading a job, sending a proposal, writing a message
and paying a milestone. Each is compared with pgbench running the same SQL in the same run, round by round, in a
rotating order. docs/how-to/bench.md explains every column."""
# As an operator would set a small machine; every promise of durability stays on.
SETTINGS = {
    "shared_buffers": "256MB",
    "shared_preload_libraries": "pg_stat_statements",
    "pg_stat_statements.track": "top",
    "max_connections": "100",
    "listen_addresses": "",
}


def main(argv: Sequence[str]) -> int:
    """Build the market where it is missing, measure in a process of its own, and end."""
    arguments = _parser().parse_args(list(argv))
    is_ledger = arguments.what == "ledger"
    jobs = arguments.jobs or (300 if is_ledger else 3_000 if arguments.quick else 50_000)
    data = place.data_folder() / "bench" / ("ledger" if is_ledger else str(jobs))
    data.mkdir(parents=True, exist_ok=True)
    server = postgres.start(data / "pg", settings=SETTINGS)
    try:
        environment = os.environ | {"KARIGAR_DATA": str(data), "DATABASE_URL": server.url(), "KARIGAR_DEMO": "1"}
        environment.pop("KARIGAR_DB_ROLE", None)
        if not (data / "built").exists():
            _build(environment, jobs)
            (data / "built").touch()
        if is_ledger:
            words = ["--quick"] if arguments.quick else []
            return _call(environment | {"KARIGAR_DB_ROLE": "owner"}, "karigar.cli.bench.ledger", *words, check=False)
        words = [
            "--rounds",
            str(arguments.rounds or (3 if arguments.quick else 5)),
            "--seconds",
            str(arguments.seconds),
        ]
        words += ["--connections", str(arguments.connections), *(["--quick"] if arguments.quick else [])]
        return _call(environment | {"KARIGAR_DB_ROLE": "owner"}, "karigar.cli.bench.measure", *words, check=False)
    finally:
        postgres.stop(data / "pg")


def _build(environment: dict[str, str], jobs: int) -> None:
    print(f"Building a market of {jobs:,} jobs (once) …", flush=True)
    _call(environment, "karigar.cli", "manage", "migrate", "--skip-checks", "-v", "0")
    _call(environment, "karigar.cli", "manage", "collectstatic", "--noinput", "--skip-checks", "-v", "0")
    # Many contracts, so that there are payments to make.
    _call(environment, "karigar.cli", "demo", "--jobs", str(jobs), "--contracts", str(max(jobs // 15, 200)))


def _call(environment: dict[str, str], module: str, *words: str, check: bool = True) -> int:
    done = subprocess.run([sys.executable, "-m", module, *words], env=environment, cwd=place.ROOT, check=False)
    if check and done.returncode:
        raise Problem(f"`{module} {' '.join(words[:2])}` failed (see above).", 1)
    return done.returncode


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="karigar bench", description=ABOUT)
    parser.add_argument(
        "what", nargs="?", choices=["site", "ledger"], default="site", help="the site, or the books alone"
    )
    parser.add_argument("--jobs", type=int, metavar="N", help="size of the market (50000)")
    parser.add_argument(
        "--quick", action="store_true", help="a market of 3,000 jobs and fewer rounds: a look, not a proof"
    )
    parser.add_argument("--rounds", type=int, metavar="N", help="rounds of each side (5)")
    parser.add_argument("--seconds", type=float, default=1.5, metavar="S", help="length of a round (1.5)")
    parser.add_argument(
        "--connections", type=int, default=4, metavar="N", help="clients at the same time, on both sides (4)"
    )
    return parser


def data_of(environment: dict[str, str]) -> pathlib.Path:
    """Return the folder of the market that is measured."""
    return pathlib.Path(environment["KARIGAR_DATA"])
