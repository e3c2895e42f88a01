"""The catalogues of translations: extract, fill, check, compile. No gettext tools needed: Babel and Django do it.

karigar catalogs update          bring locale/*/LC_MESSAGES/django.po up to date with the code
karigar catalogs missing         print what is not translated yet, as JSON for a translator
karigar catalogs fill FILE…      put a translator's JSON back: {"English": {"bn": "…", "hi": "…", "hi_Latn": "…"}}
karigar catalogs check           fail when something is missing, stale or in the wrong script
karigar catalogs compile         write the .mo files that the site reads
"""

import argparse
import hashlib
import io
import json
import pathlib
import re
import sys
from collections.abc import Iterable, Iterator
from typing import Any

import allauth
import django
from babel.messages.catalog import Catalog, Message
from babel.messages.extract import extract
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po

from karigar.settings import LOCALE, ROOT

LANGUAGES = ("bn", "hi", "hi_Latn")
KEYWORDS: dict[str, Any] = {
    "_": None,
    "gettext": None,
    "gettext_lazy": None,
    "gettext_noop": None,
    "ngettext": (1, 2),
    "ngettext_lazy": (1, 2),
    "pgettext": ((1, "c"), 2),
    "pgettext_lazy": ((1, "c"), 2),
    "npgettext": ((1, "c"), 2, 3),
    "npgettext_lazy": ((1, "c"), 2, 3),
}
# Sentences of the libraries that our pages show. Romanised Hindi has no catalogue of theirs and would fall back to
# Devanagari, so our catalogues carry them all (house.md part 5).
LIBRARIES = [
    (pathlib.Path(django.__file__).parent, name)
    for name in (
        "forms/fields.py",
        "forms/formsets.py",
        "forms/models.py",
        "forms/boundfield.py",
        "core/validators.py",
        "utils/dates.py",
        "utils/dateformat.py",
        "template/defaultfilters.py",
        "utils/timesince.py",
        "contrib/auth/password_validation.py",
    )
] + [
    (pathlib.Path(allauth.__file__).parent, name)
    for name in (
        "account/adapter.py",
        "account/fields.py",
        "account/forms.py",
        "account/app_settings.py",
        "mfa/adapter.py",
        "mfa/base/forms.py",
        "mfa/totp/forms.py",
        "mfa/webauthn/forms.py",
        "mfa/recovery_codes/forms.py",
        "usersessions/models.py",
        "core/internal/cryptokit.py",
    )
]
_SCRIPTS = {
    "bn": re.compile("[\u0900-\u0963\u0966-\u097f]"),  # the danda U+0964/5 is shared by both scripts
    "hi": re.compile("[\u0980-\u09ff]"),
    "hi_Latn": re.compile("[\u0900-\u097f\u0980-\u09ff]"),
}
_PLACES = re.compile(r"%\((\w+)\)[sd]|%[sd]|\{(\w*)\}")


def _found() -> Iterator[tuple[str | tuple[str, ...], str | None, str]]:
    """Yield message, context and file of every string in our code, our templates and the libraries' files."""
    from django.utils.translation.template import templatize

    for path in sorted((ROOT / "karigar").rglob("*")):
        relative = path.relative_to(ROOT).as_posix()
        if "/tests/" in relative or "/migrations/" in relative:
            continue
        if path.suffix == ".py":
            yield from _python(path.read_bytes(), relative)
        elif path.suffix in {".html", ".txt"}:
            yield from _python(templatize(path.read_text("utf-8"), origin=relative).encode(), relative)
    for base, name in LIBRARIES:
        if (base / name).exists():
            yield from _python((base / name).read_bytes(), f"{base.name}: {name}")


def _python(source: bytes, origin: str) -> Iterator[tuple[str | tuple[str, ...], str | None, str]]:
    for _line, message, _comments, context in extract(
        "python", io.BytesIO(source), keywords=KEYWORDS, options={"encoding": "utf-8"}
    ):
        if message and message != "":
            yield message, context, origin


def template() -> Catalog:
    """Collect every string of the product, in the order of the files."""
    catalog = Catalog(charset="utf-8", project="Karigar")
    for message, context, origin in _found():
        catalog.add(message, locations=[(origin, 0)], context=context)
    return catalog


def _path(language: str) -> pathlib.Path:
    return LOCALE / language / "LC_MESSAGES" / "django.po"


def load(language: str) -> Catalog:
    """Read a language's catalogue, or begin one."""
    path = _path(language)
    if not path.exists():
        return Catalog(locale=language, charset="utf-8", project="Karigar")
    with path.open("rb") as file:
        return read_po(file, locale=language)


def _store(language: str, catalog: Catalog) -> None:
    for message in catalog:
        # Where a string stands is found by searching; line numbers would change with every commit.
        message.locations = []
        message.auto_comments = []
    path = _path(language)
    path.parent.mkdir(parents=True, exist_ok=True)
    out = io.BytesIO()
    write_po(out, catalog, width=0, no_location=True, omit_header=True, ignore_obsolete=True, sort_output=True)
    header = (
        'msgid ""\nmsgstr ""\n"Content-Type: text/plain; charset=utf-8\\n"\n"Content-Transfer-Encoding: 8bit\\n"\n'
        f'"Language: {language}\\n"\n"Plural-Forms: nplurals=2; plural=(n > 1);\\n"\n\n'
    )
    path.write_bytes(header.encode() + out.getvalue())


def update() -> None:
    """Bring the catalogues up to date: new strings come empty, gone ones go."""
    wanted = template()
    for language in LANGUAGES:
        old, fresh = load(language), Catalog(locale=language, charset="utf-8")
        for message in wanted:
            if message.id:
                kept = old.get(_single(message), message.context)
                fresh.add(
                    message.id, kept.string if kept and _same_shape(kept, message) else "", context=message.context
                )
        _store(language, fresh)


def _single(message: Message) -> str:
    return message.id if isinstance(message.id, str) else message.id[0]


def _same_shape(one: Message, other: Message) -> bool:
    return isinstance(one.id, str) == isinstance(other.id, str)


def _strings(message: Message) -> list[str]:
    return [message.string] if isinstance(message.string, str) else list(message.string or [""])


def _is_empty(message: Message) -> bool:
    return not all(_strings(message))


def missing() -> dict[str, dict[str, str]]:
    """Return what is not translated: English (plurals as "one|||many", context after a \\x04) to empty languages."""
    found: dict[str, dict[str, str]] = {}
    for language in LANGUAGES:
        for message in load(language):
            if message.id and _is_empty(message):
                found.setdefault(_key(message), {})[language] = ""
    return found


def _key(message: Message) -> str:
    text = message.id if isinstance(message.id, str) else "|||".join(message.id)
    return f"{message.context}\x04{text}" if message.context else text


def fill(paths: Iterable[str]) -> int:
    """Put translators' JSON files into the catalogues; return how many strings were filled."""
    given: dict[str, dict[str, str]] = {}
    for path in paths:
        given |= json.loads(pathlib.Path(path).read_text("utf-8"))
    count = 0
    for language in LANGUAGES:
        catalog = load(language)
        for message in catalog:
            text = given.get(_key(message), {}).get(language) if message.id else None
            if text:
                parts = text.split("|||")
                message.string = text if isinstance(message.id, str) else tuple((parts * 2)[:2])
                count += 1
        _store(language, catalog)
    return count


def problems() -> list[str]:
    """Return everything that is wrong with the catalogues, one sentence each."""
    wanted = {(_key(m)) for m in template() if m.id}
    found = []
    for language in LANGUAGES:
        catalog = load(language)
        have = {_key(m) for m in catalog if m.id}
        found += [f"{language}: not in the catalogue: {text!r}" for text in sorted(wanted - have)]
        found += [f"{language}: no longer in the code: {text!r}" for text in sorted(have - wanted)]
        for message in catalog:
            if message.id:
                found += [f"{language}: {what}: {_key(message)!r}" for what in _faults(message, language)]
    return found


def _faults(message: Message, language: str) -> Iterator[str]:
    if _is_empty(message):
        yield "empty"
        return
    english = [message.id] if isinstance(message.id, str) else list(message.id)
    allowed = {match.group(0) for text in english for match in _PLACES.finditer(text)}
    needed = {match.group(0) for match in _PLACES.finditer(english[-1])}
    for text in _strings(message):
        places = {match.group(0) for match in _PLACES.finditer(text)}
        if not (places <= allowed and (needed <= places or not isinstance(message.id, str))):
            yield f"its places are {sorted(places)}, not {sorted(needed)}"
        if _SCRIPTS[language].search(text):
            yield "letters of another script"


def compile_all() -> bool:
    """Write the .mo files whose .po changed; say whether any did."""
    changed = False
    for language in LANGUAGES:
        path = _path(language)
        if not path.exists():
            continue
        mark, target = path.with_suffix(".sha"), path.with_suffix(".mo")
        digest = hashlib.sha256(path.read_bytes()).hexdigest()
        if target.exists() and mark.exists() and mark.read_text() == digest:
            continue
        out = io.BytesIO()
        write_mo(out, load(language))
        target.write_bytes(out.getvalue())
        mark.write_text(digest)
        changed = True
    return changed


def main(argv: list[str]) -> int:
    """Run one of the commands above."""
    parser = argparse.ArgumentParser(
        prog="karigar catalogs", description=__doc__, formatter_class=argparse.RawTextHelpFormatter
    )
    parser.add_argument("command", choices=["update", "missing", "fill", "check", "compile"])
    parser.add_argument("files", nargs="*")
    given = parser.parse_args(argv)
    if given.command == "update":
        update()
    elif given.command == "missing":
        sys.stdout.write(json.dumps(missing(), ensure_ascii=False, indent=1) + "\n")
    elif given.command == "fill":
        sys.stdout.write(f"{fill(given.files)} strings filled\n")
    elif given.command == "compile":
        compile_all()
    elif found := problems():
        sys.stdout.write("\n".join(found) + f"\n{len(found)} problems\n")
        return 1
    return 0
