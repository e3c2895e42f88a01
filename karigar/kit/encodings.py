"""Files of other people as text: by their mark, as UTF-8, else in the most likely old encoding."""

MARKS = (
    (b"\xef\xbb\xbf", "utf-8-sig"),
    (b"\xff\xfe\x00\x00", "utf-32"),
    (b"\xff\xfe", "utf-16"),
    (b"\xfe\xff", "utf-16"),
)


def decoded(data: bytes) -> str:
    """Turn bytes into text: by their mark, as UTF-8, else by the most likely encoding."""
    for mark, name in MARKS:
        if data.startswith(mark):
            return data.decode(name, errors="replace")
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError as error:
        # A few broken bytes in a UTF-8 file are damage, not another encoding.
        near = data[max(error.start - 200_000, 0) : error.start + 200_000]
        lost = near.decode("utf-8", errors="replace").count("\ufffd")
        if lost * 200 < sum(byte > 127 for byte in near):
            return data.decode("utf-8", errors="replace")
        return data.decode(_guess(near), errors="replace")


def _guess(sample: bytes) -> str:
    """Name the most likely old encoding; Latin letters with a few accents are taken for the Western one."""
    import charset_normalizer  # only who imports files pays for it

    letters = sum(byte > 64 for byte in sample)
    if sum(byte > 127 for byte in sample) * 3 < letters:
        return "cp1252"
    guess = charset_normalizer.from_bytes(sample).best()
    return guess.encoding if guess else "cp1252"
