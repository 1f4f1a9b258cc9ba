"""Where the code of an asset stands, for the link that Dagster shows beside it.

Dagster's `with_source_code_references` reads every source file when the definitions are loaded, and finds the file of
the decorator's wrapper instead of the body's. The body knows both itself, and nothing is read.
"""

from __future__ import annotations

import warnings
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import dagster as dg

CODE_REFERENCES = "dagster/code_references"
_PACKAGE = Path(__file__).parent.parent


def reference_body(body: Callable[..., Any]) -> dg.CodeReferencesMetadataValue:
    """The file and line of a function, as the metadata of an asset."""
    code: Any = getattr(body, "__code__")  # noqa: B009 - what is no function has none, and fails here
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", dg.BetaWarning)
        place = dg.LocalFileCodeReference(file_path=code.co_filename, line_number=code.co_firstlineno)
        return dg.CodeReferencesMetadataValue(code_references=[place])


def link_to_repository(
    assets: Sequence[dg.AssetsDefinition], address: str, revision: str
) -> Sequence[dg.AssetsDefinition]:
    """The assets with links to their code in a repository, instead of its place on this machine.

    Args:
        address: of the repository at GitHub or GitLab; empty = leave them as they are.
        revision: the branch, tag or commit that this code is.
    """
    if not address:
        return assets
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", dg.BetaWarning)
        mapping = dg.AnchorBasedFilePathMapping(
            local_file_anchor=_PACKAGE, file_anchor_path_in_repository=_PACKAGE.name
        )
        linked: Any = dg.link_code_references_to_git(assets, address, revision, mapping)
    return list(linked)
