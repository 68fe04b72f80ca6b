#!/bin/sh
# Throughput of `clausewatch readability` against GNU `style` (package diction) on one English text,
# one thread each, start-up and reading included: CPU seconds, best of three, and the ratio.
# usage: tests/bench/readability_vs_style.sh CLAUSEWATCH TEXT [MEGABYTES]
# TEXT is repeated until it has MEGABYTES (default 20).
set -eu
[ $# -ge 2 ] || { echo "usage: $0 CLAUSEWATCH TEXT [MEGABYTES]" >&2; exit 64; }
program=$1
text=$2
size=$((${3:-20} * 1000000))
command -v style > /dev/null || { echo "style is missing: apt-get install diction" >&2; exit 69; }
[ -s "$text" ] || { echo "$text: no text" >&2; exit 66; }
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
: > "$folder/text.txt"
while [ "$(wc -c < "$folder/text.txt")" -lt "$size" ]; do
    cat "$text" >> "$folder/text.txt"
done
bytes=$(wc -c < "$folder/text.txt")

# CPU seconds of the quickest of three runs.
measure() {
    for run in 1 2 3; do
        /usr/bin/time -f '%U %S' -o "$folder/time" "$@" > /dev/null
        awk '{ print $1 + $2 }' "$folder/time"
    done | sort -n | head -1
}

theirs=$(measure style "$folder/text.txt")
ours=$(measure "$program" readability --lang en "$folder/text.txt")
awk -v bytes="$bytes" -v theirs="$theirs" -v ours="$ours" 'BEGIN {
    printf "text         %8.1f MB\n", bytes / 1e6
    printf "style        %8.2f s %8.1f MB/s\n", theirs, bytes / 1e6 / theirs
    printf "clausewatch  %8.2f s %8.1f MB/s\n", ours, bytes / 1e6 / ours
    printf "ratio        %8.1f\n", theirs / ours
}'
