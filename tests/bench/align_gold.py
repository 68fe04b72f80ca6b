#!/usr/bin/env python3
"""Scores the aligner on documents whose translations are known clause by clause.

usage: align_gold.py CLAUSEWATCH BENCH_ALIGN LEXICONS CORPORA [dev|test|all] [-v] [--fresh]

The gold comes from CORPORA/mozilla-legal: a translation whose sequence of blocks (kind and level)
is that of an English version stands clause for clause. Each such pair is scored as it is, and with
faults put in at fixed places: clauses deleted, left in English, swapped, split, merged.
`dev` are the documents that weights were tuned on, `test` the others; errors of both were read.
--fresh draws other faults than those that were read.
"""
import collections
import hashlib
import json
import os
import random
import re
import subprocess
import sys
import tempfile

TUNED = {"common_voice_terms", "firefox_os_privacy_notice"}
HELD_BACK = {"websites_privacy_notice", "subscription_services_tos"}
DRAWS = range(2, 5) if "--fresh" in sys.argv else range(2)


def versions(folder, locale):
    place = os.path.join(folder, locale)
    return [os.path.join(place, name) for name in sorted(os.listdir(place))]


class Cutter:
    """Files as lists of (kind, level, bytes of the lines that the clause begins on)."""

    def __init__(self, clausewatch):
        self.clausewatch = clausewatch
        self.known = {}

    def clauses(self, path):
        if path not in self.known:
            out = subprocess.run([self.clausewatch, "clauses", "--format", "jsonl", path],
                                 capture_output=True, check=True).stdout
            self.known[path] = [json.loads(line) for line in out.splitlines()]
        return self.known[path]

    def shape(self, path):
        return [(c["kind"], c["level"]) for c in self.clauses(path)]

    def segments(self, path):
        """The file cut before the line of each clause; None when two begin on one line."""
        data = open(path, "rb").read()
        starts = []
        for clause in self.clauses(path):
            starts.append(data.rfind(b"\n", 0, clause["start"]) + 1)
        if len(set(starts)) != len(starts) or starts != sorted(starts):
            return None
        ends = starts[1:] + [len(data)]
        return [data[a:b] for a, b in zip(starts, ends)]


def matching_english(cutter, folder, path):
    """The newest English version of the same shape that is not newer than the translation by date,
    else any of the same shape."""
    shape = cutter.shape(path)
    if len(shape) < 8:
        return None
    same = [en for en in versions(folder, "en") if cutter.shape(en) == shape]
    date = os.path.basename(path)[:10]
    older = [en for en in same if os.path.basename(en)[:10] <= date]
    return older[-1] if older else same[0] if same else None


SENTENCE_END = re.compile(r"(?<=[.!?؟।။።۔])\s+|(?<=[。！？])")


def split_text(segment):
    """A paragraph as two; None when it has no sentence end near its middle."""
    text = segment.decode("utf-8", "replace").rstrip()
    places = [m.end() for m in SENTENCE_END.finditer(text)
              if len(text) * 0.25 < m.end() < len(text) * 0.75]
    if not places:
        return None
    at = min(places, key=lambda p: abs(p - len(text) / 2))
    tail = text[at:].lstrip()
    if not tail or not tail[0].isalpha():
        return None
    return text[:at].rstrip().encode() + b"\n\n", tail.encode() + b"\n\n"


class Mutant:
    """A translation with faults, and what is then true."""

    def __init__(self, kinds, source, target, names, random_source):
        self.items = [([i], segment) for i, segment in enumerate(target)]
        self.kinds, self.source, self.names = kinds, source, names
        self.random = random_source
        self.missing, self.untranslated = set(), set()
        self.touched = set()

    def free(self, n=1):
        places = [k for k in range(1, len(self.items) - n)
                  if all(len(self.items[k + d][0]) == 1 and self.items[k + d][0][0] not in self.touched
                         for d in range(n))]
        return self.random.choice(places) if places else None

    def delete(self):
        k = self.free()
        if k is not None:
            i = self.items[k][0][0]
            self.touched.add(i)
            self.missing.add(i)
            del self.items[k]

    def leave(self):
        k = self.free()
        if k is None:
            return
        i = self.items[k][0][0]
        letters = sum(c.isalpha() for c in self.source[i].decode("utf-8", "replace"))
        if letters < 12 or self.source[i] == self.items[k][1]:
            return
        self.touched.add(i)
        self.untranslated.add(i)
        self.items[k] = ([i], self.source[i])

    def swap(self):
        k = self.free(2)
        if k is None:
            return
        i, j = self.items[k][0][0], self.items[k + 1][0][0]
        if self.kinds[i][0] != self.kinds[j][0] or self.kinds[i][0] == "heading":
            return
        self.touched |= {i, j}
        self.items[k], self.items[k + 1] = self.items[k + 1], self.items[k]

    def split(self):
        k = self.free()
        if k is None or self.kinds[self.items[k][0][0]][0] != "paragraph":
            return
        halves = split_text(self.items[k][1])
        if halves:
            i = self.items[k][0][0]
            self.touched.add(i)
            self.items[k:k + 1] = [([i], halves[0]), ([i], halves[1])]

    def merge(self):
        k = self.free(2)
        if k is None:
            return
        i, j = self.items[k][0][0], self.items[k + 1][0][0]
        if self.kinds[i][0] != "paragraph" or self.kinds[j][0] != "paragraph":
            return
        self.touched |= {i, j}
        joined = self.items[k][1].rstrip() + b" " + self.items[k + 1][1].lstrip()
        self.items[k:k + 2] = [([i, j], joined)]

    def spoil(self):
        n = len(self.items)
        for what, share in ((self.delete, .06), (self.leave, .06), (self.swap, .03),
                            (self.split, .03), (self.merge, .03)):
            for _ in range(max(1, round(n * share))):
                what()

    def text(self):
        return b"".join(segment if segment.endswith(b"\n") else segment + b"\n"
                        for _, segment in self.items)

    def links(self):
        return {(i, k) for k, (sources, _) in enumerate(self.items) for i in sources}


def cases(cutter, corpora, which, scratch):
    root = os.path.join(corpora, "mozilla-legal")
    chosen = {"dev": TUNED, "test": HELD_BACK}.get(which, TUNED | HELD_BACK)
    for document in sorted(chosen):
        folder = os.path.join(root, document)
        for locale in sorted(os.listdir(folder)):
            if locale == "en":
                continue
            for path in reversed(versions(folder, locale)):
                english = matching_english(cutter, folder, path)
                if english:
                    yield from pair_cases(cutter, document, locale, english, path, scratch)
                    break


def english_copy(cutter, english, path):
    """How much of the translation is still English: such pairs tell nothing about alignment."""
    a = {c["text"] for c in cutter.clauses(english)}
    b = [c["text"] for c in cutter.clauses(path)]
    return sum(t in a and len(t) > 30 for t in b) / len(b)


def pair_cases(cutter, document, locale, english, path, scratch):
    source, target = cutter.segments(english), cutter.segments(path)
    if english_copy(cutter, english, path) > .2 or not source or not target:
        return
    n = len(target)
    kept = {i for i in range(n) if source[i] == target[i]}
    yield dict(document=document, locale=locale, source=english, target=path, mutant=False,
               links={(i, i) for i in range(n)}, missing=set(), untranslated=None, ignore=kept)
    for round_ in DRAWS:
        seed = hashlib.sha256(f"{document} {locale} {round_}".encode()).hexdigest()
        mutant = Mutant(cutter.shape(english), source, target, None, random.Random(seed))
        mutant.spoil()
        name = os.path.join(scratch, f"{document}.{locale}.{round_}.md")
        with open(name, "wb") as out:
            out.write(mutant.text())
        if len(cutter.clauses(name)) != len(mutant.items):
            continue  # Markdown read the pieces in another way
        yield dict(document=document, locale=locale, source=english, target=name, mutant=True,
                   links=mutant.links(), missing=mutant.missing,
                   untranslated=mutant.untranslated, ignore=kept - mutant.untranslated)


def run(bench, lexicons, found):
    lines = "".join(f"en\t{c['source']}\t{tag(c['locale'])}\t{c['target']}\n" for c in found)
    out = subprocess.run([bench, lexicons], input=lines, capture_output=True, text=True,
                         check=True).stdout
    results = []
    for line in out.splitlines():
        word = line.split()
        if word[0] == "pair":
            results.append(dict(links=set(), missing=set(), untranslated=set()))
        elif word[0] == "L":
            results[-1]["links"] |= {(int(i), int(j)) for i in word[1].split(",")
                                     for j in word[2].split(",")}
        elif word[1] in ("missing", "untranslated") and "partly" not in line:
            results[-1][word[1]] |= {int(i) for i in word[2].split(",")}
    return results


def tag(locale):
    return {"zh-CN": "zh-Hans", "zh-TW": "zh-Hant"}.get(locale, locale)


class Score:
    def __init__(self):
        self.right = self.found = self.true = 0

    def add(self, found, true):
        self.right += len(found & true)
        self.found += len(found)
        self.true += len(true)

    def f1(self):
        return 2 * self.right / (self.found + self.true) if self.found + self.true else 1

    def __str__(self):
        p = self.right / self.found if self.found else 1
        r = self.right / self.true if self.true else 1
        return f"F1 {self.f1():.4f} (precision {p:.4f}, recall {r:.4f}, {self.true} true)"


def main():
    clausewatch, bench, lexicons, corpora = sys.argv[1:5]
    which = sys.argv[5] if len(sys.argv) > 5 else "all"
    verbose = "-v" in sys.argv
    scores = collections.defaultdict(Score)
    by_locale = collections.defaultdict(Score)
    with tempfile.TemporaryDirectory() as scratch:
        found = list(cases(Cutter(clausewatch), corpora, which, scratch))
        for case, result in zip(found, run(bench, lexicons, found)):
            name = "faults" if case["mutant"] else "as it is"
            scores["links, " + name].add(result["links"], case["links"])
            by_locale[case["locale"]].add(result["links"], case["links"])
            if case["mutant"]:
                scores["missing"].add(result["missing"], case["missing"])
                scores["untranslated"].add(result["untranslated"] - case["ignore"],
                                           case["untranslated"])
            else:
                scores["missing, where nothing is"].add(result["missing"], set())
            if verbose:
                show(case, result)
    for name in sorted(scores):
        print(f"{name}: {scores[name]}")
    worst = sorted(by_locale.items(), key=lambda item: item[1].f1())
    print("links by language, worst first: " +
          ", ".join(f"{locale} {score.f1():.3f}" for locale, score in worst))
    print(f"{len(found)} pairs, {len(by_locale)} languages")


def show(case, result):
    for what in ("links", "missing", "untranslated"):
        true = case[what] if case[what] is not None else set()
        if what == "untranslated" and not case["mutant"]:
            continue
        extra, lost = result[what] - true - (case["ignore"] if what == "untranslated" else set()), \
            true - result[what]
        if extra or lost:
            print(f"{case['document']} {case['locale']} {case['target'][-9:]} {what}: "
                  f"wrong {sorted(extra)} lost {sorted(lost)}")


if __name__ == "__main__":
    main()
