"""Adapters of installed packages: the example of the docs is one, and a broken one is named."""

from __future__ import annotations

import re
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from egregora_assets.contracts.vault import SOURCES
from egregora_assets.errors import SourceUnusable
from egregora_assets.readers.programs import registry
from egregora_assets.readers.programs.protocol import Source
from egregora_assets_tests.exports import sources as made
from egregora_assets_tests.exports.sources import as_json
from egregora_assets_tests.readers.programs.source_reading import anonymised, read, spoken

DOCS = (Path(__file__).parents[3] / "docs" / "sources.md").read_text("utf-8")
EXAMPLE = re.findall(r"```python\n(.*?)```", DOCS, re.DOTALL)[0]
ENTRY = re.findall(r'```toml\n\[project\.entry-points\."(.+?)"\]\n(.*?)```', DOCS, re.DOTALL)[0]
LOG = b"2024-03-04T10:00:00Z <Ana Quintanilha> hello\nnonsense\n2024-03-04T10:01:00Z <Bruno> thanks, Ana"


@pytest.fixture
def site(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """A folder in which packages are installed, as far as Python can tell."""
    monkeypatch.syspath_prepend(str(tmp_path))
    monkeypatch.delitem(sys.modules, "egregora_log", raising=False)
    registry.load_installed.cache_clear()
    yield tmp_path
    registry.load_installed.cache_clear()


def install(site: Path, entries: str, code: str = EXAMPLE) -> None:
    (site / "egregora_log.py").write_text(code, "utf-8")
    facts = site / "egregora_log-1.0.dist-info"
    facts.mkdir()
    (facts / "METADATA").write_text("Metadata-Version: 2.1\nName: egregora-log\nVersion: 1.0\n", "utf-8")
    listed = entries.replace('"', "")
    (facts / "entry_points.txt").write_text(f"[{ENTRY[0]}]\n{listed}", "utf-8")


def test_the_example_of_the_docs_reads_its_logs_once_it_is_installed(site: Path) -> None:
    install(site, ENTRY[1])
    file = read(LOG, "some.txt")
    assert file.source == "other"
    assert spoken(file) == [("Ana Quintanilha", "text", "hello"), ("Bruno", "text", "thanks, Ana")]
    assert file.chats[0].chat.rejected.to_pylist()[0]["line_number"] == 2
    chat, texts = anonymised(file)
    assert texts[1] == f"thanks, {chat.public_names[str(chat.author_ids[0])]}"


def test_an_adapter_that_knows_the_earlier_name_of_a_function_still_works_and_is_told_the_new_one(site: Path) -> None:
    install(site, ENTRY[1], EXAMPLE.replace("parse_iso_time", "moment_of_text"))
    with pytest.warns(FutureWarning, match="moment_of_text is now called parse_iso_time"):
        assert read(LOG, "some.txt").source == "other"


def test_two_unknown_programs_do_not_share_their_conversations_ids(site: Path) -> None:
    install(site, ENTRY[1], EXAMPLE.replace("key=None", 'key="1"'))
    assert read(LOG, "some.txt").chats[0].chat_key == "log 1"


def test_an_installed_adapter_takes_nothing_from_the_package_s_own(site: Path) -> None:
    install(site, ENTRY[1], EXAMPLE.replace("return content", "return True or content"))
    assert read(as_json(made.telegram_chat())).source == "telegram"
    assert read(made.as_archive({"_chat.txt": b"[21/02/2024, 10:00:00] Ana: oi\n"}), "x.zip").source == "whatsapp"


@pytest.mark.parametrize("entry", ["log = egregora_log:Absent", "log = absent_module:Log", "log = egregora_log:LINE"])
def test_an_adapter_that_cannot_be_loaded_is_named(site: Path, entry: str) -> None:
    install(site, entry)
    with pytest.raises(SourceUnusable) as caught:
        read(LOG, "some.txt")
    assert caught.value.name == "log"


def test_every_adapter_of_the_package_is_one_and_bears_a_known_name() -> None:
    assert all(isinstance(s, Source) for s in registry.BUILT_IN)
    assert {s.name for s in registry.BUILT_IN} <= set(SOURCES)


def test_the_docs_name_every_column_of_the_table() -> None:
    from egregora_assets.readers.programs.tables import OPTIONAL, REQUIRED

    listed = re.findall(r"^\| `(\w+)` \| ", DOCS.partition("## A table of messages")[2], re.MULTILINE)
    assert sorted(listed) == sorted((*REQUIRED, *OPTIONAL))
