"""Every fact planted in the sample corpus is in the demo report.

planted.tsv lists the facts; corpora/sample/README.md says what its columns mean."""
import csv
import os
import re
import shutil
import tempfile
import unittest

import pages
from harness import SAMPLE, clausewatch, json_lines, main

TABLE = os.path.join(os.path.dirname(os.path.abspath(__file__)), "planted.tsv")

# Facts that the report cannot show yet, with the reason. Such a fact must still fail: when it no longer
# does, the test says so and its line goes.
EXPECTED_LATER = {
    ("P29", "AC-ESC5"): "a document's findings on what its appeals and urgent lanes are come with the criteria of absence",
    ("P29", "AC-ESC9"): "a document's findings on what its appeals and urgent lanes are come with the criteria of absence",
}

NIGHTS = ("2025-11-25", "2025-11-26", "2025-12-10", "2025-12-18", "2026-02-02", "2026-02-03",
          "2026-02-04", "2026-02-20", "2026-03-10", "2026-03-11", "2026-04-03")


def rows(*families):
    with open(TABLE, encoding="utf-8", newline="") as file:
        table = list(csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE))
    return [row for row in table if row["issue-family"] in families]


def name_of(row):
    return f"{row['id']} {row['service']}, {row['policy']}, {row['lang']}, {row['date']}: {row['kind']} {row['note']}"


def same_document(row, line):
    return all(line[key] == row[key] for key in ("service", "policy", "lang"))


def page_of(row):
    document = "/".join(row[key].lower().replace(" ", "-") for key in ("service", "policy"))
    return f"changes/{document}.{row['lang'].lower()}/{row['date']}T000000Z.html"


def numbers(text):
    """The numbers of a text, digits of any script: int() reads them all."""
    return [int(number) for number in re.findall(r"\d+", text)]


def form_note(page):
    """What a page says of a change that leaves the text as it was."""
    return page.all(id="edits")[0].all(tag="p")[0].text()


class Planted(unittest.TestCase):
    """The nightly job on a copy of the sample, once for the class."""

    @classmethod
    def setUpClass(cls):
        cls.folder = tempfile.mkdtemp(prefix="clausewatch-")
        cls.addClassCleanup(shutil.rmtree, cls.folder, ignore_errors=True)
        for name in ("texts", "corpus.yaml"):
            copy = shutil.copytree if name == "texts" else shutil.copy
            copy(os.path.join(SAMPLE, name), os.path.join(cls.folder, name))
        cls.night()

    @classmethod
    def night(cls, *options):
        result = clausewatch("run", *options, "corpus.yaml", cwd=cls.folder)
        if result.returncode:
            raise AssertionError(result.stderr)

    def read(self, name):
        with open(os.path.join(self.folder, "out/report", name), encoding="utf-8") as file:
            return file.read()

    def data(self, name):
        return json_lines(self.read(f"data/{name}.jsonl"))

    def page(self, name):
        return pages.read_page(self.read(name))

    def each(self, table, check):
        """Checks every row; one of EXPECTED_LATER must fail."""
        for row in table:
            with self.subTest(name_of(row)):
                reason = EXPECTED_LATER.get((row["id"], row["kind"]))
                if not reason:
                    check(row)
                    continue
                try:
                    check(row)
                except AssertionError:
                    continue
                self.fail(f"the report now shows this; take it out of EXPECTED_LATER ({reason})")


class Changes(Planted):
    def test_changes(self):
        table = rows("change")
        self.assertGreater(len(table), 50)
        self.each(table, self.check)

    def check(self, row):
        change = self.change_of(row)
        page = self.page(page_of(row))
        edits = pages.edits(page)
        edit = self.edit_of(row, edits)
        if row["kind"] == "cosmetic":
            self.assertEqual((change["class"], change["severity"]), ("cosmetic", "info"))
            self.assertIn({"links": "links", "quotes": "markup"}[row["note"]], change["cosmetic_kinds"].split(","))
            self.assertEqual(form_note(page), "Only the form changed; the words are the same.")
        elif row["kind"] == "back":
            self.assertEqual((change["back_to"][:10], change["seen"]), (row["note"][-10:], 1))
            self.assertIn(row["note"][-10:], " ".join(note.text() for note in page.all(cls="note")))
        elif row["kind"] in ("split", "merged"):
            self.assertEqual([e.kind for e in edits if row["old"] in e.old or row["new"] in e.new], [row["kind"]])
            second = row["new"] if row["kind"] == "split" else row["old"]
            self.assertIn("\n" + second[:20], self.read(page_of(row)), "where one clause ends is shown")
        elif row["kind"] == "moved":
            self.assertEqual([e.kind for e in edits if row["new"] in e.new + e.old], ["moved"])
            self.assertGreater(change["moved"], 0)
            for number in row["note"].split(" -> "):
                self.assertIn(number, edit.notes)
        elif row["kind"] in ("added", "removed"):
            self.assertGreater(change[row["kind"]], 0)
            self.assertEqual((edit.old, edit.new), (row["old"], row["new"]))
        if row["note"].startswith("date;"):
            self.assertEqual(form_note(page), "Only the form changed: date of the last update.")
        self.check_signals(row, change, edit)
        section = "cosmetic" if change["class"] == "cosmetic" else "changes"
        self.assertIn(page_of(row), pages.links(self.page("index.html"), section))

    def change_of(self, row):
        found = [change for change in self.data("changes")
                 if same_document(row, change) and change["new_time"][:10] == row["date"]]
        self.assertEqual(len(found), 1, "one change of this document on that day")
        return found[0]

    def edit_of(self, row, edits):
        """The edit of the page that shows the words; of links, their targets stand in the signals."""
        kind = "modified" if row["kind"] in ("cosmetic", "back") else row["kind"]
        for edit in edits:
            shown = ((" ".join(edit.signals),) * 2 if row["note"] == "links" else
                     (edit.new, edit.new) if kind == "moved" else (edit.old, edit.new))
            if edit.kind == kind and row["old"] in shown[0] and row["new"] in shown[1]:
                return edit
        self.fail(f"no {kind} clause with these words on {page_of(row)}:\n" + "\n".join(map(repr, edits)))

    def check_signals(self, row, change, edit):
        kind = row["note"].split(" ")[0].rstrip(";")
        shown = " | ".join(edit.signals)
        if kind in ("duration", "age"):
            self.assertEqual(change["severity"], "high")
            found = [s for s in change["signals"] if s["kind"] == kind]
            self.assertEqual([(numbers(s["old"])[-1:], numbers(s["new"])[-1:]) for s in found],
                             [(numbers(row["old"]), numbers(row["new"]))], change["signals"])
            self.assertNotIn("number", [s["kind"] for s in change["signals"]])
            for signal in found:
                self.assertIn(signal["old"], row["old"])
                self.assertIn(signal["new"], row["new"])
                self.assertIn(f"{signal['old']} → {signal['new']}", shown)
        elif kind == "modal":
            self.assertIn("modal", [s["kind"] for s in change["signals"]])
            self.assertRegex(shown, "Duty or permission: .+ → .+")
        elif kind == "concept" and row["kind"] in ("added", "removed"):
            _, concept, verb = row["note"].split(" ")
            self.assertEqual(change["severity"], "high")
            self.assertRegex(shown, f"(?i)Subject: {'new' if verb == 'gained' else 'gone'}: [^|]*{concept}")
        elif kind == "date":
            self.assertEqual((change["class"], change["severity"], change["cosmetic_kinds"]),
                             ("cosmetic", "info", "revision-date"))
            self.assertIn("Date: ", shown)
            self.assertEqual(numbers(shown), numbers(row["old"]) + numbers(row["new"]))


class Captures(Planted):
    """Error pages and consent walls are set aside, and the policy's return is no change either."""

    def test_captures(self):
        table = rows("capture")
        self.assertEqual(len(table), 6)
        self.each(table, self.check)

    def check(self, row):
        version = [v for v in self.data("versions") if same_document(row, v) and v["time"][:10] == row["date"]][0]
        change = [c for c in self.data("changes") if same_document(row, c) and c["new_time"][:10] == row["date"]]
        page = self.page("index.html")
        self.assertNotIn(page_of(row), pages.links(page, "changes") + pages.links(page, "cosmetic"))
        aside = page.all(tag="section", id="set-aside")[0].text()
        entry = f"{row['date']}:"
        if row["kind"] == "junk":
            self.assertIsNotNone(version["set_aside"])
            self.assertEqual([c["class"] for c in change], ["junk"])
            self.assertIn(entry, aside)
            self.assertIn(row["new"], self.page(page_of(row)).text())
        else:
            self.assertIsNone(version["set_aside"])
            back = [c["back_to"][:10] for c in change if c["back_to"]]
            self.assertEqual(back or ["2025-12-01" if row["policy"] == "Terms of Service" else "2026-01-26"],
                             [row["note"][-10:]])

    def test_counted(self):
        self.assertEqual(sum(version["set_aside"] is not None for version in self.data("versions")), 3)


class Findings(Planted):
    def test_findings(self):
        table = rows("flag", "readability")
        self.assertGreater(len(table), 20)
        self.each(table, self.check)

    def check(self, row):
        """A finding of the criterion, on the newest version, in a clause that the words stand in. A finding marks
        the cue, the table names more or less of the clause: one holds the other, or they share their first words."""
        found = [f for f in self.data("findings") if same_document(row, f) and f["criterion"] == row["kind"]]
        words = row["new"].casefold()
        clauses = {f["clause"] for f in found if f["text"].casefold() in words or words in f["text"].casefold()}
        self.assertTrue(clauses, f"{row['kind']}: {[f['text'] for f in found]}")

    def test_prevailing_language(self):
        """P24: who prevails and for what a translation is there, in every language."""
        for lang in ("en", "ur", "zh-Hant", "id", "hi"):
            with self.subTest(lang):
                found = {f["criterion"] for f in self.data("findings")
                         if (f["service"], f["policy"], f["lang"]) == ("Murmura", "Terms of Service", lang)}
                self.assertIn("LA-PREVAIL", found)


class Translations(Planted):
    """What is missing, left in another language, added, out of date, or differs in its numbers; and nothing more."""

    def lines(self, row):
        return [line for line in self.data("translations") if same_document(row, line)]

    def test_translations(self):
        table = rows("translation")
        self.assertEqual(len(table), 8)
        self.each(table, self.check)

    def check(self, row):
        found = [line for line in self.lines(row) if line["rule"] == f"translation.{row['kind']}"]
        if row["kind"] == "caught-up":
            cell = self.cell(row)
            self.assertEqual((cell["status"], cell["caught_up"][:10], cell["lag_days"]),
                             ("complete", row["date"], numbers(row["note"])[0]))
        elif row["kind"] == "stale" and row["note"].startswith("stale from"):
            self.assertEqual(found, [], "it was caught up")
        elif row["kind"] == "document-missing":
            self.assertEqual([(line["criterion"], line["clause"]) for line in found], [("LA-MARKET", None)])
            self.assertEqual((self.cell(row)["status"], self.cell(row)["expected"]), ("absent", True))
        else:
            self.check_clause(row, found)

    def check_clause(self, row, found):
        here, there = row["new"], row["old"]
        line = next((line for line in found if (here in line["text"] or line["text"] in here if line["text"] else
                                                line["source_text"] in there)), None)
        self.assertIsNotNone(line, found)
        self.assertEqual(line["since"][:10], row["date"])
        self.assertEqual(line["criterion"], "LA-FRESH" if row["kind"] == "stale" else "LA-EQUAL")
        self.assertEqual(line["clause"] is None, row["kind"] == "clause-missing")
        self.assertEqual(line["source_clause"] is None, row["kind"] == "added")
        if row["kind"] == "stale":
            self.assertEqual((line["severity"], line["days"]), ("high", 91))
            self.assertIn("gone: 30 days", line["message"])
            cell = self.cell(row)
            self.assertEqual((cell["status"], cell["stale_days"]), ("stale", 91))
        finding = [f for f in self.data("findings") if same_document(row, f) and f["rule"] == line["rule"] and
                   (f["clause"], f["source_clause"]) == (line["clause"], line["source_clause"])]
        self.assertEqual(len(finding), 1)
        self.assertIn(line["message"], self.page(self.document_page(row)).text())

    def document_page(self, row):
        return page_of(row).replace("changes/", "documents/").rsplit("/", 1)[0] + ".html"

    def cell(self, row):
        found = [line for line in self.data("coverage") if same_document(row, line)]
        self.assertEqual(len(found), 1)
        return found[0]

    def test_nothing_else_is_stale(self):
        self.assertEqual([(line["policy"], line["lang"]) for line in self.data("translations")
                          if line["rule"] == "translation.stale"], [("Privacy Policy", "hi")])

    def test_original(self):
        self.assertEqual({line["lang"] for line in self.data("coverage") if line["status"] == "original"}, {"en"})

    def test_coverage_page(self):
        page = self.page("coverage.html").text()
        self.assertIn("out of date", page)
        self.assertIn("not there, expected", page)
        self.assertIn("coverage.html", [a.attributes.get("href") for a in self.page("index.html").all(tag="a")])


class NightByNight(Planted):
    """The same facts when the history is replayed, a few nights one by one."""

    @classmethod
    def night(cls, *options):
        cls.seen = {}
        cls.stale = {}
        for until in NIGHTS:
            super().night("--until", until)
            with open(os.path.join(cls.folder, "out/report/data/translations.jsonl"), encoding="utf-8") as file:
                cls.stale[until] = {(line["policy"], line["lang"], line["since"][:10], line["days"])
                                    for line in json_lines(file.read()) if line["rule"] == "translation.stale"}
            with open(os.path.join(cls.folder, "out/report/index.html"), encoding="utf-8") as file:
                cls.seen[until] = pages.read_page(file.read())
        super().night()

    def changes(self, until):
        return [link for link in pages.links(self.seen[until], "changes") if link.startswith("changes/")]

    def test_there_and_back(self):
        page = "changes/darsika/privacy-policy.en/{}T000000Z.html"
        self.assertIn(page.format("2025-11-24"), self.changes("2025-11-25"))
        self.assertEqual(self.changes("2025-11-26"), [page.format("2025-11-25")])
        self.assertIn("2025-10-01", self.seen["2025-11-26"].all(tag="section", id="changes")[0].text())

    def test_notice_period(self):
        """P01 and P22: in every language, and nothing else was to read in those nights."""
        self.assertEqual(sorted(self.changes("2025-12-18")),
                         [f"changes/murmura/terms-of-service.{lang}/{date}T000000Z.html" for lang, date in
                          (("en", "2025-12-15"), ("id", "2025-12-16"), ("ur", "2025-12-17"),
                           ("zh-hant", "2025-12-15"))])

    def test_error_page(self):
        self.assertEqual(self.changes("2026-02-03"), [])
        self.assertIn("2026-02-02", self.seen["2026-02-03"].all(tag="section", id="set-aside")[0].text())
        self.assertEqual(self.changes("2026-02-04"), [])

    def test_walls(self):
        aside = self.seen["2026-03-10"].all(tag="section", id="set-aside")[0].text()
        for language in ("English", "Indonesian"):
            self.assertIn(f"{language}, 2026-03-09", aside)
        self.assertFalse([link for link in self.changes("2026-03-10") if "2026-03-09" in link])
        self.assertEqual(self.changes("2026-03-11"), [])

    def test_stale(self):
        """P04 and P05: out of date from the day on which the original moved on, until it is caught up."""
        self.assertEqual(self.stale["2026-02-04"], set())
        self.assertEqual({line[:3] for line in self.stale["2026-02-20"]},
                         {("Privacy Policy", lang, "2026-02-16") for lang in ("hi", "id")})
        self.assertEqual({line[1] for line in self.stale["2026-04-03"]}, {"hi"})

    def test_ends_like_one_run(self):
        def without_status(findings):
            return [{k: v for k, v in f.items() if k != "status"} for f in findings if f["status"] != "gone"]

        replayed = {name: self.data(name) for name in
                    ("versions", "changes", "readability", "findings", "translations", "coverage")}
        shutil.rmtree(os.path.join(self.folder, "out"))
        Planted.night.__func__(type(self))
        for name, lines in replayed.items():
            with self.subTest(name):
                now = self.data(name)
                if name in ("findings", "translations"):
                    lines, now = without_status(lines), without_status(now)
                self.assertEqual(lines, now)


if __name__ == "__main__":
    main()
