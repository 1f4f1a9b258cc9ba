"""`egregora leak-scan`: whatever shape a name has in a file, kind and place are told, and never the name."""

from __future__ import annotations

import base64
import gzip
import io
import json
import shutil
import sqlite3
import zipfile
from collections.abc import Callable
from pathlib import Path

import duckdb
import pytest
from PIL import Image
from PIL.PngImagePlugin import PngInfo

from egregora_assets.operations import containers
from egregora_assets_tests.built_once import Deployment
from egregora_assets_tests.deployments import Done, egregora, query
from egregora_assets_tests.exports.small_chat import MAIL, PEOPLE

NAME = PEOPLE[0]


@pytest.fixture
def home(anonymized_deployment: Deployment, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A copy of the deployment, outside the folder that the tests look through."""
    folder = tmp_path_factory.mktemp("leak_scan") / "deployment"
    shutil.copytree(anonymized_deployment.home, folder)
    return folder


def scan(home: Path, *arguments: str | Path) -> Done:
    done = egregora("leak-scan", *arguments, "--output", home, check=False)
    assert not any(secret in done.stdout + done.stderr for secret in (*PEOPLE, MAIL))
    return done


def zipped(name: str, data: bytes) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(name, data)
    return buffer.getvalue()


def picture(text: str) -> bytes:
    told = PngInfo()
    told.add_text("Comment", text, zip=True)
    buffer = io.BytesIO()
    Image.new("RGB", (4, 4)).save(buffer, "PNG", pnginfo=told)
    return buffer.getvalue()


SHAPES: dict[str, Callable[[str], bytes]] = {
    "text": lambda s: f"before {s} after".encode(),
    "json": lambda s: json.dumps({"a": s}).encode(),
    "wide": lambda s: f"before {s} after".encode("utf-16-le"),
    "base64": lambda s: base64.b64encode(f"..{s}..".encode()),
    "gzip": lambda s: gzip.compress(f"before {s} after".encode()),
    "zip": lambda s: zipped("a.txt", f"before {s} after".encode()),
    "zip_in_zip": lambda s: zipped("b.zip", zipped("a.txt", f"before {s} after".encode())),
    "zip_name": lambda s: zipped(f"{s}.txt", b""),
    "picture": picture,
    "far": lambda s: b"x " * (containers.WINDOW_BYTES // 2 - 3) + s.encode() + b" y" * 100,
}


def test_every_shape_of_a_name_is_found_and_its_place_told(home: Path, tmp_path: Path) -> None:
    for name, shape in SHAPES.items():
        (tmp_path / name).write_bytes(shape(NAME))
        (tmp_path / f"{name}_clean").write_bytes(shape("nobody at all"))
    with duckdb.connect(str(tmp_path / "duck")) as connection:
        connection.execute("CREATE TABLE t (a VARCHAR[], b INTEGER)")
        connection.execute("INSERT INTO t SELECT [concat(i, ' ', $1)], 1 FROM range(1000) AS r(i)", [NAME])
    (tmp_path / "packed.duckdb.gz").write_bytes(gzip.compress((tmp_path / "duck").read_bytes()))
    with sqlite3.connect(tmp_path / "lite") as lite:
        lite.execute("CREATE TABLE t (a TEXT)")
        lite.execute("INSERT INTO t VALUES (?)", [f"mail {MAIL}"])
    lite.close()
    done = scan(home, tmp_path, "--json")
    assert done.returncode == 1
    told = json.loads(done.stdout)
    places = {row["place"].removeprefix(f"{tmp_path}/") for row in told["found"]}
    assert {place.split(":")[0] for place in places} == {*SHAPES, "duck", "packed.duckdb.gz", "lite"}
    assert {
        "duck: t.a",
        "packed.duckdb.gz: t.a",
        "gzip: unpacked",
        "zip_in_zip: member 1: member 1",
        "zip_name: names",
    } <= places
    assert {row["kind"] for row in told["found"]} == {"name", "email", "encoded"}
    assert told["unread"] == []


def test_a_deployment_is_clean_but_for_what_is_private(home: Path) -> None:
    done = scan(home)
    assert done.returncode == 0, done.stdout
    assert "nothing of the vault found" in done.stdout
    assert scan(home, home / "vault").returncode == 1


def test_what_cannot_be_read_is_no_clean_result(home: Path, tmp_path: Path) -> None:
    (tmp_path / "broken.zip").write_bytes(zipped("a.txt", b"text" * 100)[:-30])
    deep = b"text"
    for _ in range(5):
        deep = zipped("a.zip", deep)
    (tmp_path / "deep.zip").write_bytes(deep)
    done = scan(home, tmp_path, tmp_path / "absent", "--json")
    assert done.returncode == 1
    told = json.loads(done.stdout)
    assert told["found"] == []
    assert [Path(p).name for p in told["unread"]] == ["broken.zip", "deep.zip", "absent"]


def test_an_empty_vault_is_no_clean_result(tmp_path: Path) -> None:
    egregora("init", "--yes", "--output", tmp_path / "new")
    done = scan(tmp_path / "new", tmp_path)
    assert done.returncode == 1
    assert "nothing can be looked for" in done.stderr


def test_who_tells_the_name_behind_a_pseudonym_and_that_the_vault_was_read(home: Path, tmp_path: Path) -> None:
    ((author_id,),) = query(
        home, f"SELECT author_id FROM identities WHERE display_name = '{NAME}'", "vault/vault.duckdb"
    )
    ((pseudonym,),) = query(home, f"SELECT pseudonym FROM authors WHERE author_id = '{author_id}'")
    done = egregora("who", pseudonym.upper(), "--output", home)
    assert done.stdout.endswith(f" is {NAME}\n")
    assert "The vault was read" in done.stderr

    shutil.copytree(home, tmp_path / "home")
    with duckdb.connect(str(tmp_path / "home" / "vault" / "vault.duckdb")) as vault:
        vault.execute("DELETE FROM identities")
    for asked, problem in ((pseudonym, "no longer holds"), ("Nobody Here", "Nobody is shown")):
        refused = egregora("who", asked, "--output", tmp_path / "home", check=False)
        assert refused.returncode == 1
        assert problem in refused.stderr
        assert NAME not in refused.stdout + refused.stderr
