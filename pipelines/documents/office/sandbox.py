"""A program run on bytes that are not trusted: own group, no network where the system allows it, bounded, never left over."""

from __future__ import annotations

import ctypes
import math
import os
import resource
import signal
import subprocess
import sys
from collections.abc import Sequence
from functools import partial
from pathlib import Path

_MEMORY_BYTES = 3 << 30  # of addresses; LibreOffice reserves 1 GB before it has opened anything
SLOWEST = 4  # times its processor time that a program may take on a busy machine
_FILE_BYTES = 128 << 20  # of one file it writes; a report as DOCX has 50 kB
_CLONE_NEWNET, _CLONE_NEWUSER, _PR_SET_PDEATHSIG = 0x40000000, 0x10000000, 1
_LIBC = ctypes.CDLL(None, use_errno=True) if sys.platform == "linux" else None
_BEGINNING = {"LANG": "C.UTF-8", "TZ": "Asia/Shanghai", "SAL_USE_VCLPLUGIN": "svp", "SAL_DISABLE_OPENCL": "1"}


def run(command: Sequence[str | Path], folder: Path, seconds: float) -> int | None:
    """The program's exit code; None where it was ended because it did not end. It sees `folder` as its home.

    It has so many `seconds` of processor time, and SLOWEST times as many by the clock: neighbours cost it nothing.

    Whatever it started ends with it, and it ends with the process that called it.
    """
    if seconds <= 0:
        return None
    process = subprocess.Popen(
        [str(word) for word in command],
        cwd=folder,
        env=_BEGINNING | {"HOME": str(folder), "TMPDIR": str(folder), "PATH": os.defpath},
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
        preexec_fn=partial(_confine, math.ceil(seconds)),
    )
    try:
        code = process.wait(SLOWEST * seconds)
        return None if code in (-signal.SIGXCPU, -signal.SIGKILL) else code
    except subprocess.TimeoutExpired:
        return None
    finally:
        _end(process)


def _confine(seconds: int) -> None:
    """In the child, before the program starts. The network goes only where the system lets us take it away."""
    resource.setrlimit(resource.RLIMIT_CPU, (seconds, seconds + 1))
    resource.setrlimit(resource.RLIMIT_AS, (_MEMORY_BYTES, _MEMORY_BYTES))
    resource.setrlimit(resource.RLIMIT_FSIZE, (_FILE_BYTES, _FILE_BYTES))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    if _LIBC:
        _LIBC.prctl(_PR_SET_PDEATHSIG, signal.SIGKILL, 0, 0, 0)
        if _LIBC.unshare(_CLONE_NEWNET):
            _LIBC.unshare(_CLONE_NEWUSER | _CLONE_NEWNET)


def _end(process: subprocess.Popen) -> None:
    """The whole group, also what a program that is done has left behind."""
    try:
        os.killpg(process.pid, signal.SIGKILL)
    except (ProcessLookupError, PermissionError):
        process.kill()
    process.wait()
