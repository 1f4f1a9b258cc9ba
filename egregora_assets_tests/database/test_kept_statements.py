"""SQL that is kept from run to run: the same as compiled anew, and never with a literal that could be data."""

from __future__ import annotations

import json
from pathlib import Path

import ibis
import pytest

from egregora_assets.contracts.bundles import CONTRACTS
from egregora_assets.database.schema import compiled
from egregora_assets.database.schema.compiled import KeptStatements, compile_operation
from egregora_assets.stages.ingested import expressions as ingested
from egregora_assets.stages.knowledge import checks as knowledge

NAME = "Benedita Sarmento"
FILE = Path("cache") / "statements.json"


def table(name: str) -> ibis.Table:
    return CONTRACTS[name].table()


OURS = [
    ingested.chats_without_authors(table("ingested")),
    knowledge.find_later_context(table("windows"), table("chunks"), table("window_context")),
]


@pytest.fixture
def compilations(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """What was compiled, in order."""
    found: list[str] = []

    def note(operation: ibis.expr.operations.Node) -> str:
        found.append(compile_operation(operation))
        return found[-1]

    monkeypatch.setattr(compiled, "compile_operation", note)
    return found


def test_what_one_process_compiled_the_next_one_does_not(tmp_path: Path, compilations: list[str]) -> None:
    first, second = KeptStatements(), KeptStatements()
    made = [first.compile(expression.op()) for expression in OURS]
    first.save(tmp_path)
    second.load(tmp_path)
    assert [second.compile(expression.op()) for expression in OURS] == made == compilations
    assert (tmp_path / FILE).stat().st_mode & 0o777 == 0o600


def test_a_literal_that_could_be_data_is_never_kept(tmp_path: Path, compilations: list[str]) -> None:
    kept, messages = KeptStatements(), table("messages")
    for condition in (messages.text == NAME, messages.text.isin([NAME, "post"]), messages.position == 5_511_987_654):
        for _ in range(2):
            assert kept.compile(messages.filter(condition).op()) == compilations[-1]
    assert len(compilations) == 6
    named = [messages.select(**{NAME: messages.text}), messages.limit(7_312), messages.sample(0.5, seed=7_312)]
    for expression in (*named, ibis.table({"message_id": "uuid"}, name=NAME)):
        assert kept.compile(expression.op()) == compilations[-1]
    kept.compile(OURS[0].op())
    kept.save(tmp_path)
    assert list(json.loads((tmp_path / FILE).read_text()).values()) == compilations[-1:]


def test_an_expression_that_is_too_deep_for_a_digest_is_compiled(compilations: list[str]) -> None:
    messages = table("messages")
    found = messages.position
    for _ in range(300):
        found = found + 1
    assert KeptStatements().compile(messages.select(position=found).op()) == compilations[0]


@pytest.mark.parametrize("content", [b"", b"[1]", b"{", b"\xff"])
def test_a_damaged_file_costs_time_alone(tmp_path: Path, compilations: list[str], content: bytes) -> None:
    (tmp_path / FILE).parent.mkdir()
    (tmp_path / FILE).write_bytes(content)
    kept = KeptStatements()
    kept.load(tmp_path)
    assert kept.compile(OURS[0].op()) == compilations[0]
    kept.save(tmp_path)
    assert list(json.loads((tmp_path / FILE).read_text()).values()) == compilations


def test_other_libraries_compile_anew(tmp_path: Path, compilations: list[str], monkeypatch: pytest.MonkeyPatch) -> None:
    first, second = KeptStatements(), KeptStatements()
    first.compile(OURS[0].op())
    first.save(tmp_path)
    second.load(tmp_path)
    monkeypatch.setattr(compiled, "_find_versions", lambda: ("later",))
    second.compile(OURS[0].op())
    assert len(compilations) == 2


def test_what_was_used_last_is_kept_where_there_is_no_room_for_all(
    tmp_path: Path, compilations: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(compiled, "MOST_KEPT", 1)
    for expression in OURS:
        kept = KeptStatements()
        kept.load(tmp_path)
        kept.compile(expression.op())
        kept.save(tmp_path)
    assert list(json.loads((tmp_path / FILE).read_text()).values()) == compilations[1:]


def test_a_later_run_compiles_what_holds_data_alone(small_home: Path) -> None:
    kept = json.loads((small_home / FILE).read_text())
    texts = "\n".join(kept.values())
    for name in ("result_senders", "result_documents", "result_boundaries", "export_id_right", "rule_0"):
        assert name in texts
