"""The data files of the sample's run, byte for byte as tests/e2e/golden has them.

A difference is either a fault or an intended change of what the program finds: read it, then let the test write the
files anew with CW_UPDATE_GOLDEN=1 and commit them."""
import difflib
import os
import shutil
import unittest

from harness import SAMPLE, Case, main

GOLDEN = os.path.join(os.path.dirname(os.path.abspath(__file__)), "golden")
FILES = ("changes.jsonl", "runs.jsonl", "versions.jsonl")
HOW = ("If this is what it should say now, write the golden files anew and commit them:\n"
       "  CW_UPDATE_GOLDEN=1 ctest --test-dir build -R e2e.golden")


class Golden(Case):
    def test_data_files(self):
        shutil.copytree(os.path.join(SAMPLE, "texts"), self.path("texts"))
        shutil.copy(os.path.join(SAMPLE, "corpus.yaml"), self.path("corpus.yaml"))
        self.run_corpus()
        for name in FILES:
            with self.subTest(name):
                self.compare(name, self.read("out/report/data", name))

    def compare(self, name, now):
        path = os.path.join(GOLDEN, name)
        if os.environ.get("CW_UPDATE_GOLDEN") == "1":
            os.makedirs(GOLDEN, exist_ok=True)
            with open(path, "w", encoding="utf-8", newline="") as file:
                file.write(now)
            return
        self.assertTrue(os.path.exists(path), f"no golden copy of {name}.\n{HOW}")
        with open(path, encoding="utf-8", newline="") as file:
            golden = file.read()
        if golden != now:
            lines = list(difflib.unified_diff(golden.splitlines(), now.splitlines(), f"golden/{name}", name, "", "", 0))
            more = f"\n... and {len(lines) - 12} lines more" if len(lines) > 12 else ""
            self.fail(f"data/{name} of the sample's run differs:\n" + "\n".join(lines[:12]) + f"{more}\n{HOW}")


if __name__ == "__main__":
    main()
