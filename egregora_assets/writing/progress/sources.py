"""A conversation that is loaded window by window, each with digests of all that decides what is told of it."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from egregora_assets.writing.bots import find_bots
from egregora_assets.writing.conversation import Conversation, Message, Window


@dataclass(frozen=True)
class WindowSource:
    """A window that is loaded when it is needed.

    Args:
        read_digest: of all that a reader learns from it: its texts, and what was removed from them.
        own_digest: of everything in it and attached to it, of the passages that it looks back on, and of its people's
            names.
        load: loads it whole.
    """

    window_id: str
    read_digest: str
    own_digest: str
    load: Callable[[], Window]


@dataclass(frozen=True)
class ConversationSource:
    """A conversation whose windows are loaded one by one.

    Args:
        frame: the conversation without its windows.
        windows: in order of start.
        find_first: of some names those that occur in the texts, by the place of the first window that holds them.
        load_messages: loads single messages by the places of their windows and their own places in them; in this order.
    """

    frame: Conversation
    windows: Sequence[WindowSource]
    find_first: Callable[[Iterable[str]], Mapping[int, Collection[str]]]
    load_messages: Callable[[Sequence[tuple[int, int]]], list[Message]]


def hold_conversation(conversation: Conversation) -> ConversationSource:
    """A conversation in memory, which has no digests: nothing of it can be kept for another run."""

    def load_messages(places: Sequence[tuple[int, int]]) -> list[Message]:
        return [conversation.windows[place].messages[row] for place, row in places]

    def hold(window: Window) -> WindowSource:
        return WindowSource(window.window_id, "", "", lambda: window)

    windows = [hold(window) for window in conversation.windows]
    names = [name for person in conversation.people.values() for name in (person.name, person.pseudonym)]
    programs = find_bots((m for window in conversation.windows for m in window.messages), names)
    frame = replace(conversation, windows=(), programs=programs)
    return ConversationSource(frame, windows, lambda _names: {}, load_messages)
