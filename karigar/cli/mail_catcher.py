"""The demonstration's mail server: real SMTP; every message becomes a file in the data folder."""

import datetime as dt
import pathlib
import secrets
import signal
import threading

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope, Session

from karigar.cli import place

KEPT = 500


class _Keeper:
    """Writes each message as one .eml file whose name sorts by time."""

    def __init__(self, folder: pathlib.Path) -> None:
        self.folder = folder

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:  # noqa: N802, ARG002
        content = envelope.original_content or b""
        at = dt.datetime.now(dt.UTC).strftime("%Y%m%dT%H%M%S.%f")
        draft = self.folder / f".{secrets.token_hex(8)}"
        draft.write_bytes(content)
        draft.rename(self.folder / f"{at}-{secrets.token_hex(4)}.eml")
        for old in sorted(self.folder.glob("*.eml"))[:-KEPT]:
            old.unlink(missing_ok=True)
        return "250 kept"


def run(*, port: int) -> int:
    """Catch mail until stopped."""
    folder = place.make_data_folder() / "mail"
    folder.mkdir(exist_ok=True)
    stop = threading.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: stop.set())
    server = Controller(_Keeper(folder), hostname="127.0.0.1", port=port, ident="Karigar demonstration mail")
    server.start()
    stop.wait()
    server.stop()
    return 0
