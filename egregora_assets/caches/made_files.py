"""Plans and makes the files of the cache: thumbnails of pictures, social cards of posts."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from pathlib import Path

from egregora_assets.caches import cards, expressions
from egregora_assets.caches.retention import Key, Row, Wanted, build_row, get_key
from egregora_assets.contracts.tables import Tables
from egregora_assets.services.cache_files import CARDS, THUMBNAILS
from egregora_assets.services.pictures import Pictures
from egregora_assets.services.tasks import DONE, Task, TaskResult, TaskWork

NOT_DRAWN = TaskResult("the template refused it", is_final=True)
_FORMATS = {"thumbnail": ("webp", "image/webp", THUMBNAILS), "social_card": ("png", "image/png", CARDS)}
"""By kind: file extension, media type, folder."""


def plan_thumbnails(anonymized: Tables, enriched: Tables, pictures: Pictures, home: Path) -> dict[Key, Wanted]:
    """The thumbnail of every clean picture, by the picture's bytes; files that are missing have none."""
    found = anonymized.rows(expressions.clean_pictures(anonymized["attachments"], enriched["media_files"]))
    wanted = []
    for row in found.to_pylist():
        if digest := pictures.digest(home / row["clean_path"]):
            inputs = {"path": row["clean_path"], "sha256": digest, "media_id": row["media_id"]}
            wanted.append(Wanted("thumbnail", row["media_id"], inputs, "pillow", pictures.thumbnail_version))
    return {one.key: one for one in wanted}


def plan_cards(anonymized: Tables, generated: Tables, pictures: Pictures, site_title: str | None) -> dict[Key, Wanted]:
    """The social card of every published post, by its text and colour; no `site_title` = the chat's public title."""
    posts = generated.rows(expressions.published_posts(generated["documents"], anonymized["chats"])).to_pylist()
    version = pictures.card_version(cards.TEMPLATE_FOLDER) if posts else ""
    wanted = []
    for post in posts:
        data = cards.build_card_data(
            post["document_id"],
            post["title"],
            post["language"],
            site_title or post["public_title"],
            (cards.drop_nanoseconds(post["window_start"]), cards.drop_nanoseconds(post["window_end"])),
            post["time_zone"],
        )
        wanted.append(Wanted("social_card", post["document_id"], data, "typst", version))
    return {one.key: one for one in wanted}


def make_missing(
    pictures: Pictures, home: Path, rows: Iterable[Row], wanted: Mapping[Key, Wanted], work: TaskWork
) -> list[Row]:
    """Makes the wanted files that have no row, writes them, and returns their rows, by key.

    Cards are drawn through the queue of tasks; a post whose card cannot be drawn goes without.

    Raises:
        FolderNotWritable: the folder of the cache cannot be written.
    """
    missing = {key: wanted[key] for key in sorted(set(wanted) - {get_key(row) for row in rows})}
    drawn = _draw_cards(pictures, [one for one in missing.values() if one.kind == "social_card"], work)
    made = []
    for (kind, cache_key), one in missing.items():
        data = drawn.get(cache_key) if kind == "social_card" else pictures.make_thumbnail(home / one.inputs["path"])
        if data is not None:
            extension, content_type, folder = _FORMATS[kind]
            relative_path = pictures.keep(home, folder, extension, data)
            made.append(build_row(one, relative_path, len(data), content_type, work.now))
    return made


def _draw_cards(pictures: Pictures, wanted: Iterable[Wanted], work: TaskWork) -> dict[str, bytes]:
    """The cards that it is time to draw, by cache key."""
    chosen = {one.key[1]: one for one in wanted}
    drawn: dict[str, bytes] = {}

    def draw(tasks: list[Task]) -> dict[str, TaskResult]:
        keys = {task.task_id: task.payload["cache_key"] for task in tasks}
        drawn.update(pictures.draw_cards(cards.TEMPLATE_FOLDER, {key: chosen[key].inputs for key in keys.values()}))
        return {task_id: DONE if key in drawn else NOT_DRAWN for task_id, key in keys.items()}

    payloads = [{"cache_key": key, "document_id": one.subject_id} for key, one in chosen.items()]
    work.perform("generate_banner", payloads, draw)
    return drawn


def is_present(pictures: Pictures, home: Path, row: Row, *, by_content: bool = False) -> bool:
    """Whether the file of a row is there; a row without its file is a miss.

    Args:
        by_content: read it and compare digests, else sizes.
    """
    path = row["relative_path"]
    return path is None or pictures.is_kept(home, path, row["byte_count"], by_content=by_content)
