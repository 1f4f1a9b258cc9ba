"""The digest of a run's configuration and settings, which secrets do not change."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping

import dagster as dg

from egregora_assets.contracts.identifiers import public_uuid

_SECRET_WORDS = frozenset(
    {"secret", "secrets", "password", "passwords", "passphrase", "token", "credential", "credentials"}
    | {"key", "keys", "apikey", "authorization", "cookie", "cookies"}
)
"""Words in names of secrets. `tokens`, a quantity of language models, is none of them."""


def hash_configuration(run_config: Mapping[str, object], settings: Mapping[str, object]) -> str:
    """Digest of run configuration and settings, in any order of their names; secrets do not change it."""
    parts = (drop_secrets(run_config), drop_secrets(settings))
    return public_uuid("config", *(json.dumps(part, sort_keys=True, default=str) for part in parts))


def drop_secrets(value: object) -> object:
    """A configuration without the values that are named like secrets, at any depth; an `EnvVar` becomes its name."""
    if isinstance(value, dg.EnvVar):
        return {"env": value.env_var_name}
    if isinstance(value, Mapping):
        return {str(name): drop_secrets(v) for name, v in value.items() if not is_secret_name(str(name))}
    if isinstance(value, list | tuple):
        return [drop_secrets(v) for v in value]
    if isinstance(value, set | frozenset):
        return sorted((drop_secrets(v) for v in value), key=repr)
    return value


def is_secret_name(name: str) -> bool:
    """Whether a setting of that name holds a secret: one of its words says so (`api_key`, `apiKey`, `bot-token`)."""
    words = re.sub(r"([a-z0-9])([A-Z])", r"\1_\2", name).lower()
    return not _SECRET_WORDS.isdisjoint(re.split(r"[^a-z0-9]+", words))
