"""A reader's course through a conversation: it begins at the last state that still holds, and passes over the rest."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from egregora_assets.contracts.parts import Part
from egregora_assets.writing.conversation import Conversation
from egregora_assets.writing.progress.sources import WindowSource
from egregora_assets.writing.progress.windows import ReadWindow, make_reader, read_window
from egregora_assets.writing.reading.reader import Reader
from egregora_assets.writing.reading.reader_states import save_reader

_STEPS = (1, 8, 64)


def choose_saved(count: int) -> frozenset[int]:
    """The places of windows after which the reader's state is kept, of so many windows.

    The last one but one: a longer conversation changes the last window, but hardly one before it. And a few earlier
    ones, at places that stay the same while the conversation grows, for what changes further back.
    """
    last = count - 2
    return frozenset(last // step * step for step in _STEPS) if last >= 0 else frozenset()


class Course:
    """Reads the windows of a conversation in their order, and as few of them as possible.

    Args:
        earlier: kept states, by window_id.
    """

    def __init__(
        self, conversation: Conversation, windows: Sequence[WindowSource], earlier: Mapping[str, Part]
    ) -> None:
        self.reader = make_reader(conversation)
        self.chains: list[str] = []
        """By window, a digest of all that the reader has learnt once it has read it."""
        self.states: dict[str, Part] = {}
        """The states to keep, by window_id."""
        self._conversation, self._windows, self._earlier = conversation, windows, earlier
        self._saved = choose_saved(len(windows))
        self._count = 0

    def read(self, place: int) -> ReadWindow:
        """Read a window, after all that come before it."""
        self._go_to(place)
        return self._read_next()

    def add_chain(self, chain: str) -> None:
        """Note the digest of the next window."""
        self.chains.append(chain)
        self._save(len(self.chains) - 1)

    def finish(self) -> Reader:
        """The reader, once it has read everything."""
        self._go_to(len(self._windows))
        return self.reader

    def _go_to(self, place: int) -> None:
        for earlier in range(place - 1, self._count - 1, -1):
            state = self._find_state(earlier)
            if state is not None:
                self.reader = make_reader(self._conversation, state.state)
                self._count = earlier + 1
                break
        while self._count < place:
            self._read_next()
            self._save(self._count - 1)

    def _read_next(self) -> ReadWindow:
        read = read_window(self._windows[self._count].load(), self._conversation, self.reader)
        self._count += 1
        return read

    def _find_state(self, place: int) -> Part | None:
        """The kept state after a window, if it still holds."""
        state = self._earlier.get(self._windows[place].window_id)
        return state if state is not None and state.key == self.chains[place] else None

    def _save(self, place: int) -> None:
        """Keep the state after a window, if that is wanted and the reader has just read it, or it was kept before."""
        if place not in self._saved or place >= len(self.chains):
            return
        window_id = self._windows[place].window_id
        known = self._find_state(place)
        if known is not None:
            self.states[window_id] = known
        elif place == self._count - 1:
            self.states[window_id] = Part(self.chains[place], save_reader(self.reader))
