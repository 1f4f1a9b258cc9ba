"""Documents become files: pages, feeds, search index.

In: the site as values. Out: files by path. Not here: writing them to a disk (`services/`), what they say (`writing/`),
tables (`stages/published/rows.py`).

- `build_site(site)` builds the files of a site;
- `inspect_files(files, …)` passes files on and refuses a site with a broken link or anything that runs or loads;
- `Site` and the other values of `site_model`, `conversation_model` and `statistics_model` describe what is shown;
- `PageCache` takes unchanged pages from an earlier build.
"""

from egregora_assets.site.build import build_site
from egregora_assets.site.inspecting.inspection import inspect_files
from egregora_assets.site.page import SiteFile
from egregora_assets.site.page_cache import PageCache
from egregora_assets.site.site_model import Site

__all__ = ["PageCache", "Site", "SiteFile", "build_site", "inspect_files"]
