"""An annotation never points to nothing: not when it is made, not when its parent goes, not after a kill."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import pyarrow as pa
import pytest

from egregora_assets.contracts.bundles import BUNDLES_BY_ASSET, CONTRACTS
from egregora_assets.contracts.identifiers import public_uuid
from egregora_assets.database.content.repository import DuckDBContent
from egregora_assets.database.error_translation import translate_errors
from egregora_assets.database.tables.reading import read_rows
from egregora_assets.database.tables.writer import write
from egregora_assets.errors import DocumentRefused, RowsRefused
from egregora_assets.services.content import Document, Parent
from egregora_assets_tests.contracts.contract_rows import insert
from egregora_assets_tests.database.content_room import AUTHOR, MESSAGE, NOON, RUN, document, room
from egregora_assets_tests.database.test_write import one_message
from egregora_assets_tests.processes import in_a_process, program

NOBODY = public_uuid("test", "nothing has this id")
ANONYMIZED, GENERATED = BUNDLES_BY_ASSET["anonymized"], BUNDLES_BY_ASSET["generated"]


@pytest.fixture
def content(tmp_path: Path) -> DuckDBContent:
    return room(tmp_path)


def on(content: DuckDBContent, kind: str, identifier: str, text: str = "a note") -> Document:
    return content.annotate(Parent(kind, identifier), text, AUTHOR, NOON, RUN)


def rows_of(content: DuckDBContent, table: str) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = read_rows(content._file, CONTRACTS[table].table()).to_pylist()
    return found


def say(content: DuckDBContent, text: str | None) -> None:
    """Writes the conversation with one message of that text, or without it, as the asset does."""
    rows = one_message(text or "")
    if text is None:
        rows = {n: t if n in ("chats", "authors") else t.slice(0, 0) for n, t in rows.items()}
    write(content._file, ANONYMIZED, rows, RUN, lambda connection, written: None)


def generate(content: DuckDBContent, contents: dict[str, str]) -> None:
    """Writes the writer's posts by name → content, as the asset does."""
    written = [document(name=n, content=c, decided_by="writer", writer="test") for n, c in contents.items()]
    columns = {n: [getattr(d, n) for d in written] for n in CONTRACTS["documents"].column_names if n != "run_id"}
    for name in ("created_at", "window_start", "window_end"):
        columns[name] = pa.array(columns[name], pa.timestamp("ns"))  # type: ignore[assignment]
    columns["content_hash"] = [public_uuid("content", d.content) for d in written]
    rows = {
        name: pa.table({c: pa.array([], pa.string()) for c in CONTRACTS[name].column_names if c != "run_id"})
        for name in ("document_authors", "document_tags", "citations", "offered_posts")
    }
    rows["documents"] = pa.table(columns)
    rows["document_addresses"] = rows["documents"].select(["document_id", "chat_id", "doc_type", "slug"])
    write(content._file, GENERATED, rows, RUN, lambda connection, made: None)


@pytest.mark.slow
@pytest.mark.parametrize("kind", ["message", "post", "annotation"])
def test_the_repository_refuses_a_parent_that_is_not_there(content: DuckDBContent, kind: str) -> None:
    with pytest.raises(DocumentRefused):
        on(content, kind, NOBODY)
    assert content.find().documents == ()
    assert rows_of(content, "document_addresses") == []


def test_the_repository_refuses_a_parent_that_is_something_else(content: DuckDBContent) -> None:
    journal = content.save(document("journal"), RUN)
    with pytest.raises(DocumentRefused):
        on(content, "post", journal.document_id)
    assert rows_of(content, "annotations") == []


@pytest.mark.slow
@pytest.mark.parametrize(
    "parent",
    [
        {"parent_type": "message", "parent_message_id": NOBODY},
        {"parent_type": "post", "parent_message_id": None, "parent_document_id": NOBODY},
        {"parent_type": "annotation", "parent_message_id": None, "parent_document_id": NOBODY},
        {
            "parent_type": "post",
            "parent_message_id": None,
            "parent_document_id": document("journal").document_id,
        },
        {"parent_type": "message", "parent_message_id": MESSAGE, "parent_document_id": document().document_id},
        {"author_id": NOBODY},
    ],
    ids=["no message", "no post", "no annotation", "a journal called a post", "two parents", "no author"],
)
def test_the_database_itself_refuses_an_annotation_on_nothing(content: DuckDBContent, parent: dict[str, Any]) -> None:
    for doc_type in ("post", "journal"):
        content.save(document(doc_type), RUN)
    note = on(content, "message", MESSAGE)
    (row,) = rows_of(content, "annotations")
    with content._file.transaction() as connection:
        connection.execute("DELETE FROM annotations")
    with (
        pytest.raises(RowsRefused),
        content._file.transaction() as connection,
        translate_errors(content._file.path, "annotations"),
    ):
        insert(connection, "annotations", {**row, **parent})
    with content._file.transaction() as connection:
        insert(connection, "annotations", row)
    assert content.get(note.document_id) == note


@pytest.mark.slow
@pytest.mark.parametrize(
    ("table", "kind"),
    [("messages", "message"), ("document_addresses", "post"), ("document_addresses", "annotation")],
)
def test_the_database_itself_refuses_to_delete_what_is_annotated(content: DuckDBContent, table: str, kind: str) -> None:
    parents = {"message": MESSAGE, "post": content.save(document(), RUN).document_id}
    parents["annotation"] = on(content, "message", MESSAGE).document_id
    note = on(content, kind, parents[kind], "another note")
    with content._file.transaction() as connection:
        # What else refers to the parent goes first, so that the annotation alone stands in the way.
        for child in ("document_tags", "document_authors", "citations", "documents"):
            if kind != "message":
                connection.execute(f"DELETE FROM {child} WHERE document_id = $1", [parents[kind]])
        connection.execute("DELETE FROM annotations WHERE annotation_id <> $1", [note.document_id])
    key = "message_id" if kind == "message" else "document_id"
    with pytest.raises(RowsRefused), content._file.transaction() as connection:
        connection.execute(f"DELETE FROM {table} WHERE {key} = $1", [parents[kind]])
    with content._file.transaction() as connection:
        connection.execute("DELETE FROM annotations")
    with content._file.transaction() as connection:
        connection.execute(f"DELETE FROM {table} WHERE {key} = $1", [parents[kind]])


@pytest.mark.slow
def test_an_annotation_on_an_annotation_works_and_each_is_found_under_its_parent(content: DuckDBContent) -> None:
    post = content.save(document(), RUN)
    first = on(content, "post", post.document_id)
    second = on(content, "annotation", first.document_id, "a note on a note")
    third = on(content, "annotation", second.document_id, "and one on that")
    assert content.get(third.document_id) == third
    assert third.parent == Parent("annotation", second.document_id)
    assert third.author_ids == (AUTHOR,)
    found = [content.find(parent_id=d.document_id).documents for d in (post, first, second, third)]
    assert found == [(first,), (second,), (third,), ()]


@pytest.mark.slow
def test_the_same_note_of_the_same_person_is_one_note(content: DuckDBContent) -> None:
    first = on(content, "message", MESSAGE)
    assert content.annotate(Parent("message", MESSAGE), first.content, AUTHOR, NOON + 5, RUN) == first
    other = content.annotate(Parent("message", MESSAGE), first.content, None, NOON, RUN)
    assert other.author_ids == ()
    assert set(content.find(parent_id=MESSAGE).documents) == {first, other}
    assert content.find(author_id=AUTHOR).documents == (first,)


@pytest.mark.slow
def test_an_annotation_can_be_edited_but_not_moved(content: DuckDBContent) -> None:
    first = on(content, "message", MESSAGE)
    post = content.save(document(), RUN)
    worded = content.save(replace(first, content="better words"), RUN)
    assert content.get(first.document_id) == worded
    for parent in (Parent("post", post.document_id), None):
        with pytest.raises(DocumentRefused):
            content.save(replace(first, parent=parent), RUN)
    with pytest.raises(DocumentRefused):
        content.save(replace(post, parent=Parent("message", MESSAGE)), RUN)
    assert content.get(first.document_id) == worded


@pytest.mark.slow
def test_a_message_that_is_written_again_keeps_its_annotations(content: DuckDBContent) -> None:
    say(content, "said")
    first = on(content, "message", MESSAGE)
    second = on(content, "annotation", first.document_id, "a note on a note")
    say(content, "said better")
    assert [row["text"] for row in rows_of(content, "messages")] == ["said better"]
    assert [content.get(d.document_id) for d in (first, second)] == [first, second]
    assert rows_of(content, "detached_annotations") == []


KILLED = """
import os, signal, sys
from pathlib import Path
sys.path.insert(0, {root!r})
from egregora_assets.database.connection import DatabaseFile
from egregora_assets.database.tables.writer import write
from egregora_assets_tests.database.test_annotations import ANONYMIZED, RUN
from egregora_assets_tests.database.test_write import one_message

def die(connection, written):
    os.kill(os.getpid(), signal.SIGKILL)

write(DatabaseFile(Path({path!r})), ANONYMIZED, one_message("said better"), RUN, die)
"""


@pytest.mark.process
def test_a_kill_while_a_message_is_written_again_loses_no_annotation(content: DuckDBContent) -> None:
    say(content, "said")
    first = on(content, "message", MESSAGE)
    second = on(content, "annotation", first.document_id, "a note on a note")
    killed = KILLED.format(root=str(Path(__file__).parents[2]), path=str(content._file.path))
    done = in_a_process(program, killed)
    assert done.returncode == -9, done.stderr
    assert rows_of(content, "messages") == []
    assert [row["annotation_id"] for row in rows_of(content, "detached_annotations")] == [first.document_id]
    assert content.find().documents == ()
    say(content, "said better")
    assert rows_of(content, "detached_annotations") == []
    assert [content.get(d.document_id) for d in (first, second)] == [first, second]


@pytest.mark.slow
def test_what_is_written_on_a_message_that_went_is_kept_and_not_shown(content: DuckDBContent) -> None:
    say(content, "said")
    first = on(content, "message", MESSAGE)
    second = on(content, "annotation", first.document_id, "a note on a note")
    say(content, None)
    assert rows_of(content, "annotations")[0]["annotation_id"] == second.document_id
    assert [row["annotation_id"] for row in rows_of(content, "detached_annotations")] == [first.document_id]
    assert {row["document_id"] for row in rows_of(content, "documents")} == {first.document_id, second.document_id}
    assert [content.get(d.document_id) for d in (first, second)] == [None, None]
    assert content.find().documents == content.find(parent_id=first.document_id).documents == ()
    say(content, "said")
    assert set(content.find().documents) == {first, second}


@pytest.mark.slow
def test_what_a_person_who_opted_out_wrote_on_others_is_not_shown(content: DuckDBContent) -> None:
    mine = on(content, "message", MESSAGE)
    answer = content.annotate(Parent("annotation", mine.document_id), "an answer", None, NOON, RUN)
    nobodys = content.annotate(Parent("message", MESSAGE), "a note of nobody", None, NOON, RUN)
    with content._file.transaction() as connection:
        connection.execute("UPDATE authors SET is_opted_out = true WHERE author_id = $1", [AUTHOR])
    assert content.find().documents == (nobodys,)
    assert content.get(answer.document_id) is None


@pytest.mark.slow
def test_a_post_that_is_written_again_keeps_its_annotations(content: DuckDBContent) -> None:
    generate(content, {"a": "one text", "b": "another"})
    note = on(content, "post", document(name="a").document_id)
    generate(content, {"a": "a quite different text", "b": "another"})
    post = content.get(document(name="a").document_id)
    assert post is not None
    assert post.content == "a quite different text"
    assert content.find(parent_id=post.document_id).documents == (note,)
    generate(content, {"b": "another"})
    assert content.get(note.document_id) is None
    generate(content, {"a": "told again", "b": "another"})
    assert content.get(note.document_id) == note


@pytest.mark.slow
def test_a_writer_keeps_documents_that_people_saved_and_updates_the_others(content: DuckDBContent) -> None:
    generate(content, {"a": "one text", "b": "another", "c": "a third"})
    notice = content.save(document("announcement"), RUN)
    mended = content.save(replace(document(name="b"), content="mended by hand"), RUN)
    generate(content, {"a": "rewritten", "b": "overwritten?", "c": "a third"})
    assert content.get(notice.document_id) == notice
    assert content.get(mended.document_id) == mended
    first = content.get(document(name="a").document_id)
    assert first is not None
    assert first.content == "rewritten"


@pytest.mark.slow
def test_an_archived_post_stays_off_the_site_but_its_text_remains_the_writers(content: DuckDBContent) -> None:
    generate(content, {"a": "words of somebody", "b": "another"})
    archived = document(name="a").document_id
    content.archive(archived, RUN)
    generate(content, {"a": "words of others", "b": "another"})
    post = content.get(archived)
    assert post is not None
    assert (post.content, post.status, post.decided_by) == ("words of others", "archived", "person")
    generate(content, {"b": "another"})
    assert content.get(archived) is None
