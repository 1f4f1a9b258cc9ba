"""`egregora doctor`: checks a deployment and says what is wrong and how to mend it."""

from __future__ import annotations

import json
import sys
from dataclasses import asdict

import click

import egregora_assets
from egregora_assets import __version__
from egregora_assets.cli.options import deployment_option, fail, json_option
from egregora_assets.cli.result import describe_rankings


@click.command(epilog="Example: egregora doctor --output demo")
@deployment_option()
@json_option
def doctor(deployment: egregora_assets.Deployment, as_json: bool) -> None:
    """Say what is wrong and what to do about it, and end runs that died.

    The exit code is 1 where something needs a person.
    """
    found = deployment.doctor()
    if as_json:
        print(json.dumps([asdict(check) for check in found.checks], indent=2))
    else:
        origin = " (the deployment's own)" if deployment.context.is_own_dagster else ""
        print(f"egregora {__version__}, Python {sys.version.split()[0]}")
        print(f"folder {deployment.home}")
        print(f"Dagster home {deployment.context.dagster_home}{origin}")
        for check in found.checks:
            if check.problem:
                print(f"  PROBLEM  {check.name}: {check.problem}\n           Remedy: {check.remedy}")
            else:
                print(f"  ok       {check.name}: {check.finding}")
        for path in found.unimported_rankings:
            print(f"  warning  older rankings: {describe_rankings(path)}")
    if not found.is_sound:
        fail()
