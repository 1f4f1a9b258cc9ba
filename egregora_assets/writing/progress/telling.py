"""Tells a conversation: the windows and people of whom something else is told than before, and nothing else."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace

from egregora_assets.contracts.counting.steps import counted
from egregora_assets.contracts.digests import digest_code, digest_values
from egregora_assets.contracts.parts import Part
from egregora_assets.writing.conversation import Window
from egregora_assets.writing.drafts import Draft, WindowResult
from egregora_assets.writing.portraits import Portrayer
from egregora_assets.writing.progress.course import Course
from egregora_assets.writing.progress.notes import WindowNotes, pack_notes, take_notes, unpack_notes
from egregora_assets.writing.progress.sources import ConversationSource, WindowSource
from egregora_assets.writing.progress.windows import Writer, list_names, split_names, write_window
from egregora_assets.writing.threads.addressing import index_names

PACKAGES = (
    "egregora_assets.writing",
    "egregora_assets.stages.generated",
    "egregora_assets.language",
    "egregora_assets.redaction",
    "egregora_assets.contracts",
)
LIBRARIES = ("ahocorasick-rs", "babel", "numpy", "pyarrow", "snowballstemmer", "stopwordsiso")
_WHOLE, _WINDOW, _POST, _READER, _PROFILE = "whole", "window/", "post/", "reader/", "profile/"
"""The names of a conversation's parts: all of it; what is told of a window, with its notes as state; that it has a
post; what the reader knew after a window, as state; a profile."""
Write = Callable[[Collection[str]], None]
PutOff = Callable[[Mapping[str, str], Write], None]
"""Lets profiles be written that have to be: it is given their keys by author_id, and what writes some of them. There is
no profile of those that it leaves out: an earlier one may name somebody who is hidden since."""


@dataclass(frozen=True)
class WrittenProfile:
    """Somebody's profile and when they wrote last (nanoseconds since 1970)."""

    draft: Draft
    last_sent_at: int


@dataclass
class Told:
    """What is told of a conversation.

    Attributes:
        windows: what was written anew, in their order; of their messages only the first and the last.
        profiles: what was written anew, by author_id.
        kept: the documents that say the same as before, by type and by the window or person that they are about.
        parts: all parts of the conversation, as they are now.
    """

    windows: list[tuple[Window, WindowResult]] = field(default_factory=list)
    profiles: dict[str, WrittenProfile] = field(default_factory=dict)
    kept: set[tuple[str, str]] = field(default_factory=set)
    parts: dict[str, Part] = field(default_factory=dict)


def fingerprint_code() -> str:
    """A digest of the code and words that decide what is told, and of the libraries that they use."""
    return digest_code(PACKAGES, LIBRARIES)


def write_at_once(stale: Mapping[str, str], write: Write) -> None:
    """Write the profiles without putting them off."""
    write(stale)


def tell(
    source: ConversationSource,
    writer: Writer,
    earlier: Mapping[str, Part] | None = None,
    decided: Mapping[str, str] | None = None,
    put_off: PutOff = write_at_once,
) -> Told:
    """Tell a conversation.

    A post depends on the words up to and with its window, in their order, and on everything attached to its own
    messages and to the earlier passages that it shows. Of the people's names only those count that occur in what was
    read: somebody who joins later, and whom nobody mentioned before, changes no earlier post.

    Args:
        earlier: the parts of an earlier run; they save time and never change the result.
        decided: what people decided of stored documents, by the window or person that they are about: what is told of
            those is written anew when it changes.
        put_off: for a stage that puts profiles through its queue.
    """
    return _Teller(source, writer, earlier or {}, decided or {}).tell(put_off)


def withdraw_profiles(told: Told, chat_id: str, author_ids: Collection[str]) -> None:
    """Take back profiles that were written and are put off."""
    for author_id in author_ids:
        del told.profiles[author_id], told.parts[f"{chat_id}/{_PROFILE}{author_id}"]


class _Teller:
    def __init__(
        self, source: ConversationSource, writer: Writer, earlier: Mapping[str, Part], decided: Mapping[str, str]
    ) -> None:
        frame = source.frame
        self._source, self._frame, self._writer = source, frame, writer
        self._prefix = f"{frame.chat_id}/"
        cut = len(self._prefix)
        self._earlier = {name[cut:]: part for name, part in earlier.items() if name.startswith(self._prefix)}
        self._decided = decided
        self._told = Told()
        self._parts: dict[str, Part] = {}
        self._course = Course(frame, source.windows, _select(self._earlier, _READER))
        self._notes: list[WindowNotes] = []
        self._words: set[str] = set()
        self._stems: dict[str, int] = {}
        self._names = index_names(frame.people.values())
        names = list_names(frame)
        self._unseen_parts = set(split_names(names))
        # Whoever turns out to be a program was told of as a person before, anywhere.
        told_by = (writer.name, writer.minimum, frame.chat_id, frame.language.code, sorted(frame.programs))
        self._base = digest_values(fingerprint_code(), *told_by)

    def tell(self, put_off: PutOff) -> Told:
        whole = Part(self._digest_whole())
        if self._earlier.get(_WHOLE) == whole:
            return self._keep_all()
        self._parts[_WHOLE] = whole
        seen = self._source.find_first(list_names(self._frame))
        windows = self._source.windows
        for place, window in counted(enumerate(windows), "windows", len(windows)):
            names = sorted(seen.get(place, ()))
            if not self._keep_window(window, names):
                self._tell_window(place, window, names)
        if self._source.windows:
            self._tell_people(put_off)
        self._parts |= {_READER + window_id: state for window_id, state in self._course.states.items()}
        self._told.parts = {self._prefix + name: part for name, part in self._parts.items()}
        return self._told

    def _digest_whole(self) -> str:
        """A digest of all that decides what is told of the conversation."""
        people = sorted((p.author_id, p.name, p.pseudonym, p.is_opted_out) for p in self._frame.people.values())
        windows = [(w.window_id, w.read_digest, w.own_digest) for w in self._source.windows]
        subjects = [*(one[0] for one in people), *(one[0] for one in windows)]
        return digest_values(
            self._base, people, windows, [(s, self._decided[s]) for s in subjects if s in self._decided]
        )

    def _keep_all(self) -> Told:
        told = self._told
        told.parts = {self._prefix + name: part for name, part in self._earlier.items()}
        for kind, doc_type in ((_WINDOW, "journal"), (_POST, "post"), (_PROFILE, "profile")):
            told.kept |= {(doc_type, about) for about in _select(self._earlier, kind)}
        return told

    def _keep_window(self, window: WindowSource, names: Sequence[str]) -> bool:
        """Keep what was told of the next window, if the same would be told."""
        part = self._earlier.get(_WINDOW + window.window_id)
        if part is None or not part.state:
            return False
        notes = unpack_notes(part.state)
        parts = self._find_parts(notes.words)
        chain = self._extend_chain(window, names, parts)
        if part.key != self._make_key(chain, window):
            return False
        self._stems |= {stem: len(self._stems) + i for i, stem in enumerate(notes.stems)}
        self._add(window, part, notes, chain)
        self._told.kept.add(("journal", window.window_id))
        if post := self._earlier.get(_POST + window.window_id):
            self._told.kept.add(("post", window.window_id))
            self._parts[_POST + window.window_id] = post
        return True

    def _tell_window(self, place: int, window: WindowSource, names: Sequence[str]) -> None:
        read = self._course.read(place)
        reader = self._course.reader
        words = reader.take_new_words() - self._words
        programs = self._frame.programs
        mine = [m for m in read.mine if m.author_id not in programs]
        said = [u for u in read.utterances if u.message.author_id not in programs]
        notes = take_notes(read.window.messages, mine, said, words, self._stems, self._names)
        chain = self._extend_chain(window, names, self._find_parts(notes.words))
        result = write_window(read, self._frame, self._writer, reader)
        frame = replace(read.window, messages=(read.window.messages[0], read.window.messages[-1]), earlier=())
        self._told.windows.append((frame, result))
        part = Part(self._make_key(chain, window), pack_notes(notes))
        self._add(window, part, notes, chain)
        if result.post:
            self._parts[_POST + window.window_id] = Part(part.key)

    def _find_parts(self, words: Sequence[str]) -> list[str]:
        """The parts of names that were not seen before and stand in words, also in compounds."""
        # A word may be hidden behind an elision or a hyphen; a word of letters alone is never cut.
        known = set(words)
        compounds = "\n".join(w for w in words if not w.isalpha())
        return sorted(p for p in self._unseen_parts if p in known or p in compounds)

    def _extend_chain(self, window: WindowSource, names: Sequence[str], parts: Sequence[str]) -> str:
        """A digest of all that the reader learns up to and with the next window."""
        before = self._course.chains[-1] if self._course.chains else self._base
        return digest_values(before, window.read_digest, list(names), list(parts))

    def _make_key(self, chain: str, window: WindowSource) -> str:
        return digest_values(chain, window.window_id, window.own_digest, self._decided.get(window.window_id))

    def _add(self, window: WindowSource, part: Part, notes: WindowNotes, chain: str) -> None:
        self._parts[_WINDOW + window.window_id] = part
        self._notes.append(notes)
        self._words.update(notes.words)
        self._unseen_parts.difference_update(self._find_parts(notes.words))
        self._course.add_chain(chain)

    def _tell_people(self, put_off: PutOff) -> None:
        """Portray everybody, and write the profiles that say something else than before."""
        portrayer = Portrayer(self._notes, self._course.finish(), self._source.load_messages)
        drafts: dict[str, WrittenProfile] = {}
        for author_id, person in sorted(self._frame.people.items()):
            is_shown = not person.is_opted_out and author_id not in self._frame.programs
            portrait = portrayer.portray(person) if is_shown else None
            if portrait:
                draft = self._writer.write_profile(portrait, self._frame)
                drafts[author_id] = WrittenProfile(draft, portrait.notes.last_sent_at)
        parts = {
            author_id: Part(digest_values(self._base, profile, self._decided.get(author_id)))
            for author_id, profile in drafts.items()
        }
        kept = {author_id for author_id, part in parts.items() if self._earlier.get(_PROFILE + author_id) == part}
        written: set[str] = set()
        if stale := {author_id: part.key for author_id, part in parts.items() if author_id not in kept}:
            put_off(stale, written.update)
        self._told.kept |= {("profile", author_id) for author_id in kept}
        self._told.profiles = {author_id: drafts[author_id] for author_id in sorted(written)}
        self._parts |= {_PROFILE + author_id: parts[author_id] for author_id in sorted(kept | written)}


def _select(parts: Mapping[str, Part], kind: str) -> dict[str, Part]:
    """The parts of a kind, by what they are about."""
    return {name.removeprefix(kind): part for name, part in parts.items() if name.startswith(kind)}
