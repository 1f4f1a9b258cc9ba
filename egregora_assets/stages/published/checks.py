"""Checks of the site on disk."""

from typing import Any, cast

import dagster as dg
import ibis

from egregora_assets.contracts.tables import Tables
from egregora_assets.runs.checks import row_check, table_check, warn_of
from egregora_assets.runs.freshness import list_behind
from egregora_assets.runs.latest_metadata import find_latest_number
from egregora_assets.runs.stage import STAGES
from egregora_assets.services.settings import Settings
from egregora_assets.services.site_folder import SiteFolder
from egregora_assets.services.store import Store
from egregora_assets.site.inspecting.inspection import get_base_path, inspect_site
from egregora_assets.stages.published import expressions
from egregora_assets.stages.published.assets import WITHHELD_TEXTS


@table_check("published", blocking=True, is_external=True)
def pages_are_whole_and_harmless(
    published: Tables,  # noqa: ARG001 - names what the check is about
    settings: Settings,
    site_folder: SiteFolder,
) -> dg.AssetCheckResult:
    """Every link and anchor resolves, every page has the strict policy, nothing runs inline or loads from elsewhere."""
    values = settings.values()
    findings = inspect_site(lambda: site_folder.read_files(values.home), get_base_path(values.site_url))
    kinds = ", ".join(sorted({kind for _, kind in findings}))
    return dg.AssetCheckResult(passed=not findings, metadata={"findings": len(findings), "kinds": kinds})


@table_check("published", blocking=True, is_external=True)
def the_folder_is_what_the_manifest_says(
    published: Tables, settings: Settings, site_folder: SiteFolder
) -> dg.AssetCheckResult:
    """The folder holds the manifest's files, of the manifest's sizes, and no others."""
    rows = published.rows(expressions.list_file_sizes(published["site_files"])).to_pylist()
    listed = {row["path"]: row["byte_count"] for row in rows}
    found = site_folder.measure_files(settings.values().home)
    differing = sum(listed.get(path) != found.get(path) for path in sorted({*listed, *found}))
    return dg.AssetCheckResult(passed=differing == 0, metadata={"files": len(found), "differing": differing})


@row_check("published", "posts without a page", is_external=True)
def every_post_has_its_page(published: Tables, generated: Tables) -> ibis.Table:
    """Each published post is shown by a file of the site."""
    return expressions.find_posts_without_page(generated["documents"], published["site_files"])


@table_check("published", is_external=True)
def site_is_newer_than_data(
    published: Tables,  # noqa: ARG001 - names what the check is about
    store: Store,
) -> dg.AssetCheckResult:
    """No asset that the site is made of was made before the latest data of what it reads; a warning."""
    behind = list_behind(STAGES, cast("Any", store).runs)  # the run log, which no stage needs
    remedy = "launch the job everything, or run `egregora process`: it makes what is behind, and the site."
    return warn_of(len(behind), remedy, assets=", ".join(behind))


@table_check("published", is_external=True)
def no_text_is_left_out(
    context: dg.AssetCheckExecutionContext,
    published: Tables,  # noqa: ARG001 - names what the check is about
) -> dg.AssetCheckResult:
    """The site shows every text; a warning where the leak scan still found something in one."""
    count = find_latest_number(context.op_execution_context.instance, "published", WITHHELD_TEXTS) or 0
    return warn_of(count, "`egregora review leaks` shows each text and what to do about it.")
