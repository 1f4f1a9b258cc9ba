"""Pages that messages point to are asked for their titles only when the settings say so; the journal tells of it."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

import dagster as dg
import pytest

from egregora_assets.database.run_log.records import invalidate_inputs
from egregora_assets.redaction.leaks.scanner import LeakScanner
from egregora_assets.redaction.leaks.secrets import Secrets
from egregora_assets.references.preview_plan import add_previews, choose_addresses, find_known
from egregora_assets.services.clock import Clock
from egregora_assets.services.pictures import Pictures
from egregora_assets.services.settings import read_settings
from egregora_assets.services.web_pages import Answer, WebPages, ask_all
from egregora_assets.stages.enriched.assets import make_privacy_test
from egregora_assets_tests.deployments import INSTANCE
from egregora_assets_tests.references.enriched_deployment import CHAT, Deployment
from egregora_assets_tests.services.web_host import PUBLIC, Host, web_host

# Dagster itself calls what it deprecated.
pytestmark = pytest.mark.filterwarnings("ignore::DeprecationWarning")
HTML = {"Content-Type": "text/html"}
SOLE = "https://example.org/a"


class PagesOfThisMachine(WebPages):
    """The web, in which every host is one server of this machine."""

    port: int

    def ask(self, addresses: Sequence[str]) -> dict[str, Answer]:
        return ask_all(addresses, lambda _: [PUBLIC], Host({}, port=self.port).connect, time.monotonic() + 60)


@pytest.fixture
def deployment(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Deployment]:
    monkeypatch.setenv("DAGSTER_HOME", str(tmp_path / "dagster"))
    (tmp_path / "dagster").mkdir()
    with dg.DagsterInstance.local_temp(str(tmp_path / "dagster"), INSTANCE) as instance:
        yield Deployment(tmp_path, instance)


def connected(deployment: Deployment, host: Host) -> None:
    deployment.resources["web_pages"] = PagesOfThisMachine(port=host.port)


def make_stale(deployment: Deployment) -> None:
    """The next run computes `enriched` again, as if a setting had changed."""
    with deployment.store.file("main").transaction() as connection:
        invalidate_inputs(connection, ["enriched"])


def journal(deployment: Deployment) -> list[dict[str, Any]]:
    with deployment.store.file("main").open_reader() as connection:
        found = connection.execute("SELECT * FROM transmissions ORDER BY began_at")
        names = [column[0] for column in found.description or ()]
        return [dict(zip(names, row, strict=True)) for row in found.fetchall()]


@pytest.mark.slow
def test_a_page_is_asked_once_when_switched_on_and_the_journal_counts_what_left(deployment: Deployment) -> None:
    with web_host({"/a": (200, HTML, b"<title>The page of all pages</title>")}) as host:
        connected(deployment, host)
        deployment.run("git_refs", "git_commits", "enriched")
        assert host.asked == []
        assert deployment.store.read_own_table("links").to_pylist()[0]["status"] == "skipped"
        settings = deployment.home / "egregora.toml"
        settings.write_text('services = ["link_previews"]\n' + settings.read_text())
        deployment.run("enriched")
        deployment.run("enriched")
    (link,) = deployment.store.read_own_table("links").to_pylist()
    assert (link["url"], link["status"], link["title"]) == (SOLE, "fetched", "The page of all pages")
    assert len(host.asked) == 1
    (entry,) = journal(deployment)
    assert (entry["service"], entry["row_count"], entry["request_count"]) == ("link_previews", 1, 1)
    assert entry["sent_bytes"] > len("GET /a HTTP/1.1")
    assert entry["ended_at"] >= entry["began_at"]
    assert "example" not in str(entry)


@pytest.mark.slow
def test_a_host_that_does_not_answer_well_is_asked_again_when_its_time_has_come_and_not_before(
    deployment: Deployment,
) -> None:
    settings = deployment.home / "egregora.toml"
    settings.write_text('services = ["link_previews"]\n' + settings.read_text())

    def run_at(hour: int) -> tuple[int, str, list[tuple[str, int]]]:
        """Asked so far, the link's status, and the tasks, after a run at an hour."""
        deployment.resources["clock"] = Clock(stands_at=f"2024-03-01T{hour:02}:00:00+00:00")
        deployment.run("enriched")
        (link,) = deployment.store.read_own_table("links").to_pylist()
        counts = deployment.store.task_queue.count()
        return len(host.asked), link["status"], [(c.status, c.count) for c in counts if c.task_type == "enrich_url"]

    with web_host({"/a": (503, HTML, b"")}) as host:
        connected(deployment, host)
        deployment.run("git_refs", "git_commits")
        assert run_at(1) == (1, "failed", [("pending", 1)])
        make_stale(deployment)
        assert run_at(1) == (1, "failed", [("pending", 1)])
        assert run_at(2) == (2, "failed", [("pending", 1)])
        assert run_at(3) == (2, "failed", [("pending", 1)])
    with web_host({"/a": (200, HTML, b"<title>Back again</title>")}) as host:
        connected(deployment, host)
        assert run_at(6) == (1, "fetched", [("completed", 1)])
        assert run_at(7) == (1, "fetched", [("completed", 1)])


@pytest.mark.slow
def test_a_page_for_which_there_was_no_time_is_asked_in_the_next_run(deployment: Deployment) -> None:
    settings = deployment.home / "egregora.toml"
    settings.write_text('services = ["link_previews"]\n' + settings.read_text())

    class OutOfTime(WebPages):
        def ask(self, addresses: Sequence[str]) -> dict[str, Answer]:
            return {address: Answer("pending", "left for the next run") for address in addresses}

    deployment.resources["web_pages"] = OutOfTime()
    deployment.run("git_refs", "git_commits", "enriched")
    with web_host({"/a": (200, HTML, b"<title>At last</title>")}) as host:
        connected(deployment, host)
        deployment.run("enriched")
        deployment.run("enriched")
    assert len(host.asked) == 1
    assert deployment.store.read_own_table("links").to_pylist()[0]["title"] == "At last"


@pytest.mark.slow
def test_a_picture_that_cannot_be_read_is_looked_at_once(deployment: Deployment) -> None:
    (picture,) = (deployment.home / "cache" / "media").iterdir()
    picture.write_bytes(b"RIFF no picture WEBP")
    looked: list[int] = []

    class Counting(Pictures):
        def grey_grids(self, home: Path, paths: Mapping[str, str]) -> dict[str, bytes]:
            looked.append(len(paths))
            return super().grey_grids(home, paths)

    deployment.resources["pictures"] = Counting()
    deployment.run("git_refs", "git_commits", "enriched")
    make_stale(deployment)
    deployment.run("enriched")
    (counted,) = deployment.store.task_queue.count()
    assert (counted.task_type, counted.status, counted.count) == ("enrich_media", "failed", 1)
    assert looked == [1]


@pytest.mark.slow
def test_what_is_about_to_leave_is_in_the_journal_before_it_does(deployment: Deployment) -> None:
    class Dying(WebPages):
        def ask(self, addresses: Sequence[str]) -> dict[str, Answer]:
            raise KeyboardInterrupt

    deployment.resources["web_pages"] = Dying()
    deployment.run("git_refs", "git_commits")
    (deployment.home / "egregora.toml").write_text('services = ["link_previews"]\n')
    with pytest.raises(BaseException):  # noqa: B017 - whatever Dagster makes of an interruption
        deployment.run("enriched")
    (entry,) = journal(deployment)
    assert (entry["row_count"], entry["sent_bytes"], entry["ended_at"]) == (1, None, None)


def rows_of(answers: dict[str, Answer], known: Any = (), tells: Callable[[str], bool] = lambda _: False) -> list[Any]:
    import datetime as dt

    links = [{"link_id": "1", "url": SOLE, "host": "example.org"}]
    at = dt.datetime(2024, 1, 1, tzinfo=dt.UTC)
    return add_previews(links, dict(known), answers, at, tells)


def test_a_preview_that_names_somebody_is_left_out_and_asked_again_when_it_may_be_shown() -> None:
    page = Answer("fetched", body=b"<title>Ana Souza, painter</title>")
    (row,) = rows_of({SOLE: page}, tells=lambda text: "Ana" in text)
    assert (row["status"], row["title"], row["reason"]) == ("refused", None, "its words name somebody")
    assert choose_addresses([SOLE], find_known([row])) == [SOLE]
    (kept,) = rows_of({SOLE: page})
    known = find_known([kept])
    assert choose_addresses([SOLE], known) == []
    (later,) = rows_of({}, known, tells=lambda text: "Ana" in text)  # the name came into the vault later
    assert later["title"] is None


def test_a_host_that_did_not_answer_is_asked_again_and_one_that_is_refused_is_not() -> None:
    (failed,) = rows_of({SOLE: Answer("failed", "its host is not known")})
    assert choose_addresses([SOLE], find_known([failed])) == [SOLE]
    (refused,) = rows_of({SOLE: Answer("refused", "it is no page")})
    assert choose_addresses([SOLE], find_known([refused])) == []


def test_a_service_is_named_or_it_is_off(tmp_path: Path) -> None:
    assert read_settings(tmp_path, {}).services == ()
    assert read_settings(tmp_path, {"EGREGORA_SERVICES": "link_previews"}).services == ("link_previews",)
    for wrong in ("all", "*", "link_previews,other"):
        with pytest.raises(Exception, match="link_previews"):
            read_settings(tmp_path, {"EGREGORA_SERVICES": wrong})


@pytest.mark.parametrize("chats", [[CHAT], ["00000000-0000-8000-8000-0000000000c0", CHAT]])
def test_a_preview_with_a_word_of_a_name_of_any_chat_is_private(chats: list[str]) -> None:
    secrets = Secrets({*chats})
    secrets.add_name("Ada Oxenholme", CHAT, frozenset(), "en")
    is_private = make_privacy_test(LeakScanner(secrets))  # type: ignore[arg-type]
    assert is_private("The Oxenholme family")
    assert not is_private("A garden")
