"""The types of settings: how values are read, checked and documented."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Any

from pydantic import AfterValidator, BeforeValidator, ConfigDict, ValidationInfo
from pydantic.dataclasses import dataclass as checked_dataclass

from egregora_assets.contracts.external_services import SERVICES
from egregora_assets.contracts.time_zones import find_time_zone
from egregora_assets.contracts.vocabularies import CHOSEN_KINDS
from egregora_assets.errors import SettingInvalid, TimeZoneUnknown
from egregora_assets.services.settings.suggestions import suggest_locale, suggest_time_zone

_WEB = re.compile(r"https?://[^\s/]+/")


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
        decides_results: whether another value makes every asset stale; of no private one.
        stales: else the assets that another value makes stale, since they look at what it says.
        is_later: whether deployments are older than it: then its default value makes nothing stale.
    """

    help: str
    example: str = ""
    unset: str = ""
    formerly: str = ""
    is_private: bool = False
    is_file_only: bool = False
    decides_results: bool = True
    stales: tuple[str, ...] = ()
    is_later: bool = False


@checked_dataclass(frozen=True, config=ConfigDict(extra="forbid"))
class RepositorySetting:
    """A git repository that messages may refer to: its name, its folder and its main branch.

    `address` is where a code host shows it: then mentions lead there, else to pages of our own.
    """

    name: str
    path: str
    branch: str = "main"
    address: str = ""


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
        find_time_zone(name)
    except TimeZoneUnknown:
        reason = "it is not an IANA zone such as Europe/Lisbon"
        raise SettingInvalid(str(info.field_name), reason, suggest_time_zone(name)) from None
    return name


def _check_locale(name: str, info: ValidationInfo) -> str:
    """A locale with underscores, as the rest of the program compares it."""
    from babel import Locale, UnknownLocaleError

    try:
        Locale.parse(name.replace("-", "_"))
    except (UnknownLocaleError, ValueError):
        raise SettingInvalid(str(info.field_name), "it is not a locale such as pt_BR", suggest_locale(name)) from None
    return name.replace("-", "_")


def _check_repositories(repositories: tuple[RepositorySetting, ...]) -> tuple[RepositorySetting, ...]:
    if len({repository.name for repository in repositories}) != len(repositories):
        raise SettingInvalid("repositories", "two have the same name")
    if any(r.address and not _WEB.match(r.address) for r in repositories):
        raise SettingInvalid("repositories", "an address begins with https://")
    return repositories


Folder = Annotated[Path, BeforeValidator(_resolve_folder)]
ProcessedFolder = Annotated[Folder, AfterValidator(_refuse_nested)]
LocaleName = Annotated[str, AfterValidator(_check_locale)]
TimeZone = Annotated[str, AfterValidator(_check_zone)]
Repositories = Annotated[tuple[RepositorySetting, ...], AfterValidator(_check_repositories)]
PrivateWords = Annotated[tuple[str, ...], AfterValidator(_drop_blank)]
_Names = Annotated[tuple[str, ...], BeforeValidator(_split_names)]
Services = Annotated[_Names, AfterValidator(_choose_from(tuple(SERVICES)))]
Regions = Annotated[_Names, AfterValidator(_upper_case)]
RedactTypes = Annotated[_Names, AfterValidator(_lower_case), AfterValidator(_choose_from(CHOSEN_KINDS))]
