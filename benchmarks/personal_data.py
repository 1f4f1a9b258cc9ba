"""Measures which fresh personal data survives redaction, by kind and language, and what is hidden for nothing.

    python benchmarks/personal_data.py [--seed 4471] [--rounds 50] [--show]

Targets: of the core kinds at most 1 % leaks and 1 % in part, of the extended ones 10 %; at most 3 % of the look-alikes
are hidden; at least 95 % of the words around the values are kept.
"""

from __future__ import annotations

import argparse
import json
from collections import Counter

from egregora_assets_tests.pipeline.survival import judged, report
from egregora_assets_tests.redaction.personal_values import draw_lines


def main() -> None:
    """Draw lines, redact each alone, and print the shares."""
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("--seed", type=int, default=4471)
    options.add_argument("--rounds", type=int, default=50)
    options.add_argument("--show", action="store_true", help="print the lines behind every miss")
    given = options.parse_args()
    found = [judged(line) for line in draw_lines(given.seed, given.rounds)]
    for one in found if given.show else ():
        if one.fate:
            print(f"{one.fate:8} {one.line.language} {one.line.kind:14} {one.line.text} -> {one.text}")
    rows = sorted(Counter((one.line.kind, one.line.language) for one in found).items())
    print(f"{'kind':16} {'lang':4} {'n':>5} {'leak':>7} {'partial':>8} {'over':>7}")
    for (kind, language), count in rows:
        fates = Counter(o.fate for o in found if (o.line.kind, o.line.language) == (kind, language))
        shares = (fates[fate] / count for fate in ("leak", "partial", "over"))
        print(f"{kind:16} {language:4} {count:5}" + "".join(f" {share:7.1%}" for share in shares))
    print(json.dumps(report(found), indent=2))


if __name__ == "__main__":
    main()
