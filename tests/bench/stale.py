"""How often is a translation rightly called out of date? Real cases from the history of mozilla-legal.

  python3 tests/bench/stale.py build/pipeline/clausewatch ../shared/corpora/mozilla-legal [--show]

A case is a document in a language on the day after an edit of its English original. Which edits since the
translation's last version changed what is said was read by hand (stale_labels.tsv). One such edit: the case is stale.
None but trivial ones, or no edit at all since: it is not. Cases that hang on an edit of which one may say either are
left out, and so are those in which the translation's last version changed hardly a word.

The history is replayed night by night, one run for each day on which an original changed."""
import argparse
import bisect
import collections
import datetime
import difflib
import json
import os
import re
import shutil
import subprocess
import tempfile

HERE = os.path.dirname(os.path.abspath(__file__))
CORPUS = """title: stale
store: out/store.sqlite
report: out/report
sources:
  - folder: texts
    pattern: "{service}/{policy}/{lang}/{date}_*.md"
"""


def labels():
    with open(os.path.join(HERE, "stale_labels.tsv"), encoding="utf-8") as file:
        rows = [line.rstrip("\n").split("\t") for line in file if not line.startswith("#")]
    return {(document, version): label for document, version, label in rows}


def versions(folder):
    """document -> language -> [(date, name)], oldest first."""
    found = collections.defaultdict(dict)
    for document in sorted(os.listdir(folder)):
        if os.path.isdir(os.path.join(folder, document)):
            for lang in sorted(os.listdir(os.path.join(folder, document))):
                names = sorted(os.listdir(os.path.join(folder, document, lang)))
                found[document][lang] = [(name[:10], name) for name in names]
    return found


def wording(path):
    """The words of a file, without links, attribute lists, digits and punctuation."""
    with open(path, encoding="utf-8", errors="replace") as file:
        text = file.read()
    text = re.sub(r"\{:[^}]*\}|\]\([^)]*\)|<?https?://\S+", " ", text)
    return re.findall(r"[^\W\d_]+", text)


def weighty(folder, document, lang, history):
    """Dates of the versions that changed more than a few words."""
    dates = []
    before = None
    for date, name in history:
        now = wording(os.path.join(folder, document, lang, name))
        if before is None:
            dates.append(date)
        else:
            matcher = difflib.SequenceMatcher(None, before, now, autojunk=False)
            same = sum(block.size for block in matcher.get_matching_blocks())
            if len(before) + len(now) - 2 * same > max(4, 0.005 * len(now)):
                dates.append(date)
        before = now
    return dates


def kind_of(edits):
    return "stale" if "S" in edits else "unsure" if "M" in edits else "control"


def make_cases(folder):
    known = labels()
    cases = []
    for document, languages in versions(folder).items():
        edits = [(date, known[document, name[:-3]]) for date, name in languages["en"][1:]]
        for lang, history in languages.items():
            if lang == "en":
                continue
            dates = [date for date, _ in history]
            solid = weighty(folder, document, lang, history)
            for day in sorted({date for date, _ in edits}):
                at = bisect.bisect_right(dates, day)
                if at == 0:
                    continue
                since = [kind_of([label for date, label in edits if last < date <= day])
                         for last in (dates[at - 1], solid[bisect.bisect_right(solid, day) - 1])]
                if since[0] == since[1] and since[0] != "unsure":
                    edited = any(dates[at - 1] < date <= day for date, _ in edits)
                    cases.append((day, document, lang, since[0], edited))
    return cases


def replay(program, folder, days):
    """day -> {(document, language)} that are called stale on the night after it."""
    called = {}
    with tempfile.TemporaryDirectory() as work:
        shutil.copytree(folder, os.path.join(work, "texts", "Mozilla"))
        with open(os.path.join(work, "corpus.yaml"), "w", encoding="utf-8") as file:
            file.write(CORPUS)
        for day in days:
            until = (datetime.date.fromisoformat(day) + datetime.timedelta(days=1)).isoformat()
            subprocess.run([program, "run", "-q", "--until", until, "corpus.yaml"], cwd=work, check=True)
            with open(os.path.join(work, "out/report/data/translations.jsonl"), encoding="utf-8") as file:
                rows = [json.loads(line) for line in file]
            called[day] = collections.Counter((row["policy"], row["lang"]) for row in rows
                                              if row["rule"] == "translation.stale")
            originals = {row["source_lang"] for row in rows} - {None}
            if originals != {"en"}:
                print(f"{day}: originals {sorted(originals)}")
    return called


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("program")
    parser.add_argument("folder")
    parser.add_argument("--show", action="store_true", help="name each wrong case")
    options = parser.parse_args()
    cases = make_cases(options.folder)
    called = replay(os.path.abspath(options.program), options.folder, sorted({case[0] for case in cases}))
    totals = collections.Counter()
    by_document = collections.defaultdict(collections.Counter)
    for day, document, lang, truth, edited in cases:
        said = called[day][document, lang] > 0
        outcome = {("stale", True): "hit", ("stale", False): "missed", ("control", True): "false",
                   ("control", False): "quiet"}[truth, said]
        for table in (totals, by_document[document]):
            table[outcome] += 1
            table["edited control"] += truth == "control" and edited
            table["edited false"] += outcome == "false" and edited
        if options.show and outcome in ("missed", "false"):
            print(f"{outcome}: {day} {document} {lang}{'' if edited else ' (nothing was edited since)'}")
    for name, table in [*sorted(by_document.items()), ("all", totals)]:
        hits, missed, wrong = table["hit"], table["missed"], table["false"]
        print(f"{name}: {hits + missed} stale, {wrong + table['quiet']} not ({table['edited control']} after an edit): "
              f"precision {hits / max(1, hits + wrong):.3f}, recall {hits / max(1, hits + missed):.3f}, "
              f"false alarms {wrong} ({table['edited false']} after an edit)")


if __name__ == "__main__":
    main()
