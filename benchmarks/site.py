"""A site of posts against Hugo and Pelican on the same bodies, in processor time; and the same site with one post more.

    python benchmarks/site.py [--posts 1000] [--rounds 5] [--json OUT.json]

Each generator is a process of its own that makes the whole site on the disk, in turn, several rounds; what each needs
to start counts too. Hugo and Pelican come from the system's packages (`apt-get install hugo pelican`); one that is not
installed is left out. Ours makes more of the same posts: pages of the conversation, profiles, a search index, feeds;
and it inspects every page. The leak scan is left out: there is no vault.
"""

from __future__ import annotations

import argparse
import dataclasses
import json
import os
import pickle
import shutil
import statistics
import subprocess
import sys
import tempfile
from pathlib import Path

from egregora_assets.site.site_model import Site
from egregora_assets_tests.site.published_site import made_up_site

OURS = """
import json, pickle, sys
from pathlib import Path
from egregora_assets.services.site_publishing import publish
from egregora_assets.site import PageCache, build_site, inspect_files
from egregora_assets.site.inspecting.inspection import Inspection
site, home = pickle.loads(Path(sys.argv[1]).read_bytes()), Path(sys.argv[2])
noted = home / "notes.json"
pages, found = json.loads(noted.read_bytes()) if noted.exists() else ({}, {})
pages, found = ({path: tuple(note) for path, note in notes.items()} for notes in (pages, found))
def read(path):
    return (home / "site" / path).read_bytes() if (home / "site" / path).exists() else None
cache, inspection = PageCache(pages, read), Inspection("/", found)
publish(home, inspect_files(build_site(site, cache), [], inspection), [], lambda *_: ())
noted.write_text(json.dumps([cache.notes, inspection.notes]))
"""
HUGO = {
    "_default/single.html": '<!doctype html><html><head><title>{{ .Title }}</title></head><body><a href="/">home</a>'
    "<h1>{{ .Title }}</h1><time>{{ .Date }}</time>{{ .Content }}{{ range .Params.tags }}"
    '<a href="{{ "tags/" | relURL }}{{ . | urlize }}/">{{ . }}</a>{{ end }}</body></html>',
    "_default/list.html": "<!doctype html><html><head><title>{{ .Title }}</title></head><body><h1>{{ .Title }}</h1>"
    '{{ range .Pages }}<a href="{{ .RelPermalink }}">{{ .Title }}</a><p>{{ .Params.summary }}</p>{{ end }}'
    "</body></html>",
}
HUGO_SETTINGS = 'baseURL = "https://a.example/"\ntitle = "Site"\n[taxonomies]\ntag = "tags"\n'
PELICAN_SETTINGS = (
    "SITENAME = 'Site'\nSITEURL = 'https://a.example'\nPATH = 'content'\nTIMEZONE = 'UTC'\nDEFAULT_LANG = 'en'\n"
    "FEED_ALL_ATOM = 'feed.xml'\nDEFAULT_PAGINATION = False\n"
)


def main() -> None:
    """Measures in turn and prints a table."""
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("--posts", type=int, default=1000)
    options.add_argument("--rounds", type=int, default=5)
    options.add_argument("--json", type=Path)
    given = options.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        commands = lay_out(Path(folder), given.posts)
        times: dict[str, list[float]] = {name: [] for name in commands}
        for _ in range(given.rounds):
            for name in ("ours/home", "hugo/public", "pelican/output"):
                shutil.rmtree(Path(folder) / name, ignore_errors=True)
            for name, command in commands.items():
                times[name].append(measure(command, Path(folder)))
        pages = {name: len(list((Path(folder) / name.split(",")[0]).rglob("*.html"))) for name in commands}
    found = {name: round(statistics.median(all_times), 2) for name, all_times in times.items()}
    for name, seconds in found.items():
        ratio = f", {seconds / found['hugo']:.1f} x Hugo" if "hugo" in found else ""
        print(f"{name}: {seconds} s of processor time{ratio} ({pages[name]} pages)")
    if given.json:
        result = {"posts": given.posts, "rounds": given.rounds, "cpu_s": found, "html_pages": pages}
        given.json.write_text(json.dumps(result, indent=1), encoding="utf-8")


def lay_out(work: Path, count: int) -> dict[str, list[str]]:
    """Writes the same posts for each generator. Returns: the commands by name, in their order."""
    posts = strip_pictures(count).posts
    commands = {}
    for told, name, post_count in (
        ("ours", "first", count),
        ("ours, one post more", "more", count + 1),
        ("ours, nothing new", "more", count + 1),
    ):
        path = work / "ours" / f"{name}.pickle"
        path.parent.mkdir(exist_ok=True)
        path.write_bytes(pickle.dumps(strip_pictures(post_count)))
        commands[told] = [sys.executable, "-c", OURS, str(path), str(work / "ours" / "home")]
    for post in posts:
        body = post.content.replace("](message:", "](/conversation/#")
        tags, title = json.dumps(post.tags), json.dumps(post.title)
        head = f"title: {title}\ndate: {post.created_at.isoformat()}\nsummary: {json.dumps(post.summary)}\n"
        write(work / "hugo" / "content" / "posts" / f"{post.slug}.md", f"---\n{head}tags: {tags}\n---\n{body}")
        told = f"Title: {post.title}\nDate: {post.created_at.isoformat()}\nSlug: {post.slug}\n"
        write(work / "pelican" / "content" / f"{post.slug}.md", f"{told}Tags: {', '.join(post.tags)}\n\n{body}")
    for name, text in HUGO.items():
        write(work / "hugo" / "layouts" / name, text)
    write(work / "hugo" / "config.toml", HUGO_SETTINGS)
    write(work / "pelican" / "settings.py", PELICAN_SETTINGS)
    hugo = ["hugo", "--quiet", "--source", str(work / "hugo")]
    folders = [str(work / "pelican" / name) for name in ("content", "output")]
    pelican = ["pelican", "--quiet", "-s", str(work / "pelican/settings.py"), "-o", folders[1], folders[0]]
    return commands | {c[0]: c for c in (hugo, pelican) if shutil.which(c[0]) or missing(c[0])}


def strip_pictures(post_count: int) -> Site:
    """The made-up site with so many posts, without files that would be copied."""
    site = made_up_site(post_count=post_count)
    posts = tuple(dataclasses.replace(post, card=None) for post in site.posts)
    return dataclasses.replace(site, posts=posts, media=(), copies=())


def missing(program: str) -> bool:
    """Says that a program is not installed."""
    print(f"{program} is not installed: apt-get install {program}")
    return False


def write(path: Path, text: str) -> None:
    """Writes a file, and makes its folder."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")


def measure(command: list[str], folder: Path) -> float:
    """Seconds of processor time of a command and its children."""
    environment = (
        {**os.environ, "PYTHONPATH": str(Path(__file__).parent.parent)} if command[0] == sys.executable else None
    )
    with subprocess.Popen(command, cwd=folder, stdout=subprocess.DEVNULL, env=environment) as process:
        _, status, usage = os.wait4(process.pid, 0)
        process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode:
        sys.exit(f"{command[0]} ended with {process.returncode}")
    return usage.ru_utime + usage.ru_stime


if __name__ == "__main__":
    main()
