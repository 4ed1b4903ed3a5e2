"""What every mail server under test needs: a folder that its own users may read, a port, and an end."""

import shutil
import socket
import subprocess
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

PATIENCE = 6.0


@contextmanager
def open_folder(name: str) -> Iterator[Path]:
    """A folder that servers, which give up root, may enter; pytest's own are closed to them."""
    folder = Path(tempfile.mkdtemp(prefix=f"versed-{name}-"))
    folder.chmod(0o755)
    try:
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def wait_for(what: str, seen: Callable[[], object]) -> None:
    """Ask again until it is so. A server of somebody else tells nobody when it is ready."""
    end = time.monotonic() + PATIENCE
    while not seen():
        if time.monotonic() > end:
            pytest.fail(f"{what}: not within {PATIENCE:.0f} seconds", pytrace=False)
        time.sleep(0.02)


def answers(port: int) -> bool:
    with socket.socket() as probe:
        probe.settimeout(1)
        return probe.connect_ex(("127.0.0.1", port)) == 0


@contextmanager
def running(command: list[str], port: int, log: Path) -> Iterator[subprocess.Popen[bytes]]:
    """A program that stays in the foreground, until its port answers; ended by its pid."""
    with log.open("ab") as output:
        process = subprocess.Popen(command, stdout=output, stderr=output)
    try:
        wait_for(f"{command[0]} on port {port} ({log.read_text()[-500:]})", lambda: answers(port))
        yield process
    finally:
        process.terminate()
        process.wait(timeout=PATIENCE)
