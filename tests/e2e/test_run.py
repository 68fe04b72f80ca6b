"""Whole runs: incremental, deterministic, in any number of workers, replayed night by night."""
import os
import shutil
import sqlite3
import subprocess
import unittest

from harness import CORPORA, SAMPLE, Case, clausewatch, json_lines, main

FIRST = "# Terms\n\nYou must give 30 days notice.\n\nWe may change these terms.\n"
SECOND = "# Terms\n\nYou must give 7 days notice.\n\nWe may change these terms.\n"


ENGLISH = """# Terms

These terms hold for everybody who uses our service in the European Union, wherever the person may live today.

We keep your messages only while the service needs them, and we delete what nobody asks for within {} days.

Read how to complain about a decision, whom to write to, and which office answers in your own country.

Nobody else may sell your pictures, your words or your music without asking you before it happens.
"""
GERMAN = """# Bedingungen

Diese Bedingungen gelten für alle Menschen, die unseren Dienst in der Europäischen Union nutzen, egal wo sie heute leben.

Wir speichern Ihre Nachrichten nur, solange der Dienst sie braucht, und löschen nach {} Tagen, wonach niemand fragt.

Lesen Sie, wie man sich über eine Entscheidung beschwert, an wen man schreibt und welche Stelle im Land antwortet.

Niemand sonst darf Ihre Bilder, Ihre Worte oder Ihre Musik verkaufen, ohne Sie vorher ausdrücklich zu fragen.
"""


class Incremental(Case):
    def test_back_and_forth_between_languages(self):
        """What comes in another language is compared with the last version in that language."""
        self.corpus()
        for date, text in (("2026-01-01", ENGLISH.format(30)), ("2026-02-01", GERMAN.format(30)),
                           ("2026-03-01", ENGLISH.format(90)), ("2026-04-01", GERMAN.format(90)),
                           ("2026-05-01", ENGLISH.format(90))):
            self.capture(date, text)
            self.run_corpus()
        changes = sorted(self.data("changes"), key=lambda change: change["new_time"])
        self.assertEqual([(c["old_time"][:10], c["class"]) for c in changes],
                         [("2026-01-01", "language-change"), ("2026-01-01", "substantive"),
                          ("2026-02-01", "substantive"), ("2026-03-01", "identical")])
        self.assertIn({"kind": "duration", "old": "30 days", "new": "90 days"}, changes[1]["signals"])
        life = json_lines(clausewatch("history", "corpus.yaml", "Example/Terms of Service", "2", "--format", "jsonl",
                                      cwd=self.folder).stdout)
        self.assertEqual([(event["kind"], event["time"][:10]) for event in life if event["type"] == "event"],
                         [("modified", "2026-03-01"), ("first", "2026-01-01")])

    def test_served_in_another_language(self):
        """A document declared English that comes in German is compared by the German pack."""
        text = ("Diese Bedingungen gelten für alle Menschen, die unseren Dienst in der Europäischen Union nutzen wollen.\n\n"
                "Wir speichern Ihre Nachrichten nur so lange, wie es für den Betrieb des Dienstes wirklich nötig ist.\n\n"
                "Sie müssen mindestens {} Jahre alt sein.\n")
        self.corpus()
        self.capture("2026-01-01", text.format(16))
        self.capture("2026-02-01", text.format(18))
        self.run_corpus()
        change = self.data("changes")[-1]
        self.assertEqual(change["severity"], "high")
        self.assertIn({"kind": "age", "old": "16 Jahre", "new": "18 Jahre"}, change["signals"])

    def test_only_what_is_new(self):
        self.corpus()
        self.capture("2026-01-01", FIRST)
        self.assertIn("1 new version", self.run_corpus().stderr)
        self.assertIn("nothing new", self.run_corpus().stderr)
        before = os.stat(self.path("out/report/index.html")).st_mtime_ns
        self.run_corpus()
        self.assertEqual(os.stat(self.path("out/report/index.html")).st_mtime_ns, before)
        self.capture("2026-02-01", SECOND)
        self.assertIn("1 new version", self.run_corpus().stderr)
        changes = self.data("changes")
        self.assertEqual([c["class"] for c in changes], ["substantive"])
        self.assertEqual(len(self.data("runs")), 2)

    def test_nights_of_an_older_store(self):
        """A store whose nights do not say what they did yet: they are counted when it is opened next."""
        self.corpus()
        for date, text in (("2026-01-01", FIRST), ("2026-02-01", SECOND)):
            self.capture(date, text)
            self.run_corpus()
        before = self.data("runs")
        self.assertEqual([run["changes"] for run in before], [0, 1])
        store = sqlite3.connect(self.path("out/store.sqlite"))
        store.execute("DROP INDEX capture_night")
        for column in ("first", "last", "captures", "documents", "unreadable", "versions", "changes", "cosmetic",
                       "set_aside"):
            store.execute(f"ALTER TABLE night DROP COLUMN {column}")
        store.execute("PRAGMA user_version = 3")
        store.close()
        clausewatch("report", "corpus.yaml", cwd=self.folder)
        self.assertEqual(self.data("runs"), before)

    def test_each_clause_is_analysed_once(self):
        self.corpus()
        for month in range(1, 7):
            self.capture(f"2026-0{month}-01", FIRST if month % 2 else SECOND)
        self.run_corpus()
        store = sqlite3.connect(self.path("out/store.sqlite"))
        self.assertEqual(store.execute("SELECT count(*) FROM clause").fetchone()[0], 4)
        self.assertEqual(store.execute("SELECT count(*) FROM analysis").fetchone()[0], 4)
        self.assertEqual(store.execute("SELECT count(*) FROM version").fetchone()[0], 6)
        self.assertEqual(store.execute("SELECT count(*) FROM comparison").fetchone()[0], 5)
        self.assertEqual(self.data("changes")[-1]["seen"], 2)

    def test_folder_without_dates(self):
        self.corpus("store: out/store.sqlite\nreport: out/report\nsources:\n  - folder: texts\n"
                    "    pattern: \"{service}/{policy}.md\"\n    lang: en\n")
        self.write("texts/Example/Privacy Policy.md", FIRST)
        self.run_corpus(env={"SOURCE_DATE_EPOCH": "1770000000"})
        self.write("texts/Example/Privacy Policy.md", SECOND)
        self.run_corpus(env={"SOURCE_DATE_EPOCH": "1770086400"})
        self.assertEqual([v["time"] for v in self.data("versions")],
                         ["2026-02-02T02:40:00Z", "2026-02-03T02:40:00Z"])
        self.assertEqual(len(self.data("changes")), 1)

    def test_late_capture_is_put_in_its_place(self):
        self.corpus()
        self.capture("2026-01-01", FIRST)
        self.capture("2026-03-01", SECOND)
        self.run_corpus()
        self.capture("2026-02-01", FIRST.replace("30 days", "20 days"))
        self.run_corpus()
        times = [(c["old_time"][:10], c["new_time"][:10]) for c in self.data("changes")]
        self.assertEqual(times, [("2026-01-01", "2026-02-01"), ("2026-02-01", "2026-03-01")])

    def test_changed_lexicon_analyses_again(self):
        self.corpus()
        self.capture("2026-01-01", FIRST.replace("may change", "zzyzx change"))
        packs = self.path("packs")
        shutil.copytree(os.path.join(os.path.dirname(SAMPLE), "..", "lexicons", "en"), os.path.join(packs, "en"))
        self.run_corpus("--lexicons", packs)
        self.assertFalse([f for f in self.data("findings") if f["text"] == "zzyzx"])
        with open(os.path.join(packs, "en", "cues.tsv"), "a", encoding="utf-8") as cues:
            cues.write("OP-MOD\tzzyzx\n")
        self.run_corpus("--lexicons", packs)
        self.assertTrue([f for f in self.data("findings") if f["text"] == "zzyzx"])


class Determinism(Case):
    """The sample, run in different ways, gives the same report byte for byte."""

    def setUp(self):
        super().setUp()
        shutil.copytree(os.path.join(SAMPLE, "texts"), self.path("texts"))
        shutil.copy(os.path.join(SAMPLE, "corpus.yaml"), self.path("corpus.yaml"))

    def fresh_run(self, name, *options):
        shutil.rmtree(self.path("out"), ignore_errors=True)
        self.run_corpus(*options)
        shutil.move(self.path("out/report"), self.path(name))

    def test_jobs_and_repeats(self):
        self.fresh_run("one", "--jobs", "1")
        self.fresh_run("two", "--jobs", "4")
        self.assertSameTree(self.path("one"), self.path("two"))

    def test_report_from_the_store_alone(self):
        self.run_corpus()
        shutil.move(self.path("out/report"), self.path("first"))
        shutil.rmtree(self.path("texts"))
        result = clausewatch("report", "corpus.yaml", cwd=self.folder)
        self.assertEqual(result.returncode, 0, result.stderr)
        self.assertSameTree(self.path("first"), self.path("out/report"))

    def test_report_after_several_nights(self):
        """What nights copied from the nights before is what the store says now, statuses and days included."""
        for date in ("2025-12-17", "2026-02-20", "2026-03-05", "2026-04-20"):
            self.run_corpus("--until", date)
        self.run_corpus()
        findings = self.data("findings")
        self.assertTrue([f for f in findings if f["status"] == "new"])
        self.assertTrue([f for f in findings if f["status"] == "open"])
        shutil.copytree(self.path("out/report"), self.path("first"))
        result = clausewatch("report", "corpus.yaml", cwd=self.folder)
        self.assertEqual(result.returncode, 0, result.stderr)
        self.assertSameTree(self.path("first"), self.path("out/report"))

    def test_data_files_that_were_touched(self):
        """Lines of untouched documents are copied only where they are those that were written."""
        for number, harm in enumerate((self.remove_data, self.cut_data, self.change_data)):
            self.run_corpus("--until", "2026-03-05")
            harm()
            self.run_corpus("--until", "2026-04-20")
            shutil.copytree(self.path("out/report"), self.path(f"harmed{number}"))
            result = clausewatch("report", "corpus.yaml", cwd=self.folder)
            self.assertEqual(result.returncode, 0, result.stderr)
            self.assertSameTree(self.path(f"harmed{number}"), self.path("out/report"))
            shutil.rmtree(self.path("out"))

    def remove_data(self):
        shutil.rmtree(self.path("out/report/data"))

    def cut_data(self):
        os.truncate(self.path("out/report/data/findings.jsonl"), 3000)

    def change_data(self):
        with open(self.path("out/report/data/versions.csv"), "r+b") as file:
            file.seek(2000)
            file.write(b"###")

    def test_replay_night_by_night(self):
        for date in ("2025-12-01", "2026-02-01", "2026-04-01"):
            self.run_corpus("--until", date)
            for version in self.data("versions"):
                self.assertLess(version["time"], date)
        self.run_corpus()
        replayed = self.data("versions")
        self.fresh_run("all")
        self.assertEqual(replayed, self.data("versions", "all"))


class History(Case):
    def test_documents_versions_clause(self):
        self.corpus()
        self.capture("2026-01-01", FIRST)
        self.capture("2026-02-01", SECOND)
        self.run_corpus()
        documents = json_lines(clausewatch("history", "corpus.yaml", cwd=self.folder).stdout)
        self.assertEqual([(d["service"], d["policy"], d["versions"]) for d in documents],
                         [("Example", "Terms of Service", 2)])
        name = "Example/Terms of Service"
        versions = json_lines(clausewatch("history", "corpus.yaml", name, cwd=self.folder).stdout)
        self.assertEqual([v["class"] for v in versions], [None, "substantive"])
        events = json_lines(clausewatch("history", "corpus.yaml", name, "1", cwd=self.folder).stdout)
        self.assertEqual([e["kind"] for e in events], ["modified", "first"])
        self.assertEqual(clausewatch("history", "corpus.yaml", "No/Such", cwd=self.folder).returncode, 2)


class Archives(Case):
    CORPUS = ("store: out/store.sqlite\nreport: out/report\nsources:\n  - archive: texts.zip\n"
              "    pattern: \"texts/{service}/{policy}/{lang}/{date}.*\"\n")

    def test_zip(self):
        self.capture("2026-01-01", FIRST)
        self.capture("2026-02-01", SECOND)
        shutil.make_archive(self.path("texts"), "zip", self.folder, "texts")
        shutil.rmtree(self.path("texts"))
        self.corpus(self.CORPUS)
        self.assertIn("2 new versions", self.run_corpus().stderr)
        self.assertIn("nothing new", self.run_corpus().stderr)


@unittest.skipUnless(os.path.exists(os.path.join(CORPORA, "pga-versions.bundle")), "no real archive here")
class RealArchive(Case):
    """One service of the Platform Governance Archive, from its git history."""

    def test_git_history(self):
        bundle = os.path.join(CORPORA, "pga-versions.bundle")
        subprocess.run(["git", "clone", "-q", "--bare", bundle, self.path("pga-versions.git")], check=True)
        self.corpus("store: out/store.sqlite\nreport: out/report\nsources:\n  - git: pga-versions.git\n"
                    "    pattern: \"{service}/{policy}.md\"\n    lang: en\n")
        self.run_corpus("--until", "2022-09-01")
        versions = self.data("versions")
        listed = subprocess.run(["git", "-C", self.path("pga-versions.git"), "log", "--first-parent", "--format=",
                                 "--name-only", "--diff-filter=AM", "--until=2022-09-01T00:00:00Z", "--", "*/*.md"],
                                stdout=subprocess.PIPE, text=True, check=True).stdout.split("\n")
        self.assertEqual(len(versions), len([line for line in listed if line]))
        self.assertTrue(all(len(v["provenance"]) == 40 for v in versions))
        self.assertTrue(any(v["snapshots"] for v in versions))


if __name__ == "__main__":
    main()
