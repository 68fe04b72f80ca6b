#!/usr/bin/env bash
# Times whole nights on a git history of Open Terms Archive, against git reading the same history.
#
#   tests/bench/nightly.sh BUNDLE_OR_REPOSITORY [PROGRAM]
#
# Clones it into a scratch folder, runs, and prints one table. CPU seconds are user + system of the
# program and its workers. Other work on the machine moves them by tens of percent: run it on a quiet
# one, more than once.
set -euo pipefail
[ $# -ge 1 ] || {
    sed -n '2,8s/^# \{0,1\}//p' "$0"
    exit 2
}
history=$(realpath "$1")
program=$(realpath "${2:-build/pipeline/clausewatch}")
scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT
cd "$scratch"

git clone -q --bare "$history" all.git
branch=$(git --git-dir=all.git symbolic-ref --short HEAD)

corpus() { # name, clone
    printf 'store: %s/store.sqlite\nreport: %s/report\nsources:\n  - git: %s\n    pattern: "{service}/{policy}.md"\n    lang: en\n' \
        "$1" "$1" "$2" >"$1.yaml"
}

# Leaves cpu, wall (seconds) and peak (kB) of a command in variables of those names.
measure() {
    /usr/bin/time -o times -f '%U %S %e %M' "$@" >/dev/null 2>said || {
        echo "failed: $*" >&2
        cat said >&2
        exit 1
    }
    read -r user system wall peak < <(tail -n 1 times)
    cpu=$(awk "BEGIN { printf \"%.2f\", $user + $system }")
}

over() { awk "BEGIN { printf \"%.2f\", $1 / ($2 > 0 ? $2 : 0.01) }"; }
row() { printf '%-46s %12s   %s\n' "$1" "$2" "$3"; }

row "what" "measured" "command"

measure git --git-dir=all.git log -p
git_cpu=$cpu
row "git reads the history, CPU" "$git_cpu s" "git log -p"

corpus one all.git
measure "$program" run --jobs 1 one.yaml
row "first run, one worker, CPU" "$cpu s" "clausewatch run --jobs 1"
row "  against git log -p" "$(over "$cpu" "$git_cpu") times" ""
row "  wall clock" "$wall s" ""
row "  peak memory of one process" "$((peak / 1024)) MB" "/usr/bin/time -f %M"
row "  store" "$(du -m one/store.sqlite | cut -f1) MB" "du -m store.sqlite"
row "  git history" "$(du -sm all.git | cut -f1) MB" "du -sm"

measure "$program" run --jobs 1 one.yaml
row "second run, nothing new, wall clock" "$wall s" "clausewatch run --jobs 1"

# In pairs, one after the other; beside them what the processors give to two runs that know nothing of
# each other, which is the most that two workers could reach.
first_run() { # jobs, name
    rm -rf "$2"
    corpus "$2" all.git
    measure "$program" run --jobs "$1" "$2.yaml"
}
middle() { printf '%s\n' "$@" | sort -n | awk '{ v[NR] = $1 } END { print v[int((NR + 1) / 2)] }'; }
one_walls=() two_walls=() ratios=() limits=()
for _ in 1 2 3 4 5; do
    first_run 1 pair
    one_wall=$wall
    first_run 2 pair
    one_walls+=("$one_wall")
    two_walls+=("$wall")
    ratios+=("$(over "$one_wall" "$wall")")
    rm -rf left right
    corpus left all.git
    corpus right all.git
    start=$(date +%s.%N)
    "$program" run -q --jobs 1 left.yaml & "$program" run -q --jobs 1 right.yaml
    wait
    side_by_side=$(awk "BEGIN { print ($(date +%s.%N) - $start) / 2 }")
    limits+=("$(over "$one_wall" "$side_by_side")")
done
row "first run, two workers, wall clock" "$(middle "${two_walls[@]}") s" "clausewatch run --jobs 2, median of five"
row "  one worker, beside it" "$(middle "${one_walls[@]}") s" "${one_walls[*]}"
row "  one worker against two" "$(middle "${ratios[@]}") times" "${ratios[*]}"
row "  two runs side by side" "$(middle "${limits[@]}") times" "${limits[*]}"

# The last change of a document withheld for a night, then fetched.
git clone -q --bare all.git less.git
git --git-dir=less.git update-ref "refs/heads/$branch" "$branch~1"
corpus new less.git
measure "$program" run --jobs 1 new.yaml
git --git-dir=less.git fetch -q "$scratch/all.git" "+refs/heads/$branch:refs/heads/$branch"
measure "$program" run --jobs 1 new.yaml
grep -q '^1 new capture, 1 new version' said || { cat said >&2; exit 1; }
row "one new version, wall clock" "$wall s" "git fetch; clausewatch run --jobs 1"

# Half the history: does memory grow with it?
commits=$(git --git-dir=all.git rev-list --count "$branch")
half=$(git --git-dir=all.git rev-list --reverse "$branch" | sed -n "$((commits / 2))p")
git clone -q --bare all.git half.git
git --git-dir=half.git update-ref "refs/heads/$branch" "$half"
corpus half half.git
measure "$program" run --jobs 1 half.yaml
row "half the history, peak memory" "$((peak / 1024)) MB" "clausewatch run --jobs 1"
