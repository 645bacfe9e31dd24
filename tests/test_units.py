"""The units under a real systemd: docs/deploy.md is followed word by word, then they are stopped, killed, and probed."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest

from machine import ROOT, Machine, Missing, booted

PAGE = (ROOT / "docs" / "deploy.md").read_text("utf-8")
UNITS = ("rasd-watch", "rasd-serve")
PROBE = """
import os, socket
def tried(name, do):
    try:
        do()
    except ConnectionRefusedError:
        print("may", name)  # who refuses was reached
    except OSError:
        print("no", name)
    else:
        print("may", name)
for folder in ("/var/lib/rasd", "/tmp", "/etc", "/opt/rasd", "/srv/news", "/var/lib", "/root"):
    tried(f"write {folder}", lambda: open(f"{folder}/probe", "w").close())
tried("read passwords", lambda: open("/etc/rasd/rasd.env").close())
tried("see homes", lambda: os.listdir("/root"))
tried("call the desk", lambda: socket.create_connection(("127.0.0.1", 8390), 5).close())
tried("call others", lambda: socket.create_connection(("192.0.2.10", 8390), 2).close())
"""


def followed() -> list[str]:
    """The commands of the page for one machine. Rasd is there already; sudo need not be, and the feed is a folder."""
    part = PAGE.split("## One machine")[1].split("| unit |")[0]
    lines = [line.split("  #")[0].strip() for line in re.findall(r"^    (.*)$", part, re.M)]
    plain = (line.replace("sudo -u rasd ", "runuser -u rasd -- ").replace("https://example.org/feed", "/srv/news") for line in lines)
    return [line for line in plain if "pip install" not in line]


@pytest.fixture(scope="module")
def machine() -> Iterator[Machine]:
    """A machine with a desk that was made as the page says."""
    try:
        with booted() as running:
            running.run("/opt/rasd/bin/rasd samples brief > /srv/news/brief.txt")
            for line in followed():
                running.run(line, given="a password of some length\n")
            yield running
    except Missing as missing:
        pytest.skip(f"needs a systemd of its own: {missing}")


def test_the_page_makes_a_desk_that_runs(machine: Machine) -> None:
    for unit in UNITS:
        assert machine.until(unit, "ActiveState", "active") == "active"
        assert machine.told(unit, "NRestarts") == ["0"]
    assert machine.until("rasd-backup.timer", "ActiveState", "active") == "active"


def test_what_lies_in_a_source_is_collected_read_and_told_of(machine: Machine) -> None:
    related = "runuser -u rasd -- rasd stories list --store /var/lib/rasd/desk.db | grep -q sto-"
    machine.run(f"timeout 100 sh -c 'until {related}; do sleep 0.5; done'")
    machine.run("systemctl stop rasd-watch")
    told = machine.run("journalctl -u rasd-watch -o cat")
    assert "/srv/news: 1 new" in told
    assert "stopped; 1 new, 0 unusable, 1 read, 1 related" in told, "the encoder reads under all that a unit may not do"
    assert machine.told("rasd-watch", "Result", "ExecMainStatus") == ["success", "0"]
    machine.run("systemctl start rasd-watch")


@pytest.mark.parametrize("unit", UNITS)
def test_a_unit_that_is_killed_is_started_again(machine: Machine, unit: str) -> None:
    (before,) = machine.told(unit, "MainPID")
    machine.run(f"systemctl kill --kill-who=main --signal=KILL {unit}")
    assert machine.until(unit, "NRestarts", "1") == "1"
    assert machine.until(unit, "ActiveState", "active") == "active"
    assert machine.told(unit, "MainPID") != [before]


def test_a_backup_is_made_while_others_write(machine: Machine) -> None:
    machine.run("systemctl start rasd-backup")
    assert machine.told("rasd-backup", "Result") == ["success"]
    (copy,) = machine.run("ls /var/lib/rasd/backups").split()
    assert "whole" in machine.run(f"runuser -u rasd -- rasd store check /var/lib/rasd/backups/{copy}")


@pytest.mark.parametrize(("unit", "calls"), [("rasd-serve", "no call others"), ("rasd-watch", "may call others")])
def test_a_unit_may_do_what_it_must_and_nothing_else(machine: Machine, unit: str, calls: str) -> None:
    lines = (ROOT / "deploy" / f"{unit}.service").read_text("utf-8")
    lines = re.sub(r"^ExecStart=.*", "ExecStart=/opt/rasd/bin/python /etc/probe.py", lines, flags=re.M)
    lines = re.sub(r"^Restart.*\n", "", lines, flags=re.M).replace("Type=exec", "Type=oneshot")
    machine.run("ip addr replace 192.0.2.10/32 dev lo; cat > /etc/probe.py", given=PROBE)
    machine.run("cat > /etc/systemd/system/rasd-probe.service && systemctl daemon-reload", given=lines)
    assert machine.until("rasd-serve", "ActiveState", "active") == "active"
    asked = "date +%s.%N; systemctl start rasd-probe; journalctl --sync"
    since = machine.run(asked).split()[0]
    told = {line for line in machine.run(f"journalctl -u rasd-probe -o cat --since @{since}").splitlines() if line[:3] in ("no ", "may")}
    may = {"may write /var/lib/rasd", "may write /tmp", "may call the desk", calls}
    never = {f"no write {folder}" for folder in ("/etc", "/opt/rasd", "/srv/news", "/var/lib", "/root")}
    assert told == may | never | {"no read passwords", "no see homes"}
