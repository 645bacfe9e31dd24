"""The small set of what tools/workers_test.py does: workers of several machines on one PostgreSQL, some killed, keep what one keeps."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

from servers import Server

TOOL = Path(__file__).resolve().parents[2] / "tools" / "workers_test.py"


def test_four_workers_two_of_them_killed_keep_what_one_undisturbed_keeps(server: Server) -> None:
    url = server.database().rpartition("/")[0] + "/postgres"
    command = [sys.executable, str(TOOL), "--url", url, "--workers", "4", "--victims", "2", "--rounds", "1", "--articles", "12"]
    done = subprocess.run(command, capture_output=True, text=True, timeout=600, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    assert "2 of 4 workers killed, 0 faults" in done.stdout
