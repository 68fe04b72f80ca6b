#!/bin/sh
# Opens a report in Chromium: run.sh DIR [--screenshot FILE [--page PATH]] [--most N]
# Exit code 0 good, 1 faults (named), 77 skipped: node, Chromium or `npm ci` is missing.
set -eu
command -v node > /dev/null || { echo "skipped: node is not installed"; exit 77; }
exec node "$(dirname "$0")/report.mjs" "$@"
