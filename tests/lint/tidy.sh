#!/usr/bin/env bash
# clang-tidy on the program's C files that differ from a commit.
#
#   tidy.sh BUILD_FOLDER COMMIT|all
set -euo pipefail
build=$1
since=$2
command -v clang-tidy git >/dev/null || exit 77
[ "$since" = all ] || git rev-parse -q --verify "$since" >/dev/null || exit 77
[ -f "$build/compile_commands.json" ] || exit 77
if [ "$since" = all ]; then
    list=(git ls-files -z)
else
    list=(git diff -z --name-only --diff-filter=d "$since")
fi
# One file a process: clang-tidy 14 warns of va_list without reason in all files but the first.
"${list[@]}" -- 'stages/*.c' 'pipeline/*.c' | xargs -0 -r -P 2 -n 1 clang-tidy --quiet -p "$build"
