"""The load client: a process of its own, standard library only, so that its CPU can be counted and is small.

    python load.py SOCKET SECONDS CONNECTIONS FILE

FILE holds pickled requests. Each is sent once, in order, from the start that standard input names; reads start over.
Prints one line of JSON.
"""

import json
import pickle
import select
import socket
import sys
import time


class Connection:
    """One kept-alive connection with at most one request under way."""

    def __init__(self, path: str) -> None:
        self.socket = socket.socket(socket.AF_UNIX)
        self.socket.connect(path)
        self.began = 0.0

    def send(self, request: bytes) -> None:
        self.began = time.perf_counter()
        self.socket.sendall(request)

    def receive(self) -> tuple[int, int]:
        """Read the whole answer; return its status and its bytes on the wire."""
        data = self.socket.recv(262_144)
        while (end := data.find(b"\r\n\r\n")) < 0:
            data += self._more()
        head = data[:end].lower()
        size, total = len(data), end + 4
        if (at := head.find(b"content-length:")) >= 0:
            total += int(head[at + 15 : head.find(b"\r", at) if head.find(b"\r", at) > 0 else end])
        elif b"transfer-encoding: chunked" in head:
            while not data.endswith(b"0\r\n\r\n"):
                data += self._more()
            return int(data[9:12]), len(data)
        while size < total:
            size += len(self._more())
        return int(data[9:12]), size

    def _more(self) -> bytes:
        part = self.socket.recv(262_144)
        if not part:
            raise ConnectionError("the server hung up in the middle of an answer")
        return part


def run(
    path: str, seconds: float, connections: int, requests: list[bytes], start: int, *, once: bool
) -> dict[str, object]:
    """Send requests for a while and return what came of them."""
    poll = select.epoll()
    lines = {}
    for _n in range(connections):
        line = Connection(path)
        lines[line.socket.fileno()] = line
        poll.register(line.socket.fileno(), select.EPOLLIN)
    times: list[float] = []
    statuses: dict[int, int] = {}
    size, next_one, count = 0, start, len(requests)
    cpu, began = time.process_time(), time.perf_counter()
    until = began + seconds
    busy = 0
    for line in lines.values():
        if next_one < count or not once:
            line.send(requests[next_one % count])
            next_one, busy = next_one + 1, busy + 1
    while busy:
        for number, _event in poll.poll():
            line = lines[number]
            status, taken = line.receive()
            now = time.perf_counter()
            times.append(now - line.began)
            statuses[status] = statuses.get(status, 0) + 1
            size += taken
            if now < until and (next_one < count or not once):
                line.send(requests[next_one % count])
                next_one += 1
            else:
                busy -= 1
    wall, cpu = time.perf_counter() - began, time.process_time() - cpu
    return {"times": times, "statuses": statuses, "bytes": size, "wall": wall, "cpu": cpu, "next": next_one}


if __name__ == "__main__":
    with open(sys.argv[4], "rb") as file:  # noqa: PTH123 - pathlib costs more than the rest of the start
        plan = pickle.load(file)  # noqa: S301 - written by our own parent process
    answer = run(
        sys.argv[1], float(sys.argv[2]), int(sys.argv[3]), plan["requests"], int(sys.stdin.read()), once=plan["once"]
    )
    print(json.dumps(answer))
