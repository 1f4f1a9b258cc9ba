"""Passes on the files of a site in which nothing of the vault stands that would not stand there in any case.

A number of somebody may also be a day, and a name a word of a title: on a page that holds the day or the title in any
case it tells nothing. The page's counterpart shows it: the same page with every word of people masked. Counterparts are
made for the few files in which something is found.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Hashable, Iterable, Iterator, Mapping, Sequence

from egregora_assets.errors import SiteLeak
from egregora_assets.site.inspecting.scan_verdicts import ScanVerdicts
from egregora_assets.site.page import SiteFile

Find = Callable[[bytes, str | None, bytes], Mapping[Hashable, str]]
"""The secrets in bytes about a chat, with their kinds, but for those in the text of our own that is given last."""
BuildMasked = Callable[[Sequence[SiteFile] | None], Iterable[SiteFile]]
"""Builds the counterparts of some files; None = of all."""
_MOST_HELD = 64_000_000
"""Bytes of files that are held back together until their counterparts are made."""


class LeakFilter:
    """Looks through the files of one site.

    Args:
        chats: the chat of each document that concerns one, by id: it decides which names count on its page.
        verdicts: which files need no scan.

    Attributes:
        left: the secrets that stand in files and not in their counterparts, with their kinds. Never shown or kept.
    """

    def __init__(self, find: Find, build_masked: BuildMasked, chats: Mapping[str, str], verdicts: ScanVerdicts) -> None:
        self._find, self._build_masked, self._chats, self._verdicts = find, build_masked, chats, verdicts
        self._passed: set[str] = set()
        self.left: dict[Hashable, str] = {}

    def pass_on(self, files: Iterable[SiteFile]) -> Iterator[SiteFile]:
        """The files; those in which something is found come later, or never.

        Raises:
            SiteLeak: a secret is left in a file or its path; after all files, so that `left` tells all of them.
        """
        held: list[SiteFile] = []
        held_bytes = 0
        leaks: list[SiteLeak] = []
        for file in files:
            if self._is_clean(file):
                self._passed.add(file.path)
                yield file
                continue
            held.append(file)
            held_bytes += len(file.content)
            if held_bytes > _MOST_HELD:
                yield from self._pass_on_held(held, leaks)
                held, held_bytes = [], 0
        yield from self._pass_on_held(held, leaks)
        if leaks:
            raise leaks[0]

    def find_in_copy(self, data: bytes, path: str, subject: str) -> Collection[str]:
        """The kinds of secrets in a file that is copied as it is, or in its path.

        Args:
            subject: what the bytes are: `path`, or `/path` where they are the path itself.

        Returns: none for a file that was passed on.
        """
        if path in self._passed or not self._verdicts.needs_scan(subject, data, None):
            return ()
        found = self._find(data, None, b"")
        for page in self._build_masked(None) if found else ():
            found = {secret: kind for secret, kind in found.items() if secret in self._find(data, None, page.content)}
        self.left.update(found)
        return found.values()

    def _is_clean(self, file: SiteFile) -> bool:
        """Whether nothing at all stands in a file and its path; both are noted for the next time."""
        path, chat_id = file.path.encode(), self._find_chat(file)
        is_path_new = self._verdicts.needs_scan(f"/{file.path}", path, None)
        is_new = self._verdicts.needs_scan(file.path, file.content, chat_id)
        return not (is_path_new and self._find(path, None, b"")) and not (
            is_new and self._find(file.content, chat_id, b"")
        )

    def _find_chat(self, file: SiteFile) -> str | None:
        return self._chats.get(file.document_id or "")

    def _pass_on_held(self, held: Sequence[SiteFile], leaks: list[SiteLeak]) -> Iterator[SiteFile]:
        """Those of some files in which no more stands than in their counterparts; the others are added to `leaks`."""
        if not held:
            return
        own_text = self._read_counterparts(held)
        for file in held:
            own = own_text.get(file.path, b"")
            in_path = self._find(file.path.encode(), None, own)
            found = {**in_path, **self._find(file.content, self._find_chat(file), own)}
            if found:
                self.left.update(found)
                # A path that leaks must not be repeated.
                place, document_id = ("an address", None) if in_path else (file.path, file.document_id)
                leaks.append(SiteLeak(place, found.values(), document_id))
            else:
                self._passed.add(file.path)
                yield file

    def _read_counterparts(self, files: Sequence[SiteFile]) -> dict[str, bytes]:
        """The text of our own that stands in files, by path: that of their counterparts, and the paths of these."""
        by_document = {f.document_id: f.path for f in files if f.document_id}
        own_text: dict[str, bytes] = {}
        for made in self._build_masked(files):
            path = by_document.get(made.document_id or "", made.path)
            own_text[path] = own_text.get(path, b"") + made.path.encode() + b"\n" + made.content + b"\n"
        return own_text
