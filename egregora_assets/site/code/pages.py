"""The plans of the pages of code: a list of files and commits that are spoken of, and a page a file."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Sequence
from functools import cached_property
from typing import NamedTuple

import pyarrow as pa
import pyarrow.compute as pc

from egregora_assets.site.addresses import day_page, make_anchor
from egregora_assets.site.code.marks import INDEX, SHORT_ID, file_page, make_mark, render_excerpts
from egregora_assets.site.code.model import Change, Said, SpokenCommit, SpokenFile
from egregora_assets.site.context import SiteContext
from egregora_assets.site.page import Page, PagePlan
from egregora_assets.site.printable import one_line, shorten

MOST_CHANGES = 100
_LONGEST_QUOTE = 220


class Telling(NamedTuple):
    """A message that speaks of code: its address, its day, who wrote it, its words, the lines that it means (HTML)."""

    address: str
    day: dt.date
    name: str
    quote: str
    lines: str = ""


class Point(NamedTuple):
    """A commit in a history: its day, short name, subject, what it did to the file, and its address elsewhere."""

    day: dt.date
    name: str
    subject: str
    status: str
    address: str


class CodePlans:
    """Plans the pages of code of one site."""

    def __init__(self, context: SiteContext) -> None:
        self._context = context
        self._code, self._words = context.site.code, context.words

    def list_plans(self) -> Iterator[PagePlan]:
        """The list, and a page a file; none where nobody speaks of code that a repository knows."""
        if not self._code.files and not self._code.commits:
            return
        page = Page(INDEX, self._words("menu.code"), "code", self._words("code.lead"), is_indexed=False)
        files = tuple(
            (file_page(f.file_id), f.path, f.repository, len(f.said), f.said[-1].day) for f in self._code.files
        )
        commits = tuple(self._tell_commit(named) for named in self._code.commits)
        yield self._context.plan("code.html", page, files=files, commits=commits)
        for file in self._code.files:
            yield self._plan_file(file)

    def _plan_file(self, file: SpokenFile) -> PagePlan:
        page = Page(file_page(file.file_id), one_line(file.path), "code", self._words("code.lead"), is_indexed=False)
        return self._context.plan(
            "code_file.html",
            page,
            path=file.path,
            repository=file.repository,
            said=tuple(self._tell(s)._replace(lines=self._render_lines(s, file)) for s in file.said),
            changes=tuple(map(self._tell_change, file.changes[:MOST_CHANGES])),
            change_count=len(file.changes),
        )

    def _tell(self, said: Said) -> Telling:
        person = self._context.people.get(said.person_id or "")
        name = person.name if person else self._words("conversation.somebody")
        address = f"{day_page(said.day)}#{make_anchor('m', said.message_id)}"
        return Telling(address, said.day, one_line(name), shorten(self._texts[said.message_id], _LONGEST_QUOTE))

    def _render_lines(self, said: Said, file: SpokenFile) -> str:
        """The lines of a file that a message means, as they were then."""
        mentions = self._code.mentions.get(said.message_id, ())
        return render_excerpts([make_mark(m, self._words) for m in mentions if m.file_id == file.file_id])

    def _tell_change(self, change: Change) -> Point:
        commit = change.commit
        status = self._words("code.removed") if change.status == "D" else ""
        return Point(commit.day, commit.commit_id[:SHORT_ID], one_line(commit.subject), status, change.address or "")

    def _tell_commit(self, named: SpokenCommit) -> tuple[str, str, Point, Sequence[Telling]]:
        """The anchor, the repository, the commit, and who named it."""
        commit = named.commit
        point = Point(commit.day, commit.commit_id[:SHORT_ID], one_line(commit.subject), "", named.address or "")
        return make_anchor("c", commit.commit_id), named.repository, point, tuple(map(self._tell, named.said))

    @cached_property
    def _texts(self) -> dict[str, str]:
        """The texts of the messages that speak of code, by id."""
        listed = (*(f.said for f in self._code.files), *(c.said for c in self._code.commits))
        wanted = {said.message_id for some in listed for said in some}
        rows = self._context.site.conversation.rows
        found = rows.filter(pc.is_in(rows["message_id"], pa.array(sorted(wanted), pa.string())))
        return {str(row["message_id"]): str(row["text"]) for row in found.select(["message_id", "text"]).to_pylist()}
