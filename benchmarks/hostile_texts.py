"""Redaction of hostile conversations against one a tenth as large: how time and memory grow, each in a process.

    python benchmarks/hostile_texts.py [--names 600000] [--shape notice ...] [--json OUT.json]

Shapes: `notice` (one notice that adds all these people), `mentions` and `text` (one message that mentions or just
writes them), `texts` (messages of 80,000 characters that write them in sentences, so that none is withheld), `tags`
(one hashtag each), `roster` (each of a fiftieth as many people writes once). A figure is the time of redaction and scan
together; growth is the exponent of time in size (1 = in proportion).
"""

from __future__ import annotations

import argparse
import json
import math
import random
import resource
import subprocess
import sys
import time
from pathlib import Path

from egregora_assets.contracts.identifiers import DeploymentKey
from egregora_assets.redaction import Identity, RawChat, RawMessages
from egregora_assets.redaction.leaks.containment import redact_chats

SHAPES = ("notice", "mentions", "text", "texts", "tags", "roster")
KEY = DeploymentKey(b"1" * 32)


def make_names(count: int) -> list[str]:
    """Names of two words that hardly repeat."""
    draw = random.Random(3)

    def word() -> str:
        return "".join(draw.choice("bcdfglmnprstv") + draw.choice("aeiou") for _ in range(4)).capitalize()

    return [f"{word()} {word()}sen" for _ in range(count)]


def make_chat(shape: str, count: int) -> RawChat:
    """A conversation of a shape with about so many names."""
    names = make_names(max(1, count // 50 if shape == "roster" else count))
    if shape == "roster":
        people = [Identity(str(n), name, None, False) for n, name in enumerate(names)]
        texts = [f"hello {name.split()[0]}, all well?" for name in reversed(names)]
        return RawChat("chat", RawMessages(names, ["text"] * len(names), texts), people)
    people = [Identity("1", "Ana Lund", None, False)]
    if shape == "texts":
        sentences = [" ".join(names[n : n + 8]) + " went home. " for n in range(0, len(names), 8)]
        texts = ["".join(sentences[n : n + 500]) for n in range(0, len(sentences), 500)]
        return RawChat("chat", RawMessages(["Ana Lund"] * len(texts), ["text"] * len(texts), texts), people)
    written = {
        "notice": f"Ana Lund added {', '.join(names)} and Bob Rio",
        "mentions": " ".join(f"@\u2068{name}\u2069" for name in names),
        "text": " ".join(names),
        "tags": " ".join(f"#{name.replace(' ', '').lower()}" for name in names),
    }[shape]
    kind = "system" if shape == "notice" else "text"
    return RawChat("chat", RawMessages(["Ana Lund"], [kind], [written]), people)


def measure(shape: str, count: int) -> dict[str, float]:
    """Processor seconds and peak memory (MB) of redacting one conversation in this process."""
    chat = make_chat(shape, count)
    begun = time.process_time()
    redact_chats(KEY, ["chat"], {"chat": chat}.__getitem__, {})
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    return {"seconds": time.process_time() - begun, "megabytes": peak}


def measure_apart(shape: str, count: int) -> dict[str, float]:
    """The same in a process of its own."""
    command = [sys.executable, __file__, "--one", shape, str(count)]
    done = subprocess.run(command, check=True, capture_output=True, text=True)
    found: dict[str, float] = json.loads(done.stdout)
    return found


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--names", type=int, default=600_000)
    parser.add_argument("--shape", nargs="+", choices=SHAPES, default=SHAPES)
    parser.add_argument("--json", type=Path)
    parser.add_argument("--one", nargs=2, help=argparse.SUPPRESS)
    given = parser.parse_args()
    if given.one:
        print(json.dumps(measure(given.one[0], int(given.one[1]))))
        return
    figures = {}
    print(f"{'shape':10} {'s of a tenth':>13} {'s':>8} {'growth':>7} {'MB':>7}")
    for shape in given.shape:
        small, large = measure_apart(shape, given.names // 10), measure_apart(shape, given.names)
        growth = math.log10(max(large["seconds"], 0.01) / max(small["seconds"], 0.01))
        figures[shape] = {"small": small, "large": large, "growth": growth}
        print(f"{shape:10} {small['seconds']:13.2f} {large['seconds']:8.2f} {growth:7.2f} {large['megabytes']:7.0f}")
    if given.json:
        given.json.write_text(json.dumps(figures, indent=2))


if __name__ == "__main__":
    main()
