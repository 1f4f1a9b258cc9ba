"""Which windows of a chat are remembered anew, by what an earlier run noted of them."""

from __future__ import annotations

import json
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

from egregora_assets.contracts.digests import digest_values
from egregora_assets.contracts.identifiers import DeploymentKey
from egregora_assets.contracts.instants import EARLIEST
from egregora_assets.contracts.parts import Part
from egregora_assets.retrieval.chain import chain_windows, count_unchanged, find_renamed_words
from egregora_assets.retrieval.memory import Chat
from egregora_assets.retrieval.windows import Cut, Week, Window, split_windows

Parts = Mapping[str, Part]


@dataclass(frozen=True)
class Rules:
    """What decides the memory of every chat.

    Args:
        minimum: messages that close a window.
        key: makes the windows' identifiers.
        code: digest of the code.
        cut: what windows are made of.
    """

    minimum: int
    key: DeploymentKey
    code: str
    cut: Cut = Cut()  # noqa: RUF009 - it never changes


@dataclass(frozen=True)
class ChatPlan:
    """What is to be done for a chat.

    Attributes:
        windows: all of them, in order of time; keys: of each.
        unchanged_count: the first so many hold.
        is_changed: whether anything is to be written: a window changed, or one is gone.
    """

    chat: Chat
    windows: Sequence[Window]
    keys: Sequence[str]
    unchanged_count: int
    is_changed: bool

    @property
    def changed_windows(self) -> Sequence[Window]:
        """The windows that are remembered anew: the last ones."""
        return self.windows[self.unchanged_count :]

    @property
    def since(self) -> int:
        """The instant (nanoseconds since 1970) before which everything holds."""
        return self.windows[self.unchanged_count - 1].end if self.unchanged_count else EARLIEST

    @property
    def has_past(self) -> bool:
        """Whether windows that are remembered anew have windows before them that hold."""
        return 0 < self.unchanged_count < len(self.windows)

    def list_parts(self) -> dict[str, Part]:
        """The chat's parts as they are now: one a window, and one for the names."""
        chat_id = self.chat.chat_id
        own = {f"{chat_id}/{w.window_id}": Part(k) for w, k in zip(self.windows, self.keys, strict=True)}
        return {chat_id: note_names(self.chat.names), **own}


def note_names(names: Collection[str]) -> Part:
    """The part that notes the names of a chat's people: pseudonyms and public names."""
    state = json.dumps(sorted(set(names)), ensure_ascii=False).encode("utf-8", "surrogatepass")
    return Part(digest_values(state), state)


def find_new_namings(chats: Sequence[Chat], earlier: Parts) -> dict[str, list[str]]:
    """By chat, the words to look for: where one is said, a name may stand that came or went since."""
    found = {}
    for chat in chats:
        note = earlier.get(chat.chat_id)
        if note is not None and note != note_names(chat.names):
            known = json.loads(note.state.decode("utf-8", "surrogatepass"))
            found[chat.chat_id] = find_renamed_words(chat.names, known)
    return {chat_id: words for chat_id, words in found.items() if words}


def group_windows(earlier: Parts) -> dict[str, dict[str, str]]:
    """The keys of the windows of an earlier run, by chat and window; of chats whose names were noted."""
    found: dict[str, dict[str, str]] = {name: {} for name in earlier if "/" not in name}
    for name, part in earlier.items():
        chat_id, separator, window_id = name.partition("/")
        if separator and chat_id in found:
            found[chat_id][window_id] = part.key
    return found


def plan_chat(
    chat: Chat,
    weeks: Sequence[Week],
    rules: Rules,
    noted: Mapping[str, str],
    first_naming: int | None = None,
    known_ids: Collection[str] = (),
) -> ChatPlan:
    """Plan what is to be done for a chat.

    Args:
        weeks: of the chat, in order.
        noted: the keys of its windows in the last run, by window.
        first_naming: the first instant at which a name may stand that came or went since.
        known_ids: the ids of its stored windows.
    """
    windows = split_windows(weeks, chat.chat_id, rules.minimum, rules.key, known_ids, rules.cut)
    keys = chain_windows(windows, chat.chat_id, chat.language, rules.code, rules.cut)
    unchanged = count_unchanged(windows, keys, noted)
    if first_naming is not None:
        unchanged = min(unchanged, sum(window.end <= first_naming for window in windows))
    is_changed = unchanged < len(windows) or bool(noted.keys() - {w.window_id for w in windows})
    return ChatPlan(chat, windows, keys, unchanged, is_changed)
