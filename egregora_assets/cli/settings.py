"""`egregora settings`: each setting, its value, where that comes from and what it means."""

from __future__ import annotations

import json
import shutil
import textwrap
from dataclasses import asdict
from typing import TYPE_CHECKING

import click

from egregora_assets.cli.options import deployment_option, json_option

if TYPE_CHECKING:
    from egregora_assets.deployment import Deployment

_INDENT = "    "


@click.command(epilog="Example: egregora settings --output my_group")
@deployment_option()
@json_option
def settings(deployment: Deployment, as_json: bool) -> None:
    """Show every setting: its value, where it comes from, what it means."""
    found = deployment.list_settings()
    if as_json:
        print(json.dumps([asdict(one) for one in found], indent=2, ensure_ascii=False))
        return
    width = max(40, shutil.get_terminal_size((100, 24)).columns - len(_INDENT))
    for one in found:
        print(f"{one.name} = {one.value}  [{one.source or 'default'}]")
        print(textwrap.indent(textwrap.fill(one.meaning, width), _INDENT))
