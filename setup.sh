#!/usr/bin/env bash
# Everything from a fresh Debian 12 to a report, or to a tested build.
#
#   ./setup.sh demo    install what is missing, build, run the nightly job on the sample, name the report
#   ./setup.sh test    install what is missing, build with sanitizers, pass every test
#   ./setup.sh build   install what is missing, build build/pipeline/clausewatch
#
# Safe to repeat: what is there is left alone. Needs root or sudo only while packages are missing.
set -euo pipefail
cd "$(dirname "$0")"

# What it takes to build and run.
build_packages=(
    build-essential cmake ninja-build pkg-config git
    libicu-dev libxml2-dev libcmark-gfm-dev libcmark-gfm-extensions-dev libarchive-dev
    libhunspell-dev libstemmer-dev libsqlite3-dev libzstd-dev libsodium-dev libxxhash-dev
    libyaml-dev libjansson-dev
)
# Spelling dictionaries: a pack works without, and 'clausewatch doctor' says what that costs.
dictionary_packages=(
    hunspell-en-us hunspell-ar hunspell-bn hunspell-de-de hunspell-es hunspell-fr hunspell-hi
    hunspell-id hunspell-it hunspell-ko hunspell-lo hunspell-ne hunspell-nl hunspell-pl
    hunspell-pt-br hunspell-ru hunspell-si hunspell-th hunspell-tr hunspell-vi
    myspell-fa myspell-tl
)
# What tests need besides: a browser to look at pages, fonts for every script, linters.
test_packages=(
    libcmocka-dev python3 clang-format clang-tidy zip p7zip-full sqlite3 mandoc
    chromium nodejs npm fonts-noto-core fonts-noto-cjk
)

say() { printf 'setup: %s\n' "$*"; }

is_installed() { dpkg-query -W -f '${db:Status-Status}' "$1" 2>/dev/null | grep -qx installed; }

# A command that is there (an npm of another origin, say) needs no package.
is_provided() {
    case $1 in
    nodejs) command -v node >/dev/null ;;
    npm) command -v npm >/dev/null ;;
    *) return 1 ;;
    esac
}

install_packages() {
    local missing=() name
    for name in "$@"; do
        is_installed "$name" || is_provided "$name" || missing+=("$name")
    done
    if [ ${#missing[@]} -eq 0 ]; then
        say "packages: all there"
        return
    fi
    say "installing: ${missing[*]}"
    local as_root=()
    [ "$(id -u)" -eq 0 ] || as_root=(sudo)
    "${as_root[@]}" apt-get update -qq
    DEBIAN_FRONTEND=noninteractive "${as_root[@]}" apt-get install -y -qq --no-install-recommends \
        "${missing[@]}" >/dev/null
}

configure_and_build() { # folder, cmake options...
    local folder=$1
    shift
    say "building in $folder"
    cmake -S . -B "$folder" -G Ninja "$@" >/dev/null
    ninja -C "$folder" --quiet
}

build() {
    install_packages "${build_packages[@]}"
    configure_and_build build -DCW_TESTS=OFF -DCMAKE_INTERPROCEDURAL_OPTIMIZATION=ON
    say "program: build/pipeline/clausewatch"
}

demo() {
    install_packages "${build_packages[@]}" "${dictionary_packages[@]}"
    configure_and_build build -DCW_TESTS=OFF -DCMAKE_INTERPROCEDURAL_OPTIMIZATION=ON
    say "running the nightly job on corpora/sample"
    build/pipeline/clausewatch run corpora/sample/corpus.yaml
    say "done. Open this in a browser:"
    printf '%s\n' "$PWD/corpora/sample/out/report/index.html"
}

run_tests() {
    install_packages "${build_packages[@]}" "${dictionary_packages[@]}" "${test_packages[@]}"
    (cd tests/browser && npm ci --silent --no-audit --no-fund)
    # Speed is measured elsewhere; here mistakes must show.
    configure_and_build build-test -DCMAKE_BUILD_TYPE=RelWithDebInfo -DCW_WERROR=ON \
        -DCW_SANITIZE=address,undefined -DCW_LINT_SINCE="${CW_LINT_SINCE:-HEAD~1}"
    ctest --test-dir build-test --output-on-failure --parallel 2 --timeout 1200
}

case ${1:-} in
build) build ;;
demo) demo ;;
test) run_tests ;;
*)
    sed -n '2,8s/^# \{0,1\}//p' "$0"
    exit 2
    ;;
esac
