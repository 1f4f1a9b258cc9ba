"""Reading a WhatsApp export: processor time against one pass of a header's pattern over its lines, and peak memory.

    python benchmarks/parsing.py [--messages 1000000] [--rounds 5] [--text FILE] [--json OUT.json]

The text is made up in memory (the same for the same number), or read from a file. Both ways take turns in one process;
the ratio is that of their medians. Memory is that of a process of its own, above that of one that reads ten messages.

    python benchmarks/parsing.py --peers FOLDER [--install]

measures other readers of such texts as well, each in a process of its own, without its imports. They live in FOLDER,
are nothing that the project needs, and come there by `--install` (pip and npm). Of one that is not there or cannot read
the text, this is said.
"""

from __future__ import annotations

import argparse
import json
import os
import random
import re
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

from egregora_assets.readers.whatsapp.parser import parse_chat

STYLES = ("android", "ios")
HEADERS = {
    "android": re.compile(r"(\d{2}/\d{2}/\d{4}), (\d{2}:\d{2}) - (?:([^:\n]+): )?"),
    "ios": re.compile(r"\u200e?\[(\d{2}/\d{2}/\d{4}), (\d{2}:\d{2}:\d{2})\] (?:([^:\n]+): )?"),
}
WORDS = re.findall(
    r"\w+", "a reunião de amanhã ficou para depois do almoço porque ninguém confirmou e falta o orçamento"
)
ONE = """
import sys
from egregora_assets.readers.whatsapp.parser import parse_chat
parse_chat(open(sys.argv[1], "rb").read())
print(next(line.split()[1] for line in open("/proc/self/status") if line.startswith("VmHWM")))
"""
"""Reads an export and tells the process's own peak: what the system reports of a child includes its parent's memory."""


PEERS = {
    "whatstk": "from whatstk import WhatsAppChat\n"
    "def read(path):\n    return len(WhatsAppChat.from_source(filepath=path, max_size=None).df)",
    "chat-miner": "from chatminer.chatparsers import WhatsAppParser\n"
    "def read(path):\n    p = WhatsAppParser(path)\n    p.parse_file()\n    return len(p.parsed_messages.get_df())",
}
TIMED = """
import sys, time
started = time.process_time()
count = read(sys.argv[1])
print(time.process_time() - started, count)
"""
NODE = """
const { parseString } = require("whatsapp-chat-parser");
const text = require("fs").readFileSync(process.argv[1], "utf8");
const started = process.cpuUsage();
const count = parseString(text).length;
const used = process.cpuUsage(started);
console.log((used.user + used.system) / 1e6, count);
"""


def install(folder: Path) -> None:
    """Puts the peers into a folder: an environment for each."""
    for name in PEERS:
        subprocess.run([sys.executable, "-m", "venv", str(folder / name)], check=True)
        subprocess.run([str(folder / name / "bin" / "pip"), "install", "--quiet", name], check=True)
    subprocess.run(["npm", "install", "--silent", "--prefix", str(folder / "npm"), "whatsapp-chat-parser"], check=True)


def peers(folder: Path, raw: bytes, parse_s: float, rounds: int) -> dict[str, object]:
    """Each peer's median time against ours, and how many messages it found; or why it was not measured."""
    found: dict[str, object] = {}
    with tempfile.TemporaryDirectory() as scratch:
        path = Path(scratch) / "chat.txt"
        path.write_bytes(raw)
        commands = {
            n: [str(folder / n / "bin" / "python"), "-c", f"{code}{TIMED}", str(path)] for n, code in PEERS.items()
        }
        commands["whatsapp-chat-parser"] = ["node", "-e", NODE, str(path)]
        for name, command in commands.items():
            home = folder / ("npm" if command[0] == "node" else name)
            if not home.exists():
                found[name] = "not there: --install"
                continue
            told = [_told(command, home) for _ in range(rounds)]
            if None in told:
                found[name] = "cannot read this text"
                continue
            times = [float(answer.split()[0]) for answer in told if answer]
            median = statistics.median(times)
            count = (told[0] or "").split()[1]
            found[name] = f"{median:.2f} s, {median / parse_s:.1f} x ours, {count} messages"
    return found


def _told(command: list[str], home: Path) -> str | None:
    """The last line that a peer prints, or None where it fails."""
    clean = {k: v for k, v in os.environ.items() if k != "PYTHONPATH"}
    done = subprocess.run(command, capture_output=True, text=True, cwd=home, env=clean, check=False)
    lines = done.stdout.strip().splitlines()
    return lines[-1] if done.returncode == 0 and lines else None


def made_up(count: int, style: str) -> str:
    """An export: thirty people, up to thirty words a line, one message in ten of two lines, one in twenty a picture."""
    rng = random.Random(7)
    names = [f"Pessoa {n} da Silva" for n in range(30)]
    at, lines = datetime(2020, 1, 13, 8, tzinfo=UTC), []
    for number in range(count):
        at += timedelta(seconds=rng.randrange(1, 180))
        text = " ".join(rng.choices(WORDS, k=rng.randrange(1, 30)))
        if number % 10 == 3:
            text += "\n" + " ".join(rng.choices(WORDS, k=5))
        name = rng.choice(names)
        if style == "android":
            text = f"IMG-{at:%Y%m%d}-WA{number % 10000:04}.jpg (arquivo anexado)" if number % 20 == 7 else text
            lines.append(f"{at:%d/%m/%Y, %H:%M} - {name}: {text}\n")
        else:
            mark = "\u200e" if number % 20 == 7 else ""
            text = f"\u200e<anexado: {number:08}-PHOTO-{at:%Y-%m-%d-%H-%M-%S}.jpg>" if mark else text
            lines.append(f"{mark}[{at:%d/%m/%Y, %H:%M:%S}] {name}: {text}\r\n")
    return "".join(lines)


def seconds(action: Callable[[], object]) -> float:
    """Processor time of an action."""
    started = time.process_time()
    action()
    return time.process_time() - started


def peak_mb(raw: bytes) -> float:
    """Peak memory of a process that does nothing but read an export."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "chat.txt"
        path.write_bytes(raw)
        done = subprocess.run([sys.executable, "-c", ONE, str(path)], capture_output=True, text=True, check=True)
    return int(done.stdout) / 1024


def measure(text: str, style: str, rounds: int) -> dict[str, object]:
    """Medians, their ratio, and memory."""
    raw, header = text.encode(), HEADERS[style]
    times: dict[str, list[float]] = {"parse": [], "pattern": []}
    for _ in range(rounds):
        times["pattern"].append(seconds(lambda: sum(1 for line in text.split("\n") if header.match(line))))
        times["parse"].append(seconds(lambda: parse_chat(raw)))
    medians = {name: statistics.median(found) for name, found in times.items()}
    base, memory = peak_mb(made_up(10, style).encode()), peak_mb(raw)
    size = len(raw) / (1 << 20)
    return {
        "style": style,
        "text_mb": round(size, 1),
        "parse_s": round(medians["parse"], 3),
        "pattern_s": round(medians["pattern"], 2),
        "ratio": round(medians["parse"] / medians["pattern"], 2),
        "peak_mb": round(memory),
        "peak_above_start_per_text": round((memory - base) / size, 1),
    }


def main() -> None:
    """Measures both layouts, or the text of a file."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--messages", type=int, default=1_000_000)
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--style", choices=STYLES)
    parser.add_argument("--text", type=Path)
    parser.add_argument("--json", type=Path)
    parser.add_argument("--peers", type=Path)
    parser.add_argument("--install", action="store_true")
    options = parser.parse_args()
    styles = [options.style] if options.style else list(STYLES[:1] if options.text else STYLES)
    if options.peers and options.install:
        install(options.peers)
    found = []
    for style in styles:
        text = options.text.read_bytes().decode("utf-8") if options.text else made_up(options.messages, style)
        found.append(measure(text, style, options.rounds))
        if options.peers:
            others = peers(options.peers, text.encode(), float(str(found[-1]["parse_s"])), min(options.rounds, 3))
            found[-1].update(others)
        print(" · ".join(f"{name} {value}" for name, value in found[-1].items()))
    if options.json:
        options.json.write_text(json.dumps(found, indent=2), encoding="utf-8")


if __name__ == "__main__":
    main()
