"""The manual and --help say the same: every command has a page, every option stands in it with an
example, and no page offers what the program does not."""
import glob
import os
import re
import shutil
import subprocess
import unittest

SOURCE = os.environ.get("CW_SOURCE", os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__)))))
PROGRAM = os.environ.get("CLAUSEWATCH", os.path.join(SOURCE, "build/pipeline/clausewatch"))
MAN = os.path.join(SOURCE, "docs", "man")
OPTION = re.compile(r"^  (?:-(\w),|   ) --([\w-]+)(?: ([A-Z]+))? +(.*)$", re.MULTILINE)


def say(*arguments):
    return subprocess.run([PROGRAM, *arguments], stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True,
                          check=False).stdout


def read(name):
    with open(os.path.join(MAN, name), encoding="utf-8") as file:
        return file.read().replace("\\-", "-")


def commands():
    listed = say("--help").split("Commands:\n")[1].split("\n\n")[0]
    return [line.split()[0] for line in listed.splitlines()]


class Manual(unittest.TestCase):
    def test_commands(self):
        main = read("clausewatch.1")
        self.assertGreaterEqual(len(commands()), 11)
        for command in commands():
            with self.subTest(command=command):
                self.assertIn(f".Xr clausewatch-{command} 1", main)
                self.assertTrue(os.path.exists(os.path.join(MAN, f"clausewatch-{command}.1")),
                                f"write docs/man/clausewatch-{command}.1")

    def test_options(self):
        for command in commands():
            page = read(f"clausewatch-{command}.1")
            options = OPTION.findall(say(command, "--help"))
            self.assertGreater(len(options), 2, command)
            examples = page.split(".Sh EXAMPLES")[1]
            for letter, name, argument, text in options:
                with self.subTest(command=command, option=name):
                    item = f".It Fl {letter} , -{name}" if letter else f".It Fl -{name}"
                    if argument:
                        item += f" Ar {argument}"
                    self.assertIn(item + "\n", page)
                    used = rf"(?:--{name}|(?<!\S)-{letter})\b" if letter else rf"--{name}\b"
                    self.assertRegex(examples, used, "an example is missing")
                    if name == "format":
                        for form in text.split(": ")[1].split(", "):
                            self.assertIn(f".Cm {form}", page)
            offered = {name for _, name, _, _ in options}
            described = set(re.findall(r"^\.It Fl (?:\w , )?-([\w-]+)", page, re.MULTILINE))
            self.assertEqual(described - offered, set(), f"{command}: described but not offered")

    def test_exit_codes(self):
        page = read("clausewatch.1")
        with open(os.path.join(SOURCE, "pipeline/commands/commands.h"), encoding="utf-8") as file:
            codes = re.findall(r"CW_EXIT_\w+ = (\d+)", file.read())
        self.assertGreaterEqual(len(codes), 7)
        for code in codes:
            self.assertIn(f".It {code}\n", page)

    def test_corpus_keys(self):
        """Every key that the program takes in a corpus file is described."""
        page = read("clausewatch-corpus.5")
        with open(os.path.join(SOURCE, "pipeline/config/corpus.c"), encoding="utf-8") as file:
            lists = re.findall(r"known\[\] = \{([^}]*)\}", file.read())
        keys = {key for one in lists for key in re.findall(r'"(\w+)"', one)}
        self.assertGreater(len(keys), 15)
        for key in sorted(keys):
            with self.subTest(key=key):
                self.assertRegex(page, rf"\.It Cm {key}\b")

    def test_lint(self):
        if not shutil.which("mandoc"):
            self.skipTest("mandoc is not installed")
        pages = sorted(glob.glob(os.path.join(MAN, "*.[15]")))
        self.assertGreater(len(pages), 12)
        result = subprocess.run(["mandoc", "-T", "lint", "-W", "style", *pages], stdout=subprocess.PIPE,
                                stderr=subprocess.STDOUT, text=True, check=False)
        # Pages that are not installed yet cannot be referred to; that is no fault of theirs.
        faults = [line for line in result.stdout.splitlines() if "referenced manual not found" not in line]
        self.assertEqual(faults, [])


if __name__ == "__main__":
    unittest.main()
