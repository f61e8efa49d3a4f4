"""What the static tier costs and brings: themes and stance as it tells them beside the full encoder, and how fast it reads.

[PARLEY_DATA=<folder>] python -m benchmarks.static [themes stance speed]
"""

from __future__ import annotations

import argparse

from benchmarks.static import speed, stance, themes
from models.encoder import Encoder
from models.static import ENGINE
from pipelines.encoders import open_encoder
from pipelines.weights import BUNDLED

TABLES = {"themes": themes.table, "stance": stance.table, "speed": speed.table}


def main() -> None:
    """Print the tables asked for, all where none is named."""
    parser = argparse.ArgumentParser(
        prog="python -m benchmarks.static", description="The static tier beside the full one."
    )
    parser.add_argument(
        "tables", nargs="*", choices=[[], *TABLES], help=f"{', '.join(TABLES)}; all where none is named"
    )
    tiers: dict[str, Encoder] = {"full": open_encoder(BUNDLED), "static": open_encoder(BUNDLED, engine=ENGINE)}
    for name in parser.parse_args().tables or TABLES:
        for line in TABLES[name](tiers):
            print(line, flush=True)
        print()


if __name__ == "__main__":
    main()
