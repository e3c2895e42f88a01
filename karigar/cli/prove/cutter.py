"""A proxy that cuts connections: the answer to a commit never comes, or the request never arrives."""

import asyncio
import contextlib
import pathlib
import random

BLOCK = 65536


class Cutter:
    """Stands at one unix socket before another and cuts a share of what passes."""

    def __init__(self, before: pathlib.Path, *, share: float, seed: int, marks: tuple[bytes, ...] = ()) -> None:
        self.before, self.share, self.marks = before, share, marks
        self.dice, self.cuts = random.Random(seed), 0

    async def listen(self, at: pathlib.Path) -> asyncio.AbstractServer:
        """Begin to listen."""
        return await asyncio.start_unix_server(self._pass, str(at))

    async def _pass(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            back, forth = await asyncio.open_unix_connection(str(self.before))
        except OSError:
            writer.close()
            return
        both = (writer, forth)
        await asyncio.gather(self._pump(reader, forth, both, answer=False), self._pump(back, writer, both, answer=True))

    async def _pump(
        self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter, both: tuple[asyncio.StreamWriter, ...],
        *, answer: bool,
    ) -> None:  # fmt: skip
        with contextlib.suppress(OSError):
            while block := await reader.read(BLOCK):
                if self._cuts(block, answer=answer):
                    self.cuts += 1
                    for one in both:
                        one.transport.abort()
                    return
                writer.write(block)
                await writer.drain()
        for one in both:
            with contextlib.suppress(OSError, RuntimeError):
                one.close()

    def _cuts(self, block: bytes, *, answer: bool) -> bool:
        if self.marks and (not answer or not any(mark in block for mark in self.marks)):
            return False
        return self.dice.random() < (self.share if answer else self.share / 2)
