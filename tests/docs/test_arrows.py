"""Arrows between folders point one way: pipeline -> stages -> common, and commands -> night ->
publish -> store, worker -> analyst inside the pipeline."""
import os
import re
import unittest

SOURCE = os.environ.get("CW_SOURCE", os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__)))))
INCLUDE = re.compile(r'^\s*#\s*include\s+"([^"]+)"', re.MULTILINE)

# Which folders of the program each may include, besides its own and the stages that it may name.
STAGES = {"common", "lexicon", "ingest", "extract", "segment", "identify", "readability", "flag", "compare",
          "align", "report"}
PIPELINE = {
    "": {"commands"},  # main.c
    "commands": {"analyst", "config", "night", "publish", "store", "worker"} | STAGES,
    "night": {"analyst", "config", "publish", "store", "worker"} | STAGES,
    "publish": {"config", "store"} | STAGES,
    "worker": {"analyst", "common", "extract", "lexicon"},
    "analyst": STAGES - {"ingest", "report"},
    "config": {"common", "ingest"},
    "store": {"common"},
}
# Known and wanted gone: (file, header). A line that is no longer needed fails the test.
EXCEPTIONS = {
    ("pipeline/publish/publish.h", "night/progress.h"),
}


def sources(top):
    for path, _, names in os.walk(os.path.join(SOURCE, top)):
        for name in sorted(names):
            if name.endswith((".c", ".h")):
                full = os.path.join(path, name)
                with open(full, encoding="utf-8") as file:
                    yield os.path.relpath(full, SOURCE), INCLUDE.findall(file.read())


def folder_of(path):
    """pipeline/night/run.c -> night; pipeline/main.c -> ''."""
    parts = path.split("/")
    return parts[1] if len(parts) > 2 else ""


def fault(path, header, allowed):
    """What is wrong with one include; None = nothing."""
    if header.startswith(("/", "..")):
        return "leaves its folder"
    if "/" not in header:
        return None
    target = header.split("/")[0]
    own = folder_of(path)
    if target != own and os.path.basename(header) == "internal.h":
        return "is private to " + target
    if target != own and target not in allowed:
        return f"{own or 'main'} does not know {target}"
    return None


class Arrows(unittest.TestCase):
    def faults(self, top, allowed_of):
        found = []
        for path, headers in sources(top):
            self.assertIn(folder_of(path), allowed_of, f"{path}: a new folder; say here what it may include")
            for header in headers:
                what = fault(path, header, allowed_of[folder_of(path)])
                if what:
                    found.append((path, header, what))
        return found

    def test_stages_know_only_common_and_lexicon(self):
        folders = {name for name in os.listdir(os.path.join(SOURCE, "stages"))
                   if os.path.isdir(os.path.join(SOURCE, "stages", name))}
        self.assertLessEqual(folders, STAGES)
        allowed = {name: {"common", "lexicon"} for name in folders}
        allowed["common"] = set()
        allowed["lexicon"] = {"common"}
        self.assertEqual(self.faults("stages", allowed), [])

    def test_pipeline_points_one_way(self):
        faults = self.faults("pipeline", PIPELINE)
        self.assertEqual([f for f in faults if f[:2] not in EXCEPTIONS], [])
        self.assertEqual(EXCEPTIONS - {f[:2] for f in faults}, set(), "no longer needed")

    def test_the_test_sees_wrong_arrows(self):
        self.assertIsNotNone(fault("stages/flag/flag.c", "compare/compare.h", {"common", "lexicon"}))
        self.assertIsNotNone(fault("stages/flag/flag.c", "lexicon/internal.h", {"common", "lexicon"}))
        self.assertIsNotNone(fault("stages/flag/flag.c", "../compare/compare.h", {"common", "lexicon"}))
        self.assertIsNotNone(fault("pipeline/store/store.c", "analyst/analyst.h", PIPELINE["store"]))
        self.assertIsNone(fault("stages/flag/flag.c", "flag/flag.h", {"common"}))


if __name__ == "__main__":
    unittest.main()
