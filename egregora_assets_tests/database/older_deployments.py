"""Databases as the predecessor made them: V3 with one table of documents, V2 with a table a kind, rankings twice."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import duckdb

V3_DOCUMENTS = """CREATE TABLE documents (
    id VARCHAR PRIMARY KEY, content VARCHAR, created_at TIMESTAMP WITH TIME ZONE, source_checksum VARCHAR,
    title VARCHAR, slug VARCHAR, date DATE, summary VARCHAR, authors VARCHAR[], tags VARCHAR[], status VARCHAR NOT NULL,
    subject_uuid VARCHAR, alias VARCHAR, avatar_url VARCHAR, interests VARCHAR[], filename VARCHAR, mime_type VARCHAR,
    media_type VARCHAR, phash VARCHAR, window_start TIMESTAMP, window_end TIMESTAMP, doc_type VARCHAR NOT NULL,
    extensions JSON)"""
V3_ANNOTATIONS = """CREATE TABLE annotations (
    id VARCHAR, content VARCHAR, created_at TIMESTAMP, source_checksum VARCHAR, parent_id VARCHAR, parent_type VARCHAR,
    author_id VARCHAR)"""
TASKS = """CREATE TABLE tasks (
    task_id UUID, task_type VARCHAR, status VARCHAR, payload JSON, created_at TIMESTAMP WITH TIME ZONE,
    processed_at TIMESTAMP WITH TIME ZONE, error VARCHAR)"""
RATINGS = """CREATE TABLE elo_ratings (
    post_slug VARCHAR, rating DOUBLE, comparisons BIGINT, wins BIGINT, losses BIGINT, ties BIGINT,
    last_updated TIMESTAMP WITH TIME ZONE, created_at TIMESTAMP WITH TIME ZONE)"""
HISTORY = """CREATE TABLE comparison_history (
    comparison_id VARCHAR, post_a_slug VARCHAR, post_b_slug VARCHAR, winner VARCHAR, rating_a_before DOUBLE,
    rating_b_before DOUBLE, rating_a_after DOUBLE, rating_b_after DOUBLE, timestamp TIMESTAMP WITH TIME ZONE,
    reader_feedback VARCHAR)"""
OLDEST_RATINGS = """CREATE TABLE elo_ratings (
    post_id VARCHAR PRIMARY KEY, elo_global DOUBLE NOT NULL DEFAULT 1500, games_played INTEGER NOT NULL DEFAULT 0,
    last_updated TIMESTAMP NOT NULL)"""
OLDEST_HISTORY = """CREATE TABLE elo_history (
    comparison_id VARCHAR PRIMARY KEY, timestamp TIMESTAMP NOT NULL, profile_id VARCHAR NOT NULL,
    post_a VARCHAR NOT NULL,
    post_b VARCHAR NOT NULL, winner VARCHAR NOT NULL CHECK (winner IN ('A', 'B')), comment_a VARCHAR NOT NULL,
    stars_a INTEGER NOT NULL, comment_b VARCHAR NOT NULL, stars_b INTEGER NOT NULL)"""
V2_TABLES = (
    """CREATE TABLE posts (id VARCHAR, content VARCHAR, created_at TIMESTAMP, source_checksum VARCHAR,
    title VARCHAR, slug VARCHAR, date DATE, summary VARCHAR, authors JSON, tags JSON, status VARCHAR)""",
    """CREATE TABLE profiles (id VARCHAR, content VARCHAR, created_at TIMESTAMP, subject_uuid VARCHAR, title VARCHAR,
    alias VARCHAR, summary VARCHAR, avatar_url VARCHAR, interests VARCHAR[])""",
    """CREATE TABLE media (id VARCHAR, content VARCHAR, created_at TIMESTAMP, filename VARCHAR, mime_type VARCHAR,
    media_type VARCHAR, phash VARCHAR)""",
    """CREATE TABLE journals (id VARCHAR, content VARCHAR, created_at TIMESTAMP, title VARCHAR, window_start TIMESTAMP,
    window_end TIMESTAMP)""",
)
OLD_PERSON = "5c1a7f8e-2b64-5d0f-9d3a-0c2b1f6e7a90"


def database(path: Path, *statements: str) -> Path:
    """A DuckDB file that these statements make."""
    with duckdb.connect(str(path)) as connection:
        for statement in statements:
            connection.execute(statement)
    return path


def literal(value: object) -> str:
    """A value as SQL."""
    if value is None:
        return "NULL"
    if isinstance(value, bool | int | float):
        return str(value)
    if isinstance(value, list | tuple):
        return "[" + ", ".join(map(literal, value)) + "]"
    return "'" + str(value).replace("'", "''") + "'"


def row(table: str, **cells: object) -> str:
    """The statement that adds a row; columns that are not named are null."""
    return f"INSERT INTO {table} ({', '.join(cells)}) VALUES ({', '.join(map(literal, cells.values()))})"


def post(slug: str, table: str = "documents", **cells: object) -> str:
    """The statement that adds a post."""
    base: dict[str, object] = {
        "id": slug,
        "slug": slug,
        "title": slug.replace("-", " ").capitalize(),
        "content": f"Everybody talked about {slug.replace('-', ' ')}.\n\nThen they went home.",
        "summary": "What was talked about.",
        "date": "2023-05-06",
        "created_at": "2023-05-09 10:00:00",
        "status": "published",
    }
    if table == "documents":
        base |= {"doc_type": "post"}
    return row(table, **{**base, **cells})


def pipeline_database(path: Path, statements: Sequence[str] = (), more: Sequence[str] = ()) -> Path:
    """A V3 database of a pipeline: two posts, what the statements add to them, and further tables."""
    own = (post("the-old-mill", tags=["mills", "water"], authors=[OLD_PERSON]), post("a-quiet-harbour"))
    return database(path, V3_DOCUMENTS, V3_ANNOTATIONS, TASKS, *own, *statements, *more)


def rankings(path: Path, *pairs: tuple[str, str, str], alone: Sequence[str] = ()) -> Path:
    """Newer rankings: comparisons of (first, second, winner as `a`, `b` or `tie`), and a rating a post.

    Args:
        alone: posts that have a rating and no comparison.
    """
    rows = [
        row(
            "comparison_history",
            comparison_id=f"game-{i}",
            post_a_slug=a,
            post_b_slug=b,
            winner=winner,
            timestamp=f"2023-06-01 10:{i:02}:00+00",
            reader_feedback='{"comment": "Benedita wrote the better one"}',
        )
        for i, (a, b, winner) in enumerate(pairs)
    ]
    posts = sorted({slug for a, b, _ in pairs for slug in (a, b)} | {*alone})
    rated = [row("elo_ratings", post_slug=slug, rating=1510.5, comparisons=2) for slug in posts]
    return database(path, RATINGS, HISTORY, *rows, *rated)
