"""`egregora publish`: changed files alone, after a leak scan, and never a file that it did not put there."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest

from egregora_assets import Deployment
from egregora_assets.errors import SiteLeak, TargetRefused
from egregora_assets.operations.published.publishing import Publication
from egregora_assets.operations.published.targets import apply_copy, digest_file, plan_copy
from egregora_assets_tests.deployments import digests, egregora
from egregora_assets_tests.exports.small_chat import PEOPLE


@pytest.mark.process
@pytest.mark.slow
def test_the_second_time_copies_nothing_and_a_change_copies_that_alone(
    small_home: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("DAGSTER_HOME", raising=False)
    target, site = tmp_path / "www", small_home / "site"
    count = len(digests(site))
    done = egregora("publish", target, "--output", small_home)
    assert done.stdout == f"{count} files copied, 0 removed, 0 unchanged in {target}.\n"
    assert digests(target) == digests(site)
    (target / "CNAME").write_text("garden.example")
    deployment = Deployment(small_home)
    assert deployment.publish(target) == Publication(0, 0, count)
    (site / "about.html").write_text("<p>changed</p>")
    (site / "search.html").unlink()
    answer = json.loads(egregora("publish", target, "--json", "--output", small_home).stdout)
    assert answer == {"copied": 1, "removed": 1, "unchanged": count - 2}
    assert (target / "CNAME").read_text() == "garden.example"
    assert {p: d for p, d in digests(target).items() if p != "CNAME"} == digests(site)
    (site / "about.html").write_text(f"<p>written by {PEOPLE[0]}</p>")
    with pytest.raises(SiteLeak) as leak:
        deployment.publish(target)
    assert PEOPLE[0] not in str(leak.value)
    assert (target / "about.html").read_text() == "<p>changed</p>"
    assert str(target) not in (small_home / "publications.json").read_text()
    with pytest.raises(TargetRefused):
        deployment.publish(small_home / "site")
    _send(deployment, site, tmp_path, monkeypatch)


def _send(deployment: Deployment, site: Path, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """What has a colon is handed over to rsync, which gets the files that are there and those that are gone."""
    (site / "about.html").write_text("<p>changed</p>")
    monkeypatch.setenv("PATH", str(folder / "bin"))
    with pytest.raises(TargetRefused, match="rsync is not installed"):
        deployment.publish("me@host:/srv/www")
    (folder / "bin").mkdir()
    program = folder / "bin" / "rsync"
    program.write_text(
        f'#!/bin/sh\necho "$@" > {folder}/arguments\n/bin/cat > {folder}/list\n'
        "echo '<f+++++++++ index.html'\necho '*deleting   about.html'\n"
    )
    program.chmod(0o755)
    listed = sorted(digests(site))
    assert deployment.publish("me@host:/srv/www") == Publication(1, 1, len(listed) - 1)
    assert (folder / "arguments").read_text().endswith(f"-- {site}/ me@host:/srv/www\n")
    assert (folder / "list").read_bytes().decode().split("\0") == [*listed, ""]
    (site / "about.html").unlink()
    deployment.publish("me@host:/srv/www")
    assert (folder / "list").read_bytes().decode().split("\0") == [*sorted(digests(site)), "about.html", ""]
    program.write_text("#!/bin/sh\nexit 12\n")
    with pytest.raises(TargetRefused, match="rsync ended with code 12"):
        deployment.publish("me@host:/srv/www")


def test_what_is_not_from_here_is_neither_replaced_nor_removed(tmp_path: Path) -> None:
    home, target = tmp_path / "home", tmp_path / "www"
    (target / "posts").mkdir(parents=True)
    (target / "index.html").write_text("mine")
    site = {"index.html": b"start", "posts/a.html": b"a"}
    with pytest.raises(TargetRefused, match=re.escape("1 files there have names of the site's")):
        plan_copy(site, target, {}, home)
    (target / "index.html").write_text("start")
    plan = plan_copy(site, target, {}, home)
    assert (plan.changed, plan.unchanged) == (("posts/a.html",), ("index.html",))
    assert plan.others == {"index.html"}
    assert apply_copy(plan, site) == (1, 0, 1)
    earlier = {"posts/a.html": (digest_file(b"a"),), "../home": (digest_file(b""),)}
    (target / "posts" / "a.html").write_text("changed by somebody")
    assert plan_copy({}, target, earlier, home).gone == ()
    (target / "posts" / "a.html").write_text("a")
    gone = plan_copy({}, target, earlier, home)
    assert apply_copy(gone, {}) == (0, 1, 0)
    assert [path.name for path in target.iterdir()] == ["index.html"]


def test_a_link_in_the_target_leads_nothing_out_of_it(tmp_path: Path) -> None:
    target, outside = tmp_path / "www", tmp_path / "outside"
    target.mkdir()
    outside.mkdir()
    (target / "posts").symlink_to(outside)
    (outside / "a.html").write_text("a")
    with pytest.raises(TargetRefused):
        plan_copy({"posts/a.html": b"b"}, target, {"posts/a.html": (digest_file(b"a"),)}, tmp_path / "home")
    assert plan_copy({}, target, {"posts/a.html": (digest_file(b"a"),)}, tmp_path / "home").gone == ()


def test_the_deployment_itself_is_no_target(tmp_path: Path) -> None:
    (tmp_path / "home").mkdir()
    (tmp_path / "file").touch()
    for target in (tmp_path / "home", tmp_path / "home" / "site", tmp_path, tmp_path / "file"):
        with pytest.raises(TargetRefused):
            plan_copy({}, target, {}, tmp_path / "home")
