"""`GitHistoryResolver` and `egregora git at`: a real repository, read by a run, asked for what files were."""

from __future__ import annotations

import datetime as dt
import json
import os
from pathlib import Path
from typing import Any

import pyarrow as pa
import pytest

from egregora_assets import Deployment
from egregora_assets.contracts.bundles import CONTRACTS
from egregora_assets.contracts.tables import Derived, Source
from egregora_assets.database.tables.sources import open_source
from egregora_assets.errors import FileContentMissing
from egregora_assets.operations.git_history.file_states import NEARBY, QUESTIONS, find_nearby
from egregora_assets.operations.git_history.resolver import build_answers
from egregora_assets_tests.caches.git_repository import START, Repository
from egregora_assets_tests.deployments import egregora

pytestmark = [pytest.mark.slow, pytest.mark.process]

HOUR = 3600


def moment(seconds: int) -> dt.datetime:
    return dt.datetime.fromtimestamp(seconds, dt.UTC)


@pytest.fixture(scope="module")
def repository(tmp_path_factory: pytest.TempPathFactory) -> Repository:
    repository = Repository(tmp_path_factory.mktemp("code") / "boat")
    for hour, (content, subject) in enumerate((("one", "first"), ("two", "second"), ("three", "third"))):
        repository.write(b"src/app.py", content)
        repository.commit(subject, START + hour * HOUR)
        if hour == 0:
            repository.write(b"notes/n\xe9.txt", "odd")
            repository.git("tag", "v1")
    repository.git("rm", "-q", "src/app.py")
    repository.commit("fourth", START + 3 * HOUR)
    return repository


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory, repository: Repository) -> Path:
    """A deployment that has read the repository, and no conversation."""
    home = tmp_path_factory.mktemp("home") / "home"
    egregora("init", "--output", home, "--time-zone", "Europe/Lisbon")
    with (home / "egregora.toml").open("a") as settings:
        settings.write(f'\n[[repositories]]\nname = "ana/boat"\npath = "{repository.folder}"\n')
    for stage in ("git_refs", "git_commits"):
        egregora("debug", "run-stage", stage, "--output", home)
    return home


def test_a_file_is_what_it_was_then_and_a_ref_outranks_the_time(home: Path, repository: Repository) -> None:
    history = Deployment(home).git_history
    commits = repository.git("rev-list", "--reverse", "main").decode().split()
    second = history.at("ana/boat", "src/app.py", moment(START + HOUR + 5))
    assert (second.state, second.commit_id, second.last_change_id) == ("present", commits[1], commits[1])
    assert history.read_content(second) == b"two"
    late = moment(START + 9 * HOUR)
    named = {"v1": b"one", commits[2][:8]: b"three", commits[2].upper(): b"three"}
    named |= {"HEAD~2": b"two", "main^": b"three", "HEAD~1^": b"two", "@~3": b"one", f"{commits[2][:9]}~2": b"one"}
    for ref, content in named.items():
        assert history.read_content(history.at("ana/boat", "src/app.py", late, ref)) == content, ref
    gone = history.at("ana/boat", "src/app.py", late)
    assert (gone.state, gone.last_change_id) == ("deleted", commits[3])
    with pytest.raises(FileContentMissing, match="deleted"):
        history.read_content(gone)
    assert history.at("ana/boat", "src/", moment(START)).state == "directory"
    assert history.at("ana/boat", "src/app.py", late, "no-such-tag").state == "unknown commit"
    assert history.at("ana/boat", "src/app.py", late, "HEAD~9").state == "before history"
    assert history.at("other", "src/app.py", late).state == "unknown repository"


@pytest.mark.parametrize(
    ("path", "state"),
    [
        *[(root, "directory") for root in ("", "/", ".", "./")],
        *[(path, "present") for path in (".//src/app.py", "src//./app.py", "/src/app.py/")],
        *[(odd, "present") for odd in (os.fsdecode(b"notes/n\xe9.txt"), "notes/n\\xe9.txt")],
        *[(other, "absent") for other in ("../src/app.py", "src\\app.py", "src/app")],
    ],
)
def test_a_path_may_be_written_in_other_ways(home: Path, path: str, state: str) -> None:
    found = Deployment(home).git_history.at("ana/boat", path, moment(START + HOUR))
    assert found.state == state
    assert found.path.isprintable()


@pytest.mark.parametrize(
    ("ref", "state"),
    [("v1\n", "unknown commit"), ("\n", "unknown commit"), ("HEAD~", "present"), ("HEAD^2", "unknown commit")],
)
def test_a_ref_that_git_would_not_know_is_an_unknown_commit(home: Path, ref: str, state: str) -> None:
    assert Deployment(home).git_history.at("ana/boat", "src/app.py", moment(START + HOUR), ref).state == state


def test_a_local_time_is_that_of_the_deployments_zone(home: Path) -> None:
    """Lisbon is an hour ahead of UTC on this day in September."""
    history = Deployment(home).git_history
    local = moment(START + HOUR).replace(tzinfo=None)
    assert history.at("ana/boat", "src/app.py", local) == history.at("ana/boat", "src/app.py", moment(START))


def test_many_questions_are_answered_as_each_alone_is(home: Path) -> None:
    history = Deployment(home).git_history
    times = [moment(START + n * HOUR // 2) for n in range(-1, 9)]
    table = pa.table(
        {
            "repository": ["ana/boat"] * len(times),
            "path": ["src/app.py"] * len(times),
            "asked_at": pa.array([t.replace(tzinfo=None) for t in times], pa.timestamp("ns")),
        }
    )
    rows = history.at_many(table).to_pylist()
    alone = [history.at("ana/boat", "src/app.py", t) for t in times]
    assert rows == [{name: getattr(one, name) for name in rows[0]} for one in alone]
    assert [row["state"] for row in rows[:2]] == ["before history", "present"]


def explain(home: Path, source: Source) -> tuple[set[str], list[tuple[str, str]]]:
    """What `EXPLAIN ANALYZE` says of a query: its operators, and how it read the tables of the history."""
    with (
        Deployment(home).context.store.file("main").open_reader() as connection,
        open_source(connection, source) as rows,
    ):
        told = connection.execute(f"EXPLAIN (ANALYZE, FORMAT JSON) FROM {rows}").fetchone()
    operators: set[str] = set()
    scans: list[tuple[str, str]] = []

    def visit(node: Any) -> None:
        if isinstance(node, dict):
            operators.add(str(node.get("type")))
            of = node.get("extra_info") or {}
            if "Table" in of:
                scans.append((of["Table"].rpartition(".")[2], of["Type"]))
        for part in node.values() if isinstance(node, dict) else node if isinstance(node, list) else ():
            visit(part)

    visit(json.loads(told[1] if told else "{}"))
    return operators, scans


@pytest.mark.parametrize("path", ["src/app.py", "src"])
def test_one_question_finds_its_path_by_the_index(home: Path, path: str) -> None:
    """What lies under it is found by the range of names: by the index, too, where that is little."""
    _, scans = explain(home, find_nearby(CONTRACTS["git_file_versions"].table(), path))
    assert scans[0] == ("git_file_versions", "Index Scan")


@pytest.mark.parametrize(("count", "join"), [(1, "NESTED_LOOP_JOIN"), (100, "ASOF_JOIN")])
def test_many_questions_are_one_as_of_join(home: Path, count: int, join: str) -> None:
    """DuckDB joins fewer than 64 rows in a loop."""
    columns = {"repository": "ana/boat", "path": "src/app.py", "asked": START, "steps_back": 0}
    rows = pa.table({name: [value] * count for name, value in columns.items()} | {"question": range(count)})
    asked = rows.append_column("commit_id", pa.nulls(count, pa.string()))
    nearby = Deployment(home).query(f"SELECT {', '.join(NEARBY.columns)} FROM git_file_versions")
    for is_one in (True, False):
        answers = Derived(build_answers(is_one=is_one), {QUESTIONS.get_name(): asked, NEARBY.get_name(): nearby})
        operators, scans = explain(home, answers)
        assert join in operators
        assert (("git_file_versions", "Sequential Scan") in scans) is not is_one


def test_the_command_tells_the_state_and_shows_the_content(home: Path) -> None:
    ask = ("git", "at", "src/app.py", "--time", moment(START + HOUR).isoformat())
    assert egregora(*ask, "--output", home).stdout.startswith("ana/boat: src/app.py  present  commit ")
    assert egregora(*ask, "--show", "--output", home).stdout == "two"
    told = json.loads(egregora(*ask, "--ref", "v1", "--json", "--output", home).stdout)
    assert (told["state"], told["repository"]) == ("present", "ana/boat")
    assert egregora(*ask, "--repository", "other", "--output", home, check=False).returncode == 1
    wrong = egregora("git", "at", "a", "--time", "tuesday", "--output", home, check=False)
    assert (wrong.returncode, "2024-03-05" in wrong.stderr) == (2, True)


def test_a_repository_that_is_gone_is_a_warning_with_a_remedy(home: Path, repository: Repository) -> None:
    ask = ("git", "at", "src/app.py", "--time", moment(START).isoformat(), "--output", home)
    read = ("debug", "run-stage", "git_refs", "--output", home)
    gone = repository.folder.rename(repository.folder.with_name("gone"))
    try:
        egregora(*read)
        told = egregora("status", "--output", home).stdout
        assert "Check warns: git_refs: every_repository_was_read" in told
        assert "The git repository ana/boat cannot be read: its folder is not there. Remedy: put it back" in told
        assert "present" in egregora(*ask).stdout
        shown = egregora(*ask, "--show", check=False)
        assert (shown.returncode, "put it back" in shown.stderr) == (1, True)
    finally:
        gone.rename(repository.folder)
    egregora(*read)
    assert egregora(*ask, "--show").stdout == "one"
    assert "cannot be read" not in egregora("status", "--output", home).stdout
