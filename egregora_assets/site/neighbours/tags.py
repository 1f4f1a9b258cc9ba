"""Tags that lead somewhere: forms of one word are one tag, and a tag stands where two posts have it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import replace

from egregora_assets.language.folding import fold_word
from egregora_assets.language.words import find_stemmer
from egregora_assets.site.site_model import Document

LEAST_POSTS = 2
_LONGEST_ENDING = 3


def merge_tags(posts: Sequence[Document]) -> list[Document]:
    """The posts with the tags that at least two of them have, each in one spelling: the most frequent.

    Two tags are one where they fold alike, whatever the languages, or where one language has both for forms of one
    word: the same stem, and one only adds an ending of up to three letters. (The stem alone is too little: in
    Portuguese, "casa" and "caso" share theirs.)
    """
    shown = _choose_spellings(posts)
    merged = [tuple(sorted({shown[fold_word(tag)] for tag in post.tags})) for post in posts]
    counts = Counter(tag for tags in merged for tag in tags)
    return [
        replace(post, tags=tuple(tag for tag in tags if counts[tag] >= LEAST_POSTS))
        for post, tags in zip(posts, merged, strict=True)
    ]


def _choose_spellings(posts: Iterable[Document]) -> dict[str, str]:
    """How a tag is shown, by its folded form."""
    written: dict[str, Counter[str]] = {}
    languages: dict[str, set[str]] = {}
    for post in posts:
        for tag in post.tags:
            folded = fold_word(tag)
            written.setdefault(folded, Counter())[tag] += 1
            languages.setdefault(folded, set()).add(post.language)
    roots = _join_forms(languages)
    families: dict[str, Counter[str]] = {}
    for folded, spellings in written.items():
        families.setdefault(roots[folded], Counter()).update(spellings)
    best = {root: min(found, key=lambda tag: (-found[tag], tag)) for root, found in families.items()}
    return {folded: best[root] for folded, root in roots.items()}


def _join_forms(languages: Mapping[str, Collection[str]]) -> dict[str, str]:
    """By folded tag, the shortest form of the same word: shorter ones come first, so a form finds its root's root."""
    roots: dict[str, str] = {}
    for folded in sorted(languages, key=lambda form: (len(form), form)):
        shorter = [folded[:-cut] for cut in range(_LONGEST_ENDING, 0, -1) if folded[:-cut] in roots]
        alike = [form for form in shorter if any(_stem(form, c) == _stem(folded, c) for c in languages[folded])]
        roots[folded] = roots[alike[0]] if alike else folded
    return roots


def _stem(folded: str, code: str) -> str:
    stem = find_stemmer(code)
    return " ".join(map(stem, folded.split())) if stem else folded
