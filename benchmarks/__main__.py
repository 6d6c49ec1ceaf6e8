# SPDX-License-Identifier: AGPL-3.0-or-later
"""`make bench`, `make bench ARGS='forms --quick'`: the program of that name in this package, else `embedded`."""

from __future__ import annotations

import importlib
import pkgutil
import sys

import benchmarks


def main(arguments: list[str]) -> int:
    """Run one of the programs with what follows its name. Their names are those of the modules that have a `main`."""
    names = {module.name for module in pkgutil.iter_modules(benchmarks.__path__)} - {
        "__main__",
        "browser",
        "clients",
        "peer",
        "processes",
        "rounds",
        "sides",
        "workers",
    }
    name, rest = (arguments[0], arguments[1:]) if arguments[:1] and arguments[0] in names else ("embedded", arguments)
    if rest and not rest[0].startswith("-"):
        print(f"There is no benchmark {rest[0]!r}. There are: {', '.join(sorted(names))}.", file=sys.stderr)
        return 2
    sys.argv = [f"benchmarks.{name}", *rest]
    return int(importlib.import_module(f"benchmarks.{name}").main() or 0)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
