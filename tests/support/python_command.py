"""Runs the command in the package `program`, in the world that standard input has as JSON.

What it did goes to standard output: a line of JSON, with the status or why it trapped and how much it printed, and then what it
printed.
"""

from __future__ import annotations

import json
import sys
import traceback
from typing import Any

import program
from program import Err, wasi
from python_world import configure


def run(given: Any) -> dict[str, Any]:
    try:
        program.Program(None, wasi=given).run.run()
        return {"status": 0}
    except wasi.Exit as exit:
        return {"status": exit.code}
    except Err:
        return {"status": 1}
    except Exception:
        return {"trap": traceback.format_exc()}


def main() -> None:
    given = configure(wasi, json.load(sys.stdin))
    outcome = run(given)
    printed = [given.stdout.getvalue(), given.stderr.getvalue()]
    outcome["printed"] = [len(part) for part in printed]
    sys.stdout.buffer.write(json.dumps(outcome).encode() + b"\n" + b"".join(printed))


if __name__ == "__main__":
    main()
