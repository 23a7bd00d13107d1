"""The command `gongkai`, also as `python -m gongkai`: Ctrl-C and SIGTERM end it in one sentence from its first moment on."""

from __future__ import annotations

import signal
import sys

from gongkai.exit_codes import INTERRUPTED


def main() -> None:
    """The entry point of the command line."""
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    try:
        from gongkai.cli import run  # here: its imports may be interrupted as well

        code = run()
    except KeyboardInterrupt:
        print("gongkai: interrupted; what was kept before stays whole.", file=sys.stderr)
        code = INTERRUPTED
    sys.exit(code)


if __name__ == "__main__":
    main()
