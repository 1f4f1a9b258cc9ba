"""Words in the texts that are like a person's name, for the operator to confirm before an opt-out or an erasure."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence

from egregora_assets.contracts.bundles import CONTRACTS
from egregora_assets.database.tables.reading import read_rows
from egregora_assets.language.detection import detect_language
from egregora_assets.language.folding import fold_words
from egregora_assets.operations.context import DeploymentContext
from egregora_assets.operations.people import Person, read_people, resolve_person
from egregora_assets.redaction.names.similar_words import SimilarWord, find_similar_words
from egregora_assets.redaction.pseudonyms import split_display_name


def list_similar_words(context: DeploymentContext, authors: str | Person | Sequence[str | Person]) -> list[SimilarWord]:
    """Words of a person's conversations that are like their name and that nothing takes for it by itself.

    Args:
        authors: as for `erase`.

    Returns: the most frequent first; nothing of a person whose name the vault does not know.

    Raises:
        PersonUnknown, PersonAmbiguous: nobody is meant, or several are.
    """
    context.store.prepare()
    people = [resolve_person(context, a) for a in ([authors] if isinstance(authors, str | Person) else authors)]
    everybody = read_people(context.store)
    found: dict[str, SimilarWord] = {}
    texts = _read_texts(context, {p.chat_id for p in people})
    for chat_id in sorted(texts):
        own = {p.author_id for p in people if p.chat_id == chat_id}
        names = sorted(_list_names(p for p in people if p.chat_id == chat_id))
        others = _list_names(p for p in everybody if p.chat_id == chat_id and p.author_id not in own)
        for one in find_similar_words(names, texts[chat_id], others, detect_language(texts[chat_id])) if names else ():
            known = found.get(one.word)
            found[one.word] = SimilarWord(one.word, one.spelled, one.count + (known.count if known else 0))
    return sorted(found.values(), key=lambda s: (-s.count, s.word))


def count_similar_words(
    context: DeploymentContext, people: Sequence[Person], confirmed: Collection[str]
) -> dict[str, int]:
    """How often words like the person's name stand in the texts: those that are confirmed, and others."""
    folded = {"".join(fold_words(word)) for word in confirmed}
    found = list_similar_words(context, list(people))
    taken = sum(s.count for s in found if s.word in folded)
    left = sum(s.count for s in found if s.word not in folded)
    return {"similar words, confirmed": taken, "similar words, not confirmed": left}


def _list_names(people: Iterable[Person]) -> set[str]:
    return {n for p in people if p.display_name is not None for n in split_display_name(p.display_name)}


def _read_texts(context: DeploymentContext, chat_ids: set[str]) -> dict[str, list[str]]:
    """The texts of some conversations as exported, by chat_id."""
    table = CONTRACTS["ingested"].table()
    rows = read_rows(
        context.store.file("vault"), table.filter(table.chat_id.isin(sorted(chat_ids))).select("chat_id", "text")
    )
    texts: dict[str, list[str]] = defaultdict(list)
    for row in rows.to_pylist():
        texts[str(row["chat_id"])].append(str(row["text"]))
    return texts
