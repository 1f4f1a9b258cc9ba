"""What is found once must be what would be found again: values that are recalled, titles that are looked for."""

from __future__ import annotations

import re
import sys
from collections.abc import Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st

from egregora_assets.language.aligned import fold_in_place
from egregora_assets.redaction.conversation import AliasChecker
from egregora_assets.redaction.joined_texts import JoinedTexts
from egregora_assets.redaction.names.group_titles import TitleFinder
from egregora_assets.redaction.names.patterns import Person
from egregora_assets.redaction.recognition import Recognized, ValueCache, fingerprint_columns, recognize
from egregora_assets.redaction.redactor import Redactor

PEOPLE = (Person(("Nadia Osei",), "Calm Heron"), Person(("Bill Trent",), "Brave Otter"))
TEXTS = ("my mail is nadia@example.com", "Bill, call me: +44 7700 900123", "wifi password: lantern-88-oak", "hm")


def collect(texts: Sequence[str], people: Sequence[Person] = PEOPLE, regions: Sequence[str] = ()) -> Redactor:
    redactor = Redactor(people, "en", regions)
    redactor.collect_values(texts)
    return redactor


def test_a_redactor_that_learned_knows_the_values_of_one_that_redacted() -> None:
    redactor = Redactor(PEOPLE, "en")
    redactor.redact(TEXTS)
    assert redactor.values == collect(TEXTS).values == collect(list(TEXTS)).values
    assert {kind for kind, _ in redactor.values} == {"email", "phone", "secret"}


def test_the_same_texts_are_looked_through_once_and_others_again(monkeypatch: pytest.MonkeyPatch) -> None:
    looks: list[Sequence[str]] = []

    def counted(texts: Sequence[str], *context: object) -> object:
        looks.append(texts)
        return recognize(texts, *context)  # type: ignore[arg-type]

    monkeypatch.setattr("egregora_assets.redaction.redactor.recognize", counted)
    texts = [*TEXTS, "only here: nadia.once@example.com"]
    Redactor(PEOPLE, "en").redact(texts)
    collect(texts)
    assert len(looks) == 1
    collect([*texts, "pix: bill@example.com"])
    collect(texts, PEOPLE[:1])
    collect(texts, regions=["BR"])
    assert len(looks) == 4


def test_a_cache_forgets_the_chat_that_was_asked_for_longest_ago() -> None:
    cache, nothing = ValueCache(most_spellings=64), Recognized({})
    for number in range(80):
        cache.remember(bytes([number]), Recognized({("email", str(number)): frozenset()}))
        cache.recall(b"\0", lambda: nothing)
    assert cache.recall(b"\0", lambda: nothing).values
    assert cache.recall(bytes([1]), lambda: nothing) is nothing


def test_a_cache_holds_many_small_chats_and_forgets_them_for_one_with_many_values() -> None:
    cache, nothing = ValueCache(most_spellings=1_000), Recognized({})
    some = Recognized({("email", "a"): frozenset({"a"})})
    for number in range(200):
        cache.remember(bytes([number]), some)
    assert all(cache.recall(bytes([number]), lambda: nothing) is some for number in range(200))
    many = Recognized({("phone", "1"): frozenset(map(str, range(2_000)))})
    cache.remember(b"many", many)
    assert cache.recall(b"many", lambda: nothing) is many
    assert cache.recall(bytes([199]), lambda: nothing) is nothing


@pytest.mark.slow
@given(st.lists(st.lists(st.text(max_size=4), max_size=3), max_size=3), st.data())
def test_digests_are_equal_exactly_where_columns_are(columns: list[list[str]], data: st.DataObject) -> None:
    others = data.draw(st.lists(st.lists(st.text(max_size=4), max_size=3), max_size=3) | st.just(columns))
    assert (fingerprint_columns(*columns) == fingerprint_columns(*others)) == (columns == others)


@pytest.mark.slow
@given(
    st.lists(st.text(alphabet="aßéÉiıİKkKsSſι\u0345Ι 'İ_-1", min_size=4, max_size=16), max_size=3),
    st.lists(st.text(alphabet="aßéÉiıİKkKsSſι\u0345Ι 'İ_-1", max_size=24), max_size=6),
)
def test_a_text_that_holds_a_title_is_a_candidate(titles: list[str], texts: list[str]) -> None:
    texts += [f"at {t.swapcase()} then" for t in titles] + [t.lower() for t in titles] + titles
    finder = TitleFinder(titles)
    candidates = finder.find_candidates(JoinedTexts([fold_in_place(t) for t in texts]))
    assert {i for i, t in enumerate(texts) if finder.find_spans(t)} <= candidates


def test_letters_that_match_without_regard_to_case_fold_alike() -> None:
    letters = [c for c in map(chr, range(sys.maxunicode + 1)) if c.isalpha() and c.lower() != c]
    small = "".join(sorted({c.lower() for c in letters if len(c.lower()) == 1} | set("ıſςϐϑϰϕϖϱϵẛ")))
    for upper in letters:
        alike = re.findall(re.escape(upper), small, re.IGNORECASE)
        assert {fold_in_place(c) for c in alike if c not in "\u03b9\u1fbe"} <= {fold_in_place(upper)}


def test_aliases_that_are_looked_at_push_no_chat_out(monkeypatch: pytest.MonkeyPatch) -> None:
    looks: list[object] = []

    def counted(texts: Sequence[str], *context: object) -> object:
        looks.append(texts)
        return recognize(texts, *context)  # type: ignore[arg-type]

    collect(TEXTS)
    is_clean = AliasChecker(("Nadia Osei",), "en")
    assert all(is_clean(f"Sunny {'a' * number}") for number in range(2, 82))
    assert not is_clean("Nadia")
    monkeypatch.setattr("egregora_assets.redaction.redactor.recognize", counted)
    collect(TEXTS)
    assert looks == []
