#!/bin/sh
# A browser for the tests: found, or installed where this machine lets us (Debian's package, as root), or said to be missing.
set -u
for name in chromium chromium-browser google-chrome-stable google-chrome; do
    if command -v "$name" >/dev/null 2>&1; then exit 0; fi
done
if [ -n "${CHROMIUM:-}" ]; then exit 0; fi
if [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null 2>&1; then
    echo "Installing chromium for the browser tests (once) ..."
    if { apt-get install -y -q chromium || { apt-get update -q && apt-get install -y -q chromium; }; } >/dev/null 2>&1; then exit 0; fi
fi
echo "****************************************************************" >&2
echo "NO BROWSER: chromium was not found and could not be installed." >&2
echo "The tests in a browser will be SKIPPED. Install it (Debian: apt" >&2
echo "install chromium), or set CHROMIUM to the path of one." >&2
echo "****************************************************************" >&2
exit 0
