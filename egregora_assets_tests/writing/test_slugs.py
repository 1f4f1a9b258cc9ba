"""Addresses of documents: fixed once given, unless they hold what nobody may read any more."""

from __future__ import annotations

from typing import Any

import pyarrow as pa
import pytest

from egregora_assets.writing.catalog import Catalog
from egregora_assets.writing.documents import Document
from egregora_assets.writing.drafts import Draft
from egregora_assets.writing.slugs import SaidWords, make_dated_slug
from egregora_assets_tests.writing.told_chat import KEY, message_of

LINE = "2026-01-05 09:00 Ana: hello"
SAID = pa.table(
    {
        "chat_id": ["c", "c", "c"],
        "window_id": ["w", "w", "other"],
        "text": ["Já fiz a sopa de tomate, é boa!", None, "the tomato seeds are in the drawer"],
    }
)


@pytest.mark.parametrize(
    ("slug", "silent", "stays"),
    [
        ("2026-01-05-ja-fiz-a-sopa-de-tomate", ["c"], True),
        ("2026-01-05-ja-fiz-a-sopa-de-tomate-2", ["c"], True),
        ("2026-01-05", ["c"], True),
        ("2026-01-05-tomate-sopa", ["c"], False),
        ("2026-01-05-tomate-sopa", ["d"], True),
        ("2026-01-05-tomate-sopa-3", [], True),
        ("2026-01-05-the-tomato-seeds", ["c"], False),
        ("2026-01-05-the-tomato-seeds", [], False),
    ],
)
def test_a_slug_stays_while_its_words_may_be_read(slug: str, silent: list[str], stays: bool) -> None:
    assert SaidWords(SAID, silent).hold("c", "w", slug) == stays


def address_of(known_title: str, title: str, silent: list[str]) -> str:
    """The slug of a post that had another title."""
    moment = message_of(LINE, 0).local_time
    post = Document("post", "w", Draft(title, "", "", "pt", (), ()), 0, make_dated_slug(moment, title))
    known: list[dict[str, Any]] = [
        {
            "document_id": KEY.uuid("document", "c", "post", "w"),
            "chat_id": "c",
            "doc_type": "post",
            "slug": make_dated_slug(moment, known_title),
        }
    ]
    catalog = Catalog(KEY, "writer", known, SaidWords(SAID, silent))
    catalog.add("c", post)
    return str(catalog.documents[0]["slug"])


def test_a_post_keeps_its_address_unless_the_words_in_it_are_withdrawn() -> None:
    assert address_of("A sopa de tomate", "É boa!", ["c"]) == "2026-01-05-a-sopa-de-tomate"
    assert address_of("I sold my house", "É boa!", ["c"]) == "2026-01-05-e-boa"
    assert address_of("I sold my house", "É boa!", []) == "2026-01-05-e-boa"
    assert address_of("Tomate, sopa", "É boa!", []) == "2026-01-05-tomate-sopa"
