"""Draws docs/map.md from the order of the modules and what each says of itself."""

import ast
import pathlib

from karigar.settings import MODULES, ROOT

HEAD = """# Map

Where things are. This page is written by `python3 start.py karigar map`; do not edit it. The modules stand in one order: each may
import only those below it, and enters them by `actions`, `queries` and (for the ledger) `movements`.
`tests/test_architecture.py` holds this. What a module offers stands behind its name; each name is one function with a
docstring that says what it does and what it refuses.

"""
FOOT = """
Besides the modules: `karigar/cli` is the command line (start, worker, demonstration, bench, translations); `karigar/settings.py`
reads the environment; `tests/` holds what is true of the whole; `locale/` the translations; `docs/decisions/` the decisions that
bind others.

The money path, URL to ledger: `contracts/urls.py` → `contracts/views` → `contracts.actions.approve_milestone` (one transaction,
first line locks) → `ledger.movements.release` (pure) → `ledger.actions.post` → `ledger_post()` in the database.
"""


def _docstring(path: pathlib.Path) -> str:
    return (ast.get_docstring(ast.parse(path.read_text("utf-8"))) or "") if path.exists() else ""


def _face(folder: pathlib.Path, part: str) -> list[str]:
    path = folder / f"{part}.py"
    package = folder / part / "__init__.py"
    if package.exists():
        root = ast.parse(package.read_text("utf-8"))
        return sorted(
            a.name for n in root.body if isinstance(n, ast.ImportFrom) for a in n.names if not a.name.startswith("_")
        )
    if not path.exists():
        return []
    root = ast.parse(path.read_text("utf-8"))
    return [n.name for n in root.body if isinstance(n, ast.FunctionDef) and not n.name.startswith("_")]


def text() -> str:
    """Write the page."""
    parts = [HEAD]
    for module in MODULES:
        folder = ROOT / "karigar" / module
        about = " ".join((_docstring(folder / "models.py") or _docstring(folder / "__init__.py")).split())
        parts.append(f"## {module}\n\n{about}\n\n")
        faces = {part: _face(folder, part) for part in ("actions", "queries", "movements")}
        parts += [
            f"- **{part}**: {', '.join(f'`{name}`' for name in names)}\n" for part, names in faces.items() if names
        ]
        parts.append("\n")
    return "".join(parts) + FOOT


def main(argv: list[str]) -> int:
    """Write docs/map.md."""
    (ROOT / "docs" / "map.md").write_text(text(), "utf-8")
    return 0
