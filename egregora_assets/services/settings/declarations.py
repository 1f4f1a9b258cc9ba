"""Every setting, declared once: name, type, default, meaning, and where its value may go.

docs/settings.md is written from these declarations (`page.py`), and the values are read by them (`reading.py`).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field

from egregora_assets.services.settings.setting_types import (
    Folder,
    LocaleName,
    PrivateWords,
    ProcessedFolder,
    RedactTypes,
    Regions,
    Repositories,
    Services,
    Setting,
    TimeZone,
)


class SettingsValues(BaseModel):
    """The checked values of all settings of a deployment, and its absolute folder `home`, which is no setting."""

    model_config = ConfigDict(frozen=True, extra="forbid", hide_input_in_errors=True)

    home: Path
    inbox: Annotated[
        Folder,
        Setting(
            "folder with the exports, relative to the deployment or absolute",
            is_private=True,
            decides_results=False,
            stales=("ingested",),
        ),
    ] = Field(Path("inbox"), validate_default=True)
    processed_dir: Annotated[
        ProcessedFolder | None,
        Setting(
            "folder to which exports move once they were read, relative to the deployment or absolute; not in the "
            "inbox, not in the site. See [operations.md](operations.md#the-inbox)",
            unset="nothing moves",
            formerly="inbox_done",
            is_private=True,
            decides_results=False,
        ),
    ] = None
    time_zone: Annotated[
        TimeZone,
        Setting(
            "IANA zone of the phone that exported. It decides where days and weeks begin, and which state of a "
            "repository a message refers to. Another value holds for what was read before, too. Where none is set, the "
            "first `egregora process` takes that of the machine",
            example='"America/Sao_Paulo"',
        ),
    ] = "UTC"
    locale: Annotated[
        LocaleName | None,
        Setting(
            "whether the day or the month comes first in dates, used only where no line of the file shows it. Another "
            "value holds for exports that are read from then on",
            example='"pt_BR"',
        ),
    ] = None
    chat_label: Annotated[
        str | None,
        Setting(
            "your own name for the conversation, needed only if exports of one chat do not overlap. Another value "
            "holds for exports that are read from then on",
            is_private=True,
            decides_results=False,
            stales=("ingested",),
        ),
    ] = None
    site_title: Annotated[str | None, Setting("public title", unset="a neutral name")] = None
    site_language: Annotated[
        str | None, Setting("language of headings and labels", example='"pt"', unset="the chat's main language")
    ] = None
    site_url: Annotated[
        str | None,
        Setting("public address of the site: makes links in feeds absolute", example='"https://example.org/garden/"'),
    ] = None
    repositories: Annotated[
        Repositories,
        Setting(
            'list of tables with `name`, `path`, `branch` (default `"main"`) and `address`, see below',
            is_file_only=True,
            decides_results=False,
            stales=("git_refs", "git_commits", "published"),
        ),
    ] = ()
    services: Annotated[
        Services,
        Setting(
            "list of the external services that may be asked. See [privacy.md](privacy.md#leaving-the-machine)",
            example='["link_previews"]',
            decides_results=False,
            stales=("enriched",),
        ),
    ] = ()
    minimum_window_messages: Annotated[
        int, Field(ge=1), Setting("a week with fewer messages is joined to its neighbour")
    ] = 20
    window_unit: Annotated[
        Literal["messages", "hours", "days", "weeks", "months", "bytes"],
        Setting(
            "what posts tell of together is made of: `weeks`, `days` and `months` are local, `hours` are in UTC, "
            "`messages` and `bytes` (of text) are full when they are, whatever the time. See `window_size`",
            is_later=True,
        ),
    ] = "weeks"
    window_size: Annotated[
        int,
        Field(ge=1, le=1_000_000_000),
        Setting(
            "how many `window_unit` make a window. Those of `messages` and `bytes` hold so many; others are joined to "
            "their neighbour as `minimum_window_messages` says",
            is_later=True,
        ),
    ] = 1
    window_overlap: Annotated[
        float,
        Field(ge=0, le=0.5),
        Setting(
            "the part of a window, up to `0.5`, whose last messages stand in the next one too "
            "(`window_messages.is_overlap`), for who needs what came before. No post tells them twice",
            is_later=True,
        ),
    ] = 0.0
    default_phone_regions: Annotated[
        Regions,
        Setting(
            "list of regions in which a number without prefix is read",
            example='["BR", "GB"]',
            unset="derived from the chat",
        ),
    ] = ()
    redact_types: Annotated[
        RedactTypes,
        Setting(
            "list of the types of personal data that are replaced, see below. Names are always replaced",
            example='["email", "phone"]',
            unset="all",
        ),
    ] = ()
    recordings: Annotated[
        Literal["hide", "show"],
        Setting(
            "video and audio: `hide` leaves them out, since names that are said in them cannot be taken out; `show` "
            "puts copies without any metadata on the site where ffmpeg is installed",
            decides_results=False,
            stales=("anonymized",),
        ),
    ] = "hide"
    third_parties: Annotated[
        Literal["hide", "show"],
        Setting(
            "people who take no part, where only a capital or a given name tells of them: `hide` replaces the word by "
            "`[person]` until `egregora review names --ignore` shows it, `show` leaves it until `--hide`. Whom a "
            "title, a relation or a contact card tells of is replaced in either case",
            example='"show"',
        ),
    ] = "hide"
    always_redact: Annotated[
        PrivateWords,
        Setting(
            "list of words and phrases that are replaced by `[secret-1]` wherever they stand by themselves",
            is_private=True,
            is_file_only=True,
            decides_results=False,
            stales=("anonymized",),
        ),
    ] = ()
    never_redact: Annotated[
        PrivateWords,
        Setting(
            "list of values that stay although they look like personal data, such as a shop's number, in any spelling. "
            "A participant's name or number is replaced all the same",
            is_private=True,
            is_file_only=True,
            decides_results=False,
            stales=("anonymized",),
        ),
    ] = ()
    stable_seconds: Annotated[
        float,
        Field(ge=0),
        Setting("a file in the inbox is read once it has not changed for this time", decides_results=False),
    ] = 2.0
    cache_cap_bytes: Annotated[
        int, Field(ge=0), Setting("size of the picture cache; beyond it, the least recently used pictures are deleted")
    ] = 2_000_000_000
    cache_ttl_days: Annotated[
        int, Field(ge=1), Setting("cached pictures that nothing has used for this time are deleted")
    ] = 90
    memory_limit: Annotated[
        str, Setting("memory for the database", example='"2GB"', unset="DuckDB's own limit", decides_results=False)
    ] = ""
    workers: Annotated[
        int,
        Field(ge=1),
        Setting(
            "processes that read, redact, write and render several conversations at the same time; each takes about "
            "300 MB. The result is the same. See [performance.md](performance.md#several-processes)",
            decides_results=False,
        ),
    ] = 1
    wait_seconds: Annotated[
        float, Field(ge=0), Setting("how long a run waits for another that holds the database", decides_results=False)
    ] = 60.0
    snapshot_count: Annotated[
        int,
        Field(ge=0),
        Setting(
            "how many snapshots of each database file are kept, one after each run that wrote; `0` = none. See "
            "[operations.md](operations.md#snapshots)",
            decides_results=False,
        ),
    ] = 7
    migration_copy_count: Annotated[
        int,
        Field(ge=1),
        Setting(
            "how many copies of each database file from before an upgrade are kept, in `before_migration/` beside it",
            decides_results=False,
        ),
    ] = 3
    history_count: Annotated[
        int,
        Field(ge=1),
        Setting(
            "how many of the last runs Dagster's history keeps, whatever their age. The table `runs` keeps all. See "
            "[operations.md](operations.md#what-grows)",
            decides_results=False,
        ),
    ] = 50
    history_days: Annotated[
        int,
        Field(ge=0),
        Setting("Dagster's history keeps runs that are younger than this, however many", decides_results=False),
    ] = 90
    minimum_free_bytes: Annotated[
        int,
        Field(ge=0),
        Setting(
            "no run begins with less free space than this, or than twice the database; `0` = always begin",
            decides_results=False,
        ),
    ] = 1 << 30

    failure_command: Annotated[
        PrivateWords,
        Setting(
            "list of a program and its arguments that is run for each run that failed. See "
            "[operations.md](operations.md#when-a-run-fails)",
            example='["/usr/local/bin/tell-me"]',
            unset="nothing is run",
            is_private=True,
            is_file_only=True,
            decides_results=False,
        ),
    ] = ()

    @property
    def is_inbox_configured(self) -> bool:
        """Whether the inbox was named, and is not the default folder."""
        return "inbox" in self.model_fields_set

    def __repr_args__(self) -> Iterator[tuple[str | None, Any]]:
        """The values that a representation shows: none that is private."""
        return ((name, getattr(self, name)) for name, s in DECLARED_SETTINGS.items() if not s.is_private)

    def canonical(self) -> str:
        """The values that decide results, as text in a fixed order."""
        names = sorted(name for name, s in DECLARED_SETTINGS.items() if s.decides_results)
        told = [name for name in names if not (DECLARED_SETTINGS[name].is_later and self._is_default(name))]
        return "\n".join(f"{name}={getattr(self, name)!r}" for name in told)

    def _is_default(self, name: str) -> bool:
        return bool(getattr(self, name) == type(self).model_fields[name].default)

    def configuration(self) -> dict[str, Any]:
        """The values that a run is recorded with: all that are not private, and no folder of this machine."""
        recorded = {name: getattr(self, name) for name, s in DECLARED_SETTINGS.items() if not s.is_private}
        repositories = [{"name": r.name, "branch": r.branch} for r in self.repositories]
        return {**recorded, "repositories": repositories, "is_inbox_configured": self.is_inbox_configured}


DECLARED_SETTINGS: Mapping[str, Setting] = {
    name: part
    for name, field in SettingsValues.model_fields.items()
    for part in field.metadata
    if isinstance(part, Setting)
}
"""Every setting by name, in order of declaration."""
