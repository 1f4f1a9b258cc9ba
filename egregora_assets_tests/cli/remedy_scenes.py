"""States that a deployment can get into, and the remedies for them: what `test_remedies` makes and carries out."""

from __future__ import annotations

import fcntl
import re
import shlex
import shutil
from collections.abc import Callable
from contextlib import ExitStack
from dataclasses import dataclass, field
from pathlib import Path

from egregora_assets.database.connection import DatabaseFile
from egregora_assets_tests.deployments import egregora

BACKTICKED = re.compile(r"`([^`]+)`")


@dataclass
class Scene:
    """One deployment in one state: its folder, a folder beside it, what is held open, and the error that was shown."""

    home: Path
    beside: Path
    held: ExitStack = field(default_factory=ExitStack)
    remedy: str = ""

    def find_command(self, begin: str) -> list[str]:
        """The command of the remedy that begins with some words."""
        return next(shlex.split(c) for c in BACKTICKED.findall(self.remedy) if c.startswith(begin))

    def follow(self, begin: str, file: Path | None = None) -> None:
        """Carries out a command of the remedy, with a real file in the place of `FILE`."""
        words = [str(file) if word == "FILE" else word for word in self.find_command(begin)]
        if words[0] == "chmod":
            added = {"u+rwx": 0o700, "u+rX": 0o400}.get(words[1])
            path = Path(words[-1])
            path.chmod(path.stat().st_mode & 0o777 | added if added else int(words[1], 8))
        elif words[0] == "mkdir":
            Path(words[-1]).mkdir(parents=True)
        else:
            assert words[0] == "egregora"
            self.run(shlex.join(words[1:]))

    def run(self, command: str, *, check: bool = True, typed: str = "") -> int:
        """Runs a command on the deployment; `{home}` and `{beside}` stand for its folder and the one beside it."""
        words = shlex.split(command.format(home=self.home, beside=self.beside))
        names: list[str | Path] = (
            [] if "--output" in words or words[0] in ("inspect", "redact") else ["--output", self.home]
        )
        return egregora(*words, *names, check=check, typed=typed).returncode

    def set(self, text: str) -> None:
        """Writes settings."""
        (self.home / "egregora.toml").write_text(f"stable_seconds = 0\nwait_seconds = 0.2\n{text}\n", "utf-8")

    def hold(self, lock: str) -> None:
        """Holds a lock as another process does."""
        stream = self.held.enter_context((self.home / lock).open("a"))
        fcntl.flock(stream, fcntl.LOCK_EX)

    def damage(self, name: str) -> None:
        """What a power cut leaves of a database."""
        with (self.home / name).open("r+b") as stream:
            stream.seek(3 * 4096)
            stream.write(b"\xa5" * 8192)


State = Callable[[Scene], object]


@dataclass(frozen=True)
class Case:
    """One error: how a deployment gets there, the command that shows it, the remedy, and the command that then works.

    Attributes:
        afterwards: where the remedy is to use another command; else the same.
        typed, typed_afterwards: on standard input.
    """

    error: str
    state: State
    command: str
    mend: State
    afterwards: str = ""
    typed: str = ""
    typed_afterwards: str = ""


def nothing(_: Scene) -> None:
    """The remedy is another command."""


def damaged(name: str) -> State:
    return lambda scene: scene.damage(name)


def find_backup(scene: Scene) -> Path:
    return next((scene.home / "backups").glob("egregora-*"))


def correct_zone(scene: Scene) -> None:
    meant = re.search(r"did you mean ([\w/]+)\?", scene.remedy)
    assert meant
    scene.set(f'time_zone = "{meant[1]}"')


def spoil_history(scene: Scene) -> None:
    scene.run("status")
    (scene.home / "dagster" / "history" / "runs.db").write_bytes(b"no database" * 1000)


def move_history_away(scene: Scene) -> None:
    assert "except `dagster.yaml`" in scene.remedy
    for path in (scene.home / "dagster").iterdir():
        if path.name != "dagster.yaml":
            path.rename(scene.beside / path.name)


def write_storage(text: str) -> State:
    def write(scene: Scene) -> None:
        (scene.home / "dagster" / "dagster.yaml").write_text(f"telemetry: {{enabled: false}}\n{text}\n")

    return write


def put_file_in_the_way(scene: Scene) -> None:
    (scene.home / "inbox").rmdir()
    (scene.home / "inbox").touch()


def lose_key(scene: Scene) -> None:
    scene.run("key export {beside}/copy.key")
    (scene.home / "vault" / "deployment.key").unlink()


def take_other_key(scene: Scene) -> None:
    lose_key(scene)
    (scene.home / "vault" / "deployment.key").write_bytes(bytes(range(32)))
    (scene.home / "vault" / "deployment.key").chmod(0o600)


def put_key_back(scene: Scene) -> None:
    away = re.search(r"move (\S+) away", scene.remedy)
    if away:
        Path(away[1]).rename(scene.beside / "other.key")
    scene.follow("egregora key import", scene.beside / "copy.key")


def tear_copy(scene: Scene) -> None:
    scene.damage("egregora.duckdb")
    shutil.copy(scene.home / "egregora.duckdb", scene.beside / "torn.duckdb")


def move_database_away(scene: Scene) -> None:
    away = re.search(r"move (\S+) away", scene.remedy)
    assert away
    Path(away[1]).rename(scene.beside / "away.duckdb")


def lose_copies(scene: Scene) -> None:
    scene.damage("egregora.duckdb")
    shutil.rmtree(scene.home / "backups")


def make_newer(scene: Scene) -> None:
    with DatabaseFile(scene.home / "egregora.duckdb").transaction() as connection:
        connection.execute(
            "INSERT INTO schema_version SELECT 999, applied_at, 'x', checksum FROM schema_version LIMIT 1"
        )


def lose_database(scene: Scene) -> None:
    (scene.home / "egregora.duckdb").rename(scene.home / "egregora.duckdb.wal")
