"""`python -m simulator [--port N] [--seed N]`: serve the county, print its address, end on Ctrl-C or SIGTERM.

With `--prefecture DIR` a whole prefecture is served instead; its source files and its truth are written to DIR first.
"""

from __future__ import annotations

import argparse
import signal
import sys
import threading
from pathlib import Path

from .prefecture import Prefecture
from .server import serving


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m simulator", description=__doc__)
    parser.add_argument("--port", type=int, default=0, help="port of the county on 127.0.0.1; 0 takes a free one")
    parser.add_argument("--seed", type=int, default=20240331, help="another seed, another county or prefecture")
    parser.add_argument("--prefecture", type=Path, metavar="DIR", help="serve the prefecture, sources and truth to DIR")
    options = parser.parse_args()
    ended = threading.Event()
    for name in (signal.SIGINT, signal.SIGTERM):
        signal.signal(name, lambda *_: ended.set())
    if options.prefecture:
        _prefecture(options.seed, options.prefecture, ended)
    else:
        with serving(options.seed, options.port) as server:
            _say(server.address)
            ended.wait()


def _prefecture(seed: int, folder: Path, ended: threading.Event) -> None:
    prefecture = Prefecture(seed)
    prefecture.write(folder)
    with prefecture.running():
        _say(str(folder / "sources"))
        ended.wait()


def _say(line: str) -> None:
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()


if __name__ == "__main__":
    main()
