"""An adapter to clamd (INSTREAM); without its address files stay "not scanned", and the pages say so."""

import pathlib
import socket
import struct


class ScannerIsAway(Exception):
    """The scanner did not answer; the file is asked about again later."""


def scan(path: pathlib.Path, address: str) -> str:
    """Ask clamd about a file: "clean" or "infected". `address` is a socket's path or host:port."""
    try:
        with _connect(address) as link:
            link.sendall(b"zINSTREAM\0")
            with path.open("rb") as stream:
                while chunk := stream.read(64 * 1024):
                    link.sendall(struct.pack("!L", len(chunk)) + chunk)
            link.sendall(struct.pack("!L", 0))
            answer = link.recv(4096).decode("utf-8", "replace")
    except OSError as error:
        raise ScannerIsAway(str(error)) from error
    if "FOUND" in answer:
        return "infected"
    if answer.rstrip("\0\n ").endswith("OK"):
        return "clean"
    raise ScannerIsAway(answer)


def _connect(address: str) -> socket.socket:
    if address.startswith("/"):
        link = socket.socket(socket.AF_UNIX)
        link.settimeout(30)
        link.connect(address)
        return link
    host, _colon, port = address.partition(":")
    return socket.create_connection((host, int(port or 3310)), timeout=30)
