"""Tags that several posts share, and the two posts that a reader may want next, each with its reason."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from dataclasses import replace

import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from egregora_assets.language.files import load_languages
from egregora_assets.site.conversation_model import Conversation, Day
from egregora_assets.site.neighbours.related import MOST_RELATED, Bond, Bonds, explain_bond, tie_posts
from egregora_assets.site.neighbours.tags import merge_tags
from egregora_assets.site.site_model import Document
from egregora_assets.site.words import Words

DAY = dt.datetime(2024, 1, 1)


def post(number: int, *tags: str, language: str = "en", people: str = "") -> Document:
    when = DAY + dt.timedelta(days=number)
    made = Document(f"p{number}", "chat", str(number), f"Post {number}", "", language, when, when.date(), "w", "v")
    return replace(made, tags=tags, person_ids=tuple(people))


def tags_of(*posts: Document) -> list[tuple[str, ...]]:
    return [p.tags for p in merge_tags(posts)]


def test_a_tag_appears_from_two_posts_on() -> None:
    assert tags_of(post(1, "boat", "lake"), post(2, "boat"), post(3, "roof")) == [("boat",), ("boat",), ()]


def test_a_tag_is_one_across_languages_and_forms_of_a_word() -> None:
    german = post(2, "Server", language="de")
    assert (
        tags_of(post(1, "servers"), german, post(3, "server", language="pt"), post(4, "servers")) == [("servers",)] * 4
    )
    assert tags_of(post(1, "reunião", language="pt"), post(2, "reuniao", language="pt")) == [("reuniao",)] * 2


def test_words_that_only_share_a_stem_stay_apart() -> None:
    assert tags_of(post(1, "casa", language="pt"), post(2, "caso", language="pt")) == [(), ()]


TAGS = st.lists(st.sampled_from(["boat", "boats", "Boot", "lake", "casa", "casas", "caso"]), max_size=4, unique=True)
POSTS = st.lists(st.tuples(TAGS, st.sampled_from(["en", "pt", "de"]), st.text("abcd", max_size=3)), max_size=7)


@settings(max_examples=60, deadline=None)
@given(POSTS)
def test_every_tag_leads_to_two_posts_and_every_related_post_has_its_reason(
    made: list[tuple[list[str], str, str]],
) -> None:
    posts = [post(i, *tags, language=code, people="".join(sorted(set(p)))) for i, (tags, code, p) in enumerate(made)]
    ids = [p.document_id for p in posts]
    posts = [replace(p, earlier=tuple(reversed(ids[:i])), later=tuple(ids[i + 1 :])) for i, p in enumerate(posts)]
    tied = tie_posts(posts)
    assert all(n >= 2 for n in Counter(tag for p in tied for tag in p.tags).values())
    bonds = Bonds(tied)
    for one in tied:
        assert len(one.earlier) + len(one.later) <= MOST_RELATED
        for other in (*one.earlier, *one.later):
            assert any(bonds.find(one, other).strength)


def test_a_post_without_anything_in_common_is_not_related() -> None:
    one, two, three = (replace(post(n), earlier=tuple(f"p{m}" for m in reversed(range(1, n)))) for n in (1, 2, 3))
    tied = tie_posts([one, two, three])
    assert [p.earlier for p in tied] == [(), ("p1",), ("p2",)]


def test_shared_subjects_come_before_the_post_next_to_it() -> None:
    posts = [post(1, "boat"), post(2, "roof", "lake"), post(3, "roof"), post(4, "boat", "lake")]
    last = replace(posts[3], earlier=("p3", "p2", "p1"))
    assert tie_posts([*posts[:3], last])[3].earlier == ("p2", "p1")


def test_people_are_a_reason_only_where_few_posts_have_them() -> None:
    often = [post(n, people="ab") for n in range(1, 8)]
    assert not Bonds(often).find(often[0], "p5").person_ids
    seldom = [post(n, people="ab" if n in (1, 5) else "c") for n in range(1, 8)]
    assert Bonds(seldom).find(seldom[0], "p5").person_ids == ("a", "b")


@pytest.mark.parametrize("code", sorted(load_languages()))
def test_a_reason_is_said_in_every_language(code: str) -> None:
    words = Words(code)
    bonds = (Bond(subjects=("barco",)), Bond(is_next=True), Bond(person_ids=("a", "b")))
    said = [explain_bond(b, ["Ana", "Rui"], words, is_later=later) for b in bonds for later in (True, False)]
    assert len(set(said)) == 4
    assert all(said)
    assert "barco" in said[0]
    assert "Rui" in said[4]


def test_a_program_is_none_of_the_people_of_a_post() -> None:
    rows = pa.table({"chat_id": ["c"] * 4, "person_id": ["a", "bot", "b", None], "text": list("wxyz")})
    day = Day(DAY.date(), 0, 4)
    talk = Conversation(rows, (day,), programs=frozenset(["bot"]))
    assert talk.get_span("c", day.day, day.day)["person_id"].to_pylist() == ["a", "b"]
    assert talk.read_texts(day) == list("wxyz")
