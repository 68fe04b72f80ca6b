#!/usr/bin/env bash
# Every C file and header stands as clang-format would write it.
set -euo pipefail
command -v clang-format git >/dev/null && git rev-parse -q --verify HEAD >/dev/null || exit 77
git ls-files -z -- '*.c' '*.h' | xargs -0 clang-format --dry-run -Werror
