"""The law of parts: whatever happened to a conversation, a run gives the bytes that computing everything gives."""

from __future__ import annotations

import random
import shutil
import zipfile
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from egregora_assets.services.settings import SETTINGS_FILE
from egregora_assets_tests.deployments import canonical, digests, egregora, query
from egregora_assets_tests.exports.small_chat import write_export

pytestmark = pytest.mark.slow

FIRST_DAY = datetime(2024, 3, 4, 8)
EVERYBODY = ["Nadia Osei", "Bruno Teles", "Katja Brandt", "Hugo Marchand"]
LATER = ["Greta Larkin", "Pablo Olmedo"]
SAID = (
    "the seedlings by the window need water before the weekend",
    "ask {name} whether the key of the shed came back",
    "my number is now +49 151 23456{n:03}, write to me there",
    "see https://example.org/garden/{n} for the plan of the beds",
    "Aunt Rosalind brought the tomatoes, {name} saw her",
    "who fixes src/watering.py before the meeting?",
    "I do",
    "{name} wrote garden{n}@example.org on the list, is that right?",
    "yes",
    "the tomatoes by the window are red, and the beds are full of water",
    "thank you @{name}",
    "the meeting is moved to Thursday because of the rain",
)
SETTINGS = (
    "minimum_window_messages = 12\n",
    'minimum_window_messages = 12\nthird_parties = "show"\n',
    'minimum_window_messages = 25\nsite_title = "The shed"\n',
    'minimum_window_messages = 12\nalways_redact = ["tomatoes"]\n',
    'minimum_window_messages = 12\nsite_language = "pt"\n',
    'window_unit = "messages"\nwindow_size = 30\nwindow_overlap = 0.25\n',
)


@dataclass
class Talk:
    """A conversation as its members' phones hold it.

    Attributes:
        lines: when, who and what, in order of time.
    """

    title: str
    seed: int
    lines: list[tuple[datetime, str, str]] = field(default_factory=list)

    def append(self, count: int, people: list[str]) -> None:
        draw = random.Random(f"{self.seed} {len(self.lines)}")
        when = self.lines[-1][0] if self.lines else FIRST_DAY
        for number in range(len(self.lines), len(self.lines) + count):
            when += timedelta(minutes=draw.choice((1, 2, 5, 90, 700, 2900)))
            text = draw.choice(SAID).format(name=draw.choice(people).split()[0], n=number % 1000)
            self.lines.append((when, draw.choice(people), text))

    def write(self, folder: Path) -> Path:
        path = folder / f"WhatsApp Chat with {self.title}.zip"
        text = "".join(f"{when:%d/%m/%Y, %H:%M} - {who}: {said}\n" for when, who, said in self.lines)
        with zipfile.ZipFile(path, "w") as archive:
            archive.writestr(zipfile.ZipInfo(f"WhatsApp Chat with {self.title}.txt"), text)
        return path


@dataclass
class World:
    """A deployment, and the conversations that are exported into it."""

    home: Path
    talks: list[Talk]
    people: list[str] = field(default_factory=lambda: list(EVERYBODY))

    def process(self, *options: str) -> None:
        exports = [talk.write(self.home.parent) for talk in self.talks]
        egregora("process", "--output", self.home, "--time-zone", "UTC", *exports, *options)


def append_a_few(world: World, draw: random.Random) -> None:
    world.talks[0].append(draw.randint(1, 9), world.people)


def append_a_month(world: World, draw: random.Random) -> None:
    world.talks[-1].append(60, world.people)


def insert_from_another_phone(world: World, draw: random.Random) -> None:
    lines = world.talks[0].lines
    place = draw.randrange(1, len(lines))
    lines.insert(place, (lines[place][0], draw.choice(world.people), "I said so before you all did"))


def edit(world: World, draw: random.Random) -> None:
    lines = world.talks[0].lines
    place = draw.randrange(len(lines))
    when, who, said = lines[place]
    lines[place] = (when, who, f"{said} indeed <This message was edited>")


def delete(world: World, draw: random.Random) -> None:
    lines = world.talks[0].lines
    place = draw.randrange(len(lines))
    lines[place] = (*lines[place][:2], "This message was deleted")


def rename(world: World, draw: random.Random) -> None:
    talk = world.talks[0]
    old = draw.choice(sorted({who for _, who, _ in talk.lines}))
    talk.lines = [(when, f"{old} Junior" if who == old else who, said) for when, who, said in talk.lines]


def welcome_somebody(world: World, draw: random.Random) -> None:
    world.people.append(LATER[len(world.people) % 2])
    world.talks[0].append(6, world.people[-1:])


def begin_another_chat(world: World, draw: random.Random) -> None:
    talk = Talk(f"Group {len(world.talks)}", draw.randrange(1000))
    talk.append(40, world.people[:2])
    world.talks.append(talk)


def change_a_setting(world: World, draw: random.Random) -> None:
    (world.home / SETTINGS_FILE).write_text(draw.choice(SETTINGS))


def leave(world: World, draw: random.Random) -> None:
    decide(world, "opt-out", draw.choice(EVERYBODY), "--similar", "none")


def come_back(world: World, draw: random.Random) -> None:
    for name in EVERYBODY:
        decide(world, "opt-in", name)


def decide(world: World, command: str, name: str, *options: str) -> None:
    """Decides for somebody in each conversation in which they take part."""
    sql = f"SELECT author_id FROM identities WHERE display_name = '{name}' ORDER BY 1"
    for (author_id,) in query(world.home, sql, "vault/vault.duckdb"):
        egregora(command, "--author", author_id, "--no-run", *options, "--output", world.home)


def show_a_name(world: World, draw: random.Random) -> None:
    egregora("review", "names", draw.choice(("--ignore", "--hide")), "Rosalind", "--output", world.home, check=False)


def ask_for_an_alias(world: World, draw: random.Random) -> None:
    when = world.talks[0].lines[-1][0]
    world.talks[0].lines.append((when, EVERYBODY[0], f"/egregora set alias Captain {draw.randint(1, 3)}"))


CHANGES: list[Callable[[World, random.Random], None]] = [
    append_a_few,
    append_a_month,
    insert_from_another_phone,
    edit,
    delete,
    rename,
    welcome_somebody,
    begin_another_chat,
    change_a_setting,
    leave,
    come_back,
    show_a_name,
    ask_for_an_alias,
]


def contents(home: Path, folder: Path) -> dict[str, str]:
    """Digests of every table and of every file of the site."""
    return {**canonical(home, folder), **{f"site/{path}": one for path, one in digests(home / "site").items()}}


def test_what_came_into_the_inbox_while_other_exports_were_read_is_read_by_the_next_run(
    small_home: Path, tmp_path: Path
) -> None:
    talk = Talk("Garden", 1)
    talk.append(40, EVERYBODY[:2])
    talk.write(small_home / "inbox")
    (small_home / SETTINGS_FILE).write_text("stable_seconds = 0\n")
    egregora("process", write_export(tmp_path / "longer.zip", days=9), "--output", small_home)
    assert query(small_home, "SELECT count(*) FROM chats") == [(1,)]
    egregora("process", "--output", small_home)
    assert query(small_home, "SELECT count(*) FROM chats") == [(2,)]
    assert "10 fresh" in egregora("status", "--output", small_home).stdout


@settings(
    max_examples=1,
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow],
    phases=(Phase.explicit, Phase.reuse, Phase.generate),  # each example takes half a minute: none is made smaller
)
@given(
    seed=st.integers(0, 2**32),
    steps=st.lists(st.lists(st.sampled_from(CHANGES), min_size=1, max_size=3), min_size=2, max_size=2),
)
def test_after_any_changes_a_run_gives_the_bytes_of_computing_everything(
    tmp_path_factory: pytest.TempPathFactory, seed: int, steps: list[list[Callable[[World, random.Random], None]]]
) -> None:
    folder, draw = tmp_path_factory.mktemp("law"), random.Random(seed)
    world = World(folder / "home", [Talk("Garden", seed)])
    world.home.mkdir(mode=0o700)
    (world.home / SETTINGS_FILE).write_text(SETTINGS[0])
    world.talks[0].append(90, world.people)
    world.process()
    for changes in steps:
        for change in changes:
            change(world, draw)
        world.process()
    told = contents(world.home, folder / "told")
    world.process("--force-refresh")
    assert contents(world.home, folder / "forced") == told
    shutil.rmtree(folder)
