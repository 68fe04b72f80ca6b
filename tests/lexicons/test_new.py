"""Beginning a language pack: what `lexicon new` writes loads, and `check` says what to do next."""
import os
import subprocess
import tempfile
import unittest

PROGRAM = os.environ["CLAUSEWATCH"]
LEXICONS = os.path.join(os.environ["CW_SOURCE"], "lexicons")


class NewPack(unittest.TestCase):
    def setUp(self):
        scratch = tempfile.TemporaryDirectory(prefix="clausewatch-")
        self.addCleanup(scratch.cleanup)
        self.packs = scratch.name

    def run_lexicon(self, *arguments):
        command = [PROGRAM, "lexicon", *arguments, "--lexicons", self.packs, "--lexicons", LEXICONS]
        return subprocess.run(command, capture_output=True, text=True, timeout=60)

    def write(self, name, text):
        path = os.path.join(self.packs, name)
        os.makedirs(os.path.dirname(path), exist_ok=True)
        with open(path, "a", encoding="utf-8") as file:
            file.write(text)
        return path

    def test_new_pack_loads_and_names_what_to_do(self):
        for code in "sw", "am", "lo-LA", "pa-Arab":
            with self.subTest(code=code):
                self.assertEqual(self.run_lexicon("new", code).returncode, 0)
                self.assertIn(f"\n{code}\t", "\n" + self.run_lexicon("list").stdout)
                check = self.run_lexicon("check", code)
                self.assertEqual(check.returncode, 0, check.stdout + check.stderr)
                todo = check.stdout.split("\nNext:\n")[1]
                for wanted in "labels.po", "profile.tsv", "`find` tests", "baseline:", "OP-MOD", "... and ":
                    self.assertIn(wanted, todo)
                self.assertIn(f"{code}: 0 errors", todo)

    def test_profile_names_the_text_and_not_its_folder(self):
        self.run_lexicon("new", "sw")
        text = self.write("texts/own.txt", "Tunaweza kufunga akaunti yako wakati wowote.\n" * 100)
        profile = self.run_lexicon("profile", "sw", text)
        self.assertEqual(profile.returncode, 0, profile.stderr)
        self.assertIn("@provenance\town.txt\n", profile.stdout)
        self.assertNotIn(self.packs, profile.stdout)

    def test_check_all_fails_on_a_pack_that_does_not_load(self):
        self.run_lexicon("new", "sw")
        self.write("sw/pack.yaml", "no-such-key: 1\n")
        check = self.run_lexicon("check", "--all")
        self.assertEqual(check.returncode, 1)
        self.assertIn("no-such-key", check.stdout)


if __name__ == "__main__":
    unittest.main()
