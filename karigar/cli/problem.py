"""What goes wrong outside the program, told to the person at the terminal."""


class Problem(Exception):
    """A sentence that says what is wrong and what to do; the command prints it and ends with `code`."""

    def __init__(self, text: str, code: int = 2) -> None:
        super().__init__(text)
        self.code = code
