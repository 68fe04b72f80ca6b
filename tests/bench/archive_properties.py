#!/usr/bin/env python3
"""What must hold between any two versions of a document, tried on a real archive.

usage: archive_properties.py ARCHIVE BENCH LEXICONS [--every N] [--far N] [--seed N] [--clock]
  ARCHIVE   a git repository or bundle with one file a document, as Open Terms Archive keeps them
  BENCH     the program bench_compare
  --every   take every Nth pair of neighbours (1 = all)
  --far     and so many pairs of any two versions of one document
  --clock   measure instead: how fast the pairs are compared

A version against itself gives nothing; every clause of both sides stands in one edit; the runs make
the new text from the old; swapping the sides mirrors the edits. Leaves with 1 where one fails, with
77 where there is no archive.
"""

import argparse
import collections
import os
import random
import subprocess
import sys
import tempfile


def git(repository, *words, given=None):
    return subprocess.run(["git", "--git-dir", repository, *words], input=given, check=True,
                          stdout=subprocess.PIPE).stdout


def versions(repository):
    """Blobs of each path, oldest first."""
    out = git(repository, "log", "--all", "--reverse", "--topo-order", "--no-renames", "--raw",
              "--no-abbrev", "--format=").decode("utf-8", "replace")
    paths = collections.defaultdict(list)
    for line in out.splitlines():
        head, tab, path = line.partition("\t")
        blob = head.split()[3] if tab else ""
        if path.endswith(".md") and "/" in path and blob.strip("0"):
            paths[path].append(blob)
    return paths


def choose(paths, every, far, seed):
    pairs = [(a, b, path) for path, blobs in sorted(paths.items())
             for a, b in zip(blobs, blobs[1:]) if a != b]
    chosen = pairs[::every]
    rng = random.Random(seed)
    long_lived = [path for path in sorted(paths) if len(paths[path]) > 2]
    for _ in range(far if long_lived else 0):
        path = rng.choice(long_lived)
        a, b = rng.sample(paths[path], 2)
        chosen.append((a, b, path))
    return sorted(chosen, key=lambda pair: pair[2])


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("archive")
    parser.add_argument("bench")
    parser.add_argument("lexicons")
    parser.add_argument("--every", type=int, default=1)
    parser.add_argument("--far", type=int, default=0)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--clock", action="store_true")
    options = parser.parse_args()
    if not os.path.exists(options.archive):
        print("no archive at", options.archive)
        return 77
    with tempfile.TemporaryDirectory() as folder:
        repository = os.path.join(folder, "archive.git")
        subprocess.run(["git", "clone", "--quiet", "--bare", options.archive, repository], check=True)
        pairs = choose(versions(repository), options.every, options.far, options.seed)
        with open(os.path.join(folder, "pairs"), "w", encoding="utf-8") as out:
            for a, b, path in pairs:
                out.write(f"{a}\t{b}\t-\t-\t{path}\n")
        wanted = sorted({blob for a, b, _ in pairs for blob in (a, b)})
        with open(os.path.join(folder, "blobs"), "wb") as out:
            out.write(git(repository, "cat-file", "--batch",
                          given="\n".join(wanted).encode() + b"\n"))
        words = [options.bench, out.name, os.path.join(folder, "pairs"), options.lexicons]
        done = subprocess.run(words + ([] if options.clock else ["check"]), check=False,
                              stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
    print(done.stdout, end="")
    return 1 if done.returncode or " 0 break an invariant" not in done.stdout else 0


if __name__ == "__main__":
    sys.exit(main())
