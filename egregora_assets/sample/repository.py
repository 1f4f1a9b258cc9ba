"""The repository that the sample conversation speaks of: the watering box, a commit for every one that is named.

It follows the conversation: who says that something is done in a commit has just made it, to the file that was
spoken of before. So the names of commits come from here, and the conversation is told them afterwards.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from egregora_assets.sample.conversation import Spoken
from egregora_assets.sample.draws import Draws
from egregora_assets.sample.git_bundle import Repository

BUNDLE_NAME = "gotejo.bundle"
_PATH = re.compile(r"\b(?:src|tools|tests|config|reports)/\w+(?:/\w+)?\.(?:py|toml)\b")
_COMMIT = re.compile(r"\b(?=[0-9a-f]*\d)(?=[0-9a-f]*[a-f])[0-9a-f]{7}\b|(?<=commit )\d{7}\b")
_AHEAD = timedelta(minutes=4)
"""So long before it is named, a commit was made."""
_FIRST_LINES = 166
"""Every file has more lines than anybody names."""

_BEGINNINGS: dict[str, tuple[str, tuple[str, ...]]] = {
    "2026-03-03 18:10": (
        "First sketch of the watering box",
        ("README.md", "src/sensor/read.py", "src/log/write.py", "tools/labels.py", "config/schedule.toml"),
    ),
    "2026-03-06 19:30": ("Test against a ghost sensor", ("tests/test_ghost.py",)),
    "2026-03-09 20:00": ("Skeleton of the valve", ("src/valve/control.py", "tests/test_valve.py")),
    "2026-03-10 21:00": ("A button for the impatient", ("src/button/press.py",)),
    "2026-03-12 20:00": ("Leak alert and plan of the day", ("src/alert/leak.py", "src/schedule/plan.py")),
    "2026-04-16 08:40": ("Charts of eight weeks", ("reports/eight_weeks.py",)),
}
_TAGS = {
    "2026-03-20 22:00": "v0.1.0",
    "2026-04-08 20:00": "v0.2.0",
    "2026-04-22 20:33": "v0.3.0",
}
_SUBJECTS = (
    "Wait two cycles before a value counts",
    "Say why the limit is what it is",
    "Complain when the card is full",
    "Round to what the sensor can tell",
    "Keep the last good value",
    "Shorter, same behaviour",
    "Give the pause a name",
    "Check the range before the mean",
)
_VERBS = (
    "settle",
    "read",
    "clamp",
    "average",
    "compare",
    "delay",
    "record",
    "open",
    "close",
    "repeat",
    "limit",
    "warn",
)
_NOUNS = ("bed", "tank", "valve", "pump", "shade", "line", "probe", "card", "slot", "flow")


@dataclass(frozen=True)
class _Step:
    """One commit before it is made: when, its subject, and the files that it begins or changes."""

    at: datetime
    subject: str
    paths: tuple[str, ...]


def build_repository(messages: Sequence[Spoken]) -> tuple[Repository, list[Spoken]]:
    """Return the repository, and the conversation with the commits' real names.

    Args:
        messages: the conversation by time; whatever looks like a commit's name in it is replaced.
    """
    begun = [_Step(datetime.fromisoformat(at), subject, paths) for at, (subject, paths) in _BEGINNINGS.items()]
    named = _list_named(messages)
    repository, made = _make(sorted([*begun, *named.values()], key=lambda step: step.at))
    texts = [
        replace(message, text=_COMMIT.sub(made[named[n]][:7], message.text)) if n in named else message
        for n, message in enumerate(messages)
    ]
    return repository, texts


def _list_named(messages: Sequence[Spoken]) -> dict[int, _Step]:
    """The commits that messages name, by number of the message."""
    draws, path = Draws("gotejo, subjects"), "src/sensor/read.py"
    found: dict[int, _Step] = {}
    for number, message in enumerate(messages):
        if spoken := _PATH.findall(message.text):
            path = spoken[-1]
        if _COMMIT.search(message.text):
            found[number] = _Step(message.at - _AHEAD, draws.choose(_SUBJECTS), (path,))
    return found


def _make(steps: Sequence[_Step]) -> tuple[Repository, dict[_Step, str]]:
    """The repository of some commits, by time, and the id of each."""
    repository, files, made = Repository(), dict[str, str](), dict[_Step, str]()
    draws, newest = Draws("gotejo, changes"), None
    for step in steps:
        for path in step.paths:
            files[path] = _change(files[path], draws) if path in files else _begin(path)
        newest = made[step] = _commit(repository, files, newest, step)
    repository.refs["refs/heads/main"] = newest or ""
    for at, tag in _TAGS.items():
        repository.refs[f"refs/tags/{tag}"] = [made[step] for step in steps if step.at <= datetime.fromisoformat(at)][
            -1
        ]
    return repository, made


def _commit(repository: Repository, files: Mapping[str, str], parent: str | None, step: _Step) -> str:
    """Commit the files; some seconds later where the short name would not read as one: `6722610`, `12e4567`."""
    at = step.at
    while True:
        name = repository.commit(files, parent, at, step.subject)
        if _COMMIT.fullmatch(name[:7]) and not re.fullmatch(r"\d+e\d+", name[:7]):
            return name
        del repository.objects[name]
        at += timedelta(seconds=1)


def _begin(path: str) -> str:
    """A file as it is first written."""
    if path.endswith(".md"):
        return "# gotejo\n\nWaters six beds from one tank, and says so.\n"
    draws = Draws(f"gotejo, {path}")
    return _begin_settings(draws) if path.endswith(".toml") else _begin_module(path, draws)


def _begin_settings(draws: Draws) -> str:
    lines = ["# When each bed gets water, and how much.", ""]
    while len(lines) < _FIRST_LINES:
        lines += [
            f"[[slot]]  # {len(lines) // 6 + 1}",
            f"bed = {draws.between(1, 6)}",
            f'at = "{draws.between(5, 20):02d}:{draws.choose(("00", "15", "30", "45"))}"',
            f"seconds = {draws.between(20, 240)}",
            f"below = {draws.between(18, 45)}  # per cent of moisture",
            "",
        ]
    return "\n".join(lines)


def _begin_module(path: str, draws: Draws) -> str:
    """A module of small functions; the one that starts at line 42 of the sensor's is called settle."""
    title = path.rpartition("/")[2].removesuffix(".py").replace("_", " ")
    lines = [f'"""{title.capitalize()}: a part of the watering box."""', "import time", ""]
    lines += [f"PAUSE = {draws.between(2, 9)}  # seconds", ""]
    taken: set[str] = set()
    while len(lines) < _FIRST_LINES:
        names = [f"{verb}_{noun}" for noun in _NOUNS for verb in _VERBS if f"{verb}_{noun}" not in taken]
        name = "settle" if path == "src/sensor/read.py" and len(lines) == 41 else draws.choose(names)
        taken.add(name)
        lines += _write_function(name, draws)
    return "\n".join(lines)


def _write_function(name: str, draws: Draws) -> list[str]:
    """Seven lines and two empty ones: after five lines and four functions, line 42 begins the fifth."""
    limit = draws.between(10, 90)
    lines = [
        f"def {name}(values):",
        f'    """Return what is left of the values above {limit}."""',
        f"    kept = [value for value in values if value > {limit}]",
        "    if not kept:",
        f"        time.sleep(PAUSE * {draws.between(1, 4)})",
        "        return None",
        f"    return round(sum(kept) / len(kept), {draws.between(0, 2)})",
    ]
    return [*lines, "", ""]


def _change(text: str, draws: Draws) -> str:
    """A file with another number in one of its lines."""
    lines = text.split("\n")
    numbered = [number for number, line in enumerate(lines) if re.search(r"\d", line)]
    chosen = draws.choose(numbered)
    lines[chosen] = re.sub(r"\d+", lambda m: str(int(m[0]) + draws.between(1, 9)), lines[chosen], count=1)
    return "\n".join(lines)
