"""A real document with its whole history in 22 languages, replayed night by night (mozilla-legal, CC BY-SA; skipped where
it is not there). What each night should say was read off the versions by hand: en is the original; its edits of
2022-10-20, 2024-02-14 and 2025-06-11 are of form or of one name, those named below change what is said."""
import os
import shutil
import sys
import unittest

from harness import Case, main

SOURCE = os.path.join(os.environ.get("CW_CORPORA", ""), "mozilla-legal/subscription_services_tos")
CORPUS = """title: History
store: out/store.sqlite
report: out/report
grace_days: 7
sources:
  - folder: texts
    pattern: "{service}/{policy}/{lang}/{date}_*.md"
services:
  Mozilla:
    languages: [en, de, zh-TW, ur]
"""
FIRST = {"de", "es-ES", "fr", "it", "ms", "nl"}
SECOND = FIRST | {"cs", "hu", "pl", "ro"}

# until: (languages there beside en, those out of date, since when)
NIGHTS = {
    "2022-11-01": (FIRST, set(), None),
    "2023-05-30": (FIRST, FIRST, "2023-05-24"),
    "2023-06-07": (SECOND, set(), None),
    "2024-01-10": (SECOND, SECOND, "2024-01-08"),
    "2024-01-12": (SECOND, set(), None),
    "2026-03-24": (SECOND | {"el", "id", "ja", "ko", "pt-BR", "ru", "tr", "uk", "vi", "zh-CN", "zh-TW"},
                   {"el", "ko", "ms", "ro", "tr", "uk", "vi", "zh-TW"}, "2025-12-10"),
}


class History(Case):
    def test_nights(self):
        shutil.copytree(SOURCE, self.path("texts/Mozilla/Terms of Service"))
        self.corpus(CORPUS)
        for until, (there, stale, since) in NIGHTS.items():
            self.run_corpus("--until", until)
            with self.subTest(until):
                self.check_night(there, stale, since)
                if until == "2024-01-12":
                    self.check_caught_up()
        self.check_end()

    def check_night(self, there, stale, since):
        cells = {cell["lang"]: cell for cell in self.data("coverage")}
        self.assertEqual(cells["en"]["status"], "original")
        self.assertEqual({lang for lang, cell in cells.items() if cell["status"] not in ("original", "absent")}, there)
        self.assertEqual({lang for lang, cell in cells.items() if cell["status"] == "absent"},
                         {"zh-TW", "ur"} - there)
        self.assertEqual({lang for lang, cell in cells.items() if cell["status"] == "stale"}, stale)
        self.assertEqual({cells[lang]["stale_since"][:10] for lang in stale}, {since} if stale else set())
        lines = [line for line in self.data("translations") if line["rule"] == "translation.stale"]
        self.assertEqual({line["lang"] for line in lines}, stale)
        self.assertTrue(all(line["since"][:10] >= since for line in lines))

    def check_caught_up(self):
        """The edit of 2023-10-16 was followed everywhere on 2023-10-27."""
        cells = {cell["lang"]: cell for cell in self.data("coverage")}
        self.assertEqual({(cells[lang]["caught_up"][:10], cells[lang]["lag_days"]) for lang in SECOND},
                         {("2023-10-27", 11)})

    def check_end(self):
        missing = [line["lang"] for line in self.data("translations") if line["rule"] == "translation.document-missing"]
        self.assertEqual(missing, ["ur"])


if __name__ == "__main__":
    if not os.path.isdir(SOURCE):
        print("[  SKIPPED ] no mozilla-legal at CW_CORPORA")
        sys.exit(77)
    main()
