"""`egregora annotate`: a note stands on the page of what it is written on, without a name, and can be taken off."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest

from egregora_assets import Deployment
from egregora_assets.errors import AnnotationRefused, AnnotationTargetUnclear
from egregora_assets_tests.built_once import Deployment as Built
from egregora_assets_tests.deployments import egregora, query
from egregora_assets_tests.exports.small_chat import PEOPLE

pytestmark = pytest.mark.slow

PHONE = "+44 20 7946 0331"


def read_notes(home: Path, page: str) -> str:
    """All notes of a page, as HTML."""
    return "".join(re.findall(r'<aside class="note.*</aside>', (home / "site" / page).read_text("utf-8"), re.DOTALL))


def test_notes_stand_on_their_pages_without_names_and_go_with_what_they_are_written_on(small_home: Path) -> None:
    (pseudonym, author_id), *_ = query(
        small_home, "SELECT public_name, author_id::VARCHAR FROM authors WHERE NOT is_opted_out ORDER BY ALL"
    )
    (message_id, day), *_ = query(
        small_home,
        "SELECT message_id::VARCHAR, local_time::DATE::VARCHAR FROM messages WHERE kind = 'text' "
        f"AND author_id = '{author_id}' ORDER BY sent_at, message_id",
    )
    page = f"conversation/{day}.html"
    address = f"https://example.org/{page}#m-{message_id.replace('-', '')[:12]}"
    told = f"Ask {PEOPLE[0]} or call {PHONE}: [list](https://example.org/list), not [phone-7]."
    done = egregora(
        "annotate", address, told, "--author", pseudonym, "--no-run", "--output", small_home,
    )  # fmt: skip
    assert "name" in done.stderr
    assert "phone" in done.stderr
    note_id = done.stdout.split()[1]
    post = next((small_home / "site" / "posts").glob("*.html")).name
    deployment = Deployment(small_home)
    on_post = deployment.annotate(f"posts/{post}", "A remark on the post.")
    answer = deployment.annotate(note_id[:8], "An answer to the note.")
    assert deployment.annotate(note_id[:8], "An answer to the note.") == answer
    assert (answer.kind, answer.target_id, answer.author) == ("annotation", note_id, None)

    egregora("process", "--output", small_home)
    notes = read_notes(small_home, page)
    assert "[phone-1]" in notes
    assert '<a href="https://example.org/list"' in notes
    assert "(phone-7)" in notes
    assert pseudonym in notes
    assert notes.index("[phone-1]") < notes.index("An answer to the note.")
    assert "A remark on the post." in read_notes(small_home, f"posts/{post}")
    for file in [small_home / "egregora.duckdb", *(small_home / "site").rglob("*.html")]:
        assert PHONE.encode() not in file.read_bytes()
        assert PEOPLE[0].encode() not in file.read_bytes()

    listed = json.loads(egregora("annotations", "list", "--json", "--output", small_home).stdout)
    assert {one["annotation_id"] for one in listed} == {note_id, on_post.annotation_id, answer.annotation_id}
    lines = egregora("annotations", "list", f"posts/{post}", "--output", small_home).stdout.splitlines()
    assert [line.split()[0] for line in lines] == [on_post.annotation_id[:8]]
    assert lines[0].endswith("A remark on the post.")

    assert ">Notes</dt><dd>3<" in (small_home / "site" / "statistics.html").read_text("utf-8")
    taken = egregora("annotations", "remove", note_id[:8], "--output", small_home)
    assert "is taken off, with 1 note on it." in taken.stdout
    assert [one.annotation_id for one in deployment.annotations()] == [on_post.annotation_id]
    with pytest.raises(AnnotationTargetUnclear):
        deployment.annotate(answer.annotation_id, "On what nobody sees.")
    with (small_home / "egregora.toml").open("a") as settings:
        settings.write('always_redact = ["blue gate"]\n')
    assert deployment.annotate(address, "By the Blue Gate, said Gertrude.").text.count("[") == 2
    assert read_notes(small_home, page) == ""
    assert "A remark on the post." in read_notes(small_home, f"posts/{post}")
    assert deployment.annotate(address, "Ask again.").author is None


def test_what_is_not_there_is_not_written_on_and_what_may_not_be_told_is_not_written(
    small_deployment: Built,
) -> None:
    deployment = Deployment(small_deployment.home)
    before = query(small_deployment.home, "SELECT count(*) FROM runs")
    (message_id,), *_ = query(
        small_deployment.home, "SELECT left(replace(message_id::VARCHAR, '-', ''), 12) FROM messages"
    )
    for page in ("conversation/1999-01-01.html", "posts/one.html", "https://example.org/conversation/"):
        with pytest.raises(AnnotationTargetUnclear, match="No message, post or annotation"):
            deployment.annotate(f"{page}#m-{message_id}", "Of another day.")
    (post_id,), *_ = query(small_deployment.home, "SELECT document_id::VARCHAR FROM documents WHERE doc_type = 'post'")
    for target in ("posts/nothing.html", "0b4c9a52", "a post", "conversation/2024-01-01.html#m-0b4c9a520b4c", ""):
        with pytest.raises(AnnotationTargetUnclear, match="No message, post or annotation"):
            deployment.annotate(target, "text")
    with pytest.raises(AnnotationRefused, match="it is empty"):
        deployment.annotate(post_id, "  \n")
    first, last = PEOPLE[0].split()[0], PEOPLE[0].split()[-1]
    disguised = (f"&#{ord(first[0])};{first[1:]} {last}", f"{first[0]}**{first[1:]}** {last[:2]}\\_*{last[2:]}*")
    for name in disguised:
        with pytest.raises(AnnotationRefused, match="something is left in it"):
            deployment.annotate(post_id, f"So said {name}.")
    with pytest.raises(AnnotationRefused, match="longer than"):
        deployment.annotate(post_id, "word" * 50_000)
    with pytest.raises(AnnotationRefused, match="it is empty"):
        deployment.annotate(post_id, "\x00\x1b\ud800\u200b")
    with pytest.raises(AnnotationTargetUnclear):
        deployment.remove_annotation(post_id)
    assert deployment.annotations() == []
    assert query(small_deployment.home, "SELECT count(*) FROM runs") == before
