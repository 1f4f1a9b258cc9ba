"""The house's rules as tests: who may import whom, where DDL may stand, what is banned."""

from __future__ import annotations

import ast
import importlib
import re
from collections import Counter
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest

from egregora_assets_tests.source_trees import parse_source

PACKAGE = Path(__file__).parent.parent / "egregora_assets"
FILES = sorted(p for p in PACKAGE.rglob("*.py"))


def module_of(path: Path) -> str:
    parts = path.relative_to(PACKAGE.parent).with_suffix("").parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


@cache
def imports_of(path: Path, *, with_types: bool = True) -> frozenset[str]:
    """Absolute names of the modules that a file imports, wherever the import stands.

    Args:
        with_types: also what is imported for type checkers alone.
    """
    package = module_of(path).split(".") if path.name == "__init__.py" else module_of(path).split(".")[:-1]
    tree = parse_source(path)
    if not with_types:
        kept = [n for n in tree.body if not (isinstance(n, ast.If) and ast.unparse(n.test) == "TYPE_CHECKING")]
        tree = ast.Module(kept, [])
    found: set[str] = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            found.update(alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            base = package[: len(package) - node.level + 1] if node.level else []
            name = ".".join([*base, node.module] if node.module else base)
            found.update((name, *(f"{name}.{alias.name}" for alias in node.names)))
    return frozenset(found)


MODULES = {module_of(p) for p in FILES}


ENGINES = {
    "language": set(),
    "readers": {"language"},
    "merging": {"language", "readers"},
    "redaction": {"language"},
    "references": {"language"},
    "retrieval": {"language"},
    "ranking": set(),
    "writing": {"language", "redaction"},
    "site": {"language", "writing"},
}
"""The libraries that do the work, each with the engines below it."""


def kind_of(path: Path) -> str:
    """The row of the import table that a file belongs to."""
    relative = path.relative_to(PACKAGE)
    top, name = relative.parts[0], relative.name
    if top in ALLOWED:
        return top
    if top in {"stages", "caches"}:
        seen = {"assets.py": "assets", "resources.py": "assets", "checks.py": "checks"}
        return seen.get(name, "binding" if top == "stages" else "lookups")
    return "front"


ALLOWED = {
    "errors": {"errors"},
    "contracts": {"errors", "contracts", "ibis"},
    "binding": {"errors", "contracts", "ibis", "own", *ENGINES},
    "lookups": {"errors", "contracts", "ibis", "services", "own", "language"},
    "checks": {"errors", "contracts", "ibis", "dagster", "runs", "services", "own", *ENGINES},
    "runs": {"errors", "contracts", "ibis", "dagster", "runs", "services"},
    "assets": {"errors", "contracts", "ibis", "dagster", "runs", "services", "own", *ENGINES},
    "automation": {"errors", "contracts", "ibis", "dagster", "runs", "services", "automation"},
    "database": {"errors", "contracts", "ibis", "dagster", "duckdb", "database", "runs", "services"},
    "services": {"errors", "contracts", "dagster", "services"},
    "operations": {
        *{"errors", "contracts", "ibis", "dagster", "database", "runs", "services", "automation", "legacy"},
        *{"operations", "definitions"},
        *ENGINES,
    },
    "cli": {"errors", "contracts", "operations", "deployment", "cli"},
    "sample": {"own"},
    "legacy": {"errors", "contracts", "legacy"},
    **{engine: {"errors", "contracts", engine, *below} for engine, below in ENGINES.items()},
}


def target_of(importer: Path, name: str) -> str | None:
    """The column of the import table that an imported name belongs to; None for libraries that anyone may use."""
    top = name.split(".")[0]
    if top in {"ibis", "dagster", "duckdb"}:
        return top
    if top != "egregora_assets":
        return None
    parts = name.split(".")
    if len(parts) == 1 or parts[1] == "__version__":
        return None
    if parts[1] in {"stages", "caches"}:
        own = module_of(importer).split(".")
        width = 3 if parts[1] == "stages" else 2
        return "own" if parts[:width] == own[:width] else "another room"
    if parts[1] == "sample":
        return "own"
    return parts[1]


@pytest.mark.parametrize("path", FILES, ids=lambda p: str(p.relative_to(PACKAGE)))
def test_a_module_imports_only_what_its_place_allows(path: Path) -> None:
    kind = kind_of(path)
    if kind == "front":
        return
    found = {t for name in imports_of(path) if (t := target_of(path, name))}
    assert found <= ALLOWED[kind], f"{kind} imports {sorted(found - ALLOWED[kind])}"


@pytest.mark.slow
@pytest.mark.parametrize(
    ("module", "allowed"), [("definitions", {"operations"}), ("deployment", {"cli", "__init__.py"}), ("cli", {"cli"})]
)
def test_what_stands_on_everything_is_imported_from_above_alone(module: str, allowed: set[str]) -> None:
    name = f"egregora_assets.{module}"
    importers = {p.relative_to(PACKAGE).parts[0] for p in FILES if name in imports_of(p)}
    assert importers <= allowed


@pytest.mark.slow
def test_there_are_no_import_cycles() -> None:
    graph = {
        module_of(p): {n for n in imports_of(p, with_types=False) if n in MODULES and n != module_of(p)} for p in FILES
    }
    done: set[str] = set()

    def visit(module: str, trail: tuple[str, ...]) -> None:
        assert module not in trail, " -> ".join((*trail, module))
        if module not in done:
            for target in sorted(graph[module]):
                visit(target, (*trail, module))
            done.add(module)

    for module in sorted(graph):
        visit(module, ())


@pytest.mark.parametrize(
    "digest", ["references.plan", "stages.knowledge.rows", "writing.progress.telling", "site.page"]
)
def test_what_decides_parts_is_in_the_digest_of_their_code(digest: str) -> None:
    """Whatever modules the digested packages import are digested with them, but for errors, which decide no row."""
    named = vars(importlib.import_module(f"egregora_assets.{digest}"))
    packages = tuple(f"{package}." for package in named.get("PACKAGES") or named["_PACKAGES"])
    engine = f"egregora_assets.{digest.split('.')[0]}." if "stages" not in digest else packages[0]
    graph = {module_of(p): imports_of(p, with_types=False) & MODULES for p in FILES}
    found, pending = set[str](), [module for module in graph if f"{module}.".startswith(engine)]
    while pending:
        if (module := pending.pop()) not in found:
            found.add(module)
            pending += graph[module]
    ignored = ("egregora_assets.errors.", *packages)
    assert {m for m in found if not f"{m}.".startswith(ignored)} <= {"egregora_assets"}


def test_only_the_database_holds_ddl() -> None:
    pattern = re.compile(r"\b(CREATE (OR REPLACE )?(TEMP )?(TABLE|INDEX|VIEW)|ALTER TABLE|DROP (TABLE|INDEX|VIEW))\b")
    culprits = [
        str(p.relative_to(PACKAGE))
        for p in FILES
        if p.relative_to(PACKAGE).parts[0] != "database" and pattern.search(p.read_text(encoding="utf-8"))
    ]
    assert culprits == []


BANNED_CALLS = {
    "list_tables",
    "to_pyarrow_batches",
    "create_table",
    "drop_table",
    "drop_view",
    "fetch_arrow_table",
    "executemany",
}


@pytest.mark.slow
def test_the_calls_that_break_a_connection_are_not_used() -> None:
    culprits = [
        f"{path.relative_to(PACKAGE)}: {node.func.attr}"
        for path in FILES
        for node in ast.walk(parse_source(path))
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr in BANNED_CALLS
    ]
    assert culprits == []


OF_DUCKDB = {"builtin", "_builtin", "RawSQL", "raw_sql", "sql"}
"""What takes an expression to one database alone: functions by their name, and SQL as text."""


def undeclared_lines(path: Path) -> list[int]:
    """Lines of a module that reach for DuckDB alone, where no comment just above the statement says why."""
    tree, lines = parse_source(path), path.read_text(encoding="utf-8").split("\n")
    found = []
    for statement in (n for n in ast.walk(tree) if isinstance(n, ast.stmt)):
        parts = statement.decorator_list if isinstance(statement, ast.FunctionDef) else _expressions_of(statement)
        used = {getattr(n, "attr", getattr(n, "id", "")) for part in parts for n in ast.walk(part)}
        first = min((part.lineno for part in parts), default=0)
        if OF_DUCKDB & used and not lines[min(first, statement.lineno) - 2].lstrip().startswith("# Only DuckDB: "):
            found.append(first)
    return found


def _expressions_of(statement: ast.stmt) -> list[ast.expr]:
    return [n for n in ast.iter_child_nodes(statement) if isinstance(n, ast.expr)]


def test_an_expression_says_why_it_needs_duckdb() -> None:
    elsewhere = [p for p in FILES if p.relative_to(PACKAGE).parts[0] != "database" and "ibis" in imports_of(p)]
    rendering = PACKAGE / "runs" / "lineage.py"
    assert {p: lines for p in elsewhere if p != rendering and (lines := undeclared_lines(p))} == {}


@pytest.mark.parametrize(
    "line", ["rows = t.sql('SELECT 1')", "@_builtin(name='f')\ndef f(): ...", "g = ibis.udf.scalar.builtin"]
)
def test_the_rule_of_duckdb_sees(tmp_path: Path, line: str) -> None:
    bare, said = tmp_path / "bare.py", tmp_path / "said.py"
    bare.write_text(f"import ibis\n{line}\n")
    said.write_text(f"import ibis\n# Only DuckDB: a reason\n{line}\n")
    assert undeclared_lines(bare)
    assert undeclared_lines(said) == []


CLOCKS = {"contracts/time_zones.py", "contracts/instants.py"}
"""The one place that turns clocks of zones into UTC and back; all else calls `normalize_timestamps` and its kin."""
OF_CLOCKS = {
    "zoneinfo", "pytz", "dateutil",  # where zones come from
    "astimezone", "utcoffset", "fromutc", "assume_timezone", "local_timestamp",  # what turns one time into another
    "tzinfo",  # what gives a time a zone that it did not have
}  # fmt: skip


def clock_words_of(tree: ast.AST) -> Iterator[str]:
    """What of a module converts times: names of imports, methods, keywords, and of functions in SQL."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from (alias.name.split(".")[0] for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            yield (node.module or "").split(".")[0]
        elif isinstance(node, ast.Attribute):
            yield node.attr
        elif isinstance(node, ast.keyword):
            yield node.arg or ""
        elif isinstance(node, ast.Constant) and re.search(r"^timezone$|\bAT TIME ZONE\b", str(node.value)):
            yield "zoneinfo"


@pytest.mark.slow
def test_only_one_place_turns_clocks_into_utc() -> None:
    found = {str(p.relative_to(PACKAGE)) for p in FILES if OF_CLOCKS & set(clock_words_of(parse_source(p)))}
    assert found == CLOCKS


@pytest.mark.parametrize(
    "line",
    [
        "from zoneinfo import ZoneInfo",
        "moment.astimezone(zone)",
        "moment.replace(tzinfo=None)",
        "builtin(name='timezone')",
        "execute('SELECT at AT TIME ZONE zone')",
    ],
)
def test_the_rule_of_the_clocks_sees(line: str) -> None:
    assert OF_CLOCKS & set(clock_words_of(ast.parse(line)))


OF_POSIX = {
    "fcntl", "grp", "pwd", "resource", "termios", "tty", "pty", "syslog", "posix",  # modules
    "fork", "forkpty", "kill", "killpg", "setsid", "getpgid", "getuid", "geteuid", "getgid", "getegid",  # processes
    "chown", "lchown", "fchown", "fchmod", "mkfifo", "statvfs", "pread", "pwrite", "fdatasync", "umask",  # files
    "O_NOFOLLOW", "O_NONBLOCK", "O_CLOEXEC", "O_DIRECTORY", "dir_fd",  # how they are opened
    "SIGKILL", "SIGHUP", "SIGQUIT", "SIGUSR1", "SIGUSR2", "SIGALRM", "alarm",  # signals
    "start_new_session", "preexec_fn", "process_group",  # how programs are started
}  # fmt: skip
"""What is there on POSIX systems alone, or does something else on Windows."""


def posix_words_of(tree: ast.AST) -> set[str]:
    """What of a module is there on POSIX systems alone: imports, attributes of `os` and `signal`, keywords, names."""
    found: set[str] = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            of_system = node.module in {"os", "signal"}
            found |= {alias.name for alias in node.names} if of_system else {node.module or ""}
        elif isinstance(node, ast.Attribute) and getattr(node.value, "id", "") in {"os", "signal", "subprocess"}:
            found.add(node.attr)
        elif isinstance(node, ast.keyword):
            found.add(node.arg or "")
        elif isinstance(node, ast.Constant) and str(node.value).startswith("O_"):
            found.add(str(node.value))
    return found & OF_POSIX


def test_only_one_package_uses_what_windows_lacks() -> None:
    found = {p.relative_to(PACKAGE).parent.as_posix() for p in FILES if posix_words_of(parse_source(p))}
    assert found == {"services/system"}


@pytest.mark.parametrize(
    "line",
    [
        "import fcntl",
        "from os import killpg",
        "from pwd import getpwuid",
        "os.kill(1, 0)",
        "signal.signal(signal.SIGHUP, note)",
        "os.stat(name, dir_fd=folder)",
        "getattr(os, 'O_NOFOLLOW', 0)",
        "subprocess.Popen(command, start_new_session=True)",
    ],
)
def test_the_rule_of_systems_sees(line: str) -> None:
    assert posix_words_of(ast.parse(line))


@pytest.mark.slow
def test_nothing_catches_everything() -> None:
    broad = [
        f"{path.relative_to(PACKAGE)}:{node.lineno}"
        for path in FILES
        for node in ast.walk(parse_source(path))
        if isinstance(node, ast.ExceptHandler)
        and (node.type is None or getattr(node.type, "id", "") in {"Exception", "BaseException"})
    ]
    assert broad == []


def test_no_file_is_a_dumping_ground() -> None:
    banned = {"util", "utils", "helper", "helpers", "common", "misc", "functions"}
    assert [str(p) for p in FILES if p.stem.strip("_") in banned] == []


def test_a_room_holds_what_dagster_sees_and_nothing_else() -> None:
    wanted = {"__init__.py", "assets.py", "checks.py", "expressions.py", "resources.py", "rows.py"}
    found = {str(p.relative_to(PACKAGE)) for p in FILES if "stages" in p.parts and p.name not in wanted}
    assert found == {"stages/__init__.py"} & found


def test_no_folder_has_more_than_25_modules() -> None:
    counts = Counter(p.parent for p in FILES)
    assert [str(folder.relative_to(PACKAGE)) for folder, count in counts.items() if count > 25 + 1] == []


def test_every_package_has_a_sign() -> None:
    signs = [p for p in FILES if p.name == "__init__.py"]
    assert [str(p.relative_to(PACKAGE)) for p in signs if not ast.get_docstring(parse_source(p))] == []


def test_lines_are_split_by_nothing_but_line_feeds() -> None:
    """`str.splitlines` also cuts at U+2028 and its like, so a typed character could forge a message."""
    culprits = [
        str(p.relative_to(PACKAGE))
        for p in FILES
        if {"readers", "ingested"} & set(p.parts) and ".splitlines(" in p.read_text()
    ]
    assert culprits == []


@cache
def bases_of_classes() -> dict[str, set[str]]:
    """What each class of the package is derived from, by name."""
    classes = [node for p in FILES for node in ast.walk(parse_source(p)) if isinstance(node, ast.ClassDef)]
    return {node.name: {getattr(base, "attr", getattr(base, "id", "")) for base in node.bases} for node in classes}


def ancestors_of(name: str) -> set[str]:
    """A class and everything that it is derived from, by name."""
    return {name}.union(*(ancestors_of(base) for base in bases_of_classes().get(name, ()) if base != name))


def errors_raised_by(node: ast.AST) -> Iterator[str]:
    """The classes of our family that a function raises itself, inner functions aside."""
    for child in ast.iter_child_nodes(node):
        if isinstance(child, ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda | ast.ClassDef):
            continue
        if isinstance(child, ast.Raise) and child.exc is not None:
            raised = child.exc.func if isinstance(child.exc, ast.Call) else child.exc
            name = getattr(raised, "attr", getattr(raised, "id", ""))
            if "EgregoraError" in ancestors_of(name):
                yield name
        yield from errors_raised_by(child)


def public_functions(tree: ast.Module | ast.ClassDef) -> Iterator[ast.FunctionDef | ast.AsyncFunctionDef]:
    """Functions and methods without a leading underscore, those inside functions aside."""
    for node in tree.body:
        if isinstance(node, ast.ClassDef):
            yield from public_functions(node)
        elif isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef) and not node.name.startswith("_"):
            yield node


@pytest.mark.slow
def test_a_public_function_names_the_errors_that_it_raises() -> None:
    """By their class, or by one that it is derived from; a command's docstring is its help, and says other things."""
    silent = [
        f"{path.relative_to(PACKAGE)}: {function.name} raises {name}"
        for path in FILES
        if path.relative_to(PACKAGE).parts[0] != "cli"
        for function in public_functions(parse_source(path))
        for name in errors_raised_by(function)
        if not any(word in (ast.get_docstring(function) or "") for word in ancestors_of(name) - {"Exception"})
    ]
    assert silent == []
