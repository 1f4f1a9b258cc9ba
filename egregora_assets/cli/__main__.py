"""`python -m egregora_assets.cli`: the same command without its script."""

import sys

from egregora_assets.cli.app import main

if __name__ == "__main__":
    sys.exit(main())
