"""Measures redaction in messages a second, against a prefilter alone, and the leak scan in megabytes a second.

    python benchmarks/anonymising.py [--messages 100000] [--people 12] [--seed 7] [--profile]

The prefilter to compare with is one RE2 set of what personal data starts from, run over every text. Time is processor
time of this process. The text is synthetic: words of two languages, names in one line of eight, personal data in one of
twenty, numbers and links that are not personal data in one of ten.
"""

# ruff: noqa: SIM905 - word lists are easier to read as text

from __future__ import annotations

import argparse
import cProfile
import json
import pstats
import random
import time
from collections.abc import Callable, Sequence

import re2

from egregora_assets.contracts.identifiers import KEY_BYTES, DeploymentKey
from egregora_assets.language.words import fold_stop_words
from egregora_assets.redaction.conversation import RawChat, RawMessages, collect_chat_values, redact_chat
from egregora_assets.redaction.leaks.scanner import build_leak_scanner
from egregora_assets.redaction.lexicon.ordinary_words import load_ordinary_words
from egregora_assets.redaction.pseudonyms import Identity
from egregora_assets_tests.redaction.personal_values import LANGUAGES, draw_lines
from egregora_assets_tests.redaction.privacy_lines import KEPT

PREFILTER = (
    r"\d{3}[\s.\-]?\d{3}",
    r"[^\s@]+@[^\s@]+",
    r"https?://|www\.",
    r"(?i)\b(?:pass|senha|contrase|passwort|mot de passe|pin|code|c[oó]digo|token|key)",
    r"(?i)\b(?:rua|avenida|calle|street|road|stra(?:ß|ss)e|rue|via|piazza)\b",
    r"(?i)\b(?:born|nasc|naci|geboren|n[eé]e? le|nat[oa])",
)
FIRST = "Nadia Bruno Camila Dieter Elodie Franco Greta Hugo Inês Jonas Katja Lorenzo Marta Nuno Olga Pablo".split()
LAST = "Osei Teles Arrieta Sauer Marchand Ferri Hartmann Camargo Olmedo Brandt Petit Neri Larkin Prata".split()


def draw_chat(count: int, people: int, seed: int) -> tuple[list[str], RawMessages]:
    """Draw names, and messages of a chat between them."""
    draw = random.Random(seed)
    names = [f"{FIRST[i % len(FIRST)]} {LAST[(i * 3) % len(LAST)]}" for i in range(people)]
    data = [line.text for line in draw_lines(seed, 20)]
    plain = [line for block in KEPT.values() for line in block.strip().split("\n")]
    words = sorted(fold_stop_words("en") | fold_stop_words("pt") | load_ordinary_words("en"))
    texts = []
    for _ in range(count):
        roll = draw.random()
        text = " ".join(draw.choices(words, k=draw.randint(3, 16))).capitalize()
        if roll < 0.05:
            text = draw.choice(data)
        elif roll > 0.9:
            text = f"{text} {draw.choice(plain)}"
        elif roll < 0.175:
            text = f"{text} {draw.choice(names).split()[0]} {draw.choice(words)}"
        texts.append(text)
    return names, RawMessages([draw.choice(names) for _ in texts], ["text"] * count, texts)


def count_prefiltered(texts: Sequence[str]) -> int:
    """Count the texts that the prefilter lets through."""
    chosen = re2.Set.SearchSet()
    for pattern in PREFILTER:
        chosen.Add(pattern)
    chosen.Compile()
    return sum(bool(chosen.Match(text)) for text in texts)


def measure(call: Callable[[], object]) -> float:
    """The processor seconds of a call."""
    began = time.process_time()
    call()
    return time.process_time() - began


def main() -> None:
    """Measure, and print a table and JSON."""
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("--messages", type=int, default=100_000)
    options.add_argument("--people", type=int, default=12)
    options.add_argument("--seed", type=int, default=7)
    options.add_argument("--profile", action="store_true", help="print where redaction spends its time")
    given = options.parse_args()
    names, messages = draw_chat(given.messages, given.people, given.seed)
    key = DeploymentKey(bytes(range(KEY_BYTES)))
    identities = [Identity(key.uuid("author", name), name) for name in names]
    redact_chat(key, RawChat("warm", RawMessages([names[0]], ["text"], ["hello"]), identities[:1]))
    chat = RawChat("chat", messages, identities)

    def redact() -> None:
        redact_chat(key, chat)

    if given.profile:
        profile = cProfile.Profile()
        profile.runcall(redact)
        pstats.Stats(profile).sort_stats("tottime").print_stats(30)
        return
    filtered = measure(lambda: count_prefiltered(messages.texts))
    took = measure(redact)
    scanner = build_leak_scanner([collect_chat_values(chat)])
    page = "\n".join(t.text for t in redact_chat(key, chat).texts).encode()
    scan = measure(lambda: scanner.findings(page, "page"))
    size = len(page) / 1e6
    report = {
        "messages": given.messages,
        "redaction, messages/s": round(given.messages / took),
        "prefilter alone, messages/s": round(given.messages / filtered),
        "times the prefilter": round(took / filtered, 1),
        "leak scan, MB/s": round(size / scan, 1),
        "languages": len(LANGUAGES),
    }
    for name, value in report.items():
        print(f"{name:30} {value:>14,}")
    print(json.dumps(report))


if __name__ == "__main__":
    main()
