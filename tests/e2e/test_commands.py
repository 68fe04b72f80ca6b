"""Every command on small files: what it prints, and its exit code."""
import json
import os
import shutil
import signal
import subprocess
import time
import unittest

from harness import PROGRAM, Case, clausewatch, json_lines, main

OLD = """# Terms

1. You must give us **30 days** notice.
2. We may share your data with [partners](https://example.org/a).
3. You can appeal any decision within 14 days.
"""
NEW = """# Terms

1. You must give us **7 days** notice.
2. We will share your data with [partners](https://example.org/a).
"""
ORIGINAL = """# Terms of Use

You must be at least 16 years old to open an account with Nimbus.

We delete your photos, videos and messages within 30 days after you close your account.

## Your content

You keep all rights in the pictures and texts that you post. You allow us to show them to other people.

If you disagree with a decision, you can appeal to the review board within 14 days.
"""
TRANSLATION = """# Ketentuan Penggunaan

Anda harus berusia sekurang-kurangnya 16 tahun untuk membuka akun di Nimbus.

## Konten Anda

You keep all rights in the pictures and texts that you post. You allow us to show them to other people.

Jika Anda tidak setuju dengan suatu keputusan, Anda dapat mengajukan banding ke dewan peninjau dalam 14 hari.
"""


class Usage(Case):
    def test_codes(self):
        table = [
            ([], 2), (["--help"], 0), (["--version"], 0), (["nonsense"], 2), (["run"], 2),
            (["run", "--nonsense", "x"], 2), (["run", "missing.yaml"], 2), (["check", "--format", "xml", "x"], 2),
            (["clauses", "missing.md"], 74), (["diff", "one"], 2), (["run", "--until", "someday", "x"], 2),
            (["check", "--fail-on", "bad", "x"], 2), (["lexicon", "frobnicate"], 2), (["run", "--jobs", "0", "x"], 2),
        ]
        for arguments, code in table:
            with self.subTest(arguments=arguments):
                result = clausewatch(*arguments, cwd=self.folder)
                self.assertEqual(result.returncode, code, result.stderr)
                if code:
                    self.assertTrue(result.stderr or result.stdout)

    def test_messages(self):
        """What is wrong, and what to write instead."""
        table = [
            (["check", "--format", "xml", "x"], "text, jsonl, sarif"), (["check", "--lang", "!!", "x"], "BCP 47"),
            (["align", "--source-lang", "en_", "x", "y"], "BCP 47"), (["diff", "-", "-"], "standard input"),
            (["lexicon", "list", "-f", "jsonl"], "'-f'"), (["check", "--bogus", "x"], "'--bogus'"),
            (["check", "--type", "text/foo", "x"], "text/html"), (["check", "--lexicons", "nowhere", "x"], "no such folder"),
        ]
        for arguments, words in table:
            with self.subTest(arguments=arguments):
                result = clausewatch(*arguments, cwd=self.folder)
                self.assertEqual(result.returncode, 2, result.stderr)
                self.assertIn(words, result.stderr)

    def test_help_of_every_command(self):
        for name in ("init run report check diff align clauses readability identify history doctor lexicon").split():
            with self.subTest(command=name):
                result = clausewatch(name, "--help")
                self.assertEqual(result.returncode, 0)
                self.assertIn("Usage: clausewatch " + name, result.stdout)


class CorpusFile(Case):
    """A mistake is named with line and column, and says what to write instead; nothing is written."""

    def test_mistakes(self):
        table = [
            ("store: a\nreport: b\nsorces:\n  - folder: x\n", "3:1", "sources"),
            ("store: a\nreport: b\nsources:\n  - folder: x\n    pattern: \"{servce}.md\"\n", "5:14", "servce"),
            ("store: a\nreport: b\nsources: []\n", "3:10", "folder"),
            ("store: a\nsources:\n  - folder: x\n    pattern: \"{service}/{policy}\"\n", "1:1", "report"),
            ("store: a\nreport: b\nsources:\n  - folder: x\n   pattern: y\n", "5:", "YAML"),
            ("store: a\nreport: b\nlanguages: [xx-notalanguage-at-all]\nsources:\n  - folder: x\n    pattern: \"{service}/{policy}\"\n", "3:", "BCP 47"),
            ("store: a\nreport: b\nsources:\n  - folder: x\n    pattern: \"{service}/{policy}\"\nservices:\n  A:\n    audience: [Pakistan]\n", "8:", "PK"),
            ("store: a\nreport: b\nsources:\n  - folder: x\n    git: y\n    pattern: \"{service}/{policy}\"\n", "4:", "exactly one"),
            ("store: a\nstore: c\nreport: b\nsources:\n  - folder: x\n    pattern: \"{service}/{policy}\"\n", "2:1", "twice"),
            ("store: a\nreport: b\nlimits:\n  worker_seconds: soon\nsources:\n  - folder: x\n    pattern: \"{service}/{policy}\"\n", "4:", "number"),
            ("store: a\nreport: b\nsources:\n  - folder: x\n    pattern: \"{service}/{date}.md\"\n", "5:14", "policy: "),
            ("store: a\nreport: b\nsources:\n  - folder: .\n    pattern: \"{policy}.md\"\n", "5:14", "service: "),
            ("", "1:1", "corpus file"),
        ]
        for text, place, word in table:
            with self.subTest(text=text):
                self.corpus(text)
                result = clausewatch("run", "corpus.yaml", cwd=self.folder)
                self.assertEqual(result.returncode, 2, result.stderr)
                self.assertIn("corpus.yaml:" + place, result.stderr)
                self.assertIn(word, result.stderr)

    def test_init_makes_a_file_that_runs(self):
        self.assertEqual(clausewatch("init", "new", cwd=self.folder).returncode, 0)
        self.write("new/texts/Example/Privacy Policy/ur/2026-01-31.html", "<p>ہم آپ کا ڈیٹا محفوظ رکھتے ہیں۔</p>")
        self.assertEqual(clausewatch("init", "new", cwd=self.folder).returncode, 2)
        result = clausewatch("run", "new/corpus.yaml", cwd=self.folder)
        self.assertEqual(result.returncode, 0, result.stderr)
        self.assertIn("<html", self.read("new/report/index.html"))


class Sources(Case):
    """What a path does not say comes from the source."""

    def test_service_and_policy(self):
        table = [
            ("", "{policy}/{lang}/{date}_*.md", "terms/id/2020-04-30_192bc49398.md", ("texts", "terms", "id")),
            ("service: Nimbus", "{policy}/{lang}/{date}_*.md", "terms/id/2020-04-30_192bc49398.md", ("Nimbus", "terms", "id")),
            ("policy: Privacy Policy", "{service}.{lang}.md", "Nimbus.zh-TW.md", ("Nimbus", "Privacy Policy", "zh-TW")),
            ("lang: ur", "{policy}.md", "Privacy Policy.md", ("texts", "Privacy Policy", "ur")),
        ]
        for i, (extra, pattern, path, identity) in enumerate(table):
            with self.subTest(pattern=pattern, extra=extra):
                self.write(f"{i}/texts/{path}", "We keep your data for thirty days.\n")
                self.write(f"{i}/corpus.yaml", "store: s\nreport: r\nsources:\n  - folder: texts\n"
                           f"    pattern: \"{pattern}\"\n    {extra}\n")
                result = clausewatch("run", f"{i}/corpus.yaml", cwd=self.folder)
                self.assertEqual(result.returncode, 0, result.stderr)
                documents = json_lines(self.read(f"{i}/r/data/documents.jsonl"))
                self.assertEqual([(d["service"], d["policy"], d["lang"]) for d in documents], [identity])


class Files(Case):
    def setUp(self):
        super().setUp()
        self.write("old.md", OLD)
        self.write("original.md", ORIGINAL)
        self.write("translation.md", TRANSLATION)
        self.write("new.md", NEW)

    def test_clauses(self):
        lines = json_lines(clausewatch("clauses", "old.md", cwd=self.folder).stdout)
        self.assertEqual([line["kind"] for line in lines], ["heading", "item", "item", "item"])
        self.assertEqual([line["number"] for line in lines], [None, "1", "2", "3"])
        self.assertEqual(list(lines[0]), ["type", "file", "index", "kind", "level", "number", "line", "start", "end",
                                          "lang", "text"])
        self.assertEqual(lines[2]["text"], "We may share your data with partners.")
        raw = OLD.encode()
        self.assertIn(b"30 days", raw[lines[1]["start"]:lines[1]["end"]])

    def test_diff(self):
        lines = json_lines(clausewatch("diff", "old.md", "new.md", cwd=self.folder).stdout)
        summary = lines.pop()
        self.assertEqual(summary["type"], "summary")
        self.assertEqual(summary["class"], "substantive")
        kinds = sorted(line["kind"] for line in lines)
        self.assertEqual(kinds, ["modified", "modified", "removed"])
        values = [(s["kind"], s["old"], s["new"]) for line in lines for s in line["signals"]]
        self.assertIn(("duration", "30 days", "7 days"), values)
        self.assertTrue(any(kind == "modal" for kind, _, _ in values), values)
        removed = [line for line in lines if line["kind"] == "removed"][0]
        self.assertEqual((removed["old_index"], removed["new_index"], removed["new_text"]), (3, None, None))

    def test_diff_of_equals_is_empty(self):
        lines = json_lines(clausewatch("diff", "old.md", "old.md", cwd=self.folder).stdout)
        self.assertEqual([line["type"] for line in lines], ["summary"])
        self.assertEqual(lines[0]["class"], "identical")

    def test_diff_as_text_and_html(self):
        text = clausewatch("diff", "--format", "text", "old.md", "new.md", cwd=self.folder).stdout
        self.assertIn("[-30-]", text)
        self.assertNotIn("\033", text)
        page = clausewatch("diff", "--format", "html", "old.md", "new.md", cwd=self.folder).stdout
        self.assertIn("<style", page)
        self.assertNotIn("http://", page.replace("http://www.w3.org", ""))

    def test_diff_of_a_long_clause_shows_what_is_near(self):
        filler = "The service is there for all who like to read and to write about the small things of every day. "
        for name, days in (("a.md", "30"), ("b.md", "7")):
            self.write(name, f"# Terms\n\n## Ending it\n\n{filler * 4}You must give {days} days notice. {filler * 4}\n")
        text = clausewatch("diff", "--format", "text", "a.md", "b.md", cwd=self.folder).stdout
        self.assertIn("in: Terms > Ending it", text)
        self.assertIn("give [-30-]{+7+} days notice", text)
        self.assertEqual(text.count("[…]"), 2, text)
        self.assertLess(len(text), 700)
        whole = clausewatch("diff", "--format", "text", "--all", "a.md", "b.md", cwd=self.folder).stdout
        self.assertNotIn("[…]", whole)

    @unittest.skipUnless(shutil.which("script"), "no program that makes a terminal")
    def test_colour_only_where_it_is_wanted(self):
        """On a terminal, unless NO_COLOR is set (no-color.org)."""
        for more, colour in (({}, True), ({"NO_COLOR": "1"}, False), ({"NO_COLOR": ""}, True), ({"TERM": "dumb"}, False)):
            with self.subTest(more):
                environment = {**os.environ, "TERM": "xterm", **more}
                shown = subprocess.run(["script", "-qec", f"{PROGRAM} diff --format text old.md new.md", "/dev/null"],
                                       cwd=self.folder, env=environment, stdout=subprocess.PIPE, text=True, check=True)
                self.assertEqual("\033[" in shown.stdout, colour, shown.stdout)

    def test_align(self):
        lines = json_lines(clausewatch("align", "--source-lang", "en", "--lang", "id", "original.md",
                                       "translation.md", cwd=self.folder).stdout)
        summary = lines.pop()
        links = [(line["source"], line["target"]) for line in lines if line["type"] == "link"]
        self.assertEqual(links, [([0], [0]), ([1], [1]), ([3], [2]), ([4], [3]), ([5], [4])])
        gaps = [(line["kind"], line["source"], line["target"]) for line in lines
                if line["type"] == "gap"]
        self.assertEqual(gaps, [("missing", [2], []), ("untranslated", [4], [3])])
        self.assertEqual([line["lang"] for line in lines if line.get("kind") == "untranslated"], ["en"])
        self.assertEqual((summary["missing"], summary["untranslated"], summary["added"]), (1, 1, 0))
        self.assertTrue(0.4 < summary["coverage"] < 0.6, summary)

    def test_align_as_text_and_html(self):
        text = clausewatch("align", "--format", "text", "original.md", "translation.md", cwd=self.folder).stdout
        self.assertIn(">> missing in the translation", text)
        self.assertIn(">> not translated (en)", text)
        self.assertNotIn("\033", text)
        page = clausewatch("align", "--format", "html", "original.md", "translation.md", cwd=self.folder).stdout
        self.assertIn("<style", page)
        self.assertIn('lang="id"', page)
        self.assertNotIn("http://", page.replace("http://www.w3.org", ""))

    def test_align_says_when_there_is_no_pack(self):
        lines = json_lines(clausewatch("align", "--source-lang", "en", "--lang", "is", "original.md",
                                       "translation.md", cwd=self.folder).stdout)
        self.assertEqual(lines[-1]["notes"], ["no-target-pack"])

    def test_check(self):
        result = clausewatch("check", "old.md", cwd=self.folder)
        findings = json_lines(result.stdout)
        self.assertEqual(result.returncode, 0)
        modal = [f for f in findings if f["rule"] == "opaque.vague.modal"]
        self.assertEqual(len(modal), 1, findings)
        raw = OLD.encode()
        self.assertEqual(raw[modal[0]["start"]:modal[0]["end"]].decode(), modal[0]["text"])
        self.assertEqual(modal[0]["line"], 4)
        self.assertEqual(OLD.splitlines()[3][modal[0]["column"] - 1:][:len(modal[0]["text"])], modal[0]["text"])
        self.assertEqual(clausewatch("check", "--fail-on", "info", "old.md", cwd=self.folder).returncode, 1)

    def test_what_keeps_no_store_ends_when_told(self):
        process = subprocess.Popen([PROGRAM, "check", "-"], stdin=subprocess.PIPE, stdout=subprocess.DEVNULL)
        time.sleep(0.2)
        process.terminate()
        self.assertEqual(process.wait(10), -signal.SIGTERM)
        process.stdin.close()

    def test_check_as_sarif(self):
        log = json.loads(clausewatch("check", "--format", "sarif", "old.md", "new.md", cwd=self.folder).stdout)
        self.assertEqual(log["version"], "2.1.0")
        results = [r for r in log["runs"][0]["results"] if r["locations"][0]["physicalLocation"]["artifactLocation"]["uri"] == "old.md"]
        findings = json_lines(clausewatch("check", "old.md", cwd=self.folder).stdout)
        self.assertTrue(findings)
        regions = [r["locations"][0]["physicalLocation"]["region"] for r in results]
        self.assertEqual([(r["ruleId"], at["startLine"], at["startColumn"], r["properties"]["start"], r["properties"]["end"])
                          for r, at in zip(results, regions)],
                         [(f["rule"], f["line"], f["column"], f["start"], f["end"]) for f in findings])

    def test_check_of_one_long_line(self):
        """A place is found in time that grows with the text, not with its square; every place is right."""
        text = "wörd may **may** and may " * 40000
        self.write("long.md", "# Title\n\n" + text + "\n")
        result = clausewatch("check", "--lang", "en", "long.md", cwd=self.folder)
        findings = [f for f in json_lines(result.stdout) if f["text"] == "may"]
        self.assertEqual(len(findings), 120000)
        columns = [f["column"] for f in findings[:4] + findings[-1:]]
        self.assertEqual(columns, [6, 12, 22, 31, 25 * 40000 - 3])
        self.assertEqual({f["line"] for f in findings}, {3})

    def test_formula_ids(self):
        """The ids that other programs know."""
        table = {
            "en": "flesch fk_grade fog smog ari coleman_liau forcast linsear_write", "de": "amstad wstf1 wstf2 wstf3 wstf4",
            "fr": "kandel_moles", "es": "fernandez_huerta szigriszt_pazos gutierrez_polini crawford mu_legibility",
            "it": "gulpease flesch_vacca", "pt": "flesch_br", "nl": "flesch_douma brouwer", "pl": "fog_pl pisarek_linear",
            "ru": "oborneva matskovskiy", "tr": "atesman cetinkaya_uzun", "ja": "tateisi_short",
        }
        for lang, ids in table.items():
            with self.subTest(lang=lang):
                line = json_lines(clausewatch("readability", "--lang", lang, "old.md", cwd=self.folder).stdout)[0]
                self.assertEqual(set(ids.split()) - set(line["formulas"]), set())

    def test_legibility_mu_recomputes(self):
        self.write("es.txt", "Usted puede pedir la eliminación de sus datos personales. Nosotros respondemos pronto. " * 20)
        line = json_lines(clausewatch("readability", "--lang", "es", "es.txt", cwd=self.folder).stdout)[0]
        words, mean = line["words"], line["letters"] / line["words"]
        mu = 100 * words / (words - 1) * mean / (line["letters_squared"] / words - mean * mean)
        self.assertAlmostEqual(line["formulas"]["mu_legibility"], mu, delta=0.05)
        crawford = -20.5 * line["sentences"] / words + 4.9 * line["syllables"] / words - 3.407
        self.assertAlmostEqual(line["formulas"]["crawford"], crawford, delta=0.05)

    def test_readability_recomputes(self):
        text = "We keep your data safe. You can ask us to delete it. " * 20
        self.write("plain.txt", text)
        line = json_lines(clausewatch("readability", "--lang", "en", "plain.txt", cwd=self.folder).stdout)[0]
        self.assertEqual(line["sentences"], 40)
        self.assertEqual(line["words"], 240)
        flesch = 206.835 - 1.015 * line["words"] / line["sentences"] - 84.6 * line["syllables"] / line["words"]
        self.assertAlmostEqual(line["formulas"]["flesch"], flesch, delta=0.05)
        lix = line["words"] / line["sentences"] + 100 * line["long_words"] / line["words"]
        self.assertAlmostEqual(line["formulas"]["lix"], lix, delta=0.05)

    def test_identify(self):
        result = clausewatch("identify", "--lines", stdin="We may change these terms at any time.\n"
                             "ہم ان شرائط کو کسی بھی وقت تبدیل کر سکتے ہیں۔\n12345\n")
        languages = [line.split("\t")[0] for line in result.stdout.splitlines()]
        self.assertEqual(languages, ["en", "ur", "zxx"])
        line = json_lines(clausewatch("identify", "old.md", cwd=self.folder).stdout)[0]
        self.assertEqual((line["type"], line["lang"], line["script"]), ("language", "en", "Latn"))

    def test_standard_input_and_type(self):
        result = clausewatch("clauses", "--type", "text/plain", "-", stdin="# not a heading\n\nsecond\n")
        lines = json_lines(result.stdout)
        self.assertEqual([line["kind"] for line in lines], ["paragraph", "paragraph"])

    def test_one_file_missing_of_two(self):
        result = clausewatch("clauses", "missing.md", "old.md", cwd=self.folder)
        self.assertEqual(result.returncode, 3)
        self.assertIn("missing.md", result.stderr)
        self.assertEqual(len(json_lines(result.stdout)), 4)

    def test_doctor(self):
        result = clausewatch("doctor", "--format", "text")
        self.assertEqual(result.returncode, 0)
        self.assertIn("pack en", result.stdout)

    def test_own_severity_table(self):
        old = self.write("old.md", "You must cancel within 30 days.\n")
        new = self.write("new.md", "You must cancel within 14 days.\n")
        arguments = ("diff", "--format", "jsonl", "--lang", "en", "--lexicons", self.path("own"), old, new)
        os.makedirs(self.path("own"))
        self.assertEqual(json_lines(clausewatch(*arguments).stdout)[-1]["severity"], "high")
        self.write("own/severity.tsv", "duration\t-\t-\tlow\tnot here\n")
        self.assertEqual(json_lines(clausewatch(*arguments).stdout)[-1]["severity"], "low")
        self.write("own/severity.tsv", "# two columns only\nduration\tlow\n")
        result = clausewatch(*arguments)
        self.assertEqual(result.returncode, 2)
        self.assertIn("severity.tsv:2", result.stderr)


if __name__ == "__main__":
    main()
