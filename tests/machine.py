"""A machine of the tests' own: this system under a systemd of its own in namespaces, where units are started as on a server."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import sysconfig
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
_NEEDED = ("unshare", "nsenter", "pivot_root", "setpriv", "runuser", "systemd-sysusers", "journalctl")
_SPACES = ("--mount", "--pid", "--ipc", "--uts", "--net", "--cgroup")


class Missing(Exception):
    """No such machine can be had here; the message says why."""


class Machine:
    """A machine that runs; `run` runs a command on it as root."""

    def __init__(self, init: int) -> None:
        self.init = init

    def run(self, command: str, given: str = "") -> str:
        """What a command of the shell prints, all of it."""
        spaces = ["nsenter", "-t", str(self.init), "-m", "-p", "-i", "-u", "-n", "-C", "-r", "-w"]
        clean = ["env", "-i", "PATH=/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin", "LANG=C.UTF-8", "SYSTEMD_PAGER=cat", "SYSTEMD_COLORS=0"]
        done = subprocess.run(
            [*spaces, *clean, "sh", "-c", f"cd /srv/source && {command}"],
            input=given,
            capture_output=True,
            text=True,
            timeout=120,
            check=False,
            start_new_session=True,
        )
        assert done.returncode == 0, f"{command}: {done.stdout}{done.stderr}"
        return done.stdout + done.stderr

    def told(self, unit: str, *names: str) -> list[str]:
        """What systemd tells of a unit."""
        asked = " ".join(f"-p {name}" for name in names)
        told = dict(line.partition("=")[::2] for line in self.run(f"systemctl show {unit} {asked}").splitlines())
        return [told[name] for name in names]

    def until(self, unit: str, name: str, *values: str, seconds: float = 90.0) -> str:
        """Wait until systemd tells one of these values of a unit; gives the last that it told."""
        end = time.monotonic() + seconds
        while (value := self.told(unit, name)[0]) not in values and time.monotonic() < end:
            time.sleep(0.2)
        return value


@contextmanager
def booted() -> Iterator[Machine]:
    """A machine, for as long as the block lasts. Raises Missing."""
    if sys.platform != "linux" or os.geteuid():
        raise Missing("only root on Linux can start a systemd of its own")
    if lacking := [name for name in _NEEDED if shutil.which(name) is None]:
        raise Missing(f"needs systemd and util-linux: {', '.join(lacking)} cannot be found")
    group = _group()
    folder = tempfile.mkdtemp(prefix="rasd-machine-")
    arguments = [folder, sys.base_prefix, sysconfig.get_path("purelib"), str(ROOT)]
    # Its own group before its own view of groups: what systemd makes there lies in it, and nothing of this machine does.
    unshare = f'unshare {" ".join(_SPACES)} --fork --kill-child --propagation private "$@"'
    enter = f"echo $$ > {group}/cgroup.procs && exec setpriv --pdeathsig KILL {unshare}"  # it ends with the tests, however they end
    command = ["sh", "-c", enter, "sh", "bash", str(ROOT / "tests" / "fixtures" / "machine.sh"), *arguments]
    with tempfile.TemporaryFile() as output:
        running = subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=output, stderr=output, start_new_session=True)
        try:
            machine = _up(running)
            if machine is None:
                output.seek(0)
                raise Missing(f"no systemd starts here: {output.read().decode(errors='replace').strip()[-300:]}")
            yield machine
        finally:
            running.kill()
            running.wait()
            _remove(group)
            shutil.rmtree(folder, ignore_errors=True)


def _group() -> Path:
    mounts = [line.split() for line in Path("/proc/self/mounts").read_text("utf-8").splitlines()]
    found = next((Path(fields[1]) for fields in mounts if fields[2] == "cgroup2"), None)
    if found is None:
        raise Missing("there are no groups of processes of the second version (cgroup2)")
    group = found / f"rasd-test-{os.getpid()}"
    try:
        group.mkdir(exist_ok=True)
    except OSError as error:
        raise Missing(f"no group of processes can be made: {error}") from error
    return group


def _up(running: subprocess.Popen[bytes]) -> Machine | None:
    """The machine once it is up, None where it ends instead."""
    end = time.monotonic() + 60
    children = Path(f"/proc/{running.pid}/task/{running.pid}/children")
    while running.poll() is None and time.monotonic() < end:
        with suppress(OSError, IndexError, AssertionError):
            machine = Machine(int(children.read_text("utf-8").split()[0]))
            machine.run("systemctl is-active basic.target && systemctl start systemd-journald")
            return machine
        time.sleep(0.2)
    return None


def _remove(group: Path) -> None:
    for _ in range(50):  # its last processes end a moment after they were killed
        for folder, _, _ in os.walk(group, topdown=False):
            with suppress(OSError):
                os.rmdir(folder)
        if not group.exists():
            return
        time.sleep(0.1)
