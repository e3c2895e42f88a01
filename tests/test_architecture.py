"""The rules of the house, held by reading the code: docs/map.md says why each one is here."""

import ast
import functools
import itertools
import pathlib
import re

import pytest
from django.conf import settings

ROOT = pathlib.Path(__file__).resolve().parent.parent
PRODUCT = ROOT / "karigar"
ORDER = {module: place for place, module in enumerate(settings.MODULES)}
# Modules that stand side by side (house.md part 2): none imports another.
SIDE_BY_SIDE = [{"payouts", "payins"}, {"statements", "invoices"}, {"exchange", "connects"}]
# A refusal is part of what an action answers, so it may be caught by name.
FACE = {"actions", "queries", "movements", "refusals"}
# What else may be imported across modules, each with its reason.
ALSO_FACE = {
    "accounts.guards": "decorators for views: who may open a page",
    "accounts.hats": "the type of request.hat",
    "payins.rules": "the mark that a client writes on a transfer, which banks repeat",
    "notifications.texts": "the shape in which every module writes its notices",
}
EDGE = {
    "views.py",
    "staff.py",
    "api.py",
    "tasks.py",
    "importing.py",  # the command `karigar import-jobs`
    "middleware.py",
    "guards.py",
    "adapter.py",
    "context.py",
    "front.py",
    "certificates.py",  # views of statements, by noun
}
WRITES = {"create", "bulk_create", "bulk_update", "update", "delete", "get_or_create", "update_or_create", "save"}
# Bulk loaders that a migration and an action share; they take the model as an argument.
LOADERS = {"skills/loading.py"}
# Actions that demand the transaction of their caller instead of opening one.
JOINS = {
    "events.record": "an event stands or falls with its deed",
    "ledger.post": "money moves in the transaction of its cause",
    "ledger.reserve": "as post",
    "ledger.resolve": "as post",
}


def sources(*, tests: bool = False) -> list[pathlib.Path]:
    """Python files of the product, without migrations, and without tests unless asked for."""
    found = [path for path in PRODUCT.rglob("*.py") if "migrations" not in path.parts]
    return sorted(path for path in found if tests or "tests" not in path.parts)


@functools.cache
def tree(path: pathlib.Path) -> ast.Module:
    return ast.parse(path.read_text("utf-8"))


def module_of(path: pathlib.Path) -> str:
    return path.relative_to(PRODUCT).parts[0].removesuffix(".py")


def where(path: pathlib.Path, node: ast.AST) -> str:
    return f"{path.relative_to(ROOT)}:{getattr(node, 'lineno', 1)}"


def is_actions(path: pathlib.Path) -> bool:
    return path.name == "actions.py" or "actions" in path.parts


def is_queries(path: pathlib.Path) -> bool:
    return path.name == "queries.py" or "queries" in path.parts


def type_checking_only(root: ast.Module) -> set[ast.AST]:
    """Nodes under `if TYPE_CHECKING:`."""
    found: set[ast.AST] = set()
    for node in ast.walk(root):
        if isinstance(node, ast.If) and "TYPE_CHECKING" in ast.dump(node.test):
            found.update(itertools.chain.from_iterable(ast.walk(child) for child in node.body))
    return found


def imports(path: pathlib.Path):
    """Yield (node, module, rest, only for types) of each import of the product."""
    root = tree(path)
    typing_only = type_checking_only(root)
    for node in ast.walk(root):
        if isinstance(node, ast.Import):
            names = [alias.name for alias in node.names]
        elif isinstance(node, ast.ImportFrom) and node.module:
            names = [f"{node.module}.{alias.name}" for alias in node.names]
        else:
            continue
        for name in names:
            parts = name.split(".")
            if parts[0] == "karigar" and len(parts) > 1:
                yield node, parts[1], parts[2:], node in typing_only


def test_imports_point_down_and_enter_by_the_face():
    broken = []
    for path in sources():
        mine = module_of(path)
        for node, theirs, rest, typing_only in imports(path):
            if theirs == mine or mine in {"cli", "settings"} or theirs not in ORDER:
                continue
            beside = any({mine, theirs} <= group for group in SIDE_BY_SIDE)
            if ORDER[theirs] <= ORDER.get(mine, -1) or beside:
                broken.append(f"{where(path, node)}: {mine} imports {theirs}, which stands above or beside it")
            elif theirs != "kit" and not typing_only and rest and rest[0] not in FACE:
                if ".".join([theirs, rest[0]]) not in ALSO_FACE:
                    broken.append(f"{where(path, node)}: {mine} enters {theirs} by {'.'.join(rest)}, not by its face")
    assert not broken, "\n".join(broken)


def test_nobody_imports_the_web_or_the_command_line():
    broken = [
        where(path, node)
        for path in sources()
        for node, theirs, _rest, _typing in imports(path)
        if theirs in {"web", "cli"} and module_of(path) not in {theirs, "cli"}
    ]
    assert not broken, "\n".join(broken)


def calls(path: pathlib.Path):
    for node in ast.walk(tree(path)):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute):
            yield node, node.func


def test_only_actions_write_rows():
    broken = []
    for path in sources():
        if is_actions(path) or module_of(path) in {"cli", "kit"} or path.relative_to(PRODUCT).as_posix() in LOADERS:
            continue
        for node, func in calls(path):
            text = ast.unparse(func)
            if func.attr in WRITES and (".objects." in text or func.attr == "save"):
                if not re.search(r"\b(session|image|picture|bare|canvas|super\(\))", text):
                    broken.append(f"{where(path, node)}: {text}")
    assert not broken, "\n".join(broken)


def test_rows_are_never_saved_whole():
    broken = []
    for path in sources():
        if not is_actions(path):
            continue
        broken += [
            f"{where(path, node)}: {ast.unparse(node)[:60]}"
            for node, func in calls(path)
            if func.attr == "save"
            and not node.args
            and not any(k.arg in {"update_fields", "force_insert", "format"} for k in node.keywords)
        ]
    assert not broken, "\n".join(broken)


def test_views_and_forms_reach_rows_only_through_queries():
    broken = []
    for path in sources():
        if (
            path.name in {"views.py", "staff.py", "api.py", "forms.py", "tasks.py", "notices.py", "followers.py"}
            or "views" in path.parts
        ):
            if is_actions(path):
                continue
            broken += [
                f"{where(path, node)}: {ast.unparse(node)}"
                for node in ast.walk(tree(path))
                if isinstance(node, ast.Attribute) and node.attr == "objects"
            ]
    assert not broken, "\n".join(broken)


def public_functions(path: pathlib.Path) -> list[ast.FunctionDef]:
    return [node for node in tree(path).body if isinstance(node, ast.FunctionDef) and not node.name.startswith("_")]


def public_actions(path: pathlib.Path) -> list[ast.FunctionDef]:
    """The actions of a file that belong to the face: in a package, those that its __init__ hands on."""
    if path.name == "actions.py":
        return public_functions(path)
    handed_on = {
        alias.name
        for node in tree(path.parent / "__init__.py").body
        if isinstance(node, ast.ImportFrom)
        for alias in node.names
    }
    return [function for function in public_functions(path) if function.name in handed_on]


def test_every_public_action_is_one_transaction_and_names_its_arguments():
    broken = []
    for path in sources():
        if not is_actions(path) or module_of(path) == "kit":
            continue
        for function in public_actions(path):
            name = f"{module_of(path)}.{function.name}"
            decorators = {ast.unparse(d) for d in function.decorator_list}
            if "action" not in decorators and name not in JOINS:
                broken.append(f"{where(path, function)}: {name} is not atomic")
            if len(function.args.args) > 1:
                broken.append(f"{where(path, function)}: {name} takes more than one argument by position")
    assert not broken, "\n".join(broken)


def test_transactions_open_in_actions_only():
    broken = [
        where(path, node)
        for path in sources()
        if not is_actions(path) and module_of(path) != "cli" and path.name not in {"bench.py", "state.py"}
        for node in ast.walk(tree(path))
        if isinstance(node, ast.Attribute) and ast.unparse(node) in {"transaction.atomic", "transaction.on_commit"}
    ]
    assert not broken, "\n".join(broken)


def test_the_clock_is_read_at_the_edge_only():
    broken = []
    for path in sources():
        relative = path.relative_to(PRODUCT)
        at_edge = (
            path.name in EDGE or {"templatetags", "views", "cli"} & set(relative.parts) or relative.parts[0] == "web"
        )
        if at_edge or relative.as_posix() == "kit/clock.py":
            continue
        broken += [
            f"{where(path, node)}: {ast.unparse(func)}"
            for node, func in calls(path)
            if ast.unparse(func)
            in {
                "clock.now",
                "timezone.now",
                "datetime.now",
                "dt.datetime.now",
                "date.today",
                "dt.date.today",
                "time.time",
            }
        ]
    assert not broken, "\n".join(broken)


def test_there_are_no_signals_and_no_models_that_save_themselves():
    broken = []
    for path in sources():
        text = path.read_text("utf-8")
        if re.search(r"django\.(db\.models|core)\.signals|django\.dispatch", text):
            broken.append(f"{path.relative_to(ROOT)}: signals")
        if path.name == "models.py":
            broken += [
                where(path, node)
                for node in ast.walk(tree(path))
                if isinstance(node, ast.FunctionDef) and node.name in {"save", "delete"}
            ]
    assert not broken, "\n".join(broken)


def test_words_are_marked_by_names_that_the_extractor_knows():
    """A sentence in `_now("…")` would never reach a translator: the page would show English for ever."""
    broken = []
    for path in sources():
        for node in ast.walk(tree(path)):
            if isinstance(node, ast.ImportFrom) and node.module == "django.utils.translation":
                broken += [
                    f"{where(path, node)}: {name.name} as {name.asname}"
                    for name in node.names
                    if name.asname not in {None, "_"}
                ]
    assert not broken, "\n".join(broken)


def test_there_is_no_float_near_money():
    broken = []
    for path in sources():
        relative = path.relative_to(PRODUCT)
        near = relative.parts[0] in {"ledger", "payins", "payouts"} or path.name in {"rules.py", "money.py"}
        if near and path.name != "bench.py":
            broken += [
                f"{where(path, node)}: {ast.unparse(node)}"
                for node in ast.walk(tree(path))
                if (isinstance(node, ast.Constant) and isinstance(node.value, float))
                or (isinstance(node, ast.Name) and node.id == "float")
                or (
                    isinstance(node, ast.BinOp)
                    and isinstance(node.op, ast.Div)
                    and not isinstance(node.left, ast.Call | ast.Attribute)
                )
            ]
    assert not broken, "\n".join(broken)


def test_files_functions_and_templates_stay_small():
    broken = []
    for path in sources(tests=True):
        lines = path.read_text("utf-8").count("\n")
        if lines > 500:
            broken.append(f"{path.relative_to(ROOT)}: {lines} lines")
        if "tests" in path.parts:
            continue
        for node in ast.walk(tree(path)):
            if isinstance(node, ast.FunctionDef) and (node.end_lineno or 0) - node.lineno + 1 > 60:
                broken.append(f"{where(path, node)}: {node.name} has {node.end_lineno - node.lineno + 1} lines")
    for path in PRODUCT.rglob("*.html"):
        lines = path.read_text("utf-8").count("\n")
        if lines > 150:
            broken.append(f"{path.relative_to(ROOT)}: {lines} lines")
    assert not broken, "\n".join(broken)


def test_public_actions_and_queries_say_what_they_do():
    broken = [
        f"{where(path, function)}: {function.name}"
        for path in sources()
        if is_actions(path) or is_queries(path)
        for function in (public_actions(path) if is_actions(path) else public_functions(path))
        if not ast.get_docstring(function)
    ]
    assert not broken, "\n".join(broken)


def test_every_module_says_what_it_is_and_what_it_is_not():
    broken = [
        module
        for module in ORDER
        if (PRODUCT / module / "models.py").exists()
        and len((ast.get_docstring(tree(PRODUCT / module / "models.py")) or "").split("\n\n")) < 2
    ]
    assert not broken, broken


def test_no_page_has_script_or_style_inside():
    broken = []
    for path in PRODUCT.rglob("*.html"):
        text = path.read_text("utf-8")
        for pattern in (
            r"<style",
            r"\sstyle=",
            r"\son[a-z]+=",
            r"<script(?![^>]*\bsrc=)(?! type=\"application/ld\+json\">)",
            r"javascript:",
            r"hx-on",
            r"hx-vals=['\"]js",
        ):
            if found := re.search(pattern, text, re.IGNORECASE):
                broken.append(f"{path.relative_to(ROOT)}: {found.group(0)}")
    assert not broken, "\n".join(broken)


def test_every_form_that_posts_carries_the_token():
    broken = []
    for path in PRODUCT.rglob("*.html"):
        for form in re.findall(r"<form\b.*?</form>", path.read_text("utf-8"), re.DOTALL | re.IGNORECASE):
            if re.search(r"method=\"post\"", form.split(">", 1)[0], re.IGNORECASE) and "csrf_token" not in form:
                broken.append(f"{path.relative_to(ROOT)}: {form[:80]}")
    assert not broken, "\n".join(broken)


def test_each_module_has_one_line_of_migrations():
    broken = []
    for module in ORDER:
        names = [path.stem for path in (PRODUCT / module / "migrations").glob("0*.py")]
        numbers = sorted(name[:4] for name in names)
        if numbers != [f"{n:04d}" for n in range(1, len(numbers) + 1)]:
            broken.append(f"{module}: {numbers}")
    assert not broken, "\n".join(broken)


@pytest.mark.parametrize("name", ["/" + "work/", "/" + "root/", "py" + "pi.org", "python" + "hosted", "npm" + "js.org"])
def test_nothing_names_the_machine_it_was_built_on(name):
    files = [
        p
        for p in ROOT.rglob("*")
        if p.suffix in {".py", ".md", ".html", ".txt", ".toml", ".css", ".js", ".in", ".yaml", ".po"}
    ]
    own = [p for p in files if not {".venv", "var", "node_modules", ".git"} & set(p.relative_to(ROOT).parts)]
    broken = [str(p.relative_to(ROOT)) for p in own if name in p.read_text("utf-8", errors="replace")]
    assert not broken, broken
