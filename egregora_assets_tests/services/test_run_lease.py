"""The lease of a deployment: one holder at a time among threads and processes, released by death."""

from __future__ import annotations

import errno
import os
import sys
import threading
import time
from pathlib import Path

import pytest

from egregora_assets.errors import DeploymentBusy, FolderNotWritable
from egregora_assets.services.run_lease import LEASE_FILE, RunLease, Waiting, get_run_lease
from egregora_assets_tests.processes import Running, started


def hold_until_killed(home: Path) -> None:
    """Holds the lease, says so, and waits for its end."""
    get_run_lease(home).acquire(0, command="process", run_id="0a1b2c3d-0000")
    sys.stdout.write("held")
    sys.stdout.flush()
    threading.Event().wait()


def count_up(home: Path, times: int) -> None:
    """Reads a number and writes the next one, under the lease."""
    number = home / "number"
    for _ in range(times):
        with get_run_lease(home).hold(60):
            value = int(number.read_text())
            time.sleep(0.001)
            number.write_text(str(value + 1))


def other_holder(home: Path) -> Running:
    running = started(hold_until_killed, home)
    running.says("held")
    return running


def test_it_is_free_then_held_then_free_again(tmp_path: Path) -> None:
    lease = RunLease(tmp_path)
    assert lease.find_holder() is None
    with lease.hold(0, command="process"):
        holder = RunLease(tmp_path).find_holder()
        assert holder
        assert (holder.process_id, holder.command, holder.run_id) == (os.getpid(), "process", "")
    assert lease.find_holder() is None
    assert RunLease(tmp_path).find_holder() is None


def test_uses_nest_and_the_outermost_releases_it(tmp_path: Path) -> None:
    lease, other = RunLease(tmp_path), RunLease(tmp_path)
    with lease.hold(0, command="process"):
        with lease.hold(0, command="erase"):
            lease.acquire(0, run_id="abcdef0123")
            lease.release()
        with pytest.raises(DeploymentBusy) as busy:
            other.acquire(0)
    other.acquire(0)
    assert "run abcdef01 of `egregora process`" in busy.value.problem
    assert str(os.getpid()) in busy.value.problem


def test_what_is_noted_as_done_is_forgotten_with_the_lease(tmp_path: Path) -> None:
    lease = RunLease(tmp_path)
    with lease.hold(0):
        lease.done.add("begin")
        with lease.hold(0):
            assert "begin" in lease.done
        assert "begin" in lease.done
    assert not lease.done


def test_another_thread_of_the_process_waits_too(tmp_path: Path) -> None:
    lease, refused = RunLease(tmp_path), []

    def try_it() -> None:
        try:
            lease.acquire(0)
        except DeploymentBusy as busy:
            refused.append(busy)

    with lease.hold(0):
        thread = threading.Thread(target=try_it)
        thread.start()
        thread.join()
    assert len(refused) == 1


def test_a_folder_that_cannot_be_written_is_refused_by_name(tmp_path: Path) -> None:
    with pytest.raises(FolderNotWritable, match="absent"):
        RunLease(tmp_path / "absent").acquire(0)


def test_a_full_disk_costs_the_lease_its_name_alone(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(*_: object) -> int:
        raise OSError(errno.ENOSPC, "full")

    monkeypatch.setattr(os, "pwrite", full)
    lease = RunLease(tmp_path)
    with lease.hold(0), lease.hold(0), pytest.raises(DeploymentBusy):
        RunLease(tmp_path).acquire(0)
    RunLease(tmp_path).acquire(0)


def test_a_lock_file_that_is_no_record_of_ours_still_locks(tmp_path: Path) -> None:
    (tmp_path / LEASE_FILE).write_text("[")
    with RunLease(tmp_path).hold(0):
        (tmp_path / LEASE_FILE).write_text("[")
        with pytest.raises(DeploymentBusy, match="another run"):
            RunLease(tmp_path).acquire(0)


@pytest.mark.process
def test_a_process_waits_and_says_for_whom_then_gives_up_with_its_name(tmp_path: Path) -> None:
    holder, waits = other_holder(tmp_path), list[Waiting]()
    with pytest.raises(DeploymentBusy) as busy:
        RunLease(tmp_path).acquire(1.3, on_wait=waits.append)
    holder.kill()
    assert len(waits) == 1
    assert str(waits[0]).startswith(f"Waiting for run 0a1b2c3d of `egregora process` (process {holder.pid}, since ")
    assert str(waits[0]).endswith("1 s so far.")
    assert f"process {holder.pid}" in busy.value.problem
    assert "wait_seconds" in busy.value.remedy


@pytest.mark.process
def test_death_releases_it(tmp_path: Path) -> None:
    holder = other_holder(tmp_path)
    assert RunLease(tmp_path).find_holder()
    holder.kill()
    with RunLease(tmp_path).hold(0):
        found = RunLease(tmp_path).find_holder()
        assert found
        assert found.process_id == os.getpid()


@pytest.mark.process
def test_processes_take_turns(tmp_path: Path) -> None:
    (tmp_path / "number").write_text("0")
    counters = [started(count_up, tmp_path, 20) for _ in range(3)]
    assert [counter.ended().returncode for counter in counters] == [0, 0, 0]
    assert (tmp_path / "number").read_text() == "60"
