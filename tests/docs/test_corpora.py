"""Every description in corpora/ is understood: the only thing missing is the clone itself."""
import glob
import os
import re
import shutil
import subprocess
import tempfile
import unittest

SOURCE = os.environ.get("CW_SOURCE", os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__)))))
PROGRAM = os.environ.get("CLAUSEWATCH", os.path.join(SOURCE, "build/pipeline/clausewatch"))


def run(folder, name):
    return subprocess.run([PROGRAM, "run", name], cwd=folder, stdout=subprocess.PIPE, stderr=subprocess.PIPE,
                          text=True, timeout=60)


class Descriptions(unittest.TestCase):
    def setUp(self):
        self.folder = tempfile.mkdtemp(prefix="clausewatch-")
        self.addCleanup(shutil.rmtree, self.folder, ignore_errors=True)

    def test_all_load(self):
        files = sorted(glob.glob(os.path.join(SOURCE, "corpora", "*.yaml")))
        self.assertGreater(len(files), 5)
        for path in files:
            with self.subTest(path=os.path.basename(path)):
                shutil.copy(path, self.folder)
                with open(path, encoding="utf-8") as file:
                    text = file.read()
                clone = re.search(r"^\s*- git: (\S+)", text, re.MULTILINE).group(1)
                result = run(self.folder, os.path.basename(path))
                self.assertEqual(result.returncode, 3, result.stderr)
                self.assertIn(f"{clone}: there is no such repository", result.stderr)
                # The clone that the comment asks for is the one that the source names.
                self.assertRegex(text, rf"git clone --bare https://github\.com/\S+ {re.escape(clone)}\n")
                for word in ("Licence:", "Attribution:"):
                    self.assertIn(word, text)

    def test_a_mistake_would_show(self):
        with open(os.path.join(SOURCE, "corpora", "pga.yaml"), encoding="utf-8") as file:
            text = file.read()
        with open(os.path.join(self.folder, "bad.yaml"), "w", encoding="utf-8") as file:
            file.write(text.replace("pattern:", "patern:"))
        result = run(self.folder, "bad.yaml")
        self.assertEqual(result.returncode, 2)
        self.assertRegex(result.stderr, r"bad\.yaml:\d+:\d+: .*patern")
        self.assertEqual(os.listdir(self.folder), ["bad.yaml"])


if __name__ == "__main__":
    unittest.main()
