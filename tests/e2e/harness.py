"""What the end-to-end tests share: a scratch folder, a corpus in it, the program run on it."""
import filecmp
import json
import os
import shutil
import subprocess
import sys
import tempfile
import unittest

PROGRAM = os.environ.get("CLAUSEWATCH", "build/pipeline/clausewatch")
SOURCE = os.environ.get("CW_SOURCE", os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__)))))
CORPORA = os.environ.get("CW_CORPORA", os.path.join(SOURCE, "..", "shared", "corpora"))
SAMPLE = os.path.join(SOURCE, "corpora", "sample")

CORPUS = """title: Test
store: out/store.sqlite
report: out/report
sources:
  - folder: texts
    pattern: "{service}/{policy}/{lang}/{date}.*"
"""


def clausewatch(*arguments, cwd=None, stdin=None, env=None, timeout=600):
    """Runs the program; returns CompletedProcess with text streams."""
    environment = {**os.environ, "SOURCE_DATE_EPOCH": "1780000000", **(env or {})}
    return subprocess.run([PROGRAM, *arguments], cwd=cwd, input=stdin, env=environment, timeout=timeout,
                          stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=not isinstance(stdin, bytes))


def json_lines(text):
    return [json.loads(line) for line in text.splitlines()]


def tree(folder):
    """Every file below folder with its bytes."""
    result = {}
    for path, _, names in os.walk(folder):
        for name in names:
            full = os.path.join(path, name)
            with open(full, "rb") as file:
                result[os.path.relpath(full, folder)] = file.read()
    return result


class Case(unittest.TestCase):
    """Each test runs in a fresh empty folder."""

    def setUp(self):
        self.folder = tempfile.mkdtemp(prefix="clausewatch-")
        self.addCleanup(shutil.rmtree, self.folder, ignore_errors=True)

    def path(self, *parts):
        return os.path.join(self.folder, *parts)

    def write(self, name, content):
        path = self.path(name)
        os.makedirs(os.path.dirname(path), exist_ok=True)
        with open(path, "wb") as file:
            file.write(content if isinstance(content, bytes) else content.encode())
        return path

    def read(self, *parts):
        with open(self.path(*parts), encoding="utf-8") as file:
            return file.read()

    def corpus(self, text=CORPUS):
        return self.write("corpus.yaml", text)

    def capture(self, date, content, policy="Terms of Service", lang="en", ending="md", service="Example"):
        return self.write(f"texts/{service}/{policy}/{lang}/{date}.{ending}", content)

    def run_corpus(self, *options, code=0, **more):
        result = clausewatch("run", *options, "corpus.yaml", cwd=self.folder, **more)
        self.assertEqual(result.returncode, code, result.stderr)
        return result

    def data(self, name, folder="out/report"):
        return json_lines(self.read(folder, "data", name + ".jsonl"))

    def assertSameTree(self, a, b):
        first, second = tree(a), tree(b)
        self.assertEqual(sorted(first), sorted(second))
        for name in first:
            self.assertEqual(first[name], second[name], name)


def main():
    unittest.main(verbosity=2 if "-v" in sys.argv else 1)
