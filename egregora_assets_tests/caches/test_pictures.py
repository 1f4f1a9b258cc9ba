"""Thumbnails and social cards: made once, by content, and gone when nobody wants them."""

from __future__ import annotations

import io
import tempfile
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import ibis
import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image, PngImagePlugin

from egregora_assets.caches import cards, checks, expressions, retention
from egregora_assets.caches.assets import asset_cache
from egregora_assets.caches.made_files import NOT_DRAWN
from egregora_assets.contracts.bundles import CONTRACTS
from egregora_assets.services import cache_files
from egregora_assets.services.cache_files import CARDS, THUMBNAILS
from egregora_assets.services.pictures import Pictures
from egregora_assets.services.run_options import RunOptions
from egregora_assets_tests.asset_bodies import (
    ClockInHand,
    ContextInHand,
    SettingsInHand,
    StoreInMemory,
    body_of,
    passes,
)
from egregora_assets_tests.room_tables import RoomTables
from egregora_assets_tests.sql_snapshots import assert_sql

T = {name: contract.table() for name, contract in CONTRACTS.items()}
CHAT = "00000000-0000-8000-8000-0000000000c1"


def uuid(number: int) -> str:
    return f"00000000-0000-8000-8000-{number:012d}"


def noise(size: tuple[int, int], mode: str = "RGB") -> Image.Image:
    return Image.effect_noise(size, 60).convert(mode)


class Scene:
    """A deployment's folder with clean pictures and posts."""

    def __init__(self, home: Path) -> None:
        self.home = home
        self.store, self.clock, self.settings = StoreInMemory(), ClockInHand(), SettingsInHand(home)
        self.pictures = Pictures()
        self.attachments: list[dict[str, Any]] = []
        self.posts: list[dict[str, Any]] = []
        self.has_opted_out, self.has_every_card = False, True

    def picture(self, number: int, size: tuple[int, int] = (900, 300)) -> None:
        relative_path = f"cache/media/{uuid(number)}.webp"
        (self.home / "cache" / "media").mkdir(parents=True, exist_ok=True)
        Image.new("RGB", size, (number % 256, 90, 200)).save(self.home / relative_path, "WEBP")
        self.attachments.append(
            {"message_id": uuid(number), "media_id": uuid(number), "media_type": "image", "clean_path": relative_path}
        )

    def post(self, number: int, title: str = "What shall we read next?", status: str = "published") -> None:
        begin = datetime(2024, 3, 4)
        self.posts.append(
            {
                "document_id": uuid(number),
                "chat_id": CHAT,
                "doc_type": "post",
                "status": status,
                "title": title,
                "language": "en",
                "window_start": begin,
                "window_end": begin + timedelta(days=7),
            }
        )

    def run(self) -> list[dict[str, Any]]:
        room = RoomTables(
            "chats", "authors", "attachments", "media_files", "documents", "asset_cache", "messages", "citations",
            "code_references", "git_repositories", "git_chain", "git_file_versions", "git_lookup_cache",
        )  # fmt: skip
        room.fill("chats", [{"chat_id": CHAT, "public_title": "The Thursday Table", "time_zone": "UTC"}])
        room.fill("authors", [{"author_id": uuid(900), "chat_id": CHAT, "is_opted_out": self.has_opted_out}])
        room.fill("attachments", self.attachments)
        room.fill("media_files", [{"media_id": a["media_id"]} for a in self.attachments])
        room.fill("documents", self.posts)
        room.fill("asset_cache", self.store.read_own_table("asset_cache"))
        tables = room.tables
        rows = body_of(asset_cache)(
            context=ContextInHand(),
            anonymized=tables,
            enriched=tables,
            generated=tables,
            git_refs=tables,
            git_commits=tables,
            settings=self.settings,
            pictures=self.pictures,
            store=self.store,
            clock=self.clock,
            run_options=RunOptions(),
        )
        rows = room.write(rows)
        has_cards = passes(checks.every_post_has_its_card, tables, tables, tables)
        assert has_cards == self.has_every_card
        self.store.keep(rows)
        found: list[dict[str, Any]] = rows["asset_cache"].to_pylist()
        return found

    def files(self) -> list[str]:
        return sorted(
            p.relative_to(self.home).as_posix() for f in (THUMBNAILS, CARDS) for p in (self.home / f).glob("*")
        )


@pytest.fixture
def scene(tmp_path: Path) -> Scene:
    return Scene(tmp_path)


@pytest.mark.slow
def test_a_post_whose_card_cannot_be_drawn_goes_without_and_is_told_of(
    scene: Scene, monkeypatch: pytest.MonkeyPatch
) -> None:
    scene.post(1, "A good title")
    scene.post(2, "A bad title")
    drawn = Pictures.draw_cards
    monkeypatch.setattr(
        Pictures, "draw_cards", lambda self, folder, wanted: dict(list(drawn(self, folder, wanted).items())[:1])
    )
    scene.has_every_card = False
    assert len(scene.run()) == 1
    assert sorted(result.error for result in scene.store.task_queue.results.values()) == ["", NOT_DRAWN.error]


@pytest.mark.slow
def test_each_picture_gets_a_thumbnail_and_each_published_post_a_card(scene: Scene) -> None:
    scene.picture(1)
    scene.post(11)
    scene.post(12, status="draft")
    rows = scene.run()
    assert [(r["kind"], r["subject_id"], r["content_type"]) for r in rows] == [
        ("social_card", uuid(11), "image/png"),
        ("thumbnail", uuid(1), "image/webp"),
    ]
    for row in rows:
        assert (scene.home / row["relative_path"]).stat().st_size == row["byte_count"]
    with Image.open(scene.home / rows[0]["relative_path"]) as card:
        assert (card.size, card.format) == ((1200, 630), "PNG")
    with Image.open(scene.home / rows[1]["relative_path"]) as thumbnail:
        assert (thumbnail.size, thumbnail.format) == ((640, 213), "WEBP")


@pytest.mark.slow
def test_a_second_run_makes_and_changes_nothing(scene: Scene, monkeypatch: pytest.MonkeyPatch) -> None:
    scene.picture(1)
    scene.post(11)
    first = scene.run()
    stamps = {f: (scene.home / f).stat().st_mtime_ns for f in scene.files()}
    scene.clock.forward(days=400)
    monkeypatch.setattr("egregora_assets.services.pictures._draw", None)
    assert scene.run() == first
    assert {f: (scene.home / f).stat().st_mtime_ns for f in scene.files()} == stamps


@pytest.mark.slow
def test_a_row_without_its_file_heals(scene: Scene) -> None:
    scene.picture(1)
    scene.post(11)
    before = {r["kind"]: r for r in scene.run()}
    (scene.home / before["social_card"]["relative_path"]).unlink()
    (scene.home / before["thumbnail"]["relative_path"]).write_bytes(b"cut")
    bytes_before = {k: r["relative_path"] for k, r in before.items()}
    after = {r["kind"]: r["relative_path"] for r in scene.run()}
    assert after == bytes_before
    assert all(cache_files.is_present(scene.home, r["relative_path"], r["byte_count"]) for r in before.values())


@pytest.mark.slow
def test_what_nobody_wants_rests_and_then_goes_with_its_file(scene: Scene) -> None:
    scene.picture(1)
    scene.post(11)
    scene.run()
    scene.posts.clear()
    scene.clock.forward(days=200)
    (card, _) = scene.run()
    assert card["subject_id"] is None
    assert card["expires_at"] == scene.clock.time + timedelta(days=90)
    scene.clock.forward(days=89)
    assert len(scene.run()) == 2
    scene.clock.forward(days=2)
    assert [r["kind"] for r in scene.run()] == ["thumbnail"]
    assert [f.split("/")[1] for f in scene.files()] == ["thumbnails"]


@pytest.mark.slow
def test_nothing_rests_once_somebody_opted_out(scene: Scene) -> None:
    scene.post(11)
    scene.post(12, "Another question")
    scene.run()
    scene.posts.pop()
    assert len(scene.run()) == 2
    scene.has_opted_out = True
    assert [r["subject_id"] for r in scene.run()] == [uuid(11)]
    assert len(scene.files()) == 1


@pytest.mark.slow
def test_what_is_wanted_again_is_not_made_again(scene: Scene) -> None:
    scene.post(11)
    (first,) = scene.run()
    post = scene.posts.pop()
    scene.run()
    scene.clock.forward(days=10)
    scene.posts.append(post)
    (again,) = scene.run()
    assert again == {**first, "last_accessed_at": scene.clock.time}


@pytest.mark.slow
def test_a_new_title_makes_a_new_card_and_the_old_one_rests(scene: Scene) -> None:
    scene.post(11)
    (first,) = scene.run()
    scene.posts[0]["title"] = "Another question"
    rows = scene.run()
    assert {r["cache_key"] for r in rows} > {first["cache_key"]}
    assert sorted(r["expires_at"] is None for r in rows) == [False, True]


@pytest.mark.slow
def test_the_cap_takes_what_rests_and_never_what_is_wanted(scene: Scene) -> None:
    scene.post(11)
    scene.post(12, "Another question")
    scene.run()
    scene.posts.pop()
    scene.settings.changed["cache_cap_bytes"] = 1
    assert [r["subject_id"] for r in scene.run()] == [uuid(11)]
    assert len(scene.files()) == 1


@pytest.mark.slow
def test_what_a_killed_run_left_is_swept(scene: Scene) -> None:
    scene.post(11)
    scene.run()
    (scene.home / CARDS / ".half.png.123.part").write_bytes(b"half")
    (scene.home / CARDS / f"{'0' * 64}.png").write_bytes(b"no row names it")
    scene.run()
    assert len(scene.files()) == 1


def test_a_picture_that_is_gone_or_damaged_is_left_out(scene: Scene) -> None:
    scene.picture(1)
    scene.picture(2)
    (scene.home / scene.attachments[0]["clean_path"]).unlink()
    (scene.home / scene.attachments[1]["clean_path"]).write_bytes(b"RIFF")
    assert scene.run() == []


# --- thumbnails ---------------------------------------------------------------------------------------------------


def test_a_thumbnail_is_upright_without_metadata_and_always_the_same(tmp_path: Path) -> None:
    picture = noise((1000, 500))
    exif = Image.Exif()
    exif[0x0112], exif[0x010F], exif[0x9286] = 6, "Camera of somebody", "a comment"
    picture.save(tmp_path / "a.jpg", exif=exif, comment=b"somebody", dpi=(72, 72))
    first = Pictures().make_thumbnail(tmp_path / "a.jpg")
    assert first is not None
    assert first == Pictures().make_thumbnail(tmp_path / "a.jpg")
    assert b"EXIF" not in first
    assert b"somebody" not in first
    with Image.open(io.BytesIO(first)) as made:
        assert made.size == (320, 640)
        assert not made.getexif()


@pytest.mark.parametrize("mode", ["L", "P", "CMYK", "RGBA", "LA", "1", "I;16"])
def test_every_kind_of_picture_is_reduced(tmp_path: Path, mode: str) -> None:
    ending = "tiff" if mode in ("CMYK", "I;16") else "png"
    source = (
        noise((800, 20), "RGB").convert("L").convert("I;16")
        if mode == "I;16"
        else noise((800, 20), "RGB").convert(mode)
    )
    if mode in ("RGBA", "LA"):
        source.putalpha(100)
    source.save(tmp_path / f"a.{ending}")
    made = Pictures().make_thumbnail(tmp_path / f"a.{ending}")
    assert made is not None
    with Image.open(io.BytesIO(made)) as thumbnail:
        assert thumbnail.size == (640, 16)
        assert thumbnail.mode == ("RGBA" if mode in ("RGBA", "LA") else "RGB")


def test_a_small_picture_is_not_enlarged_and_text_in_it_goes(tmp_path: Path) -> None:
    info = PngImagePlugin.PngInfo()
    info.add_text("Author", "somebody")
    noise((30, 20)).save(tmp_path / "a.png", pnginfo=info)
    made = Pictures().make_thumbnail(tmp_path / "a.png")
    assert made is not None
    assert b"somebody" not in made
    with Image.open(io.BytesIO(made)) as thumbnail:
        assert thumbnail.size == (30, 20)


def test_a_picture_far_too_large_is_left_alone(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    noise((100, 100)).save(tmp_path / "a.png")
    monkeypatch.setattr(Image, "MAX_IMAGE_PIXELS", 5_000)
    assert Pictures().make_thumbnail(tmp_path / "a.png") is None


# --- cards --------------------------------------------------------------------------------------------------------

SPAN = (datetime(2024, 3, 4), datetime(2024, 3, 11))


def card_data(title: str, language: str = "en", document: int = 1) -> dict[str, str]:
    return cards.build_card_data(uuid(document), title, language, "The Thursday Table", SPAN, "UTC")


def draw(*titles: str) -> list[bytes]:
    drawn = Pictures().draw_cards(cards.TEMPLATE_FOLDER, {f"{i:03}": card_data(t) for i, t in enumerate(titles)})
    return [drawn[name] for name in sorted(drawn)]


def test_the_same_words_give_the_same_bytes() -> None:
    first, second = draw("A question?", "A question?")
    assert first == second == draw("A question?")[0]
    assert b"tEXt" not in first
    assert b"tIME" not in first


@pytest.mark.parametrize(
    "title",
    ['#panic("x")', "$1 / 0$", "*bold* _it_ `code` @ref <label>", '#read("/etc/passwd")', "a\\ b // c /* d", "#", ""],
)
def test_a_title_is_never_markup(title: str) -> None:
    (card,) = draw(title)
    assert card.startswith(b"\x89PNG")
    assert card_data(title)["title"] == title


@given(st.text(max_size=400))
def test_what_is_shown_is_one_line_without_controls_and_drawn_lines_can_break(text: str) -> None:
    shown = cards.fit_text(text, cards.TITLE_LENGTH)
    assert not any(c in shown for c in "\u202a\u202e\u2066\u2069\u200f\n\r\t\x00\x1b")
    visible = shown.replace("\u200b", "")
    assert len(visible) <= cards.TITLE_LENGTH
    assert cards.fit_text(visible, cards.TITLE_LENGTH) in (shown, cards.fit_text(shown, cards.TITLE_LENGTH))


def test_long_titles_and_long_words_stay_on_the_card() -> None:
    titles = ("W" * 300, "a-" * 200, "word " * 80, "🙂" * 150, "é" * 149)
    for card in draw(*titles):
        with Image.open(io.BytesIO(card)) as picture:
            assert picture.size == (1200, 630)


@pytest.mark.parametrize(
    ("text", "is_drawable"),
    [("Olá, Ω и 2024 🙂", True), ("שלום नमस्ते สวัสดี", True), ("日本語", False), ("한국어", False)],
)
def test_a_title_whose_letters_the_fonts_lack_is_left_out(text: str, is_drawable: bool) -> None:
    assert (card_data(text)["title"] == text) is is_drawable


def test_a_card_that_the_template_refuses_is_left_out_and_the_others_are_drawn(tmp_path: Path) -> None:
    (tmp_path / "fonts").mkdir()
    (tmp_path / "card.typ").write_text('#if sys.inputs.title == "x" { panic("no") } else { [fine] }')
    assert set(Pictures().draw_cards(tmp_path, {"bad": {"title": "x"}, "good": {"title": "y"}})) == {"good"}


def test_a_font_or_the_template_changes_the_version(tmp_path: Path) -> None:
    (tmp_path / "fonts").mkdir()
    (tmp_path / "card.typ").write_text("one")
    one = Pictures().card_version(tmp_path)
    (tmp_path / "fonts" / "a.ttf").write_bytes(b"font")
    two = Pictures().card_version(tmp_path)
    (tmp_path / "card.typ").write_text("two")
    assert len({one, two, Pictures().card_version(tmp_path)}) == 3


@pytest.mark.parametrize(
    ("language", "first", "last", "text"),
    [
        ("en", (2024, 3, 4), (2024, 3, 10), "4–10 March 2024"),
        ("en", (2024, 3, 4), (2024, 3, 4), "4 March 2024"),
        ("pt", (2024, 3, 4), (2024, 3, 10), "4–10 de março de 2024"),
        ("es", (2024, 3, 28), (2024, 4, 3), "28 de marzo – 3 de abril de 2024"),
        ("de", (2024, 3, 4), (2024, 3, 10), "4.–10. März 2024"),
        ("fr", (2023, 12, 31), (2024, 1, 1), "31 décembre 2023 – 1er janvier 2024"),
        ("it", (2024, 5, 1), (2024, 5, 1), "1º maggio 2024"),
        ("ja", (2024, 3, 4), (2024, 3, 10), "2024-03-04 – 2024-03-10"),
    ],
)
def test_dates_are_written_as_readers_write_them(
    language: str, first: tuple[int, int, int], last: tuple[int, int, int], text: str
) -> None:
    assert cards.format_dates(date(*first), date(*last), language) == text


def test_days_are_those_of_the_chat_and_the_end_is_exclusive() -> None:
    span = (datetime(2024, 3, 4, 3), datetime(2024, 3, 11, 3))
    assert cards.find_days(span, "America/Sao_Paulo") == (date(2024, 3, 4), date(2024, 3, 10))
    assert cards.find_days((span[0], span[0]), "UTC") == (date(2024, 3, 4), date(2024, 3, 4))


# --- keys and retention -------------------------------------------------------------------------------------------

NOW = datetime(2024, 5, 1, tzinfo=UTC)


def test_a_key_depends_on_every_input_and_on_nothing_else() -> None:
    base = retention.Wanted("thumbnail", "x", {"a": "1", "b": "2"}, "pillow", "1")
    same = retention.Wanted("thumbnail", "y", {"b": "2", "a": "1"}, "pillow", "1")
    others = [
        retention.Wanted("social_card", "x", base.inputs, "pillow", "1"),
        retention.Wanted("thumbnail", "x", {"a": "1", "b": "3"}, "pillow", "1"),
        retention.Wanted("thumbnail", "x", {"a": "1b", "": "2"}, "pillow", "1"),
        retention.Wanted("thumbnail", "x", base.inputs, "other", "1"),
        retention.Wanted("thumbnail", "x", base.inputs, "pillow", "2"),
    ]
    assert base.key == same.key
    assert len({base.key, *(o.key for o in others)}) == 6


MOMENTS = st.integers(-200, 0).map(lambda days: NOW + timedelta(days=days))


@st.composite
def rows(draw: st.DrawFn) -> dict[str, Any]:
    created = draw(MOMENTS)
    return {
        "kind": "thumbnail",
        "cache_key": uuid(draw(st.integers(0, 99))),
        "byte_count": draw(st.integers(1, 50)),
        "created_at": created,
        "last_accessed_at": created,
        "expires_at": draw(st.none() | st.integers(-5, 5).map(lambda days: NOW + timedelta(days=days))),
        "is_pinned": draw(st.booleans()),
    }


@pytest.mark.slow
@given(
    st.lists(rows(), max_size=8, unique_by=lambda r: r["cache_key"]), st.sets(st.integers(0, 99)), st.integers(0, 200)
)
def test_what_is_wanted_stays_the_rest_fits_and_a_second_look_changes_nothing(
    known: list[dict[str, Any]], wanted: set[int], cap: int
) -> None:
    keys = {("thumbnail", uuid(n)) for n in wanted}
    limits = retention.Limits(timedelta(days=90), cap)
    kept = retention.retain_rows(known, keys, NOW, limits)
    held = [r for r in known if retention.get_key(r) in keys or r["is_pinned"]]
    assert {retention.get_key(r) for r in held} <= {retention.get_key(r) for r in kept}
    resting = [r for r in kept if r["expires_at"] is not None]
    assert not resting or sum(r["byte_count"] for r in kept) <= cap
    assert all(r["created_at"] <= r["last_accessed_at"] for r in kept)
    assert retention.retain_rows(kept, keys, NOW, limits) == kept


@given(
    st.lists(rows(), max_size=8, unique_by=lambda r: r["cache_key"]), st.sets(st.integers(0, 99)), st.integers(0, 200)
)
def test_what_was_used_longest_ago_goes_first_and_nothing_stays_beyond_its_time(
    known: list[dict[str, Any]], wanted: set[int], cap: int
) -> None:
    keys = {("thumbnail", uuid(n)) for n in wanted}
    kept = retention.retain_rows(known, keys, NOW, retention.Limits(timedelta(days=90), cap))
    everything = retention.retain_rows(known, keys, NOW, retention.Limits(timedelta(days=90), 10**9))
    resting = [r["last_accessed_at"] for r in kept if r["expires_at"] is not None]
    stays = {retention.get_key(r) for r in kept}
    gone = [r["last_accessed_at"] for r in everything if retention.get_key(r) not in stays]
    assert not resting or not gone or max(gone) <= min(resting)
    assert all(min(r["expires_at"], r["last_accessed_at"] + timedelta(days=90)) > NOW for r in kept if r["expires_at"])
    assert not retention.retain_rows(known, keys, NOW, retention.Limits(timedelta(0), 10**9)) or all(
        r["expires_at"] is None for r in retention.retain_rows(known, keys, NOW, retention.Limits(timedelta(0), 10**9))
    )


@given(st.binary(min_size=1, max_size=64), st.integers(0, 63), st.sampled_from(["flip", "cut", "gone", "more"]))
def test_a_file_that_is_not_what_was_written_is_not_whole_and_heals(data: bytes, place: int, damage: str) -> None:
    with tempfile.TemporaryDirectory() as folder:
        home = Path(folder)
        path = cache_files.write_by_content(home, CARDS, "png", data)
        assert cache_files.is_whole(home, path, len(data))
        place %= len(data)
        broken = data[:place] + bytes([data[place] ^ 1]) + data[place + 1 :]
        if damage == "gone":
            (home / path).unlink()
        else:
            (home / path).write_bytes({"flip": broken, "cut": data[:place], "more": data + b"x"}[damage])
        assert not cache_files.is_whole(home, path, len(data))
        assert cache_files.write_by_content(home, CARDS, "png", data) == path
        assert (home / path).read_bytes() == data


def test_those_who_write_and_read_at_the_same_time_see_whole_files(tmp_path: Path) -> None:
    data = bytes(range(256)) * 400
    path = cache_files.write_by_content(tmp_path, CARDS, "png", data)

    def work(number: int) -> bool:
        if number % 4 == 0:
            (tmp_path / path).unlink(missing_ok=True)
        cache_files.write_by_content(tmp_path, CARDS, "png", data)
        try:
            return (tmp_path / path).read_bytes() == data
        except FileNotFoundError:
            return True

    with ThreadPoolExecutor(8) as pool:
        assert all(pool.map(work, range(64)))
    assert cache_files.is_whole(tmp_path, cache_files.write_by_content(tmp_path, CARDS, "png", data), len(data))
    assert [p.name for p in (tmp_path / CARDS).iterdir()] == [Path(path).name]


@pytest.mark.parametrize(
    ("name", "expression"),
    [
        ("clean_pictures", expressions.clean_pictures(T["attachments"], T["media_files"])),
        ("list_cached_files", expressions.list_cached_files(T["asset_cache"])),
        ("published_posts", expressions.published_posts(T["documents"], T["chats"])),
    ],
)
def test_the_sql_is_the_reviewed_one(name: str, expression: ibis.Table) -> None:
    assert_sql(f"caches_{name}", expression)
