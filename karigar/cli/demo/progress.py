"""A line that grows while something long is done."""

import sys
import time


class Bar:
    """Print how far a piece of work is; on a terminal in one line, in a file one line at the end."""

    def __init__(self, name: str, total: int) -> None:
        self.name, self.total, self.done = name, total, 0
        self.began = time.monotonic()
        self.drawn = 0.0

    def add(self, number: int) -> None:
        """Count finished pieces."""
        self.done += number
        now = time.monotonic()
        if self.done >= self.total or now - self.drawn > 0.2:
            self.drawn = now
            self._draw()

    def finish(self) -> None:
        """Count what is done as all there was."""
        self.total = self.done
        self._draw()

    def _draw(self) -> None:
        share = self.done / self.total if self.total else 1.0
        whole = min(int(share * 30), 30)
        text = f"  {self.name:<22} [{'#' * whole}{'.' * (30 - whole)}] {self.done:>7,} of {self.total:,}  {time.monotonic() - self.began:5.1f} s"
        if sys.stdout.isatty():
            print(f"\r{text}", end="\n" if self.done >= self.total else "", flush=True)
        elif self.done >= self.total:
            print(text, flush=True)
