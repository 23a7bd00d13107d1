"""`python -m simulator [--port N] [--seed N]`: serve the county, print its address, end on Ctrl-C or SIGTERM."""

from __future__ import annotations

import argparse
import signal
import sys
import threading

from .server import serving


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m simulator", description=__doc__)
    parser.add_argument("--port", type=int, default=0, help="port on 127.0.0.1; 0 takes a free one")
    parser.add_argument("--seed", type=int, default=20240331, help="another seed, another county")
    options = parser.parse_args()
    ended = threading.Event()
    for name in (signal.SIGINT, signal.SIGTERM):
        signal.signal(name, lambda *_: ended.set())
    with serving(options.seed, options.port) as server:
        sys.stdout.write(f"{server.address}\n")
        sys.stdout.flush()
        ended.wait()


if __name__ == "__main__":
    main()
