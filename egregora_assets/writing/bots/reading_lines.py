"""Reads what one message states, in the words of programs that keep minutes, count votes and build software.

Source: what MootBot, MeetBot and its successors, and usual build servers print; the commands that people type to them.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterator
from typing import Literal

from egregora_assets.writing.bots.statements import (
    Action,
    Ballot,
    Build,
    BuildResult,
    Count,
    Decision,
    Idea,
    Meeting,
    Question,
    Reference,
    Statement,
    Topic,
    Vote,
    VoteResult,
)
from egregora_assets.writing.conversation import Message

_Kind = Literal["topic", "agreed", "action", "idea", "link", "vote"]
_KINDS: dict[str, _Kind] = {
    "topic": "topic", "subtopic": "topic", "agreed": "agreed", "agree": "agreed", "accepted": "agreed",
    "decision": "agreed", "decided": "agreed", "action": "action", "idea": "idea", "link": "link", "vote": "vote",
    "startvote": "vote",
}  # fmt: skip
_WORDS = "|".join(_KINDS)
_MARKED = re.compile(
    rf"(?:\#(?P<a>{_WORDS})\b|\[(?P<b>{_WORDS})\]|(?P<c>{_WORDS}) received:)[:\s]\s*(?P<what>\S.*)", re.IGNORECASE
)
_CAPITALS = re.compile(r"(?P<kind>TOPIC|AGREED|ACTION|IDEA|LINK|DECISION):\s+(?P<what>\S.*)")
_NEW_TOPIC = re.compile(r"New Topic:\s+(?P<what>\S.*)", re.IGNORECASE)
_STARTED = re.compile(r"Meeting started\b.{0,60}?(?:\bThe chair is (?P<chair>[^.\n]+?)(?:\.|$)|$)", re.IGNORECASE)
_ENDED = re.compile(r"Meeting (?:ended|finished)\b", re.IGNORECASE)
_ASKED = re.compile(
    r"(?:Please vote on|Begin voting on|Voting ended on|Voted on):?\s+(?P<mark>\"?)(?P<what>\S.*?)(?P=mark)"
    r"(?:\s+Valid vote options are\b.*|\s+Results are:?)?\s*$",
    re.IGNORECASE,
)
_BALLOT = re.compile(r"(?P<choice>[+-][01]|0) received from (?P<who>[^.\n]+?)(?:\.(?:\s|$)|$)", re.IGNORECASE)
_VOTED = re.compile(r"#vote\s+(?P<choice>[+-]?[01]|\w+)\s*$", re.IGNORECASE)
_RUNNING = re.compile(
    r"(?P<yes>\d+) for, (?P<no>\d+) against\.?(?:\s*(?P<none>\d+)(?: have)? abstain(?:ed|ing)\b)?", re.IGNORECASE
)
_VOTES_FOR = re.compile(
    r"(?i)Votes for:\s*(?P<yes>\d+),?\s+(?:Votes )?against:\s*(?P<no>\d+)(?:,?\s+Abstentions:\s*(?P<none>\d+))?"
)
_RESULT_IS = re.compile(r"(?i)(?:final )?result\b.{0,20}?\b(?P<yes>\d+) for, (?P<no>\d+) against")
_COUNTS = (
    _VOTES_FOR,
    re.compile(r"\+1:\s*(?P<yes>\d+)\s*[,;]\s*(?:[+-]?0:\s*(?P<none>\d+)\s*[,;]\s*)?-1:\s*(?P<no>\d+)"),
    re.compile(r"(?i)\(\s*for:?\s*(?P<yes>\d+),\s*against:?\s*(?P<no>\d+)(?:,\s*abstain\w*:?\s*(?P<none>\d+))?"),
    _RESULT_IS,
)
_YES_AND_NO = re.compile(
    r"(?:final )?results?:?\s+yes:?\s*(?P<yes>\d+)\b(?:\s*\([^()]*\))?\s*,\s*no:?\s*(?P<no>\d+)\b(?:\s*\([^()]*\))?"
    r"(?:\s*,\s*abstain\w*:?\s*(?P<none>\d+)\b)?",
    re.IGNORECASE,
)
_CHOICES = re.compile(
    r"\s*(?:Please vote:?\s*)?\(?\b(?:yes|no|abstain)\b(?:[\s,/]+(?:or\s+)?(?:yes|no|abstain)\b)+\)?\s*$", re.IGNORECASE
)
"""What may be answered to a question, behind it."""
_ABSTAINED = re.compile(r"[+-]?0:\s*(\d+)|(\d+) abstained", re.IGNORECASE)
_OPENS_VOTE = re.compile(r"(?:final result|results?|votes?|voting|\(|\+1:)", re.IGNORECASE)
_CARRIED = re.compile(r"(?:The )?motion (?P<result>carried|passed|denied|failed|rejected)\b", re.IGNORECASE)
_TIED = re.compile(r"(?:Deadlock|Tie)\b.*\bvote\b", re.IGNORECASE)
_HEADING = re.compile(r"\w+:")
_OPTION = re.compile(r"(?:\w+:\s*)?(?P<option>.+?)\s*[(（]\D*(?P<n>\d+)[^()（）]*[)）]")
_RESULTS: dict[str, VoteResult] = {
    "carried": "carried", "passed": "carried", "denied": "denied", "failed": "denied", "rejected": "denied",
}  # fmt: skip
_BUILT = (
    re.compile(
        r"\W*(?:(?P<project>[\w./-]+):?\s+)?(?:build|pipeline)\s+#?(?P<number>\d+)\b[^.!?\n]{0,80}?"
        r"\b(?P<result>passed|succeeded|success|successful|failed|failure|fixed|broken|errored)\b",
        re.IGNORECASE,
    ),
    re.compile(
        r"\W*(?P<project>[\w.-]+/[\w.-]+)#(?P<number>\d+) \([^()\n]*\): The build "
        r"(?:was |is |has )?(?P<result>passed|failed|broken|fixed|still failing|errored)\b",
        re.IGNORECASE,
    ),
)
_BUILD_RESULTS: dict[str, BuildResult] = {
    "passed": "passed", "succeeded": "passed", "success": "passed", "successful": "passed", "fixed": "fixed",
    "broken": "broken",
}  # fmt: skip
_NO_PROJECTS = frozenset(["the", "a", "our", "my", "your", "this", "that", "last", "new", "next"])
_TRAILING_COUNTS = re.compile(r"\s*\((?=[^()]*(?:\+1:|\bfor\b))[^()]*\)\s*\.?\s*$", re.IGNORECASE)
_DOERS = re.compile(r"(?P<who>[^\n]{1,120}?)\s+(?:to|will|shall|should)\b")
_AND = re.compile(r"\s*(?:,|&|/|\band\b)\s*")
_SPOKEN_BY_PROGRAMS = (
    re.compile(r"(?:topic|agreed|action|idea|link) received:", re.IGNORECASE),
    *(_NEW_TOPIC, _STARTED, _ENDED, _ASKED, _BALLOT, _CARRIED, _VOTES_FOR, _RESULT_IS, *_BUILT),
)


def is_program_line(text: str) -> bool:
    """Whether a line is worded as programs word theirs; a command that people type is not."""
    return any(pattern.match(text) for pattern in _SPOKEN_BY_PROGRAMS)


def read_statements(message: Message, names: Collection[str] = ()) -> tuple[Statement, ...]:
    """What a message states, line by line, in order; nothing for talk.

    Args:
        names: of the people of the conversation, as the text has them: an action is given to those that it begins with.

    Returns: statements whose words are exact parts of the text, without a closing full stop.
    """
    if message.kind == "poll":
        return _read_poll(message)
    return tuple(s for line in message.text.splitlines() for s in _read_line(line.strip(), message.message_id, names))


def _read_line(line: str, message_id: str, names: Collection[str]) -> Iterator[Statement]:
    if match := _MARKED.match(line):
        kind = _KINDS[(match["a"] or match["b"] or match["c"]).lower()]
        yield from _read_marked(kind, match["what"], message_id, names) if not _VOTED.match(line) else ()
    elif match := _CAPITALS.match(line):
        yield from _read_marked(_KINDS[match["kind"].lower()], match["what"], message_id, names)
    elif match := _NEW_TOPIC.match(line):
        yield Topic(message_id, _trim(match["what"]))
    elif match := _ASKED.match(line):
        yield Question(message_id, _trim(match["what"]))
    elif match := _STARTED.match(line):
        yield Meeting(message_id, "started", (match["chair"] or "").strip())
    elif _ENDED.match(line):
        yield Meeting(message_id, "ended")
    else:
        yield from _read_count_or_build(line, message_id)
    if match := _VOTED.match(line):
        yield Ballot(message_id, "", match["choice"])


def _read_marked(kind: _Kind, what: str, message_id: str, names: Collection[str]) -> Iterator[Statement]:
    counted = _TRAILING_COUNTS.search(what)
    words = _trim(what[: counted.start()] if counted else what)
    if kind == "vote" and (result := _YES_AND_NO.match(what)):
        yield Vote(message_id, "", *_read_numbers(result))
    elif kind == "action":
        yield Action(message_id, words, _find_doers(words, names))
    elif words:
        make: dict[str, Callable[[str, str], Statement]] = {
            "topic": Topic, "agreed": Decision, "idea": Idea, "link": Reference, "vote": Question,
        }  # fmt: skip
        yield make[kind](message_id, _CHOICES.sub("", words) or words if kind == "vote" else words)
    if counted and (vote := _read_counts(counted.group(), message_id)):
        yield Vote(message_id, words, vote.for_count, vote.against_count, vote.abstained_count)


def _read_count_or_build(line: str, message_id: str) -> Iterator[Statement]:
    if match := _BALLOT.match(line):
        yield Ballot(message_id, match["who"].strip(), match["choice"])
        if running := _RUNNING.search(line, match.end()):
            yield Vote(message_id, "", *_read_numbers(running), is_final=False)
    elif match := _CARRIED.match(line):
        yield Vote(message_id, result=_RESULTS[match["result"].lower()])
    elif _TIED.match(line):
        yield Vote(message_id, result="tied")
    elif _OPENS_VOTE.match(line) and (vote := _read_counts(line, message_id)):
        yield vote
    elif match := next(filter(None, (pattern.match(line) for pattern in _BUILT)), None):
        project = match["project"] or ""
        yield Build(
            message_id,
            "" if project.lower() in _NO_PROJECTS else project,
            match["number"],
            _BUILD_RESULTS.get(match["result"].lower(), "failed"),
        )


def _read_counts(line: str, message_id: str) -> Vote | None:
    match = next(filter(None, (pattern.search(line) for pattern in _COUNTS)), None)
    if match is None:
        return None
    yes, no, none = _read_numbers(match)
    if none is None and (found := _ABSTAINED.search(line, match.end())):
        none = int(found[1] or found[2])
    return Vote(message_id, "", yes, no, none)


def _read_numbers(match: re.Match[str]) -> tuple[int, int, int | None]:
    none = match.groupdict().get("none")
    return int(match["yes"]), int(match["no"]), int(none) if none else None


def _read_poll(message: Message) -> tuple[Statement, ...]:
    """A poll as an application exports it: its question and what each option got."""
    stripped = map(str.strip, message.text.splitlines())
    lines = [line for line in stripped if line and not _HEADING.fullmatch(line)]
    options = tuple(Count(m["option"], int(m["n"])) for line in lines[1:] if (m := _OPTION.fullmatch(line)))
    return (Vote(message.message_id, lines[0], options=options),) if options else ()


def _find_doers(what: str, names: Collection[str]) -> tuple[str, ...]:
    """Who is to do it: the names before "to" or "will", where all of them are known."""
    match = _DOERS.match(what)
    if match is None:
        return ()
    known = {name.casefold() for name in names}
    doers = [part.strip(" @") for part in _AND.split(match["who"]) if part.strip(" @")]
    return tuple(doers) if doers and all(doer.casefold() in known for doer in doers) else ()


def _trim(words: str) -> str:
    """Words without blanks and a full stop at the end."""
    words = words.strip()
    return words[:-1].rstrip() if words.endswith(".") and not words.endswith("..") else words
