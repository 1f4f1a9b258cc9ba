"""The sample export: what it holds, that it is invented, and that it comes out the same every time."""

from __future__ import annotations

import io
import json
import re
import subprocess
import zipfile
from collections import Counter
from importlib import resources
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from PIL import Image, ImageOps

from egregora_assets.operations.sample import unpack_repository
from egregora_assets.sample import generate
from egregora_assets.sample.draws import Draws
from egregora_assets.sample.people import PEOPLE, with_check_digits_cnpj, with_check_digits_cpf, with_check_digits_iban

FOLDER = resources.files("egregora_assets") / "sample"
PICTURES = (".jpg", ".png", ".webp")
HEADER = re.compile(r"^(\d\d)/(\d\d)/(\d{4}), (\d\d:\d\d) - ", re.MULTILINE)


def entries(archive: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(archive)) as opened:
        return {name: opened.read(name) for name in opened.namelist()}


@pytest.fixture(scope="module")
def shipped() -> dict[str, bytes]:
    return entries((FOLDER / generate.EXPORT_NAME).read_bytes())


@pytest.fixture(scope="module")
def truth() -> dict[str, Any]:
    found: dict[str, Any] = json.loads((FOLDER / "truth.json").read_text("utf-8"))
    return found


@pytest.fixture(scope="module")
def text(shipped: dict[str, bytes]) -> str:
    return shipped[generate.TEXT_NAME].decode()


def pixels(content: bytes) -> tuple[Any, dict[int, Any]]:
    with Image.open(io.BytesIO(content)) as image:
        return np.asarray(image.convert("RGBA"), dtype=np.int16), dict(image.getexif())


@pytest.mark.slow
def test_the_generator_writes_what_is_shipped(shipped: dict[str, bytes]) -> None:
    archive, truths, bundle = generate.build()

    made = entries(archive)
    assert bundle == (FOLDER / "gotejo.bundle").read_bytes()
    assert list(made) == list(shipped)
    assert truths == (FOLDER / "truth.json").read_text("utf-8")
    for name in shipped:
        if not name.endswith(PICTURES):
            assert made[name] == shipped[name], name


@pytest.mark.slow
def test_the_generator_draws_the_pictures_that_are_shipped(shipped: dict[str, bytes]) -> None:
    made = entries(generate.build()[0])

    for name in (name for name in shipped if name.endswith(PICTURES)):
        (ours, tags), (theirs, their_tags) = pixels(made[name]), pixels(shipped[name])
        # Other versions of the encoders may round otherwise; nothing else may differ.
        assert int(np.abs(ours - theirs).max()) <= 12, name
        assert tags == their_tags, name


@pytest.mark.slow
def test_two_builds_give_the_same_bytes() -> None:
    assert generate.build() == generate.build()


def test_the_archive_is_small_stored_and_dated_once() -> None:
    content = (FOLDER / generate.EXPORT_NAME).read_bytes()

    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        infos = archive.infolist()
        assert archive.testzip() is None
    assert len(content) < 1_000_000
    assert {info.compress_type for info in infos} == {zipfile.ZIP_STORED}
    assert {info.date_time for info in infos} == {generate.ENTRY_TIME}
    assert sum(info.filename.lower().endswith((".jpg", ".png")) for info in infos) >= 10


def test_it_is_a_conversation_of_eight_people_over_eight_weeks(text: str, truth: dict[str, Any]) -> None:
    days = sorted({(year, month, day) for day, month, year, _ in HEADER.findall(text)})

    assert truth["message_count"] >= 3_200
    assert len(HEADER.findall(text)) == truth["message_count"]
    assert len(days) == 56
    assert all(person["message_count"] >= 100 for person in truth["people"])
    assert len(truth["people"]) == 8


def test_every_kind_of_message_is_there(truth: dict[str, Any]) -> None:
    kinds = truth["kinds"]

    assert {"text", "media", "location", "contact", "poll", "deleted", "edited", "system", "command"} <= set(kinds)


def test_the_poll_has_its_question_and_its_options(text: str) -> None:
    assert re.search(r": POLL:\n[^\n]+\?[^\n]*\nOPTION: [^\n]+ \(6 votes\)\n(OPTION: [^\n]+\n){2}", text)


def test_few_sentences_are_said_twice(text: str) -> None:
    bodies = [line.split(": ", 1)[-1] for line in HEADER.sub("\0", text).split("\0")[1:]]
    sentences = Counter(body.strip() for body in bodies if len(body) > 25 and "omitted" not in body)

    repeated = sum(count - 1 for count in sentences.values())
    assert repeated <= 0.06 * sentences.total()
    assert max(sentences.values()) <= 6


def test_everything_planted_stands_in_the_text_or_in_a_file(shipped: dict[str, bytes], truth: dict[str, Any]) -> None:
    haystack = b"\n".join(content for name, content in shipped.items() if not name.endswith(PICTURES)).decode()

    for values in truth["planted"].values():
        assert [value for value in values if value not in haystack] == []


def test_every_variant_of_a_name_is_used(shipped: dict[str, bytes], text: str, truth: dict[str, Any]) -> None:
    haystack = text + "\n".join(shipped)

    for person in truth["people"]:
        assert [name for name in person["core"] + person["extended"] if name not in haystack] == []


def test_nothing_in_it_can_be_real(text: str, truth: dict[str, Any]) -> None:
    mails = re.findall(r"[\w.+-]+@[\w.-]+\w", text)
    hosts = re.findall(r"https?://([\w.-]+)", text)

    assert {mail.split("@")[1] for mail in mails} <= {"example.org", "example.com", "example.net"}
    assert {host for host in hosts if not host.endswith((".example.org", ".example.com"))} == {"maps.google.com"}
    kept_for_fiction = re.compile(r"\+44 7700 900|\+44 20 7946 0|\+1 \d{3}-555-01")
    assert all(kept_for_fiction.match(number) for number in truth["planted"]["phone"])
    assert all(address.startswith("192.0.2.") for address in truth["planted"]["ip"])


def test_some_photos_carry_owner_and_position(shipped: dict[str, bytes], truth: dict[str, Any]) -> None:
    tagged = []
    for name in (name for name in shipped if name.endswith(".jpg")):
        with Image.open(io.BytesIO(shipped[name])) as image:
            exif = image.getexif()
            if exif.get_ifd(0x8825):
                tagged.append((name, exif.get(0x013B), exif.get(0x0112, 1), image.size))

    assert len(tagged) >= 3
    assert {owner for _, owner, _, _ in tagged} <= set(truth["photo_metadata"]["owner"])
    assert any(turn == 6 and size == (600, 800) for _, _, turn, size in tagged)


def test_a_turned_photo_stands_upright_when_its_tag_is_obeyed(shipped: dict[str, bytes]) -> None:
    sizes = set()
    for name in (name for name in shipped if name.startswith("IMG-")):
        with Image.open(io.BytesIO(shipped[name])) as image:
            sizes.add(ImageOps.exif_transpose(image).size)

    assert sizes == {(800, 600), (640, 480)}


def test_the_one_who_opts_out_writes_nothing_afterwards_but_one_answer(text: str, truth: dict[str, Any]) -> None:
    name = truth["opted_out"]["name"]
    before, after = text.split(f"{name}: /egregora opt-out\n")

    assert len(truth["opted_out"]["texts"]) >= 40
    assert all(said in before or said in after for said in truth["opted_out"]["texts"])
    assert len(re.findall(rf"- {name}: ", after)) == 1


@pytest.mark.parametrize("letter", sorted(PEOPLE), ids=sorted(PEOPLE))
def test_every_person_is_a_line_of_the_export(letter: str, text: str) -> None:
    assert f" - {PEOPLE[letter].name}: " in text


def test_check_digits_are_right() -> None:
    assert with_check_digits_cpf("111444777") == "111.444.777-35"
    assert with_check_digits_cnpj("112223330001") == "11.222.333/0001-81"
    assert with_check_digits_iban("GB", "WEST12345698765432") == "GB82 WEST 1234 5698 7654 32"


def test_draws_depend_on_nothing_but_the_seed() -> None:
    first, second = Draws("a seed"), Draws("a seed")

    assert [first.below(1000) for _ in range(50)] == [second.below(1000) for _ in range(50)]
    assert sorted(Draws("x").choose_several("abcdef", 6)) == list("abcdef")


@pytest.mark.process
def test_the_repository_that_is_shipped_has_every_commit_that_the_chat_names(text: str, tmp_path: Path) -> None:
    folder = tmp_path / "repositories" / "gotejo.git"
    assert unpack_repository(folder)
    assert unpack_repository(folder)  # it is there

    def git(*arguments: str) -> str:
        return subprocess.run(["git", "-C", str(folder), *arguments], check=True, capture_output=True, text=True).stdout

    git("fsck", "--strict")
    known = {line[:7] for line in git("log", "--format=%H", "main").split()}
    named = set(re.findall(r"\b(?=\d*[a-f])(?=[a-f]*\d)[0-9a-f]{7}\b", text))
    assert len(named) >= 15
    assert named <= known
    assert git("tag").split() == ["v0.1.0", "v0.2.0", "v0.3.0"]
    assert "def settle" in git("show", "v0.1.0:src/sensor/read.py").split("\n")[41]


@pytest.mark.process
def test_without_git_there_is_no_repository_and_nothing_is_left(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    assert not unpack_repository(tmp_path / "repositories" / "gotejo.git")
    assert not (tmp_path / "repositories" / "gotejo.git").exists()
