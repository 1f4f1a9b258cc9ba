"""Where the published site is."""

from __future__ import annotations

from pathlib import Path

from egregora_assets.errors import SiteMissing
from egregora_assets.operations.context import DeploymentContext
from egregora_assets.services.site_publishing import SITE

START_PAGE = "index.html"


def locate_site(context: DeploymentContext) -> Path:
    """The folder of the published site; `index.html` in it is where to begin.

    Raises:
        SiteMissing: nothing is published yet.
    """
    folder = context.home / SITE
    if not (folder / START_PAGE).is_file():
        raise SiteMissing(str(folder))
    return folder
