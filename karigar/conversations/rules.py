"""Limits of a conversation. They protect the machine, so they are not numbers of the market's rulebook."""

LONGEST = 10_000  # characters of a message
PER_MINUTE = 30  # messages of one person


def last_line(text: str, files: int) -> str:
    """Cut a message down to the line that the list of rooms shows."""
    line = " ".join(text.split())
    return line if len(line) <= 140 else line[:139] + "…"
