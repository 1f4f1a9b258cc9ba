"""The table of docs/settings.md, written from the declarations by `make settings`; a test compares the two."""

from __future__ import annotations

import sys
from pathlib import Path

from egregora_assets.services.settings.declarations import DECLARED_SETTINGS
from egregora_assets.services.settings.setting_types import Setting
from egregora_assets.services.settings.shown import render_default

_BEGIN = "<!-- Written by `make settings` from egregora_assets/services/settings/: change the declarations. -->\n"
_END = "<!-- end of the table -->"


def render_table() -> str:
    """The settings as a Markdown table: one row a setting, in order of declaration."""
    rows = [f"| `{n}` | {_default(n, s)} | {_stales(s)} | {_meaning(s)} |\n" for n, s in DECLARED_SETTINGS.items()]
    return "".join(["| name | default | makes stale | meaning |\n", "|---|---|---|---|\n", *rows])


def replace_table(page: str) -> str:
    """The page with the table that the declarations give in the place of its own."""
    before, _, rest = page.partition(_BEGIN)
    after = rest.partition(_END)[2]
    return f"{before}{_BEGIN}\n{render_table()}\n{_END}{after}"


def _default(name: str, setting: Setting) -> str:
    value = render_default(name)
    return f"`{value}`" if value else setting.unset or "none"


def _stales(setting: Setting) -> str:
    return "all" if setting.decides_results else ", ".join(f"`{asset}`" for asset in setting.stales) or "nothing"


def _meaning(setting: Setting) -> str:
    parts = [
        setting.help + (f". Example: `{setting.example}`" if setting.example else ""),
        "Private" if setting.is_private else "",
        "In the file only" if setting.is_file_only else "",
        f"Formerly `{setting.formerly}`" if setting.formerly else "",
    ]
    return ". ".join(filter(None, parts))


if __name__ == "__main__":
    target = Path(sys.argv[1])
    target.write_text(replace_table(target.read_text(encoding="utf-8")), encoding="utf-8")
