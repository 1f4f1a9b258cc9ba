"""Publishing: the site's changed files into a folder, or by `rsync` to a server, after a leak scan found nothing."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from egregora_assets.database.copies.reading_copy import open_reading_copy
from egregora_assets.errors import SiteLeak
from egregora_assets.operations.context import DeploymentContext, under_lease
from egregora_assets.operations.published.manifest import Files, read_manifest, write_manifest
from egregora_assets.operations.published.site import locate_site
from egregora_assets.operations.published.targets import apply_copy, digest_file, plan_copy, send_changed
from egregora_assets.services.erasure_records import refuse_during_erasure
from egregora_assets.services.site_folder import list_paths
from egregora_assets.services.site_publishing import ADDRESS
from egregora_assets.site.inspecting.scan_verdicts import ScanVerdicts

_REMOTE = re.compile(r"(?:rsync://|[^/]+:)")
_CHATS = """SELECT f.path, d.chat_id::VARCHAR AS chat_id FROM site_files f JOIN documents d USING (document_id)
WHERE d.doc_type IN ('post', 'profile', 'announcement')"""


@dataclass(frozen=True)
class Publication:
    """What publishing came to: files of the site that were copied and unchanged, earlier ones that were removed."""

    copied: int
    removed: int
    unchanged: int


@under_lease("publish")
def publish(context: DeploymentContext, target: Path | str) -> Publication:
    """Brings a folder or a server to the site as it is now. What else lies there is never touched.

    Args:
        target: a folder, made if absent; or what `rsync` sends to, such as `me@host:/srv/www`.

    Raises:
        SiteMissing: nothing is published yet.
        SiteLeak: something of the vault is in a file; nothing was copied.
        TargetRefused: the folder is the deployment's own or holds files of the same names that are not from here; or
            `rsync` is missing or fails.
        CopyMissing, ErasureUnfinished: there is no sound deployment to publish.
        FolderNotWritable, DiskFull: the folder cannot be written; the next time goes on.
    """
    refuse_during_erasure(context.home)
    site = locate_site(context)
    is_remote = bool(_REMOTE.match(str(target)))
    name = str(target) if is_remote else str(Path(target).expanduser().resolve())
    contents = {path: (site / path).read_bytes() for path in list_paths(site)}
    earlier = read_manifest(context.home, name)
    plan = None if is_remote else plan_copy(contents, Path(name), earlier, context.home)
    _refuse_leaks(context, contents)
    digests = {path: (digest_file(content),) for path, content in contents.items()}
    ours = {path: digests[path] for path in digests if plan is None or path not in plan.others}
    # Noted before anything is written: a kill in between leaves no file that nobody knows to be ours.
    write_manifest(context.home, name, _join(earlier, ours))
    counts = apply_copy(plan, contents) if plan else send_changed(site, name, sorted(contents), earlier)
    write_manifest(context.home, name, ours)
    return Publication(*counts)


def _join(earlier: Files, fresh: Files) -> Files:
    paths = {*earlier, *fresh}
    return {path: tuple(dict.fromkeys((*earlier.get(path, ()), *fresh.get(path, ())))) for path in sorted(paths)}


def _refuse_leaks(context: DeploymentContext, contents: Mapping[str, bytes]) -> None:
    """Looks through every file, its path too, with the names of the conversation that it is about.

    What the last run found clean is looked through for what the vault has come to hold since.

    Raises:
        SiteLeak: something of the vault is in one.
    """
    context.store.prepare()
    with open_reading_copy(context.home) as ask:
        chats = {row["path"]: row["chat_id"] for row in ask(_CHATS).to_pylist()}
    guard, services = context.leak_guard, context.services
    # A full scan is the run's: it alone can tell a number of somebody from a day of ours.
    verdicts = ScanVerdicts(services.scan_cache.read(context.home), guard.list_secrets(), guard.look_for, today=None)
    for path, content in contents.items():
        chat_id, address = chats.get(path), path.encode()
        found = set()
        if verdicts.needs_scan(f"/{path}", address, None):
            found |= {finding.kind for finding in guard.findings(address, ADDRESS)}
            if found:
                raise SiteLeak("an address", found)
        if verdicts.needs_scan(path, content, chat_id):
            found |= {finding.kind for finding in guard.findings(content, path, chat_id)}
        if found:
            raise SiteLeak(path, found)
