"""Runs a command in a terminal of its own: types what stands between lines of expectation, and exits with its code.

Arguments: the command. Standard input: lines "expect TEXT", "type TEXT", "key HEX", "size COLUMNS ROWS", "await-exit".
"""
import fcntl
import os
import pty
import select
import struct
import sys
import termios
import time

DEADLINE = 60


def resize(terminal, columns, rows):
    fcntl.ioctl(terminal, termios.TIOCSWINSZ, struct.pack("HHHH", rows, columns, 0, 0))


def read(terminal, seen):
    """More of what the command shows; empty at its end."""
    ready, _, _ = select.select([terminal], [], [], 1)
    if not ready:
        return None
    try:
        return os.read(terminal, 65536)
    except OSError:
        return b""


def main():
    script = sys.stdin.read().splitlines()
    pid, terminal = pty.fork()
    if pid == 0:
        os.execv(sys.argv[1], sys.argv[1:])
    resize(terminal, 101, 33)
    seen = b""
    for line in script:
        verb, _, text = line.partition(" ")
        if verb == "type":
            os.write(terminal, text.encode() + b"\n")
        elif verb == "key":
            os.write(terminal, bytes.fromhex(text))
        elif verb == "size":
            resize(terminal, *map(int, text.split()))
        elif verb == "expect":
            end = time.monotonic() + DEADLINE
            while text.encode() not in seen:
                more = read(terminal, seen)
                if more == b"" or time.monotonic() > end:
                    sys.exit("not seen: %r in %r" % (text, seen))
                seen += more or b""
            seen = seen.split(text.encode(), 1)[1]
    while True:
        more = read(terminal, seen)
        if more == b"":
            break
        sys.stdout.write((more or b"").decode(errors="replace"))
    _, status = os.waitpid(pid, 0)
    sys.exit(os.waitstatus_to_exitcode(status))


main()
