"""Writes what the README shows of the sample: the demo's output, and the picture of its first page.

readme.py           write both again (the picture only where a Chromium is on the PATH)
readme.py --check   end with 1 if the output that the README shows is not what the demo prints, durations and ids aside
"""

from __future__ import annotations

import io
import re
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
README = ROOT / "README.md"
PICTURE = ROOT / "docs" / "images" / "site.png"
BEGIN, END = "<!-- demo output: begin -->\n```text\n", "```\n<!-- demo output: end -->"
SHOWN_FOLDER = "/home/you/egregora-assets"


def run_demo(folder: Path) -> str:
    """Runs what `make demo` runs, below a folder, and returns what it prints, the folder's own path replaced.

    The deployment key is fixed: pseudonyms depend on it, and with them the number of terms in the index.
    """
    key = folder / "deployment.key"
    key.write_bytes(b"k" * 32)
    key.chmod(0o600)
    export = next((ROOT / "egregora_assets" / "sample").glob("*.zip"))
    command = [
        sys.executable,
        "-m",
        "egregora_assets.cli",
        "process",
        str(export),
        "--output",
        "demo",
        "--key",
        key.name,
    ]
    ended = subprocess.run([*command, "--key", key.name], cwd=folder, capture_output=True, text=True, check=True)
    return ended.stdout.replace(str(folder.resolve()), SHOWN_FOLDER)


def normalise(output: str) -> str:
    """The output without durations."""
    return re.sub(r"\b\d+\.\d s\b", "… s", output)


def read_shown_output() -> str:
    """The output that the README shows."""
    return README.read_text("utf-8").partition(BEGIN)[2].partition(END)[0]


def write_shown_output(output: str) -> None:
    """Puts another output into the README."""
    before, _, rest = README.read_text("utf-8").partition(BEGIN)
    after = rest.partition(END)[2]
    README.write_text(f"{before}{BEGIN}{output}{END}{after}", "utf-8")


def draw_picture(page: Path) -> None:
    """Writes a screenshot of a page, reduced to 64 colours."""
    from PIL import Image
    from playwright.sync_api import sync_playwright

    browser_path = shutil.which("chromium") or shutil.which("google-chrome")
    if browser_path is None:
        print("No Chromium on the PATH: the picture stays as it is.")
        return
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=browser_path, args=["--no-sandbox"])
        view = browser.new_page(viewport={"width": 1100, "height": 800}, color_scheme="light")
        view.goto(page.as_uri())
        picture = Image.open(io.BytesIO(view.screenshot()))
        browser.close()
    PICTURE.parent.mkdir(exist_ok=True)
    picture.convert("RGB").quantize(64, dither=Image.Dither.NONE).save(PICTURE, optimize=True)


def main(arguments: list[str]) -> int:
    """Writes or checks; returns the exit code."""
    with tempfile.TemporaryDirectory() as name:
        output = run_demo(Path(name))
        if "--check" in arguments:
            is_same = normalise(output) == normalise(read_shown_output())
            print("The README shows what the demo prints." if is_same else "The README is out of date: make readme")
            return 0 if is_same else 1
        write_shown_output(output)
        draw_picture(Path(name) / "demo" / "site" / "index.html")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
