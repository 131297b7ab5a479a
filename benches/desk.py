#!/usr/bin/env python3
"""Measures the built desk from outside, through a pseudo-terminal, beside any other full-screen program.

  benches/desk.py --desk target/release/jiaodui --database URL --attachments FOLDER [--login hubei-p1] [--password jiaodui-demo]
                  [--beside "NAME=COMMAND" ...] [--size 160x45] [--rounds 3] [--json FILE]

A program beside gets the keys j, PgDn, PgUp, G, g and q. Rounds are interleaved: whatever else the machine does falls on all alike; quote
the ratios of one run, not its milliseconds. Needs Linux and Python 3.9, nothing else.

  first   from exec to the first byte, from sign-in to the first row, from a key to the first byte of its answer
  settled from a key to the last byte before 60 ms of silence (the silence itself is not counted)
  rows    rows of the screen that the answer wrote on
"""
import argparse
import fcntl
import json
import os
import pty
import re
import select
import shlex
import signal
import statistics
import struct
import sys
import termios
import time

SILENCE = 0.06
ROW = re.compile(rb"20\d{14}")
MOVE = re.compile(rb"\x1b\[(\d*)(?:;(\d*))?H")
# What a plain terminal answers: position, attributes; the rest stays unanswered, as by many.
ANSWERS = ((b"\x1b[6n", b"\x1b[1;2R"), (b"\x1b[c", b"\x1b[?62;22c"))
KEYS = {"PgDn": b"\x1b[6~", "PgUp": b"\x1b[5~", "Enter": b"\r", "Esc": b"\x1b", "Tab": b"\t", "Down": b"\x1b[B"}


class Program:
    """A program in a terminal of its own."""

    def __init__(self, command, size, env):
        self.output = bytearray()
        self.start = time.perf_counter()
        self.pid, self.fd = pty.fork()
        if self.pid == 0:
            fcntl.ioctl(0, termios.TIOCSWINSZ, struct.pack("HHHH", size[1], size[0], 0, 0))
            os.environ.update({"TERM": "xterm-256color", "COLORTERM": "", "LANG": "C.UTF-8"}, **env)
            for name in ("TMUX", "STY"):
                os.environ.pop(name, None)
            os.execvp(command[0], command)
        self.size = size

    def read(self, patience):
        """What comes within the patience, and when; nothing where nothing comes."""
        if not select.select([self.fd], [], [], patience)[0]:
            return b"", None
        at = time.perf_counter()
        try:
            chunk = os.read(self.fd, 1 << 16)
        except OSError:
            return b"", None
        self.output += chunk
        for asked, answer in ANSWERS:
            if asked in chunk:
                os.write(self.fd, answer)
        return chunk, at

    def settle(self, since, longest=5.0):
        """Reads until nothing comes for a while: first byte, last byte, the bytes."""
        first = last = None
        got = bytearray()
        deadline = since + longest
        while time.perf_counter() < deadline:
            patience = SILENCE if last else max(0.0, deadline - time.perf_counter())
            chunk, at = self.read(patience)
            if at is None:
                break
            first = first or at
            last = at
            got += chunk
        return first, last, bytes(got)

    def wait_for(self, pattern, since, longest=60.0):
        """When the pattern has come."""
        seen = bytearray()
        while time.perf_counter() - since < longest:
            chunk, at = self.read(1.0)
            seen += chunk
            if at and pattern.search(seen):
                return at - since
        raise SystemExit(f"{pattern.pattern!r} did not come; last: {bytes(self.output[-600:])!r}")

    def press(self, key, longest=1.0):
        """Presses a key: first and settled in ms, bytes, rows written on."""
        sent = time.perf_counter()
        os.write(self.fd, KEYS.get(key, key.encode()))
        first, last, got = self.settle(sent, longest)
        if first is None:
            return None
        rows = {match[1] or b"1" for match in MOVE.finditer(got)}
        return (first - sent) * 1000, (last - sent) * 1000, len(got), len(rows)

    def usage(self):
        """CPU seconds of all threads, wake-ups, peak memory in MB."""
        cpu, wakes = {}, {}
        for task in os.listdir(f"/proc/{self.pid}/task"):
            # In nanoseconds: the ticks of `stat` are as long as a desk works in ten seconds of idleness.
            with open(f"/proc/{self.pid}/task/{task}/schedstat") as file:
                cpu[task] = int(file.read().split()[0]) / 1e9
            with open(f"/proc/{self.pid}/task/{task}/status") as file:
                wakes[task] = sum(int(line.split()[1]) for line in file if "ctxt_switches" in line)
        with open(f"/proc/{self.pid}/status") as file:
            peak = next(int(line.split()[1]) for line in file if line.startswith("VmHWM"))
        return cpu, wakes, peak / 1024

    def idle(self, seconds):
        """Leaves it alone: CPU %, wake-ups a second, bytes."""
        before = self.usage()
        until = time.perf_counter() + seconds
        got = 0
        while time.perf_counter() < until:
            got += len(self.read(max(0.0, until - time.perf_counter()))[0])
        after = self.usage()

        def grown(which):
            # A thread that was done has taken its counts with it.
            return sum(count - before[which].get(task, 0) for task, count in after[which].items()) / seconds

        return grown(0) * 100, grown(1), got

    def end(self):
        os.kill(self.pid, signal.SIGKILL)
        os.waitpid(self.pid, 0)
        os.close(self.fd)


class Figures:
    """What one program did, over all rounds."""

    def __init__(self):
        self.keys, self.once = {}, {}

    def key(self, label, found):
        if found:
            self.keys.setdefault(label, []).append(found)

    def one(self, label, value):
        self.once.setdefault(label, []).append(value)


def table(program, figures, count):
    """The keys that every table has."""
    program.press("g")
    for label, keys in (("move", ["j"] * count), ("page", ["PgDn"] * (count // 4)), ("page back", ["PgUp"] * (count // 4)),
                        ("end and start", ["G", "g"] * (count // 4))):
        for key in keys:
            figures.key(label, program.press(key))


def desk_round(options, figures):
    """One start of the desk: signing in, the queue, other rooms, an order's fields, leaving it alone."""
    command = [options.desk, "--database", options.database, "--attachment-store", options.attachments]
    program = Program(command, options.size, {})
    program.read(10)
    figures.one("exec to first byte, ms", (time.perf_counter() - program.start) * 1000)
    program.settle(time.perf_counter(), 1.0)
    for text in (options.login, options.password):
        os.write(program.fd, text.encode())
        program.settle(time.perf_counter(), 0.5)
        sent = time.perf_counter()
        os.write(program.fd, b"\r" if text == options.password else b"\t")
        if text != options.password:
            program.settle(sent, 0.5)
    figures.one("sign-in to first row, ms", program.wait_for(ROW, sent) * 1000)
    program.settle(time.perf_counter(), 1.0)
    program.press("g")
    table(program, figures, options.keys)
    for _ in range(options.keys // 10):
        for key in ("2", "1", "3", "1"):
            figures.key("switch screen", program.press(key))
    for label, value in zip(("idle CPU, %", "idle wake-ups/s", "idle bytes"), program.idle(options.idle)):
        figures.one(label, value)
    figures.one("peak before an order, MB", program.usage()[2])
    program.press("g")
    program.press("n", 3.0)
    time.sleep(1.0)
    program.settle(time.perf_counter(), 0.3)
    for _ in range(options.keys // 4):
        for key in ("j", "k"):
            figures.key("field", program.press(key))
    figures.one("peak with a picture, MB", program.usage()[2])
    program.end()


def beside_round(command, options, figures):
    program = Program(shlex.split(command), options.size, {})
    program.read(10)
    figures.one("exec to first byte, ms", (time.perf_counter() - program.start) * 1000)
    program.settle(time.perf_counter(), 1.0)
    table(program, figures, options.keys)
    for label, value in zip(("idle CPU, %", "idle wake-ups/s", "idle bytes"), program.idle(options.idle)):
        figures.one(label, value)
    figures.one("peak before an order, MB", program.usage()[2])
    program.end()


def percentile(values, of_hundred):
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, int(len(ordered) * of_hundred / 100))]


def print_figures(name, figures, base):
    print(f"\n{name}")
    print("| key | n | first p50 | settled p50 | settled p99 | bytes p50 | bytes max | rows p50 | rows max | p99 ÷ beside |")
    print("|---|---|---|---|---|---|---|---|---|---|")
    for label, found in figures.keys.items():
        firsts, settled, sizes, rows = zip(*found)
        p99 = percentile(settled, 99)
        against = base.keys.get(label) or base.keys.get("move") if base else None
        ratio = f"{p99 / percentile([one[1] for one in against], 99):.2f}" if against else ""
        print(f"| {label} | {len(found)} | {statistics.median(firsts):.2f} | {statistics.median(settled):.2f} | {p99:.2f} | "
              f"{statistics.median(sizes):.0f} | {max(sizes)} | {statistics.median(rows):.0f} | {max(rows)} | {ratio} |")
    for label, values in figures.once.items():
        print(f"  {label}: {statistics.median(values):.2f}")


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--desk", required=True)
    parser.add_argument("--database", required=True)
    parser.add_argument("--attachments", required=True)
    parser.add_argument("--login", default="hubei-p1")
    parser.add_argument("--password", default="jiaodui-demo")
    parser.add_argument("--beside", action="append", default=[], metavar="NAME=COMMAND")
    parser.add_argument("--size", default="160x45")
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--keys", type=int, default=80)
    parser.add_argument("--idle", type=float, default=5.0)
    parser.add_argument("--json")
    options = parser.parse_args()
    options.size = tuple(int(part) for part in options.size.split("x"))
    beside = dict(one.split("=", 1) for one in options.beside)
    all_figures = {"desk": Figures(), **{name: Figures() for name in beside}}
    for _ in range(options.rounds):
        desk_round(options, all_figures["desk"])
        for name, command in beside.items():
            beside_round(command, options, all_figures[name])
    base = all_figures[next(iter(beside))] if beside else None
    for name, figures in all_figures.items():
        print_figures(name, figures, base if name == "desk" else None)
    if options.json:
        with open(options.json, "w") as file:
            json.dump({name: {"keys": one.keys, "once": one.once} for name, one in all_figures.items()}, file)


if __name__ == "__main__":
    sys.exit(main())
