"""`karigar demo`: fill the market. Without numbers the small one that tells stories; with numbers a large one."""

import argparse
import time
from collections.abc import Sequence

from karigar.cli.demo.cast import LOGINS

__all__ = ["LOGINS", "main"]

ABOUT = """\
Without numbers: a small market with forty open jobs in four languages, a dozen freelancers and contracts at every
stage, made by the same deeds that people do on the pages. With numbers: a market of that size, with the proportions of
real ones; running the same command again goes on where it was stopped, and adds nothing when all is there."""


def main(argv: Sequence[str]) -> int:
    """Read the words of the command and make the market."""
    from karigar.kit import clock

    arguments = _parser().parse_args(list(argv))
    began = time.monotonic()
    if any(
        number is not None for number in (arguments.jobs, arguments.people, arguments.proposals, arguments.contracts)
    ):
        from karigar.cli.demo import mass

        mass.make(mass.Size.of(arguments), seed=arguments.seed, now=clock.now())
        print(f"  Made in {time.monotonic() - began:.1f} s.")
        return 0
    made = small(seed=arguments.seed)
    print(f"  {made} Made in {time.monotonic() - began:.1f} s.", flush=True)
    return 0


def small(*, seed: int) -> str:
    """Make the small market, or leave the one that is there."""
    from karigar.accounts.models import Person
    from karigar.cli.demo import lines, story
    from karigar.cli.demo.progress import Bar
    from karigar.jobs.models import Job
    from karigar.kit import clock

    if Person.objects.filter(email=LOGINS[0][1]).exists():
        return "The small market is here already."
    bar = Bar("Two months of work", 167)
    story.tell(clock.now(), seed, lines, lambda: bar.add(1))
    bar.finish()
    people, jobs = Person.objects.count(), Job.objects.count()
    return f"{people} people and {jobs} jobs."


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="karigar demo", description=ABOUT)
    parser.add_argument(
        "--people", type=_count, metavar="N", help="freelancers and clients of the large market (20000)"
    )
    parser.add_argument("--jobs", type=_count, metavar="N", help="job posts of the large market (50000)")
    parser.add_argument("--proposals", type=_count, metavar="N", help="proposals (three for each two people)")
    parser.add_argument(
        "--contracts", type=_count, metavar="N", help="contracts with their money in the books (a tenth of the people)"
    )
    parser.add_argument("--seed", type=int, default=1, metavar="N", help="another number makes another market (1)")
    return parser


def _count(word: str) -> int:
    number = int(word)
    if not 0 <= number <= 10_000_000:
        raise argparse.ArgumentTypeError("a number from 0 to 10,000,000")
    return number
