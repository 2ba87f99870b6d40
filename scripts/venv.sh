#!/bin/sh
# Makes .venv from a hashed lock: scripts/venv.sh LOCK. Needs Python 3.11 to 3.14 with venv, and nothing else.
set -eu

lock=$1

suits() {
    "$1" -c 'import sys; sys.exit(not (3, 11) <= sys.version_info[:2] <= (3, 14))' 2>/dev/null
}

if ! { [ -x .venv/bin/python ] && suits .venv/bin/python; }; then
    found=
    for candidate in ${PYTHON:-python3 python3.14 python3.13 python3.12 python3.11}; do
        if suits "$candidate"; then
            found=$candidate
            break
        fi
    done
    if [ -z "$found" ]; then
        echo "OpenEntry needs Python 3.11, 3.12, 3.13 or 3.14, and none of these was found: ${PYTHON:-python3, python3.14 ... python3.11}." >&2
        echo "Install one (Debian, Ubuntu: apt install python3 python3-venv; Fedora: dnf install python3; macOS: brew install python)," >&2
        echo "or name yours: make PYTHON=/path/to/python3 ..." >&2
        exit 1
    fi
    if ! "$found" -m venv --clear .venv; then
        echo "$found cannot make a virtual environment. On Debian and Ubuntu: apt install python3-venv. Then run the same command again." >&2
        rm -rf .venv
        exit 1
    fi
fi

.venv/bin/python -m pip install --quiet --disable-pip-version-check --require-hashes -r "$lock"
.venv/bin/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation -e .
