"""Every setting, declared once: name, type, default, meaning, and where its value may go.

docs/settings.md is written from these declarations (`page.py`), and the values are read by them (`reading.py`).
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Any

from annotated_types import Ge
from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field, ValidationInfo
from pydantic.dataclasses import dataclass as checked_dataclass

from egregora_assets.contracts.conversation import CHOSEN_KINDS
from egregora_assets.contracts.outside import SERVICES
from egregora_assets.contracts.time_zones import zone_named
from egregora_assets.errors import SettingInvalid, TimeZoneUnknown


@dataclass(frozen=True)
class Setting:
    """What a declaration says beside the type and the default value.

    Attributes:
        help: the meaning, in Markdown, without a full stop at the end.
        example: a value as TOML.
        unset: what applies while it is not set, where the default value does not say it.
        formerly: its name in the version before, which still works.
        is_private: never logged, recorded, published or part of results.
        is_file_only: not read from the environment, which other programs can see.
        decides_results: whether another value makes results stale.
    """

    help: str
    example: str = ""
    unset: str = ""
    formerly: str = ""
    is_private: bool = False
    is_file_only: bool = False
    decides_results: bool = True


@checked_dataclass(frozen=True, config=ConfigDict(extra="forbid"))
class RepositorySetting:
    """A git repository that messages may refer to: its name, its folder and its main branch."""

    name: str
    path: str
    branch: str = "main"


def _split_names(value: Any, info: ValidationInfo) -> tuple[str, ...]:
    """A list, or a text with commas from the environment, as stripped names without empty ones."""
    parts = value.split(",") if isinstance(value, str) else value
    if not isinstance(parts, list | tuple):
        raise SettingInvalid(str(info.field_name), "it must be a list of names")
    return tuple(stripped for part in parts if (stripped := str(part).strip()))


def _upper_case(names: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(name.upper() for name in names)


def _choose_from(choices: tuple[str, ...]) -> Callable[[tuple[str, ...], ValidationInfo], tuple[str, ...]]:
    """A validator for names of a closed vocabulary; it sorts them and drops repetitions."""

    def choose(names: tuple[str, ...], info: ValidationInfo) -> tuple[str, ...]:
        if not set(names) <= set(choices):
            raise SettingInvalid(str(info.field_name), f"it may name {', '.join(choices)}")
        return tuple(sorted(set(names)))

    return choose


def _lower_case(names: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(name.lower() for name in names)


def _drop_blank(words: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(word for word in words if word.strip())


def _resolve_folder(value: Any, info: ValidationInfo) -> Any:
    """A folder relative to the deployment as an absolute path."""
    if not isinstance(value, str | Path):
        raise SettingInvalid(str(info.field_name), "it must be text")
    return (info.data["home"] / Path(value).expanduser()).resolve()


def _refuse_nested(folder: Path, info: ValidationInfo) -> Path:
    """The folder for processed exports, unless it is one that is read or published."""
    inbox = info.data["inbox"]
    if folder.is_relative_to(inbox) or inbox.is_relative_to(folder):
        raise SettingInvalid(str(info.field_name), "it must lie outside the inbox")
    if folder.is_relative_to(info.data["home"] / "site"):
        raise SettingInvalid(str(info.field_name), "it must lie outside the site")
    return folder


def _check_zone(name: str, info: ValidationInfo) -> str:
    try:
        zone_named(name)
    except TimeZoneUnknown:
        raise SettingInvalid(str(info.field_name), "it is not an IANA zone such as Europe/Lisbon") from None
    return name


def _check_repositories(repositories: tuple[RepositorySetting, ...]) -> tuple[RepositorySetting, ...]:
    if len({repository.name for repository in repositories}) != len(repositories):
        raise SettingInvalid("repositories", "two have the same name")
    return repositories


Folder = Annotated[Path, BeforeValidator(_resolve_folder)]
Names = Annotated[tuple[str, ...], BeforeValidator(_split_names)]
PrivateWords = Annotated[tuple[str, ...], AfterValidator(_drop_blank)]


class SettingsValues(BaseModel):
    """The checked values of all settings of a deployment.

    Attributes:
        home: the deployment's folder, absolute; not a setting itself.
    """

    model_config = ConfigDict(frozen=True, extra="forbid", hide_input_in_errors=True)

    home: Path
    inbox: Annotated[
        Folder,
        Setting(
            "folder with the exports, relative to the deployment or absolute", is_private=True, decides_results=False
        ),
    ] = Field(Path("inbox"), validate_default=True)
    processed_dir: Annotated[
        Annotated[Folder, AfterValidator(_refuse_nested)] | None,
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
        str,
        AfterValidator(_check_zone),
        Setting(
            "IANA zone of the phone that exported. It decides where days and weeks begin, and which state of a "
            "repository a message refers to",
            example='"America/Sao_Paulo"',
        ),
    ] = "UTC"
    locale: Annotated[
        str | None,
        Setting(
            "whether the day or the month comes first in dates, used only where no line of the file shows it",
            example='"pt_BR"',
        ),
    ] = None
    chat_label: Annotated[
        str | None,
        Setting(
            "your own name for the conversation, needed only if exports of one chat do not overlap", is_private=True
        ),
    ] = None
    site_title: Annotated[str | None, Setting("public title", unset="a neutral name")] = None
    site_language: Annotated[
        str | None,
        Setting("language of headings and labels", example='"pt"', unset="the chat's main language"),
    ] = None
    site_url: Annotated[
        str | None,
        Setting(
            "public address of the site: makes links in feeds absolute",
            example='"https://example.org/garden/"',
        ),
    ] = None
    repositories: Annotated[
        tuple[RepositorySetting, ...],
        AfterValidator(_check_repositories),
        Setting(
            'list of tables with `name`, `path` and `branch` (default `"main"`), see below',
            is_file_only=True,
            decides_results=False,
        ),
    ] = ()
    services: Annotated[
        Names,
        AfterValidator(_choose_from(tuple(SERVICES))),
        Setting(
            "list of the external services that may be asked. See [privacy.md](privacy.md#leaving-the-machine)",
            example='["link_previews"]',
            decides_results=False,
        ),
    ] = ()
    minimum_window_messages: Annotated[int, Ge(1), Setting("a week with fewer messages is joined to its neighbour")] = (
        20
    )
    default_phone_regions: Annotated[
        Names,
        AfterValidator(_upper_case),
        Setting(
            "list of regions in which a number without prefix is read",
            example='["BR", "GB"]',
            unset="derived from the chat",
        ),
    ] = ()
    redact_types: Annotated[
        Names,
        AfterValidator(_lower_case),
        AfterValidator(_choose_from(CHOSEN_KINDS)),
        Setting(
            "list of the types of personal data that are replaced, see below. Names are always replaced",
            example='["email", "phone"]',
            unset="all",
        ),
    ] = ()
    always_redact: Annotated[
        PrivateWords,
        Setting(
            "list of words and phrases that are replaced by `[secret-1]` wherever they stand by themselves",
            is_private=True,
            is_file_only=True,
        ),
    ] = ()
    never_redact: Annotated[
        PrivateWords,
        Setting(
            "list of values that stay although they look like personal data, such as a shop's number, in any spelling. "
            "A participant's name or number is replaced all the same",
            is_private=True,
            is_file_only=True,
        ),
    ] = ()
    stable_seconds: Annotated[
        float,
        Ge(0),
        Setting("a file in the inbox is read once it has not changed for this time", decides_results=False),
    ] = 2.0
    cache_cap_bytes: Annotated[
        int, Ge(0), Setting("size of the picture cache; beyond it, the least recently used pictures are deleted")
    ] = 2_000_000_000
    cache_ttl_days: Annotated[
        int, Ge(1), Setting("cached pictures that nothing has used for this time are deleted")
    ] = 90
    memory_limit: Annotated[
        str, Setting("memory for the database", example='"2GB"', unset="DuckDB's own limit", decides_results=False)
    ] = ""
    wait_seconds: Annotated[
        float, Ge(0), Setting("how long a run waits for another that holds the database", decides_results=False)
    ] = 60.0
    snapshot_count: Annotated[
        int,
        Ge(0),
        Setting(
            "how many snapshots of each database file are kept, one after each run that wrote; `0` = none. See "
            "[operations.md](operations.md#snapshots)",
            decides_results=False,
        ),
    ] = 7
    migration_copy_count: Annotated[
        int,
        Ge(1),
        Setting(
            "how many copies of each database file from before an upgrade are kept, in `before_migration/` beside it",
            decides_results=False,
        ),
    ] = 3
    minimum_free_bytes: Annotated[
        int,
        Ge(0),
        Setting(
            "no run begins with less free space than this, or than twice the database; `0` = always begin",
            decides_results=False,
        ),
    ] = 1 << 30

    @property
    def is_inbox_configured(self) -> bool:
        """Whether the inbox was named, and is not the default folder."""
        return "inbox" in self.model_fields_set

    def __repr_args__(self) -> Iterator[tuple[str | None, Any]]:
        """The values that a representation shows: none that is private."""
        return ((name, getattr(self, name)) for name, s in DECLARED_SETTINGS.items() if not s.is_private)

    def canonical(self) -> str:
        """The values that decide results, as text in a fixed order."""
        names = sorted(name for name, s in DECLARED_SETTINGS.items() if s.decides_results and not s.is_private)
        return "\n".join(f"{name}={getattr(self, name)!r}" for name in names)

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
