#!/usr/bin/env python3
"""Measures the Universal Declaration of Human Rights for every pack's `baseline:`, all by one method.

usage: CORPORA=folder tests/bench/baselines.py [--write] [CODE...]

CORPORA/udhr/CODE.txt holds the preamble to article 11, one paragraph a line; each line is measured as a paragraph of
its own. Measured are: mean_sentence_words, mean_sentence_chars and tuldava where the pack's `neutral:` names them, what
its baseline names already, and the pack's first formula where the baseline names none of its own. Prints YAML; --write
puts it into lexicons/CODE/readability.yaml and changes no other line. CLAUSEWATCH names the program.
"""
import json
import os
import re
import subprocess
import sys
import tempfile

SOURCE = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
PROGRAM = os.environ.get("CLAUSEWATCH", os.path.join(SOURCE, "build", "pipeline", "clausewatch"))
LEXICONS = os.path.join(SOURCE, "lexicons")
BLOCK = re.compile(r"^baseline:[^\n]*\n((?:[ \t]+[^\n]*\n)*)", re.MULTILINE)
COMMON = ["tuldava", "mean_sentence_words", "mean_sentence_chars"]


def measure(code, text):
    with tempfile.NamedTemporaryFile("w", encoding="utf-8", suffix=".txt") as file:
        file.write("\n\n".join(line for line in text.splitlines() if line.strip()) + "\n")
        file.flush()
        output = subprocess.run([PROGRAM, "readability", "--format", "jsonl", "--type", "text/plain", "--lang", code,
                                 "--lexicons", LEXICONS, file.name], check=True, capture_output=True, text=True).stdout
    return json.loads(output)["formulas"]


def wanted(settings):
    """Ids in the order in which they are written: those already there first."""
    block = BLOCK.search(settings)
    there = re.findall(r"^\s+([a-z0-9_]+):", block.group(1), re.MULTILINE) if block else []
    own = re.findall(r"^\s*-\s*\{?\s*id:\s*([a-z0-9_]+)", settings, re.MULTILINE)
    neutral = re.search(r"^neutral:\s*\[([^\]]*)\]", settings, re.MULTILINE)
    neutral = re.split(r"[,\s]+", neutral.group(1)) if neutral else []
    first = own[:1] if not set(own) & set(there) else []
    return list(dict.fromkeys(there + first + [id for id in COMMON if id in neutral]))


def renew(settings, values):
    lines = "".join(f"  {id}: {value:g}\n" for id, value in values.items())
    block = BLOCK.search(settings)
    if not block:
        return settings.rstrip("\n") + "\n\nbaseline:\n" + lines
    return settings[:block.start(1)] + lines + settings[block.end(1):]


def main():
    arguments = sys.argv[1:]
    write = "--write" in arguments
    codes = [code for code in arguments if code != "--write"] or sorted(os.listdir(LEXICONS))
    corpora = os.environ.get("CORPORA") or sys.exit(__doc__)
    for code in codes:
        path = os.path.join(LEXICONS, code, "readability.yaml")
        text = os.path.join(corpora, "udhr", code + ".txt")
        if not (os.path.exists(path) and os.path.exists(text)
                and os.path.exists(os.path.join(LEXICONS, code, "pack.yaml"))):
            continue
        with open(path, encoding="utf-8") as file:
            settings = file.read()
        with open(text, encoding="utf-8") as file:
            measured = measure(code, file.read())
        values = {id: measured[id] for id in wanted(settings) if measured.get(id) is not None}
        print(f"{code}:\n" + "".join(f"  {id}: {value:g}\n" for id, value in values.items()), end="")
        if write:
            with open(path, "w", encoding="utf-8") as file:
                file.write(renew(settings, values))


if __name__ == "__main__":
    main()
