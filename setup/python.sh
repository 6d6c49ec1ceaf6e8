#!/bin/sh
# SPDX-License-Identifier: AGPL-3.0-or-later
# Prints the path of a Python that the lock in requirements/ is for: 3.11 or 3.12, with venv and the headers that building zeroc-ice
# needs. PYTHON=path or name takes that one and no other. Exit status 1 when there is none.
set -eu
candidates="/usr/bin/python3.11 python3.11 /usr/bin/python3.12 python3.12 /usr/bin/python3 python3"
if [ -n "${PYTHON:-}" ]; then
  candidates=$PYTHON
  # A shim of pyenv answers only for the versions that were switched on; the others lie here.
  case $PYTHON in
    */*) ;;
    *) candidates="$candidates $(ls -d "${PYENV_ROOT:-$HOME/.pyenv}"/versions/*/bin/"$PYTHON" 2>/dev/null || true)" ;;
  esac
fi
# What `which python3` finds may be a shim that answers for another version: so each candidate is asked what it is.
for candidate in $candidates; do
  command -v "$candidate" >/dev/null 2>&1 || continue
  found=$("$candidate" - 2>/dev/null <<'ASK'
import bz2, ctypes, ensurepip, os, sqlite3, ssl, sys, sysconfig, venv
header = os.path.join(sysconfig.get_path("include"), "Python.h")
if sys.version_info[:2] in {(3, 11), (3, 12)} and os.path.exists(header):
    print(sys.executable)
ASK
  ) || continue
  if [ -n "$found" ]; then
    echo "$found"
    exit 0
  fi
done
if [ -n "${PYTHON:-}" ]; then
  echo "setup: PYTHON=$PYTHON is no Python 3.11 or 3.12 with venv and headers here" >&2
else
  echo "setup: no Python 3.11 or 3.12 with venv and headers here (Debian 12: apt-get install python3 python3-venv python3-dev)" >&2
fi
exit 1
