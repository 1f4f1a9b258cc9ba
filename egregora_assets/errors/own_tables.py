"""Errors of assets and queries that somebody adds to this program: what they return, read or ask."""

from __future__ import annotations

from egregora_assets.errors.family import EgregoraError


class ValueUnsupported(EgregoraError):
    """An asset returns, or asks for, a kind of value that the IO manager does not know."""

    def __init__(self, asset_key: str, kind: str) -> None:
        super().__init__(
            f"The IO manager `tables` knows no {kind} (asset {asset_key}).",
            "return and ask for a table of pandas, polars or Arrow, or an unbound Ibis expression; an asset of this "
            "program is also given as `Tables`. Something else needs an IO manager of its own.",
        )
        self.asset_key, self.kind = asset_key, kind


class OwnTableRefused(EgregoraError):
    """The table of an asset that somebody added cannot be stored or read."""

    def __init__(self, asset_key: str, reason: str, remedy: str) -> None:
        super().__init__(f"The table of {asset_key} is refused: {reason}.", f"{remedy}.")
        self.asset_key, self.reason = asset_key, reason


class PrivateInput(EgregoraError):
    """An asset that somebody added asks for the vault."""

    def __init__(self, asset_key: str) -> None:
        super().__init__(
            f"{asset_key} holds names and raw messages, which only `anonymized` reads.",
            "take `anonymized` instead: the same messages, under pseudonyms.",
        )
        self.asset_key = asset_key


class OwnQueryRefused(EgregoraError):
    """A query of somebody's own is wrong, or tries to write; DuckDB's text may quote values, so its class alone."""

    def __init__(self, kind: str) -> None:
        super().__init__(
            f"A query of your own was refused ({kind}).",
            "names of tables and columns are in docs/schema.md; this connection only reads: what is to be stored is "
            "returned from an asset.",
        )
        self.kind = kind
