"""Who opts out later is gone everywhere after one run; a vault that was thrown away takes nothing with it."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from egregora_assets.database.copies.packing import unpacked
from egregora_assets_tests.built_once import BuiltOnce, Deployment
from egregora_assets_tests.deployments import canonical, digests, egregora, files_outside_the_vault, query
from egregora_assets_tests.exports.small_chat import (
    GROUP_TITLE,
    LEAVER,
    MAIL,
    MARK,
    MARKED,
    PEOPLE,
    PHONE,
    PICTURE,
    chat_lines,
    write_export,
)
from egregora_assets_tests.pipeline.leak_search import leaks

LATER = (f"29/03/2024, 08:00 - {LEAVER}: /egregora opt-out",)
FOREIGN_KEYS = (
    ("citations", "message_id", "messages"),
    ("citations", "document_id", "documents"),
    ("redactions", "message_id", "messages"),
    ("attachments", "message_id", "messages"),
    ("message_replies", "message_id", "messages"),
    ("message_reactions", "author_id", "authors"),
    ("message_mentions", "author_id", "authors"),
    ("message_media", "media_id", "media_files"),
    ("message_links", "link_id", "links"),
    ("window_messages", "message_id", "messages"),
    ("window_context", "chunk_id", "chunks"),
    ("chunk_terms", "chunk_id", "chunks"),
    ("chunk_embeddings", "chunk_id", "chunks"),
    ("document_authors", "author_id", "authors"),
    ("document_tags", "document_id", "documents"),
    ("site_files", "document_id", "documents"),
)


@pytest.fixture(scope="session")
def before(three_weeks: Deployment) -> Path:
    """A deployment in which everybody still takes part; tests work on copies."""
    return three_weeks.home


@pytest.fixture(scope="session")
def after(before: Path, built_once: BuiltOnce) -> Path:
    """The same after one run over a longer export in which an author opts out; tests only read it."""

    def make(folder: Path) -> None:
        shutil.copytree(before, folder / "home")
        longer = write_export(folder / "longer.zip", days=23, extra=(MARKED, *LATER))
        egregora("process", longer, "--output", folder / "home")

    return built_once.folder("after_an_opt_out", make) / "home"


def author_of(home: Path, name: str) -> tuple[str, str]:
    """An author's id and pseudonym."""
    ids = query(home, f"SELECT author_id FROM identities WHERE display_name = '{name}'", "vault/vault.duckdb")
    found = query(home, f"SELECT author_id, pseudonym FROM authors WHERE author_id = '{ids[0][0]}'")
    return str(found[0][0]), str(found[0][1])


def texts_of(home: Path, author_id: str) -> set[str]:
    """What an author wrote, as far as nobody else wrote the same."""
    rows = query(
        home,
        f"SELECT text FROM messages GROUP BY text HAVING bool_and(author_id = '{author_id}') AND length(text) > 25",
    )
    return {str(row[0]) for row in rows}


def test_before_the_opt_out_the_author_is_published(before: Path) -> None:
    author_id, pseudonym = author_of(before, LEAVER)
    assert len(texts_of(before, author_id)) > 20
    assert query(before, f"SELECT count(*) FROM documents WHERE subject_author_id = '{author_id}'") == [(1,)]
    assert query(before, "SELECT count(*) FROM media_files") == [(1,)]
    assert leaks((before / "site").rglob("*.html"), [MARK, pseudonym])


def test_after_one_run_nothing_that_the_author_wrote_stands_anywhere(before: Path, after: Path, tmp_path: Path) -> None:
    author_id, pseudonym = author_of(before, LEAVER)
    canonical(after, tmp_path)
    said_by_others = "\n".join(str(row[0]) for row in query(after, "SELECT text FROM messages"))
    written = [text for text in texts_of(before, author_id) if text not in said_by_others]
    assert len(written) > 10
    assert leaks([*(after / "site").rglob("*.*"), *tmp_path.glob("*.jsonl")], written) == {}
    shown = [p for p in (after / "site").rglob("*.*") if p.suffix in (".html", ".xml", ".json", ".js")]
    assert leaks(shown, [pseudonym]) == {}


def test_after_one_run_nothing_of_the_author_is_left_in_the_tables(before: Path, after: Path) -> None:
    author_id, pseudonym = author_of(before, LEAVER)
    assert query(after, f"SELECT is_opted_out FROM authors WHERE author_id = '{author_id}'") == [(True,)]
    for table, column in (
        ("messages", "author_id"),
        ("documents", "subject_author_id"),
        ("document_authors", "author_id"),
    ):
        assert query(after, f"SELECT count(*) FROM {table} WHERE {column} = '{author_id}'") == [(0,)]
    for table, column in (("chunks", "text"), ("documents", "content"), ("citations", "quote"), ("messages", "text")):
        assert query(after, f"SELECT count(*) FROM {table} WHERE contains({column}, '{pseudonym}')") == [(0,)]
    assert query(after, "SELECT count(*) FROM chunk_terms WHERE term = 'lantern'") == [(0,)]
    assert query(after, "SELECT count(*) FROM messages")[0][0] > 0


def test_the_picture_its_thumbnail_and_its_clean_copy_are_gone(before: Path, after: Path) -> None:
    assert list((before / "cache" / "media").iterdir())
    assert (
        query(after, "SELECT count(*) FROM media_files") == query(after, "SELECT count(*) FROM attachments") == [(0,)]
    )
    for folder in ("cache/media", "cache/thumbnails", "site/media"):
        found = [p for p in (after / folder).rglob("*") if p.is_file()] if (after / folder).exists() else []
        assert found == []
    assert leaks(files_outside_the_vault(after), [PICTURE]) == {}


def test_older_states_in_which_the_author_is_published_are_gone_and_a_new_one_is_kept(
    before: Path, after: Path
) -> None:
    snapshots = {p.name for p in (after / "snapshots").glob("*.duckdb.gz")}
    assert len(snapshots) == 1
    assert not snapshots & {p.name for p in (before / "snapshots").glob("*.duckdb.gz")}
    (kept,) = snapshots
    of_author = f"SELECT is_opted_out FROM authors WHERE author_id = '{author_of(before, LEAVER)[0]}'"
    with unpacked(after / "snapshots" / kept) as plain:
        assert query(plain.parent, of_author, plain.name) == [(True,)]


def test_after_the_opt_out_every_reference_leads_somewhere(after: Path) -> None:
    for child, column, parent in FOREIGN_KEYS:
        known = f"SELECT {column} FROM {parent}"
        orphans = f"SELECT count(*) FROM {child} WHERE {column} IS NOT NULL AND {column} NOT IN ({known})"
        assert (child, query(after, orphans)) == (child, [(0,)])
    wrong = "SELECT count(*) FROM citations JOIN messages USING (message_id) WHERE NOT contains(text, quote)"
    assert query(after, wrong) == [(0,)]
    assert query(after, "SELECT DISTINCT status FROM runs") == [("completed",)]


def test_cards_are_of_documents_that_are_there(after: Path) -> None:
    cards = "SELECT count(*) FROM asset_cache WHERE kind = 'social_card'"
    lost = f"{cards} AND subject_id NOT IN (SELECT document_id FROM documents)"
    assert query(after, lost) == [(0,)]
    named = {
        str(row[0]) for row in query(after, "SELECT relative_path FROM asset_cache WHERE relative_path IS NOT NULL")
    }
    on_disk = {p for p in digests(after / "cache") if p.startswith(("cards/", "thumbnails/"))}
    assert {f"cache/{p}" for p in on_disk} <= named


def test_nobody_is_named_after_the_opt_out(after: Path) -> None:
    assert leaks(files_outside_the_vault(after), [*PEOPLE, MAIL, PHONE, GROUP_TITLE, LEAVER.split()[0]]) == {}


def test_who_did_not_opt_out_keeps_pseudonym_ids_and_addresses(before: Path, after: Path) -> None:
    gone, _ = author_of(before, LEAVER)
    sql = f"SELECT author_id, pseudonym FROM authors WHERE author_id <> '{gone}'"
    assert set(query(before, sql)) <= set(query(after, sql))
    others = f"SELECT message_id FROM messages WHERE author_id <> '{gone}'"
    assert set(query(before, others)) <= set(query(after, others))
    posts = "SELECT document_id, slug FROM documents WHERE doc_type = 'journal'"
    assert set(query(before, posts)) <= set(query(after, posts))


def test_a_run_after_the_opt_out_has_nothing_left_to_do(after: Path, tmp_path: Path) -> None:
    shutil.copytree(after, tmp_path / "home")
    egregora("process", "--output", tmp_path / "home", "--force-refresh")
    latest = "(SELECT run_id FROM runs ORDER BY started_at DESC LIMIT 1)"
    changed = query(
        tmp_path / "home",
        "SELECT asset_key FROM materializations WHERE inserted_count + updated_count + deleted_count > 0 "
        f"AND run_id = {latest}",
    )
    assert changed == []


def test_a_vault_thrown_away_takes_nothing_that_is_published_and_new_exports_join(before: Path, tmp_path: Path) -> None:
    home = tmp_path / "home"
    shutil.copytree(before, home)
    messages = dict(query(home, "SELECT message_id, text FROM messages"))
    authors = set(query(home, "SELECT author_id, pseudonym, is_opted_out FROM authors"))
    documents = set(query(home, "SELECT document_id, doc_type, slug FROM documents"))
    for path in (home / "vault").glob("vault.duckdb*"):
        path.unlink()
    shutil.rmtree(home / "vault" / "media")

    later = write_export(tmp_path / f"WhatsApp Chat with {GROUP_TITLE}.zip", days=26, leave_out=120)
    egregora("process", later, "--output", home)
    after = dict(query(home, "SELECT message_id, text FROM messages"))
    assert set(messages) < set(after)
    assert query(home, "SELECT count(*) FROM chats") == [(1,)]
    assert query(home, "SELECT count(*) FROM messages")[0][0] < len(messages) + 26 * 14 - 120
    assert set(query(home, "SELECT author_id, pseudonym, is_opted_out FROM authors")) == authors
    assert documents <= set(query(home, "SELECT document_id, doc_type, slug FROM documents"))
    assert query(home, "SELECT count(*) FROM messages JOIN authors USING (author_id) WHERE is_opted_out") == [(0,)]
    assert (home / "site" / "index.html").is_file()
    assert leaks(files_outside_the_vault(home), [*PEOPLE, MAIL, PHONE, GROUP_TITLE]) == {}


def test_private_files_are_private_whatever_the_umask(after: Path) -> None:
    """The command ran under this process's umask, which leaves files readable unless somebody sees to it."""
    assert after.stat().st_mode & 0o777 == 0o700
    private = [after / "vault", *(after / "vault").rglob("*"), after / "dagster", after / "inbox"]
    assert [p for p in private if p.stat().st_mode & 0o077] == []
    assert chat_lines(days=1, extra=LATER)[-1] == LATER[0]
