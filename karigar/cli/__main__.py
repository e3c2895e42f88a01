"""The command `karigar`. Each subcommand is a module of this folder, loaded only when it is called."""

import argparse
import importlib
import os
import signal
import sys
from collections.abc import Callable, Sequence

from karigar.cli.problem import Problem

ABOUT = "Karigar is a marketplace for freelance work. This command runs it and looks after it."
AFTER = """\
examples:
  karigar run                          start everything and print the address
  karigar run --port 9000 --no-demo    on another port, with an empty market
  karigar import-jobs posts.csv        read job posts; each good row once, each bad row reported
  karigar audit-books                  prove the money from the first entry on
  karigar manage createsuperuser       any command of Django's manage.py

The database is PostgreSQL: set DATABASE_URL to use a server of yours; otherwise Karigar runs its own inside the data
folder (KARIGAR_DATA, or `var` beside the code). The other settings are listed in docs/how-to/operate.md.
"""


def main(argv: Sequence[str] | None = None) -> int:
    arguments = _parser().parse_args(_keep_apart(sys.argv[1:] if argv is None else list(argv)))
    signal.signal(signal.SIGTERM, _interrupt)
    try:
        work: Callable[[argparse.Namespace], int] = arguments.work
        return work(arguments)
    except Problem as problem:
        print(f"karigar: {problem}", file=sys.stderr)
        return problem.code
    except KeyboardInterrupt:
        print("\nkarigar: stopped.", file=sys.stderr)
        return 130
    except BrokenPipeError:
        return 141


def _interrupt(number: int, frame: object) -> None:
    raise KeyboardInterrupt


# These hand all their words to somebody else's parser, `--help` included.
PASSED_ON = ("manage", "import-jobs", "import-rates", "demo", "bench", "catalogs")


def _keep_apart(argv: list[str]) -> list[str]:
    return [argv[0], "--", *argv[1:]] if argv and argv[0] in PASSED_ON else argv


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="karigar", description=ABOUT, epilog=AFTER, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--version", action="version", version=_version())
    commands = parser.add_subparsers(title="commands", metavar="<command>", required=True)

    run = commands.add_parser("run", help="start database, web server, worker and (in a demonstration) mail")
    run.add_argument("--port", type=_port, default=8000, help="where the web server listens (8000)")
    run.add_argument("--host", default="127.0.0.1", help="on which address (127.0.0.1: this machine only)")
    run.add_argument("--workers", type=int, default=2, help="processes of the web server (2)")
    run.add_argument("--fresh", action="store_true", help="delete all data first, after asking")
    run.add_argument("--yes", action="store_true", help="with --fresh: do not ask")
    run.add_argument("--no-demo", action="store_true", help="leave an empty market empty")
    run.set_defaults(work=_run)

    worker = commands.add_parser("worker", help="deliver events, keep deadlines and do deferred work, until stopped")
    worker.set_defaults(work=_with_django(_worker, ask=False))  # it waits for its database

    for name, about, work in (
        ("demo", "fill the market with demonstration people, jobs and play money", "karigar.cli.demo"),
        ("import-jobs", "read job posts from CSV or JSON lines files", "karigar.jobs.importing"),
        ("import-rates", "read rates of currencies from XML or CSV files", "karigar.exchange.importing"),
        ("bench", "measure speed against the floor of the same SQL", "karigar.cli.bench"),
    ):
        command = commands.add_parser(name, help=about, add_help=False)
        command.add_argument("words", nargs=argparse.REMAINDER)
        command.set_defaults(work=_with_django(_hand_to(work)))

    _add_proofs(commands)

    _add_backups(commands)

    manage = commands.add_parser("manage", help="run a command of Django's manage.py", add_help=False)
    manage.add_argument("words", nargs=argparse.REMAINDER)
    manage.set_defaults(work=_manage)

    catalogs = commands.add_parser("catalogs", help="collect and compile the translations", add_help=False)
    catalogs.add_argument("words", nargs=argparse.REMAINDER)
    catalogs.set_defaults(work=_hand_to("karigar.cli.catalogs"))

    chart = commands.add_parser("map", help="write docs/map.md from the code")
    chart.set_defaults(work=_map)

    catcher = commands.add_parser("mail-catcher", help="keep all mail in a folder (the demonstration's mail server)")
    catcher.add_argument("--port", type=int, default=8025, help="where it listens (8025)")
    catcher.set_defaults(work=_mail_catcher)
    return parser


def _simulate_year(arguments: argparse.Namespace) -> int:
    from karigar.cli import year

    return year.run(days=arguments.days, seed=arguments.seed)


def _prove(arguments: argparse.Namespace) -> int:
    from karigar.cli import prove

    return prove.run(length=arguments.length, seed=arguments.seed)


def _add_backups(commands: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Add what keeps a second copy and brings it back."""
    backup = commands.add_parser("backup", help="copy the whole market; with --follow every commit waits for the copy")
    backup.add_argument("folder", nargs="?", help="where to, on another disk or machine")
    backup.add_argument("--follow", action="store_true", help="go on until stopped: nothing acknowledged is lost")
    backup.add_argument("--release", action="store_true", help="let commits go on when a copy that followed is lost")
    backup.set_defaults(work=_backup)

    restore = commands.add_parser("restore", help="put a backup into an empty data folder and prove the books")
    restore.add_argument("folder", help="the folder of the backup")
    restore.set_defaults(work=_restore)


def _backup(arguments: argparse.Namespace) -> int:
    from karigar.cli import backup

    if arguments.release:
        return backup.release()
    if not arguments.folder:
        raise Problem("Name the folder of the copy: karigar backup DIR")
    return backup.backup(arguments.folder, follow=arguments.follow)


def _restore(arguments: argparse.Namespace) -> int:
    from karigar.cli import backup

    backup.restore(arguments.folder)
    return _with_django(_audit)(argparse.Namespace(since_last=False))


def _add_proofs(commands: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Add what proves the books."""
    year = commands.add_parser(
        "simulate-year", help="a year of every flow at random on a clock of its own, audited daily"
    )
    year.add_argument("--days", type=int, default=365, help="how many days (365)")
    year.add_argument("--seed", type=int, default=1, help="another number makes another year (1)")
    year.set_defaults(work=_simulate_year)

    prove = commands.add_parser("prove", help="move money while everything is killed, then count: about ten minutes")
    prove.add_argument("--quick", action="store_const", const="quick", dest="length", help="less than two minutes")
    prove.add_argument("--long", action="store_const", const="long", dest="length", help="two hours")
    prove.add_argument("--seed", type=int, default=1, help="another number makes another history (1)")
    prove.set_defaults(work=_prove, length="usual")

    audit = commands.add_parser("audit-books", help="prove every promise of the ledger from its first entry")
    audit.add_argument(
        "--since-last", action="store_true", help="only what came since the last audit, and a part of the old in turn"
    )
    audit.set_defaults(work=_with_django(_audit))

    receipt = commands.add_parser("receipt", help="print the receipt of a sealed movement of the books")
    receipt.add_argument("journal", type=int, help="its number in the books")
    receipt.set_defaults(work=_with_django(_receipt))

    export = commands.add_parser("export-books", help="write the whole books for beancount, hledger or a table")
    export.add_argument("--format", choices=("beancount", "hledger", "csv"), default="beancount", help="which form")
    export.add_argument("--from", dest="since", default="", help="the first day (UTC), such as 2026-07-01")
    export.add_argument("--until", default="", help="the last day (UTC)")
    export.add_argument("-o", "--output", default="-", help="a file; else the screen")
    export.set_defaults(work=_with_django(_export_books))

    verify = commands.add_parser("verify-receipt", help="check a receipt; needs no database and no site")
    verify.add_argument("file", help="the receipt")
    verify.add_argument("--roots", help="the published list of blocks, as the site or somebody else kept it")
    verify.set_defaults(work=_verify_receipt)

    held = commands.add_parser(
        "verify-safeguarding", help="check a signed paper of what is held; needs no database and no site"
    )
    held.add_argument("file", help="the paper")
    held.add_argument("--key", help="the public key that the site published, in hexadecimal digits")
    held.set_defaults(work=_verify_safeguarding)


def _port(word: str) -> int:
    number = int(word)
    if not 0 < number < 65536:
        raise argparse.ArgumentTypeError("a port is a number from 1 to 65535")
    return number


def _version() -> str:
    return f"karigar {importlib.import_module('karigar').VERSION}"


def _run(arguments: argparse.Namespace) -> int:
    from karigar.cli import supervisor

    return supervisor.run(
        host=arguments.host,
        port=arguments.port,
        workers=arguments.workers,
        fresh=arguments.fresh,
        sure=arguments.yes,
        demo=not arguments.no_demo,
    )


def _worker(arguments: argparse.Namespace) -> int:
    from karigar.cli import worker

    return worker.run()


def _mail_catcher(arguments: argparse.Namespace) -> int:
    from karigar.cli import mail_catcher

    return mail_catcher.run(port=arguments.port)


def _receipt(arguments: argparse.Namespace) -> int:
    from karigar.cli import books

    return books.print_receipt(arguments.journal)


def _verify_receipt(arguments: argparse.Namespace) -> int:
    from karigar.cli import receipts

    return receipts.verify(arguments.file, arguments.roots)


def _export_books(arguments: argparse.Namespace) -> int:
    from karigar.cli import export_books

    return export_books.run(
        form=arguments.format, since=arguments.since, until=arguments.until, output=arguments.output
    )


def _verify_safeguarding(arguments: argparse.Namespace) -> int:
    from karigar.cli import receipts

    return receipts.verify_held(arguments.file, arguments.key)


def _audit(arguments: argparse.Namespace) -> int:
    from karigar.cli import books

    return books.run_since_last() if arguments.since_last else books.run()


def _manage(arguments: argparse.Namespace) -> int:
    """Run Django's command as the owner of the tables, since most of what it is used for changes them."""
    words = _without_dashes(arguments.words)
    os.environ.setdefault("KARIGAR_DB_ROLE", "owner")

    def command(_: argparse.Namespace) -> int:
        from django.core.management import execute_from_command_line

        execute_from_command_line(["karigar manage", *words])
        if words[:1] == ["migrate"]:
            from karigar.cli import grants

            grants.grant_app_role(os.environ["DATABASE_URL"])
        return 0

    return _with_django(command)(arguments)


def _map(arguments: argparse.Namespace) -> int:
    from karigar.cli import map as chart

    return chart.main([])


def _hand_to(module: str) -> Callable[[argparse.Namespace], int]:
    def work(arguments: argparse.Namespace) -> int:
        return importlib.import_module(module).main(_without_dashes(arguments.words)) or 0

    return work


def _without_dashes(words: list[str]) -> list[str]:
    return words[1:] if words[:1] == ["--"] else words


def _with_django(work: Callable[[argparse.Namespace], int], *, ask: bool = True) -> Callable[[argparse.Namespace], int]:
    """Give the command a database and a Django that is set up."""

    def with_django(arguments: argparse.Namespace) -> int:
        from karigar.cli import place

        os.environ.setdefault("DJANGO_SETTINGS_MODULE", "karigar.settings")
        with place.database(ask=ask):
            import django

            django.setup()
            from django.db import ProgrammingError, connections

            try:
                return work(arguments)
            except ProgrammingError as error:
                if getattr(error.__cause__, "sqlstate", "") != "42P01":
                    raise
                raise Problem(
                    "This database has no tables of Karigar, or not all of them. Make them: karigar manage migrate"
                ) from error
            finally:
                connections.close_all()

    return with_django


if __name__ == "__main__":
    sys.exit(main())
