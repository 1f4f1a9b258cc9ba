from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from egregora_assets.contracts.identifiers import DeploymentKey
from egregora_assets.redaction.lexicon.word_files import list_words
from egregora_assets.redaction.pseudonyms import (
    Identity,
    assign_pseudonyms,
    choose_public_names,
    draw_pseudonym,
    is_pseudonym,
)

KEY = DeploymentKey(bytes(range(32)))
CHAT = KEY.uuid("chat", "test")


def identities(*names: str, **changes: str) -> list[Identity]:
    return [Identity(KEY.uuid("author", CHAT, n), n, changes.get(n.split()[0])) for n in names]


def public_names(people: list[Identity]) -> dict[str, str]:
    return choose_public_names(assign_pseudonyms(KEY, CHAT, people, {}), people)


def test_there_are_words_enough() -> None:
    assert len(set(list_words("pseudonym_adjectives"))) >= 200
    assert len(set(list_words("pseudonym_nouns"))) >= 300


def test_a_pseudonym_depends_on_key_chat_and_author_alone() -> None:
    few, many = identities("Nadia Osei"), identities("Nadia Osei", "Bill Trent", "Zoë Hartmann")
    author = few[0].author_id
    assert (
        assign_pseudonyms(KEY, CHAT, few, {})[author]
        == assign_pseudonyms(KEY, CHAT, many, {})[author]
        == draw_pseudonym(KEY, CHAT, author)
    )
    assert draw_pseudonym(DeploymentKey(bytes(32)), CHAT, author) != draw_pseudonym(KEY, CHAT, author)


@pytest.mark.slow
@given(st.integers(2, 400), st.randoms(use_true_random=False))
def test_pseudonyms_are_unique_and_do_not_depend_on_order(count: int, random: object) -> None:
    people = identities(*[f"Member {n}" for n in range(count)])
    shown = assign_pseudonyms(KEY, CHAT, people, {})
    random.shuffle(people)  # type: ignore[attr-defined]
    assert assign_pseudonyms(KEY, CHAT, people, {}) == shown
    assert len({p.lower() for p in shown.values()}) == count


def test_who_was_shown_before_keeps_their_pseudonym() -> None:
    people = identities("Nadia Osei", "Bill Trent")
    taken = draw_pseudonym(KEY, CHAT, people[0].author_id)
    shown = assign_pseudonyms(KEY, CHAT, people, {people[1].author_id: taken})
    assert shown[people[1].author_id] == taken
    assert shown[people[0].author_id] == draw_pseudonym(KEY, CHAT, people[0].author_id, 1)


def test_a_pseudonym_holds_no_participants_name() -> None:
    author = KEY.uuid("author", CHAT, "x")
    word = draw_pseudonym(KEY, CHAT, author).split()[1]
    shown = assign_pseudonyms(KEY, CHAT, [Identity(author, "x"), *identities(f"{word} Smith")], {})
    assert word not in shown[author]


def test_an_alias_replaces_the_pseudonym() -> None:
    people = identities("Nadia Osei", Nadia="Night Owl 7")
    assert public_names(people) == {people[0].author_id: "Night Owl 7"}


@pytest.mark.parametrize(
    "alias",
    [
        "Nadia",
        "nadia o",
        "Bill",
        "b1ll<script>",
        "x" * 41,
        "[person]",
        "!!!",
        "Quiet Otter",
        "admin",
        "Trentzinho",
        "a@b",
    ],
)
def test_an_alias_that_is_a_name_or_no_plain_words_is_ignored(alias: str) -> None:
    people = identities("Nadia Osei", "Bill Trent", Nadia=alias)
    assert is_pseudonym(public_names(people)[people[0].author_id])


def test_only_the_first_of_two_equal_aliases_counts() -> None:
    people = identities("Nadia Osei", "Bill Trent", Nadia="Owl", Bill="OWL")
    shown = public_names(people)
    assert sorted(is_pseudonym(s) for s in shown.values()) == [False, True]


def test_an_alias_is_never_taken_for_a_pseudonym() -> None:
    people = identities("Nadia Osei")
    author = people[0].author_id
    assert assign_pseudonyms(KEY, CHAT, people, {author: "Night Owl"}) == {author: draw_pseudonym(KEY, CHAT, author)}
