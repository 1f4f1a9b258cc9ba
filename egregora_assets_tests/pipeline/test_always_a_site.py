"""Neither a name nor a message stops a publication: there is always a site, and always a way on."""

from __future__ import annotations

import json
import shutil
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import pytest

from egregora_assets.deployment import Deployment as Api
from egregora_assets.services.settings import SETTINGS_FILE
from egregora_assets_tests.built_once import Deployment
from egregora_assets_tests.deployments import egregora, query
from egregora_assets_tests.exports.small_chat import PEOPLE
from egregora_assets_tests.pipeline.leak_search import leaks

pytestmark = pytest.mark.slow

CHATS = (
    ("noreferrer nofollow", "Who Writes", "messages", "2024-05-01 10:00", "<img src=x onerror=alert(1)>"),
    ("Will", "May", "Group Of", "{{ 7*7 }}", "Quiet Otter", "[person]", "Content Security Policy"),
    ("Ottokar Brandwein", "Philippa Quartermain", "www example com"),
)
SAID = (
    "will you mark the day in may, or who writes to the group of messages?",
    "a link for you: https://example.org/garden/path",
    "Ottokar Brandwein was here, says the person with the otter",
)
WITHHELD_LINK = "see https://example.com/2024-05-01-10:00"


def write_chat(path: Path, names: Sequence[str], *said: str) -> Path:
    """A week in which everybody says everything, as an Android export."""
    lines = [
        f"{day:02d}/05/2024, {8 + n % 12:02d}:{n:02d} - {name}: {text}"
        for day in range(1, 8)
        for n, (name, text) in enumerate((name, text) for name in names for text in said)
    ]
    path.write_text("\n".join(lines) + "\n", "utf-8")
    return path


def pages(home: Path) -> list[Path]:
    return [path for path in (home / "site").rglob("*") if path.is_file()]


def test_names_that_are_words_of_ours_and_texts_that_cannot_be_redacted_leave_a_site_and_a_way_on(
    tmp_path: Path,
) -> None:
    home = tmp_path / "home"
    said = [(*SAID, WITHHELD_LINK), SAID, SAID]
    exports = [write_chat(tmp_path / f"WhatsApp Chat with {n}.txt", names, *said[n]) for n, names in enumerate(CHATS)]
    done = egregora("process", *exports, "--output", home)
    assert (home / "site" / "index.html").is_file()
    count = 7 * len(CHATS[0])
    assert f"{count} texts are withheld: `egregora review leaks` lists them." in done.stdout
    assert not leaks(pages(home), ["Ottokar Brandwein", "Philippa Quartermain", "Quartermain"])
    copied = egregora("publish", tmp_path / "www", "--output", home).stdout
    assert copied.startswith(f"{len(pages(home))} files copied")

    listed = json.loads(egregora("review", "leaks", "--json", "--output", home).stdout)
    assert len(listed) == count
    assert {(one["place"], tuple(one["kinds"])) for one in listed} == {("message", ("phone",))}
    assert not any("text" in one for one in listed)
    assert WITHHELD_LINK in egregora("review", "leaks", "--text", "--output", home).stdout

    (home / SETTINGS_FILE).write_text('always_redact = ["2024-05-01-10:00"]\n')
    assert "withheld" not in egregora("process", "--output", home).stdout
    assert egregora("review", "leaks", "--output", home).stdout == ""
    assert query(home, "SELECT count(*) FROM messages WHERE text LIKE 'see https://example.com/[secret-1]'") == [
        (count,)
    ]


def test_a_line_of_a_persons_own_version_that_names_a_member_is_left_out_and_listed(
    three_weeks: Deployment, tmp_path: Path
) -> None:
    home = tmp_path / "home"
    shutil.copytree(three_weeks.home, home)
    content = Api(home).context.store.content
    (post, *_) = content.find(limit=1, doc_type="post").documents
    own = f"A line of mine.\n\nAs {PEOPLE[1]} told us, it rained.\n\nThe end of mine."
    content.save(replace(post, content=own), query(home, "SELECT max(run_id) FROM documents")[0][0])
    done = egregora("process", "--output", home)
    assert "1 text is withheld" in done.stdout
    (page,) = [p for p in (home / "site" / "posts").glob("*.html") if "A line of mine." in p.read_text("utf-8")]
    assert "[withheld]" in page.read_text("utf-8")
    assert "The end of mine." in page.read_text("utf-8")
    assert not leaks(pages(home), [PEOPLE[1]])
    (listed,) = json.loads(egregora("review", "leaks", "--json", "--output", home).stdout)
    assert (listed["place"], listed["id"], listed["kinds"]) == ("post content", post.document_id, ["name"])
