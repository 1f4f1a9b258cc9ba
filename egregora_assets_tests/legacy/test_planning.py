"""What becomes of an older row: by rules over values, without a file or a database."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from egregora_assets.contracts.identifiers import DeploymentKey
from egregora_assets.legacy.current_state import Address, CurrentState, ImportTools
from egregora_assets.legacy.documents import KINDS_BY_TABLE
from egregora_assets.legacy.import_plan import ImportPlan
from egregora_assets.legacy.older_rows import OlderRow, parse_moment
from egregora_assets.legacy.outcomes import KINDS, REASONS, count_outcomes
from egregora_assets.legacy.planning import OLDER_TABLES, plan_import
from egregora_assets.redaction.redactor import redact_texts
from egregora_assets.writing.slugs import make_slug

CHAT, ANNA, SILENT, MESSAGE, MEDIUM = (f"00000000-0000-8000-8000-00000000000{n}" for n in range(5))
STRANGER = "5c1a7f8e-2b64-5d0f-9d3a-0c2b1f6e7a90"
SECRET = "Benedita"
TODAY = Address("00000000-0000-8000-8000-0000000000aa", "post", "the-ferry", False)
HERE = CurrentState(
    chat_id=CHAT,
    time_zone="America/Sao_Paulo",
    language="en",
    authors={ANNA: False, SILENT: True},
    profiled=(),
    media_ids={MEDIUM},
    message_ids={MESSAGE},
    addresses=[TODAY],
    times={TODAY.document_id: 1},
    other_ids=(),
)
HOUR = 3_600_000_000


def without_personal_data(texts: Any) -> tuple[list[str], bool]:
    found = redact_texts(texts, [], language="en")
    return [f.text if f.redactions else t for t, f in zip(texts, found, strict=True)], any(f.redactions for f in found)


TOOLS = ImportTools(DeploymentKey(bytes(32)), without_personal_data, lambda text: SECRET in text, make_slug)


def older(table: str, number: int = 1, file: int = 1, **cells: str | None) -> OlderRow:
    return OlderRow(file, table, number, cells)


def post(slug: str = "the-old-mill", number: int = 1, **cells: str | None) -> OlderRow:
    base: dict[str, Any] = {
        "id": slug,
        "doc_type": "post",
        "slug": slug,
        "title": "The old mill",
        "summary": "What was said.",
        "content": "Everybody talked.",
        "date": "2023-05-06",
        "status": "published",
    }
    return older("documents", number, **{**base, **cells})


def plan_of(*rows: OlderRow, here: CurrentState = HERE) -> ImportPlan:
    return plan_import(rows, here, TOOLS)


def only(*rows: OlderRow, here: CurrentState = HERE) -> tuple[str, tuple[str, ...]]:
    """Result and reasons of the last row."""
    last = next(o for o in reversed(plan_of(*rows, here=here).outcomes) if o.row is rows[-1])
    return last.result, last.reasons


def document(*rows: OlderRow, here: CurrentState = HERE) -> dict[str, Any]:
    (row,) = plan_of(*rows, here=here).rows["documents"]
    return row


def test_a_post_becomes_a_document_that_a_person_decides() -> None:
    row = document(post(tags='["mills", "#water", "mills"]'))
    assert (row["doc_type"], row["slug"], row["status"]) == ("post", "the-old-mill", "published")
    assert (row["decided_by"], row["writer"], row["title"]) == ("person", "legacy-v3", "The old mill")
    assert [t["tag"] for t in plan_of(post(tags='["mills", "#water", "mills"]')).rows["document_tags"]] == [
        "mills",
        "water",
    ]


def test_a_day_is_the_local_day_of_the_conversation() -> None:
    row = document(post())
    midnight = 1_683_342_000_000_000  # 2023-05-06 03:00 UTC
    assert (row["window_start"], row["window_end"]) == (midnight, midnight + 24 * HOUR)
    assert only(post()) == ("taken", ("window_from_date",))


@pytest.mark.parametrize(
    ("cells", "reason"),
    [
        ({"date": None, "created_at": "2023-05-09 10:00:00+00"}, "window_from_created_at"),
        ({"summary": None}, "summary_from_text"),
        ({"title": None, "content": "# Mills\n\nThey stand."}, "title_from_text"),
        ({"title": " "}, "title_from_text"),
        ({"status": None}, "status_assumed"),
        ({"status": "wondrous"}, "status_assumed"),
        ({"slug": "The Old Mill!"}, "address_changed"),
        ({"slug": "the-ferry"}, "address_changed"),
        ({"slug": "call-55-11-91234-5678"}, "address_changed"),
        ({"authors": f'["{STRANGER}"]'}, "author_unknown"),
        ({"content": "---\ntitle: x\n---\nText"}, "bookkeeping_removed"),
        ({"content": "<!-- id: 7 -->Text"}, "bookkeeping_removed"),
        ({"content": "Write to someone@else.example"}, "personal_data_replaced"),
        ({"title": "Call +55 11 91234-5678"}, "personal_data_replaced"),
        ({"authors": f'["{STRANGER}"]', "content": "5c1a7f8e said so"}, "pseudonym_replaced"),
    ],
)
def test_changes_are_reported(cells: dict[str, Any], reason: str) -> None:
    result, reasons = only(post(**cells))
    assert result == "taken"
    assert reason in reasons


@pytest.mark.parametrize(
    ("cells", "reason"),
    [
        ({"content": f"So said {SECRET}"}, "leak"),
        ({"slug": f"{SECRET}".lower(), "tags": f'["{SECRET}"]'}, "leak"),
        ({"content": "  "}, "text_missing"),
        ({"content": "<!-- nothing -->"}, "text_missing"),
        ({"title": None, "slug": None, "id": "7"}, "title_missing"),
        ({"date": None}, "date_missing"),
        ({"date": "soon", "created_at": "99999-01-01"}, "date_missing"),
        ({"authors": f"[{json.dumps(SILENT)}]"}, "opted_out"),
        ({"doc_type": "enrichment_url"}, "kind_not_kept"),
        ({"doc_type": None}, "kind_not_kept"),
        ({"doc_type": "profile", "subject_uuid": STRANGER}, "subject_unknown"),
        ({"doc_type": "profile", "subject_uuid": SILENT}, "opted_out"),
        ({"doc_type": "media"}, "media_unknown"),
    ],
)
def test_what_is_refused_leaves_no_row_and_a_reason(cells: dict[str, Any], reason: str) -> None:
    plan = plan_of(post(**cells))
    assert plan.rows == {}
    assert [(o.result, o.reasons) for o in plan.outcomes] == [("refused", (reason,))]


@pytest.mark.parametrize(
    ("older_word", "word"),
    [
        ("published", "published"),
        ("DRAFT", "draft"),
        ("archived", "archived"),
        ("superseded", "archived"),
        ("x", "draft"),
    ],
)
def test_status_words_become_those_of_today(older_word: str, word: str) -> None:
    assert document(post(status=older_word))["status"] == word


def test_personal_data_and_pseudonyms_become_placeholders_of_their_kind() -> None:
    row = document(post(authors=f'["{STRANGER}"]', content=f"{STRANGER.upper()} and 5c1a7f8e: a@else.example [x](y)"))
    assert row["content"] == "[person] and [person]: [email-1] [x](y)\n"


def test_a_profile_of_somebody_who_has_one_is_archived() -> None:
    profile = post(doc_type="profile", subject_uuid=ANNA.upper())
    assert document(profile)["subject_author_id"] == ANNA
    assert document(profile)["status"] == "published"
    assert document(profile, here=replace(HERE, profiled={ANNA}))["status"] == "archived"


def test_the_four_tables_of_v2_are_their_kinds() -> None:
    plan = plan_of(
        *(
            older(
                table,
                id="x" if table != "media" else MEDIUM,
                title="A title",
                content="Text",
                status="published",
                date="2023-01-02",
                subject_uuid=ANNA,
                authors=f"{ANNA}, {STRANGER}",
            )
            for table in KINDS_BY_TABLE
        )
    )
    assert {r["doc_type"] for r in plan.rows["documents"]} == set(KINDS_BY_TABLE.values())
    assert {r["writer"] for r in plan.rows["documents"]} == {"legacy-v2"}
    assert {r["author_id"] for r in plan.rows["document_authors"]} == {ANNA}


def test_an_address_that_is_taken_is_marked_and_found_again_by_later_rankings() -> None:
    first = plan_of(post("the-ferry"))
    (own,) = first.rows["document_addresses"]
    assert own["slug"] == "the-ferry-legacy"
    here = replace(HERE, addresses=[TODAY, Address(own["document_id"], "post", own["slug"], True)])
    plan = plan_import([post("x"), game(post_a="the-ferry", post_b="x", winner="A")], here, TOOLS)
    assert plan.rows["elo_comparisons"][0]["winner_id"] == own["document_id"]


def test_one_id_with_two_texts_is_taken_once() -> None:
    again, other = post(number=2), post(number=3, content="Something else")
    assert only(post(), again) == ("known", ())
    assert only(post(), other) == ("refused", ("same_id_other_text",))


# --- annotations ----------------------------------------------------------------------------------------------------


def note(number: int = 1, **cells: str | None) -> OlderRow:
    base: dict[str, Any] = {"id": str(number), "content": f"Note {number}", "created_at": "2023-05-07 08:00:00"}
    return older("annotations", number, **{**base, **cells})


def test_annotations_follow_what_they_are_written_on_in_any_order() -> None:
    rows = (
        note(3, parent_type="annotation", parent_id="2"),
        note(2, parent_type="annotation", parent_id="1"),
        note(1, parent_type="post", parent_id="the-old-mill", author_id=ANNA),
        note(4, parent_type="message", parent_id=MESSAGE.upper(), author="egregora", commentary="x"),
        post(),
    )
    plan = plan_of(*rows)
    by_text = {r["document_id"]: r["content"] for r in plan.rows["documents"]}
    parents = {by_text[a["annotation_id"]]: by_text.get(a["parent_document_id"]) for a in plan.rows["annotations"]}
    assert parents == {
        "Note 1\n": "Everybody talked.\n",
        "Note 2\n": "Note 1\n",
        "Note 3\n": "Note 2\n",
        "Note 4\n": None,
    }
    assert {a["author_id"] for a in plan.rows["annotations"]} == {ANNA, None}


@pytest.mark.parametrize(
    ("rows", "reason"),
    [
        ([note(parent_type="message", parent_id=STRANGER)], "parent_unknown"),
        ([note(parent_type="star", parent_id="1")], "parent_unknown"),
        ([note(parent_type="post", parent_id="nowhere")], "parent_refused"),
        ([post(content=SECRET), note(parent_type="post", parent_id="the-old-mill")], "parent_refused"),
        ([note(parent_type="annotation", parent_id="1")], "parent_refused"),
        (
            [note(1, parent_type="annotation", parent_id="2"), note(2, parent_type="annotation", parent_id="1")],
            "parent_refused",
        ),
        ([note(parent_type="message", parent_id=MESSAGE, author_id=SILENT)], "opted_out"),
        ([note(parent_type="message", parent_id=MESSAGE, content=f"{SECRET}!")], "leak"),
    ],
)
def test_an_annotation_on_nothing_of_today_is_refused(rows: list[OlderRow], reason: str) -> None:
    assert only(*rows) == ("refused", (reason,))


def test_an_annotation_among_the_documents_has_its_parent_in_its_extensions() -> None:
    extensions = json.dumps({"parent_id": "the-old-mill", "parent_type": "post"})
    plan = plan_of(post(), post("note", doc_type="annotation", extensions=extensions))
    assert len(plan.rows["annotations"]) == 1


# --- tasks ----------------------------------------------------------------------------------------------------------


def task(task_type: str, payload: object, **cells: str | None) -> OlderRow:
    base: dict[str, Any] = {"task_id": STRANGER, "status": "pending", "created_at": "2023-05-07 08:00:00+00"}
    return older("tasks", task_type=task_type, payload=json.dumps(payload), **{**base, **cells})


def test_a_task_keeps_identifiers_of_today_and_nothing_else() -> None:
    plan = plan_of(post(), task("generate_banner", {"post_slug": "the-old-mill", "title": f"By {SECRET}"}))
    (row,) = plan.rows["tasks"]
    assert json.loads(row["payload"]) == {"document_id": plan.rows["documents"][0]["document_id"]}
    assert plan.outcomes[-1].reasons == ("payload_reduced",)


@pytest.mark.parametrize(
    ("row", "payload"),
    [
        (task("update_profile", {"author_uuid": ANNA}), {"author_id": ANNA}),
        (task("enrich_media", {"media_id": MEDIUM}), {"media_id": MEDIUM}),
        (task("enrich_url", {"url": "https://example.org/mills"}), {"url": "https://example.org/mills"}),
        # A JSON column into which text was written.
        (task("enrich_url", json.dumps({"url": "https://example.org/m"})), {"url": "https://example.org/m"}),
    ],
)
def test_tasks_of_every_kind_are_taken(row: OlderRow, payload: dict[str, str]) -> None:
    assert json.loads(plan_of(row).rows["tasks"][0]["payload"]) == payload


@pytest.mark.parametrize(
    ("row", "reason"),
    [
        (task("bake_bread", {}), "kind_not_kept"),
        (task("enrich_url", {}, status="sleeping"), "status_unknown"),
        (task("enrich_url", {"url": "https://example.org"}, created_at=None), "date_missing"),
        (task("enrich_url", {"url": "file:///etc/passwd"}), "url_missing"),
        (task("enrich_url", {"url": "https://example.org/?mail=someone@else.example"}), "url_missing"),
        (task("enrich_url", ["x"]), "url_missing"),
        (task("enrich_media", {"filename": "IMG-1.jpg"}), "media_unknown"),
        (task("update_profile", {"author_uuid": STRANGER}), "subject_unknown"),
        (task("update_profile", {"author_uuid": SILENT}), "opted_out"),
        (task("generate_banner", {"post_slug": "nowhere"}), "post_unknown"),
    ],
)
def test_a_task_that_means_nothing_here_is_refused(row: OlderRow, reason: str) -> None:
    assert only(row) == ("refused", (reason,))


def test_a_task_in_work_waits_again_and_the_text_of_an_error_is_not_kept() -> None:
    url = {"url": "https://example.org"}
    (waiting,) = plan_of(task("enrich_url", url, status="processing")).rows["tasks"]
    (failed,) = plan_of(task("enrich_url", url, status="failed", error=f"no {SECRET}")).rows["tasks"]
    assert (waiting["status"], waiting["processed_at"]) == ("pending", None)
    assert failed["processed_at"] == failed["created_at"]
    assert SECRET not in failed["error"]


# --- rankings -------------------------------------------------------------------------------------------------------


def game(number: int = 1, table: str = "comparison_history", **cells: str | None) -> OlderRow:
    base: dict[str, Any] = {"comparison_id": f"g{number}", "timestamp": "2023-06-01 10:00:00+00"}
    return older(table, number, **{**base, **cells})


@pytest.mark.parametrize(
    ("cells", "verdict"),
    [
        ({"post_a_slug": "a", "post_b_slug": "b", "winner": "a"}, ("a", "b", False)),
        ({"post_a_slug": "a", "post_b_slug": "b", "winner": "b"}, ("b", "a", False)),
        ({"post_a": "a", "post_b": "b", "winner": "B"}, ("b", "a", False)),
        ({"post_a_id": "long", "post_b_id": "b", "winner": "long"}, ("long", "b", False)),
        ({"winner_id": "b", "loser_id": "a"}, ("b", "a", False)),
        ({"winner_id": "b", "loser_id": "a", "is_tie": "true"}, ("a", "b", True)),
        ({"post_a_slug": "a", "post_b_slug": "b", "winner": "tie"}, ("a", "b", True)),
        # File names of the oldest rankings.
        ({"post_a": "2023-05-06-a", "post_b": "b.md", "winner": "A"}, ("a", "b", False)),
    ],
)
def test_a_comparison_in_any_spelling_is_taken(cells: dict[str, Any], verdict: tuple[str, str, bool]) -> None:
    plan = plan_of(*(post(s, n, title=s) for n, s in enumerate(("a", "b", "long"))), game(**cells))
    (row,) = plan.rows["elo_comparisons"]
    slugs = {r["document_id"]: r["slug"] for r in plan.rows["document_addresses"]}
    sides = (slugs[row["winner_id"]], slugs[row["loser_id"]])
    assert (sorted(sides) if row["is_tie"] else list(sides), row["is_tie"]) == (
        sorted(verdict[:2]) if verdict[2] else list(verdict[:2]),
        verdict[2],
    )
    assert row["judge"] == "legacy"


@pytest.mark.parametrize(
    ("cells", "reason"),
    [
        ({"post_a": "the-old-mill", "post_b": "the-old-mill", "winner": "A"}, "same_post"),
        ({"post_a": "the-old-mill", "post_b": "nowhere", "winner": "A"}, "post_unknown"),
        ({"winner_id": "the-old-mill"}, "post_unknown"),
        ({"post_a": "the-old-mill", "post_b": "the-ferry", "winner": "C"}, "winner_unclear"),
        ({"post_a": "the-old-mill", "post_b": "the-ferry", "winner": None}, "winner_unclear"),
        ({"post_a": "the-old-mill", "post_b": "refused", "winner": "A"}, "post_unknown"),
    ],
)
def test_a_comparison_without_a_verdict_is_refused(cells: dict[str, Any], reason: str) -> None:
    assert only(post(), post("refused", content=SECRET), game(**cells)) == ("refused", (reason,))


def test_comparisons_without_ids_are_as_many_as_there_are() -> None:
    rows = [game(n, comparison_id=None, post_a="the-old-mill", post_b="the-ferry", winner="A") for n in range(3)]
    plan = plan_of(post(), *rows)
    ids = {r["comparison_id"] for r in plan.rows["elo_comparisons"]}
    assert len(ids) == 3
    again = plan_import([post(), *rows], replace(HERE, other_ids=ids), TOOLS)
    assert "elo_comparisons" not in again.rows


def test_a_rating_without_comparisons_is_where_its_post_starts_and_another_is_recomputed() -> None:
    rows = (
        post(),
        game(post_a="the-old-mill", post_b="the-ferry", winner="A"),
        older("elo_ratings", 1, post_slug="the-old-mill", rating="1510"),
        older("elo_ratings", 2, post_id="nowhere", elo_global="1500"),
        older("elo_ratings", 3, post_id="a-third", elo_global="1612.25", games_played="4"),
        older("elo_ratings", 4, post_id="a-third", elo_global="1400"),
        older("elo_ratings", 5, post_id="a-fourth", elo_global="nan"),
        post("a-third", 2),
        post("a-fourth", 3),
    )
    plan = plan_of(*rows)
    outcomes = [(o.result, *o.reasons) for o in plan.outcomes if o.kind == "rating"]
    assert outcomes == [
        ("refused", "recomputed"),
        ("refused", "post_unknown"),
        ("taken", "starting_point"),
        ("known",),
        ("refused", "rating_unclear"),
    ]
    (row,) = plan.rows["starting_ratings"]
    assert (row["rating"], row["num_comparisons"], row["origin"]) == (1612.25, 4, "legacy")
    again = plan_import(rows, replace(HERE, other_ids={row["post_id"]}), TOOLS)
    assert "starting_ratings" not in again.rows


@given(st.dictionaries(st.sampled_from(["a", "b", "c"]), st.tuples(st.floats(0, 5_000), st.integers(0, 50))))
def test_both_layouts_of_rankings_give_the_same_rows_of_the_same_ratings(rated: dict[str, tuple[float, int]]) -> None:
    posts = [post(slug, n, title=slug) for n, slug in enumerate(("a", "b", "c"))]
    newer = [older("elo_ratings", post_slug=s, rating=repr(r), comparisons=str(n)) for s, (r, n) in rated.items()]
    oldest = [older("elo_ratings", post_id=s, elo_global=repr(r), games_played=str(n)) for s, (r, n) in rated.items()]
    plans = [plan_of(*posts, *rows) for rows in (newer, oldest)]
    assert plans[0].rows == plans[1].rows
    slugs = {r["document_id"]: r["slug"] for r in plans[0].rows["document_addresses"]}
    found = plans[0].rows.get("starting_ratings", ())
    assert {slugs[r["post_id"]]: (r["rating"], r["num_comparisons"]) for r in found} == rated


# --- laws -----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "read_text"),
    [
        ("2023-05-06", True),
        ("2023-05-06 10:11:12.123456", True),
        ("2023-05-06 10:11:12+00", True),
        ("2023-05-06T10:11:12Z", True),
        ("0044-03-15 (BC)", False),
        ("infinity", False),
        ("9999-01-01", False),
        ("1200-01-01", False),
        ("soon", False),
        (None, False),
    ],
)
def test_times_of_any_spelling_are_read_or_left(text: str | None, read_text: bool) -> None:
    assert (parse_moment(text) is not None) is read_text


_WORDS = (None, "", "a", "b", "tie", "1", "post", "media", "annotation", "message", "draft", "2023-05-06", "\x00", "É—")
_MORE_WORDS = (
    ANNA,
    SILENT,
    MESSAGE,
    MEDIUM,
    STRANGER,
    SECRET,
    "someone@else.example",
    "[1, [2]]",
    '{"url": "https://x.org"}',
)
_WORD = st.sampled_from((*_WORDS, *_MORE_WORDS))
_COLUMNS = (
    "id slug title content date created_at status doc_type authors tags subject_uuid parent_id parent_type author_id "
    "task_type payload winner post_a post_b winner_id loser_id comparison_id timestamp post_id window_start window_end"
)
_SOUND = {"content": "Text", "title": "T", "date": "2023-05-06", "created_at": "2023-05-06", "doc_type": "post"}
_SOUND |= {"status": "pending", "task_type": "enrich_url", "payload": '{"url": "https://x.org"}', "parent_type": "post"}
_ROW = st.builds(
    lambda table, cells: (table, {**_SOUND, **cells}),
    st.sampled_from(OLDER_TABLES),
    st.dictionaries(st.sampled_from(_COLUMNS.split()), _WORD, max_size=8),
)


@pytest.mark.slow
@given(st.lists(_ROW, max_size=8))
def test_any_rows_have_one_outcome_each_and_coming_again_they_add_nothing(
    found: list[tuple[str, dict[str, Any]]],
) -> None:
    rows = [OlderRow(1, table, n, cells) for n, (table, cells) in enumerate(found, 1)]
    plan = plan_of(*rows)
    assert sorted(o.row.number for o in plan.outcomes) == [r.number for r in rows]
    assert {r for o in plan.outcomes for r in o.reasons} <= set(REASONS)
    assert {c.kind for c in count_outcomes(plan.outcomes)} <= set(KINDS)
    assert not any(s in json.dumps(plan.rows) for s in (SECRET, "someone@else.example"))
    assert SILENT not in {a["author_id"] for a in plan.rows.get("document_authors", ())}
    new = [Address(a["document_id"], a["doc_type"], a["slug"], True) for a in plan.rows.get("document_addresses", ())]
    ids = {r["comparison_id"] for r in plan.rows.get("elo_comparisons", ())}
    ids |= {r["task_id"] for r in plan.rows.get("tasks", ())}
    times = {r["document_id"]: r["created_at"] for r in plan.rows.get("documents", ()) if r["doc_type"] == "post"}
    here = replace(HERE, addresses=[*HERE.addresses, *new], other_ids=ids, times={**HERE.times, **times})
    assert plan_import(rows, here, TOOLS).rows == {}
