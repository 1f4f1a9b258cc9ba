"""The git program, with fixed arguments; nothing that a repository's configuration names is executed."""

from __future__ import annotations

import os
import subprocess
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

import dagster as dg

from egregora_assets.errors import RepositoryUnreadable

_CHUNK_BYTES = 1 << 18
_FIXED = (
    "--no-pager",
    "--no-optional-locks",
    "--no-replace-objects",
    "--literal-pathspecs",
    "-c", "core.hooksPath=/dev/null",
    "-c", "core.fsmonitor=false",
    "-c", "core.attributesFile=/dev/null",
    "-c", "core.quotePath=false",
    "-c", "protocol.allow=never",
    "-c", "log.showSignature=false",
    "-c", "log.showRoot=true",
    "-c", "log.mailmap=false",
    "-c", "diff.external=",
    "-c", "diff.ignoreSubmodules=none",
)  # fmt: skip
"""No hook, monitor, signature program, pager or lazy fetch runs; no setting of the repository changes the output."""


class Git(dg.ConfigurableResource):  # type: ignore[type-arg]
    """Reads repositories on this machine. Never writes to one and never asks the network.

    Attributes:
        timeout_seconds: for one call, the streaming of a whole log included.
    """

    program: str = "git"
    timeout_seconds: float = 600.0

    def refs(self, name: str, path: str) -> dict[str, str]:
        """Commit ids by full ref name: branches, tags (peeled) and the branches of `origin`.

        Raises:
            RepositoryUnreadable: no repository, damaged, or too slow.
        """
        out = self._text(
            name,
            path,
            "for-each-ref",
            "--format=%(refname)%00%(objecttype)%00%(objectname)%00%(*objecttype)%00%(*objectname)",
            "refs/heads",
            "refs/tags",
            "refs/remotes/origin",
        )
        found: dict[str, str] = {}
        for line in out.split("\n"):
            parts = line.split("\0")
            if len(parts) == 5 and "commit" in (parts[1], parts[3]) and parts[0] != "refs/remotes/origin/HEAD":
                found[parts[0]] = parts[2] if parts[1] == "commit" else parts[4]
        return found

    def is_shallow(self, name: str, path: str) -> bool:
        """Whether the clone is shallow.

        Raises:
            RepositoryUnreadable: no repository.
        """
        return self._text(name, path, "rev-parse", "--is-shallow-repository").strip() == "true"

    def committed_at(self, name: str, path: str, commit_id: str) -> int:
        """The committer date of the oldest commit of a chain of first parents, in seconds since 1970.

        Raises:
            RepositoryUnreadable: no such commit.
        """
        roots = self._text(name, path, "log", "--first-parent", "--format=%ct", _object_id(commit_id), "--")
        return int(roots.split()[-1])

    def has_parents(self, name: str, path: str, commit_id: str) -> bool | None:
        """Whether a commit has parents in this repository; None where the commit is not there."""
        try:
            out = self._text(name, path, "rev-list", "--parents", "--max-count=1", _object_id(commit_id), "--")
        except RepositoryUnreadable:
            return None
        return len(out.split()) > 1

    def is_ancestor(self, path: str, older: str, newer: str) -> bool:
        """Whether a commit is reachable from another; a commit that no longer exists is not."""
        with self._run(path, "merge-base", "--is-ancestor", _object_id(older), _object_id(newer)) as process:
            process.communicate()
            return process.returncode == 0

    def read_blob(self, name: str, path: str, blob_id: str) -> bytes:
        """The bytes of a file's content.

        Raises:
            RepositoryUnreadable: the repository does not hold it, or cannot be read.
        """
        with self._run(path, "cat-file", "blob", _object_id(blob_id)) as process:
            content, _ = process.communicate()
            if process.returncode != 0:
                raise self._explain(name, path, process.returncode)
            return bytes(content)

    def first_parent_log(
        self, name: str, path: str, log_format: str, tip: str, after: str | None = None
    ) -> Iterator[bytes]:
        """The log of a chain of first parents with raw changes, newest first, in pieces as they come.

        Args:
            name: for errors.
            path: the repository's folder.
            log_format: git's pretty format.
            tip: the newest commit.
            after: leave out what is reachable from this commit.

        Raises:
            RepositoryUnreadable: the commit is not there, the repository is damaged, or it took too long.
        """
        arguments = ("--first-parent", "-m", "--raw", "-z", "--no-renames", "--no-abbrev", "--no-color", "-O/dev/null")
        revisions = [_object_id(tip)] + ([f"^{_object_id(after)}"] if after else [])
        encoding = "--encoding=UTF-8"
        with self._run(path, "log", *arguments, encoding, f"--format={log_format}", *revisions, "--") as process:
            assert process.stdout is not None
            while chunk := process.stdout.read(_CHUNK_BYTES):
                yield chunk
            if process.wait() != 0:
                raise self._explain(name, path, process.returncode)

    def _text(self, name: str, path: str, *arguments: str) -> str:
        """The output of one short call as text; bytes that are not UTF-8 are replaced."""
        with self._run(path, *arguments) as process:
            out, _ = process.communicate()
            if process.returncode != 0:
                raise self._explain(name, path, process.returncode)
            return bytes(out).decode("utf-8", "replace")

    def _explain(self, name: str, path: str, code: int) -> RepositoryUnreadable:
        """Why git failed.

        Args:
            code: how it ended.
        """
        if code < 0:  # a signal, which is the alarm's
            return RepositoryUnreadable(name, "too slow")
        folder = Path(path).expanduser()
        parts = (folder, folder / ".git", folder / ".git" / "objects", folder / "objects")
        try:
            found = [part for part in parts if part.exists()]
        except PermissionError:
            return RepositoryUnreadable(name, "locked")
        if not found:
            return RepositoryUnreadable(name, "missing")
        if not all(os.access(part, os.R_OK | os.X_OK) for part in found if part.is_dir()):
            return RepositoryUnreadable(name, "locked")
        return RepositoryUnreadable(name, "damaged" if len(found) > 1 else "not a repository")

    @contextmanager
    def _run(self, path: str, *arguments: str) -> Iterator[subprocess.Popen[bytes]]:
        """Starts the program and kills it when its time is up. Its error output is discarded."""
        folder = str(Path(path).expanduser().resolve())
        command = [self.program, *_FIXED, "-c", f"safe.directory={folder}", "-C", folder, *arguments]
        try:
            process = subprocess.Popen(
                command,
                stdin=subprocess.DEVNULL,
                stdout=subprocess.PIPE,
                stderr=subprocess.DEVNULL,
                env=_environment(folder),
            )
        except OSError:
            raise RepositoryUnreadable(Path(path).name, "not startable") from None
        alarm = threading.Timer(self.timeout_seconds, process.kill)
        alarm.daemon = True
        alarm.start()
        try:
            yield process
        finally:
            alarm.cancel()
            if process.poll() is None:
                process.kill()
            process.wait()
            if process.stdout is not None:
                process.stdout.close()


def find_branch_tip(refs: dict[str, str], branch: str) -> tuple[str, str] | None:
    """The full name and commit of a branch: local, else of `origin`; None where there is none."""
    for ref_name in (f"refs/heads/{branch}", f"refs/remotes/origin/{branch}"):
        if ref_name in refs:
            return ref_name, refs[ref_name]
    return None


def _object_id(text: str) -> str:
    """A full object id, so that nothing else (an option, a range) can stand in its place."""
    if len(text) not in (40, 64) or not all(c in "0123456789abcdef" for c in text):
        raise ValueError("not an object id")
    return text


def _environment(folder: str) -> dict[str, str]:
    """Only what the program needs; no system or user configuration, no prompt, no search in parent folders."""
    kept: Sequence[str] = ("PATH", "SYSTEMROOT", "TMPDIR", "TEMP")
    return {
        **{name: os.environ[name] for name in kept if name in os.environ},
        "GIT_TERMINAL_PROMPT": "0",
        "GIT_CONFIG_NOSYSTEM": "1",
        "GIT_CONFIG_GLOBAL": os.devnull,
        "GIT_ATTR_NOSYSTEM": "1",
        "GIT_OPTIONAL_LOCKS": "0",
        "GIT_NO_LAZY_FETCH": "1",
        "GIT_CEILING_DIRECTORIES": str(Path(folder).parent),
        "HOME": os.devnull,
        "LC_ALL": "C",
        "TZ": "UTC",
    }
