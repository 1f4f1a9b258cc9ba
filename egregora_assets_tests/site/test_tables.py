"""From tables to the site: what is asked, what is left out, and what comes together."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator
from typing import Any

import pytest

from egregora_assets.contracts.bundles import CONTRACTS
from egregora_assets.contracts.identifiers import public_uuid
from egregora_assets.contracts.pictures.looks import LOOK_DIGITS
from egregora_assets.contracts.tables import Derived
from egregora_assets.site.addresses import day_page, make_anchor
from egregora_assets.site.build import build_site
from egregora_assets.site.conversation_model import read_messages, serialize_rows
from egregora_assets.site.inspecting.inspection import Inspection, inspect_files
from egregora_assets.site.site_model import Site
from egregora_assets.stages.published import expressions
from egregora_assets.stages.published.notes.expressions import list_skipped
from egregora_assets.stages.published.rows import SiteOptions, build_manifest, list_sources, read_site
from egregora_assets_tests.room_tables import RoomTables
from egregora_assets_tests.sql_snapshots import assert_sql

TABLES = (
    "chats", "authors", "messages", "message_replies", "message_reactions", "attachments", "media_files",
    "message_media", "links", "message_links", "windows", "chunks", "window_context", "documents",
    "document_authors", "document_tags", "citations", "annotations", "message_notes", "elo_ratings", "asset_cache",
    "message_nominations", "nomination_decisions",
    "site_files", "elo_comparisons",
    "git_repositories", "git_commits", "git_chain", "git_file_versions", "code_references", "code_excerpts",
)  # fmt: skip
NOTES = {"remark": 3, "answer": 4, "margin": 4, "secret": 3, "echo": 3}
MORNING = dt.datetime(2024, 1, 8, 9, 30)


def uid(*names: object) -> str:
    return public_uuid("test", *(str(n) for n in names))


def author(name: str, *, is_opted_out: bool = False) -> dict[str, Any]:
    shown = name.title()
    return {
        "author_id": uid(name), "chat_id": uid("chat"), "pseudonym": shown, "public_name": shown,
        "is_opted_out": is_opted_out,
    }  # fmt: skip


def message(number: int, person: str | None, at: dt.datetime, **others: Any) -> dict[str, Any]:
    return {
        "message_id": uid("m", number), "chat_id": uid("chat"), "author_id": person and uid(person), "sent_at": at,
        "local_time": at - dt.timedelta(hours=3), "position": number, "kind": "text" if person else "system",
        "text": f"said {number}", "is_edited": False, "run_id": uid("run"), **others,
    }  # fmt: skip


def document(name: str, kind: str, day: int, **others: Any) -> dict[str, Any]:
    return {
        "document_id": uid(name), "chat_id": uid("chat"), "doc_type": kind, "slug": name, "title": f"Title of {name}",
        "summary": "A summary.", "content": "text", "content_hash": uid("hash", name), "status": "published",
        "language": "pt", "created_at": MORNING + dt.timedelta(days=day), "writer": "embedded/1",
        "window_start": MORNING + dt.timedelta(days=day - 1), "window_end": MORNING + dt.timedelta(days=day),
        "window_id": uid("w", day), **others,
    }  # fmt: skip


@pytest.fixture
def room() -> Iterator[RoomTables]:
    room = RoomTables(*TABLES)
    room.fill("chats", [{"chat_id": uid("chat"), "source": "whatsapp", "slug": "c", "public_title": "O grupo",
                         "time_zone": "America/Sao_Paulo", "language": "pt"}])  # fmt: skip
    people = ("heron", "fox", "birch", "hidden")
    room.fill("authors", [author(p, is_opted_out=p == "hidden") for p in people])
    said = [message(n, people[n % 4], MORNING + dt.timedelta(hours=n)) for n in range(40)]
    said += [message(40, None, MORNING), message(41, "heron", MORNING + dt.timedelta(days=9, hours=17, minutes=45))]
    room.fill("messages", list(reversed(said)))
    room.fill("message_replies", [{"message_id": uid("m", n), "reply_to_id": uid("m", to)}
                                  for n, to in ((30, 4), (6, 7), (7, 4), (9, 40))])  # fmt: skip
    room.fill("message_reactions", [
        {"message_id": uid("m", 4), "ordinal": n, "author_id": who and uid(who), "emoji": sign, "reaction_count": count}
        for n, (who, sign, count) in enumerate(
            (("fox", "👍", 1), ("birch", "👍", 1), ("hidden", "👍", 1), (None, "🎉", 3))
        )
    ])  # fmt: skip
    room.fill("attachments", [
        {"message_id": uid("m", n), "ordinal": 0, "media_id": uid("pic"), "media_type": "image",
         "mime_type": "image/webp", "byte_count": 9, "clean_path": "cache/media/pic.webp",
         "is_pii_redacted": True} for n in (4, 3, 8)
    ])  # fmt: skip
    room.fill("media_files", [
        {"media_id": uid(m), "media_type": "image", "mime_type": "image/webp", "byte_count": 9, "width": 4,
         "height": 3,
         "site_relative_path": f"media/{m}.webp", "description": f"The {m}", "is_pii_redacted": True}
        for m in ("pic", "pic2")
    ])  # fmt: skip
    room.fill("message_media", [{"message_id": uid("m", n), "ordinal": 0, "media_id": uid("pic")} for n in (4, 3, 8)])
    room.fill("message_media", [{"message_id": uid("m", 7), "ordinal": 0, "media_id": uid("pic2")}])
    room.fill("links", [{"link_id": uid("l", s), "url": f"{s}://a.example/", "host": "a.example", "status": "skipped"}
                        for s in ("https", "ftp")])  # fmt: skip
    room.fill(
        "message_links", [{"message_id": uid("m", n), "ordinal": 0, "link_id": uid("l", "https")} for n in (9, 5)]
    )
    room.fill("windows", [{"window_id": uid("w", d), "chat_id": uid("chat"), "window_start": MORNING,
                           "window_end": MORNING, "message_count": 1, "signature": uid("sig", d)}
                          for d in (1, 2, 3)])  # fmt: skip
    room.fill("chunks", [{"chunk_id": uid("c", d), "chat_id": uid("chat"), "window_id": uid("w", d), "ordinal": 0,
                          "text": "t"} for d in (1, 2, 3)])  # fmt: skip
    room.fill(
        "window_context",
        [{"window_id": uid("w", 3), "chunk_id": uid("c", d), "rank": 3 - d, "score": 1.0} for d in (1, 2)],
    )
    content = (
        f"> said 4\n>\n> — [Heron, Mon 10:30](message:{uid('m', 4)})\n\n![x](media:{uid('pic')})\n\n"
        f"[hidden](message:{uid('m', 3)}) ![gone](media:{uid('pic2')})"
    )
    room.fill("documents", [
        document("one", "post", 1), document("two", "post", 2), document("three", "post", 3, content=content),
        document("draft", "post", 4, status="draft"), document("old", "post", 4, status="archived"),
        document("heron", "profile", 3, subject_author_id=uid("heron")),
        document("hidden", "profile", 3, subject_author_id=uid("hidden")), document("week", "journal", 3, title=None),
        document("news", "announcement", 3),
        *(document(n, "annotation", d, title=None, content=f"wrote the {n}") for n, d in NOTES.items()),
    ])  # fmt: skip
    room.fill("annotations", [
        {"annotation_id": uid(n), "doc_type": "annotation", "parent_type": kind, "author_id": who and uid(who),
         "parent_message_id": uid(*target) if kind == "message" else None,
         "parent_document_id": None if kind == "message" else uid(*target)}
        for n, kind, target, who in (
            ("remark", "message", ("m", 5), "fox"), ("answer", "annotation", ("remark",), None),
            ("margin", "post", ("three",), "birch"), ("secret", "message", ("m", 5), "hidden"),
            ("echo", "annotation", ("secret",), None),
        )
    ])  # fmt: skip
    room.fill("citations", [{"document_id": uid("three"), "ordinal": 0, "message_id": uid("m", 4), "quote": "said 4"}])
    room.fill("document_tags", [{"document_id": uid("three"), "tag": t} for t in ("reunião", "barco")])
    room.fill(
        "document_authors",
        [{"document_id": uid("three"), "author_id": uid(p)} for p in ("heron", "fox", "hidden")]
        + [{"document_id": uid(n), "author_id": uid(p)} for n, p in (("remark", "fox"), ("margin", "birch"))],
    )
    room.fill(
        "elo_ratings",
        [
            {"post_id": uid(name), "rating": rating, "num_comparisons": 4, "last_updated": MORNING}
            for name, rating in (("three", 1612.5), ("two", 1550.25))
        ],
    )
    verdicts = [("three", "two", "person", False), ("three", "one", "person", False), ("one", "three", "person", True),
                ("one", "three", "person", False), ("three", "one", "rubric-2", False),
                ("two", "one", "person", False), ("two", "one", "person", False)]  # fmt: skip
    room.fill("elo_comparisons", [
        {"winner_id": uid(winner), "loser_id": uid(loser), "judge": judge, "is_tie": is_tie}
        for winner, loser, judge, is_tie in verdicts
    ])  # fmt: skip
    room.fill("asset_cache", [
        {"kind": k, "cache_key": uid("k", k), "relative_path": f"cache/{k}.png", "content_type": "image/png",
         "byte_count": 1, "maker": "m", "maker_version": "1", "is_pinned": False, "subject_id": s}
        for k, s in (("thumbnail", uid("pic")), ("social_card", uid("three")), ("completion", uid("three")))
    ])  # fmt: skip
    yield room
    room.close()


def site_of(room: RoomTables, options: SiteOptions | None = None) -> Site:
    tables = room.tables
    questions = expressions.build_questions(*[tables] * 8)
    answers = {name: room.rows(q) for name, q in questions.items()}
    assert {"cache/media/pic.webp", "cache/social_card.png", "cache/thumbnail.png"} <= set(list_sources(answers))
    return read_site(answers, options or SiteOptions())


@pytest.mark.slow
def test_the_site_that_comes_from_the_tables_is_whole(room: RoomTables) -> None:
    site = site_of(room, SiteOptions(url="https://example.org/x"))
    files = {f.path: f for f in inspect_files(build_site(site), [c.path for c in site.copies], Inspection("/x/"))}
    assert files["posts/three.html"].document_id == uid("three")
    assert b'class="attribution"' in files["posts/three.html"].content
    assert "Escolhido por quem leu" in files["index.html"].content.decode()
    assert not [path for path, file in files.items() if re.search(rb"\b(1612|1613|1550)\b", file.content)]
    assert b"Told in" not in files["conversation/2024-01-08.html"].content
    assert b"Contado em" in files["conversation/2024-01-08.html"].content


def test_a_message_that_posts_leave_out_is_known_by_the_operators_word_before_that_of_the_chat() -> None:
    room = RoomTables("message_nominations", "nomination_decisions")
    ids = [uid("m", number) for number in range(4)]
    said = zip(ids, ("skip", "skip", "keep"), strict=False)
    room.fill("message_nominations", [{"message_id": i, "nomination": nomination} for i, nomination in said])
    decided = {ids[1]: "keep", ids[3]: "skip"}
    room.fill("nomination_decisions", [{"message_id": i, "nomination": n} for i, n in decided.items()])
    skipped = list_skipped(room.tables["nomination_decisions"], room.tables["message_nominations"])
    assert room.rows(skipped)["message_id"].to_pylist() == sorted([ids[0], ids[3]])
    room.close()


@pytest.mark.slow
def test_a_note_stands_under_what_it_is_written_on_with_its_writer_and_is_found_there(room: RoomTables) -> None:
    files = {f.path: f.content.decode() for f in build_site(site_of(room))}
    day, post = files["conversation/2024-01-08.html"], files["posts/three.html"]
    place = day.index(f'id="{make_anchor("m", uid("m", 5))}"')
    below = day[place : day.index("</div>", place)]
    assert "said 5" in below
    assert 'class="who">Fox</p>' in below
    assert below.index("wrote the remark") < below.index("wrote the answer")
    assert below.count('<aside class="note') == 2
    notes = post[post.index('<h2 id="notes"') : post.index("<footer")]
    assert 'class="who">Birch</p>' in notes
    assert "wrote the margin" in notes
    assert 'id="notes"' not in files["posts/two.html"]
    words = "".join(content for path, content in files.items() if path.startswith("search/2024"))
    assert all(f'"{word}":' in words for word in ("remark", "answer", "margin"))
    everything = "".join(files.values())
    assert "secret" not in everything
    assert "echo" not in everything


@pytest.mark.slow
def test_title_and_language_come_from_the_chat_or_the_operator(room: RoomTables) -> None:
    assert (site_of(room).title, site_of(room).language) == ("O grupo", "pt")
    chosen = site_of(room, SiteOptions(title="Ours\u202e", language="fr-CA", url="https://example.org/a"))
    assert (chosen.title, chosen.language, chosen.url) == ("Ours", "fr", "https://example.org/a/")


@pytest.mark.slow
def test_people_who_opted_out_are_nowhere(room: RoomTables) -> None:
    site = site_of(room)
    shown = "".join(f.content.decode() for f in build_site(site))
    assert {p.name for p in site.people} == {"Heron", "Fox", "Birch"}
    assert "Hidden" not in shown
    assert not [n for n in range(3, 40, 4) if f"<p>said {n}</p>" in shown]
    assert {m.media_id for m in site.media} == {uid("pic")}
    assert site.statistics is not None
    assert site.statistics.message_count == 31


@pytest.mark.slow
def test_drafts_and_what_was_superseded_are_not_shown(room: RoomTables) -> None:
    assert [p.slug for p in site_of(room).posts] == ["three", "two", "one"]


@pytest.mark.slow
def test_days_are_local(room: RoomTables) -> None:
    site = site_of(room)
    assert [d.day.isoformat() for d in site.conversation.days] == ["2024-01-08", "2024-01-09", "2024-01-18"]
    last = read_messages(serialize_rows(site.conversation.get_rows(site.conversation.days[-1])))
    assert [(m.clock, m.text) for m in last] == [("00h", "said 41")]
    post = site.posts[0]
    assert (str(post.first_day), str(post.last_day), str(post.day)) == ("2024-01-10", "2024-01-11", "2024-01-11")


@pytest.mark.slow
def test_messages_stand_in_order_of_time(room: RoomTables) -> None:
    site = site_of(room)
    texts = [text for d in site.conversation.days for text in site.conversation.read_texts(d)]
    assert texts[:4] == ["said 0", "said 40", "said 1", "said 2"]
    assert len(texts) == 32


@pytest.mark.slow
def test_a_post_knows_its_rating_tags_voices_versions_and_what_came_before(room: RoomTables) -> None:
    post = site_of(room).posts[0]
    assert post.rating is not None
    assert (post.rating.score, post.rating.comparison_count, post.rating.vote_balance) == (1612.5, 4, 1)
    assert post.tags == ()
    assert post.person_ids == (uid("fox"), uid("heron"))
    assert (post.data_version, post.text_version) == (uid("sig", 3), uid("hash", "three"))
    assert post.earlier == (uid("two"),)
    assert site_of(room).posts[1].later == (uid("three"),)


@pytest.mark.slow
def test_media_and_links_stand_where_they_came_first(room: RoomTables) -> None:
    room.run("UPDATE messages SET text = 'The new timetable: https://a.example/' WHERE text = 'said 5'")
    site = site_of(room)
    assert [(m.message_id, m.path, m.thumbnail) for m in site.media] == [
        (uid("m", 4), "media/pic.webp", f"media/thumbnails/{uid('pic')}.png")
    ]
    (link,) = site.links
    assert (link.url, link.message_id, link.share_count) == ("https://a.example/", uid("m", 5), 2)
    assert (link.title, link.person_ids) == ("The new timetable", (uid("fox"),))
    assert {(c.path, c.source) for c in site.copies} == {
        ("media/pic.webp", "cache/media/pic.webp"),
        (f"media/thumbnails/{uid('pic')}.png", "cache/thumbnail.png"),
        (f"cards/{uid('three')}.png", "cache/social_card.png"),
    }


@pytest.mark.slow
def test_a_picture_that_was_sent_again_is_shown_once_with_its_other_days(room: RoomTables) -> None:
    look, later = "7f" * (LOOK_DIGITS // 2), [uid("m", n) for n in (8, 9, 41)]
    room.run(f"UPDATE media_files SET phash = '{look}'")
    room.fill("media_files", [{"media_id": uid("copy"), "media_type": "image", "mime_type": "image/jpeg",
                               "byte_count": 9, "width": 8, "height": 6, "phash": look, "is_pii_redacted": True,
                               "site_relative_path": "media/copy.jpg", "description": "Again"}])  # fmt: skip
    copies = [{"message_id": m, "ordinal": 0, "media_id": uid("copy")} for m in later[1:]]
    room.fill("message_media", copies)
    room.fill("attachments", [
        {**copy, "media_type": "image", "mime_type": "image/jpeg", "byte_count": 9, "is_pii_redacted": True,
         "clean_path": "cache/media/copy.jpg"} for copy in copies
    ])  # fmt: skip
    site = site_of(room)
    (picture,) = site.media
    assert (picture.media_id, site.repeats) == (uid("pic"), {uid("copy"): uid("pic")})
    assert [message for _, message in picture.sightings] == [uid("m", 4), *later]
    assert "media/copy.jpg" not in {copy.path for copy in site.copies}
    pages = {file.path: file.content.decode() for file in build_site(site)}
    (gallery,) = (page for path, page in pages.items() if path == f"gallery/{picture.day.year}.html")
    again = day_page(picture.sightings[-1][0])
    assert gallery.count("<figure") == 1
    assert f'também em <a href="../{again}#{make_anchor("m", later[-1])}">' in gallery
    assert pages[again].count("<img") == 1
    first_day = pages[day_page(picture.day)]
    assert first_day.count("<img") == 1
    assert first_day.count(f'<a href="#{make_anchor("m", uid("m", 4))}"><em>A mesma imagem de cima</em></a>') == 2


@pytest.mark.slow
def test_a_document_about_a_file_has_a_page_unless_who_sent_it_opted_out(room: RoomTables) -> None:
    about = [("quay", "pic"), ("unseen", "pic2")]
    room.fill("documents", [document(name, "media", 3, media_id=uid(of), title=None) for name, of in about])
    site = site_of(room)
    assert [d.document_id for d in site.file_documents] == [uid("quay")]
    pages = {file.path: file for file in build_site(site)}
    page = pages["files/quay.html"]
    assert page.document_id == uid("quay")
    shown = page.content.decode()
    assert "<h1>The pic</h1>" in shown
    assert 'src="../media/pic.webp"' in shown
    assert f'<a href="../{day_page(site.media[0].day)}#' in shown
    assert '<a href="../files/quay.html">The pic</a>' in pages["gallery/2024.html"].content.decode()
    assert "files/unseen.html" not in pages
    assert list(inspect_files(build_site(site), [c.path for c in site.copies]))


@pytest.mark.slow
def test_a_file_of_which_nothing_was_said_has_a_name_and_no_caption(room: RoomTables) -> None:
    room.run("UPDATE media_files SET description = ''")
    site = site_of(room)
    named = {word.split(",")[0] for word in (site.media[0].name, site.media[0].label)}
    assert named == {"Imagem"}
    gallery = next(file.content.decode() for file in build_site(site) if file.path == "gallery/2024.html")
    assert f'alt="{site.media[0].name}"' in gallery


@pytest.mark.slow
def test_a_file_that_is_not_there_is_told_of_and_not_shown(room: RoomTables) -> None:
    everything = frozenset({"cache/media/pic.webp", "cache/social_card.png"})
    site = site_of(room, SiteOptions(missing=everything))
    assert site.media[0].path is site.media[0].thumbnail is site.posts[0].card is None
    assert site.copies == ()
    assert list(inspect_files(build_site(site), []))


@pytest.mark.slow
def test_figures_need_three_people(room: RoomTables) -> None:
    whole = site_of(room)
    assert whole.statistics is not None
    assert sum(w.message_count for w in whole.statistics.weeks) == 31
    assert {h.weekday for h in whole.statistics.hours} == {0, 1, 3}
    few = RoomTables(*TABLES)
    few.fill("chats", room.rows(room.tables["chats"]))
    few.fill("authors", [author("heron"), author("fox")])
    few.fill("messages", [message(n, ("heron", "fox")[n % 2], MORNING) for n in range(9)])
    tables = few.tables
    questions = expressions.build_questions(*[tables] * 8)
    assert read_site({n: few.rows(q) for n, q in questions.items()}, SiteOptions()).statistics is None
    few.close()


@pytest.mark.slow
def test_a_message_leads_to_what_it_answers_and_shows_what_it_drew(room: RoomTables) -> None:
    site = site_of(room)
    first, second = (day_page(d.day) for d in site.conversation.days[:2])
    pages = {f.path: f.content.decode() for f in build_site(site) if f.path.startswith("conversation/2")}
    place = make_anchor("m", uid("m", 4))
    link = f'href="../{first}#{place}">Em resposta a Heron</a>'
    assert [path for path, page in pages.items() if link in page] == [second]
    assert "".join(pages.values()).count("Em resposta a") == 1  # not to a notice, not to or from who opted out
    drawn = '<ul class="reactions" aria-label="Reações"><li>🎉 3</li><li>👍 2</li></ul>'
    assert drawn in pages[first].partition(f'id="{place}"')[2].partition("</div>")[0]
    assert "".join(pages.values()).count("reactions") == 1


@pytest.mark.slow
def test_empty_tables_give_an_empty_site() -> None:
    room = RoomTables(*TABLES)
    tables = room.tables
    questions = expressions.build_questions(*[tables] * 8)
    site = read_site({n: room.rows(q) for n, q in questions.items()}, SiteOptions())
    room.close()
    assert site.is_empty
    assert {f.path for f in inspect_files(build_site(site), [])} >= {
        "index.html",
        "about.html",
        "404.html",
        "feed.xml",
    }


@pytest.mark.slow
def test_code_is_shown_as_it_was_with_its_history_and_not_what_was_said_by_who_opted_out(room: RoomTables) -> None:
    repository, chain = {"repository_id": uid("r")}, {"chain_id": uid("chain")}
    room.fill("git_repositories", [{**repository, "name": "boat", "branch": "main", "is_shallow": False}])
    room.fill("git_commits", [{**repository, "commit_id": c * 40, "parents": "", "authored_at": MORNING,
                               "committed_at": MORNING, "subject": f"Subject {c}"} for c in "ab"])  # fmt: skip
    room.fill("git_chain", [{**chain, **repository, "position": n, "commit_id": c * 40, "committed_at": MORNING,
                             "effective_at": MORNING} for n, c in enumerate("ab")])  # fmt: skip
    room.fill("git_file_versions", [{**chain, "path": "src/a.py", "position": n, "status": "M", "blob_id": c}
                                    for n, c in enumerate("xy")])  # fmt: skip
    found = {**repository, "path": "src/a.py", "line_start": 2, "commit_id": "a" * 40, "blob_id": "x", "reason": None}
    lost = {**dict.fromkeys(found), "reason": "there is no such file"}
    said = ((4, found), (7, {**found, "path": "src/hidden.py"}), (5, lost), (6, {**found, "line_start": 9}))
    room.fill("code_references", [
        {"message_id": uid("m", n), "ordinal": 0, "reference_kind": "path", "text": "said",
         "is_resolved": more is not lost, **more} for n, more in said
    ])  # fmt: skip
    lines = ((2, 1, "one\ntwo", None), (9, None, None, "no such line"))
    room.fill("code_excerpts", [
        {**repository, "blob_id": "x", "line_start": start, "line_end": 0, "first_line": first, "text": text,
         "reason": reason} for start, first, text, reason in lines
    ])  # fmt: skip
    code = site_of(room, SiteOptions(hosts={"boat": "https://h.example/o/boat"})).code
    (mention,) = code.mentions[uid("m", 4)]
    assert (mention.excerpt.first_line, mention.excerpt.text, mention.since) == (1, "one\ntwo", "changed")
    assert mention.address == f"https://h.example/o/boat/blob/{'a' * 40}/src/a.py#L2"
    assert [(m.commit, m.reason) for m in code.mentions[uid("m", 5)]] == [(None, "there is no such file")]
    assert [m.excerpt.reason for m in code.mentions[uid("m", 6)]] == ["no such line"]
    (file,) = code.files
    assert (file.path, [c.commit.subject for c in file.changes]) == ("src/a.py", ["Subject b", "Subject a"])
    assert {s.message_id for s in file.said} == {uid("m", 4), uid("m", 6)}
    room.run("DELETE FROM git_repositories")
    assert site_of(room).code.mentions == {}


def test_the_number_of_questions_does_not_grow() -> None:
    tables = RoomTables(*TABLES).tables
    assert len(expressions.build_questions(*[tables] * 8)) == 30


def test_posts_that_no_file_shows_are_found(room: RoomTables) -> None:
    room.fill(
        "site_files", [{"path": "posts/one.html", "content_hash": uid("h"), "byte_count": 1, "document_id": uid("one")}]
    )
    lost = room.rows(expressions.find_posts_without_page(room.tables["documents"], room.tables["site_files"]))
    assert sorted(str(s) for s in lost["slug"].to_pylist()) == ["three", "two"]


def test_the_manifest_names_the_document_that_a_file_shows() -> None:
    room = RoomTables("document_addresses")
    room.fill("document_addresses", [{"document_id": uid("one"), "slug": "one"}])
    files = build_manifest([("index.html", uid("h"), 5, None), ("posts/one.html", uid("i"), 7, uid("one"))])
    expression = expressions.list_site_files(room.tables["document_addresses"])
    rows = sorted(room.derive(Derived(expression, {"result_files": files})).to_pylist(), key=lambda row: row["path"])
    assert [tuple(row.values()) for row in rows] == [
        ("index.html", uid("h"), 5, None),
        ("posts/one.html", uid("i"), 7, uid("one")),
    ]


BARE = {name: CONTRACTS[name].table() for name in TABLES}
QUESTIONS = {
    **expressions.build_questions(*[BARE] * 8),
    "posts_without_page": expressions.find_posts_without_page(BARE["documents"], BARE["site_files"]),
    "site_files": expressions.list_site_files(CONTRACTS["document_addresses"].table()),
    "file_sizes": expressions.list_file_sizes(BARE["site_files"]),
}


@pytest.mark.parametrize("name", QUESTIONS)
def test_the_sql_is_the_reviewed_one(name: str) -> None:
    assert_sql(f"published_{name}", QUESTIONS[name])
