#!/usr/bin/env python3
"""Start Karigar on a machine with nothing prepared. Needs only Python 3.8 or later; makes everything else.

  python3 start.py                 run Karigar (words after it go to `karigar run`: --port 9000, --fresh, --help)
  python3 start.py check           format, lint, types, architecture, migrations and translations: under half a minute
  python3 start.py test            check, then every test, the browser's included
  python3 start.py bench           measure speed
  python3 start.py karigar ...     any other command of `karigar`, such as: start.py karigar import-jobs posts.csv

It finds Python 3.12, 3.13 or 3.14 (KARIGAR_PYTHON names one), makes `.venv` beside itself from the locked
requirements, and goes on there. Nothing outside this folder is changed.
"""

import errno
import glob
import hashlib
import os
import re
import shutil
import subprocess
import sys
import time

LOWEST, ABOVE = (3, 12), (3, 15)
ROOT = os.environ.get("KARIGAR_ROOT") or os.path.dirname(os.path.abspath(__file__))
VENV = os.path.join(ROOT, ".venv")
PYTHON = os.path.join(VENV, "bin", "python")
ROOM = 600 * 1024 * 1024
COMMANDS = ("run", "check", "test", "bench", "karigar")


def main(argv):
    if argv[:1] in (["-h"], ["--help"], ["help"]):
        print(__doc__)
        return 0
    if os.name == "nt":
        give_up("Karigar runs on Linux and macOS. On Windows, use it inside WSL (the Linux of Windows).")
    command, words = (argv[0], argv[1:]) if argv and not argv[0].startswith("-") else ("run", argv)
    if command not in COMMANDS:
        give_up("There is no command %r. Use one of: %s; or --help." % (command, ", ".join(COMMANDS)))
    prepare("requirements.txt" if command in ("run", "karigar") else "requirements-dev.txt")
    os.chdir(ROOT)
    if command == "check":
        return check(words)
    if command == "test":
        return test(words)
    words = words if command == "karigar" else [command] + words
    sys.stdout.flush()
    os.execv(PYTHON, [PYTHON, "-m", "karigar.cli"] + words)
    return 1


def give_up(sentence):
    sys.stderr.write("start.py: %s\n" % sentence)
    sys.exit(2)


# --- the interpreter and its packages ---------------------------------------------------------------------------


def version(python):
    """Ask an interpreter by running it: a shim may stand on PATH and fail; some lack venv or ensurepip."""
    try:
        done = subprocess.run(
            [python, "-c", "import sys, venv, ensurepip; print(*sys.version_info[:2])"],
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            stdin=subprocess.DEVNULL,
            timeout=30,
        )
        return tuple(int(part) for part in done.stdout.split()) if done.returncode == 0 else None
    except (OSError, ValueError, subprocess.TimeoutExpired):
        return None


def fits(python):
    found = version(python)
    return bool(found) and LOWEST <= found < ABOVE


def find_python():
    """Find an interpreter: the one named, this one, those on PATH, those of pyenv, and last what uv has or gets."""
    named = os.environ.get("KARIGAR_PYTHON")
    if named:
        if fits(named):
            return named
        give_up("KARIGAR_PYTHON is %s, which is not a working Python 3.12, 3.13 or 3.14 with venv." % named)
    of_pyenv = sorted(
        glob.glob(os.path.expanduser("~/.pyenv/versions/3.1[2-4].*/bin/python")),
        key=lambda path: [int(number) for number in re.findall(r"\d+", path.split("versions")[1])],
        reverse=True,
    )
    others = [shutil.which("python3." + minor) for minor in ("13", "14", "12")]
    for candidate in [sys.executable] + others + of_pyenv:
        if candidate and fits(candidate):
            return candidate
    return from_uv() or give_up(
        "Karigar needs Python 3.12, 3.13 or 3.14, and none was found (this is %d.%d). Install one, for example:\n"
        "    Debian, Ubuntu   sudo apt install python3.13 python3.13-venv\n"
        "    macOS            brew install python@3.13\n"
        "    anywhere         install uv; start.py then lets it fetch a Python\n"
        "Then run this again, or name it: KARIGAR_PYTHON=/path/to/python3.13 python3 start.py" % sys.version_info[:2]
    )


def from_uv():
    uv = shutil.which("uv")
    if not uv:
        return None
    for attempt in (["python", "find", ">=3.12,<3.15"], ["python", "install", "3.13"], ["python", "find", "3.13"]):
        try:
            done = subprocess.run([uv] + attempt, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, timeout=600)
        except (OSError, subprocess.TimeoutExpired):
            return None
        found = done.stdout.decode().strip()
        if attempt[1] == "find" and done.returncode == 0 and fits(found):
            return found
    return None


def prepare(requirements):
    """Have a .venv with exactly the locked packages. A stamp written last tells a whole one from a half-made one."""
    lock = os.path.join(ROOT, requirements)
    with open(lock, "rb") as file:
        wanted = hashlib.sha256(file.read()).hexdigest()
    # The packages of the tests include all others, so their stamp serves both.
    for name in {requirements, "requirements-dev.txt"}:
        if stamp_of(name) == file_hash(name) and version(PYTHON):
            return
    began = time.time()
    say("Preparing Python packages (the first time only) ...")
    try:
        ask_for_room()
        if not is_whole_venv():
            shutil.rmtree(VENV, ignore_errors=True)
            run_or_raise([find_python(), "-m", "venv", VENV])
        install(lock)
        with open(os.path.join(VENV, ".stamp-" + requirements), "w") as file:
            file.write(wanted)
    except OSError as error:
        if error.errno == errno.ENOSPC:
            no_room()
        give_up("The folder %s cannot be made: %s." % (VENV, error))
    say("Packages are ready: %.0f s." % (time.time() - began))


def is_whole_venv():
    return fits(PYTHON) and subprocess.call([PYTHON, "-c", "import pip"], stderr=subprocess.DEVNULL) == 0


def file_hash(name):
    with open(os.path.join(ROOT, name), "rb") as file:
        return hashlib.sha256(file.read()).hexdigest()


def stamp_of(name):
    try:
        with open(os.path.join(VENV, ".stamp-" + name)) as file:
            return file.read().strip()
    except OSError:
        return ""


def install(lock):
    uv = shutil.which("uv")
    if uv and subprocess.call([uv, "--version"], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) == 0:
        command = [uv, "pip", "install", "-q", "--python", PYTHON, "--require-hashes", "-r", lock]
        if subprocess.call(command) == 0:
            return
    command = [PYTHON, "-m", "pip", "install", "-q", "--disable-pip-version-check", "--require-hashes", "-r", lock]
    if subprocess.call(command) == 0:
        return
    if shutil.disk_usage(ROOT).free < ROOM // 6:
        no_room()
    give_up(
        "The packages could not be installed (see above). Is this machine connected to the internet?\n"
        "Run this again when it is; what was fetched is kept."
    )


def run_or_raise(command):
    done = subprocess.run(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT)
    if done.returncode:
        if b"No space left" in done.stdout:
            no_room()
        give_up("%s failed:\n%s" % (" ".join(command), done.stdout.decode(errors="replace")[-2000:]))


def ask_for_room():
    if shutil.disk_usage(ROOT).free < ROOM:
        no_room()


def no_room():
    give_up(
        "The disk that holds %s is full: %d MB are free, and Karigar needs about %d MB. Free some room and run "
        "this again." % (ROOT, shutil.disk_usage(ROOT).free // 2**20, ROOM // 2**20)
    )


def say(text):
    print(text, flush=True)


# --- checks and tests -------------------------------------------------------------------------------------------


class Steps:
    """Runs named commands one after the other and remembers which failed."""

    def __init__(self):
        self.failed = []
        self.began = time.time()

    def run(self, name, *command, **environment):
        began = time.time()
        say("\n== %s" % name)
        code = subprocess.call(
            [PYTHON, "-m"] + list(command), env=dict(os.environ, **environment), stdin=subprocess.DEVNULL
        )
        say("== %s: %s, %.1f s" % (name, "ok" if code == 0 else "FAILED (%d)" % code, time.time() - began))
        if code:
            self.failed.append(name)

    def fail(self, name, sentence):
        say("\n== %s: FAILED. %s" % (name, sentence))
        self.failed.append(name)

    def end(self):
        took = time.time() - self.began
        if self.failed:
            say("\nFAILED after %.0f s: %s" % (took, ", ".join(self.failed)))
        else:
            say("\nAll steps passed in %.0f s." % took)
        return min(len(self.failed), 100)


def check(words):
    steps = Steps()
    run_checks(steps)
    return steps.end()


def run_checks(steps):
    quiet = {"KARIGAR_DB_ROLE": "owner", "DATABASE_URL": os.environ.get("DATABASE_URL", "postgresql:///nobody-asks")}
    steps.run("format", "ruff", "format", "--check", "-q", ".")
    steps.run("lint", "ruff", "check", "-q", ".")
    steps.run("types", "mypy", "karigar")
    steps.run("architecture", "pytest", "-q", "tests/test_architecture.py")
    steps.run("migrations are fresh", "karigar.cli.fresh_migrations", **quiet)
    steps.run("translations are fresh", "karigar.cli", "catalogs", "check")


def test(words):
    """Run everything; words are handed to the main run of pytest (a path, -k …), which then runs alone."""
    steps = Steps()
    if words:
        steps.run("chosen tests", "pytest", *words)
        return steps.end()
    run_checks(steps)
    browser = find_chromium()
    steps.run("tests", "pytest", "-n", "2", "-q", "-m", "not race and not browser", "--durations=5")
    steps.run("races", "pytest", "-q", "-m", "race")
    if browser:
        steps.run("browser", "pytest", "-q", "-m", "browser", KARIGAR_CHROMIUM=browser)
    else:
        how = (
            "No Chromium was found. Get it with `sudo apt install chromium fonts-noto-core` (Debian), install Google "
            "Chrome, or name one: KARIGAR_CHROMIUM=/path/to/chromium."
        )
        if os.environ.get("CI", "").lower() in ("1", "true", "yes"):
            steps.fail("browser", how)
        else:
            say("\n== browser: SKIPPED. %s" % how)
    subprocess.call([PYTHON, "-m", "tests.database"])  # stops the tests' database, if no other run uses it
    return steps.end()


def find_chromium():
    named = os.environ.get("KARIGAR_CHROMIUM")
    places = [named] if named else ["chromium", "chromium-browser", "google-chrome", "google-chrome-stable"]
    places += [] if named else ["/Applications/Google Chrome.app/Contents/MacOS/Google Chrome"]
    return next((found for found in map(shutil.which, places) if found), None)


if __name__ == "__main__":
    try:
        sys.exit(main(sys.argv[1:]))
    except KeyboardInterrupt:
        sys.exit(130)
