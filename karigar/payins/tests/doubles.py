"""The other side, on loopback: Stripe's double as a process of its own, and a stand-in for SSLCommerz."""

import contextlib
import hashlib
import http.server
import json
import pathlib
import socket
import subprocess
import sys
import threading
import time
import urllib.parse
import urllib.request

SECRET = "whsec_of_a_test"
# Its own start listens everywhere and has no option for it: here it listens on loopback only.
_START = "from aiohttp import web; from localstripe.server import app; web.run_app(app, host='127.0.0.1', port={port})"


def free_port() -> int:
    with contextlib.closing(socket.socket()) as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


class Sink:
    """Takes what is posted to it and keeps headers and bodies; answers GET with what it is given."""

    def __init__(self) -> None:
        self.got: list[tuple[dict[str, str], bytes]] = []
        self.asked: list[tuple[str, dict[str, str]]] = []
        self.answers: dict[str, object] = {}
        sink = self

        class Handler(http.server.BaseHTTPRequestHandler):
            def do_POST(self):
                body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
                sink.got.append((dict(self.headers), body))
                self._answer(dict(urllib.parse.parse_qsl(body.decode(errors="replace"))))

            def do_GET(self):
                self._answer(dict(urllib.parse.parse_qsl(urllib.parse.urlsplit(self.path).query)))

            def _answer(self, facts):
                path = urllib.parse.urlsplit(self.path).path
                sink.asked.append((path, facts))
                found = sink.answers.get(path, {})
                found = found(facts) if callable(found) else found
                text = found if isinstance(found, bytes) else json.dumps(found).encode()
                self.send_response(200)
                self.send_header("Content-Type", "application/json")
                self.send_header("Content-Length", str(len(text)))
                self.end_headers()
                self.wfile.write(text)

            def log_message(self, *args):
                """Say nothing."""

        self.server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self.server.server_address[1]}"
        threading.Thread(target=self.server.serve_forever, daemon=True).start()

    def wait_for(self, count: int, seconds: float = 20) -> list[tuple[dict[str, str], bytes]]:
        end = time.monotonic() + seconds
        while len(self.got) < count and time.monotonic() < end:
            time.sleep(0.05)
        return self.got

    def close(self) -> None:
        self.server.shutdown()
        self.server.server_close()


@contextlib.contextmanager
def stripe_double(folder: pathlib.Path, sink: Sink):
    """Run the double; its messages go to the sink. Yields its address."""
    port = free_port()
    child = subprocess.Popen(
        [sys.executable, "-c", _START.format(port=port)],
        cwd=folder,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    url = f"http://127.0.0.1:{port}"
    try:
        _until(lambda: socket.create_connection(("127.0.0.1", port), 1).close())
        facts = urllib.parse.urlencode({"url": sink.url, "secret": SECRET}).encode()
        urllib.request.urlopen(f"{url}/_config/webhooks/karigar", data=facts, timeout=5).close()
        yield url
    finally:
        child.kill()
        child.wait()


def _until(act, seconds: float = 30) -> None:
    end = time.monotonic() + seconds
    while True:
        try:
            act()
        except OSError:
            if time.monotonic() > end:
                raise
            time.sleep(0.1)
        else:
            return


def ipn(password: str, **facts: str) -> bytes:
    """A message of SSLCommerz with its hash, as its documentation writes it."""
    names = sorted(facts)
    signed = {**facts, "store_passwd": hashlib.md5(password.encode()).hexdigest()}
    text = "&".join(f"{name}={signed[name]}" for name in sorted(signed)).encode()
    said = {**facts, "verify_key": ",".join(names), "verify_sign": hashlib.md5(text).hexdigest()}
    return urllib.parse.urlencode(said).encode()
