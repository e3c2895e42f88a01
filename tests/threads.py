"""Press a button from many threads at one moment, for real: each thread has its own connection and commits."""

import threading
from collections.abc import Callable
from dataclasses import dataclass, field

from django.db import close_old_connections, connections

from karigar.kit.errors import Refusal


@dataclass
class Presses:
    """What came of it: answers, refusals, and errors that nobody should ever see."""

    answers: list[object] = field(default_factory=list)
    refusals: list[Refusal] = field(default_factory=list)
    errors: list[BaseException] = field(default_factory=list)


def press_from_threads(n: int, fn: Callable[[int], object]) -> Presses:
    """Call fn(0) … fn(n - 1) at the same moment; an error that is no refusal is raised again in the test."""
    presses, gate = Presses(), threading.Barrier(n)

    def run(number: int) -> None:
        try:
            close_old_connections()
            connections["default"].ensure_connection()  # so that they all start from the same line
            gate.wait(timeout=30)
            presses.answers.append(fn(number))
        except Refusal as refusal:
            presses.refusals.append(refusal)
        except BaseException as error:
            presses.errors.append(error)
        finally:
            connections.close_all()

    threads = [threading.Thread(target=run, args=(number,)) for number in range(n)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=120)
    if presses.errors:
        raise presses.errors[0]
    return presses
