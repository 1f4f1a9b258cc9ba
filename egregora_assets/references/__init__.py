"""What messages point to: links, media, code, and what is known of each without a network.

In: redacted texts, git history. Out: values. Not here: requests (`services/`), tables (`stages/enriched/rows.py`).

- `find_links(text)` finds the web addresses in a text, without secrets and trackers; `clean_address` cleans one;
- `find_mentions(text)` finds mentions of code, and `resolve_mention` looks one up in the history of repositories;
- `read_preview(body)` reads the metadata of a web page.
"""

from egregora_assets.references.code_history import Moment, Repository, Resolution
from egregora_assets.references.code_references import Mention, find_mentions
from egregora_assets.references.links import Link, clean_address, find_links
from egregora_assets.references.previews import Preview, read_preview
from egregora_assets.references.resolving import resolve_mention

__all__ = [
    "Link", "Mention", "Moment", "Preview", "Repository", "Resolution", "clean_address", "find_links",
    "find_mentions", "read_preview", "resolve_mention",
]  # fmt: skip
