#!/usr/bin/env python3
"""Held-back clauses to measure identification on: identify_split.py CORPORA [--cuts] > lines.tsv

CORPORA holds udhr/ and mozilla-legal/. No profile has seen what is printed: the last quarter of each
Declaration, and the two documents HELD_BACK in their newest version. Profiles were counted from the
first three quarters and the other two documents. English copies in other locales are left out. With
--cuts, up to six pieces of 20-49 characters of each long clause are added; their source begins with c.
"""
import glob
import random
import re
import sys
import unicodedata
import zlib

LANGS = ("en ur hi bn ta si ne th vi id ms tl my km lo zh-Hans zh-Hant ja ko ar fa tr ru de fr es pt it "
         "nl pl").split()
LOCALES = {"zh-Hans": ["zh-CN"], "zh-Hant": ["zh-TW"], "es": ["es", "es-ES", "es-CL"], "pt": ["pt", "pt-BR"],
           "bn": ["bn", "bn-BD", "bn-IN"], "my": []}  # the Burmese there is in Zawgyi
HELD_BACK = ["common_voice_terms", "firefox_os_privacy_notice"]
ALL = HELD_BACK + ["subscription_services_tos", "websites_privacy_notice"]
ENGLISH = set("the of and to in is you we that our this your by or for are with will not any such".split())


def clean(text):
    text = re.sub(r"\{:[^}]*\}", "", text)
    text = re.sub(r"!?\[([^\]]*)\]\([^)]*\)", r"\1", text)
    text = re.sub(r"<[^>]*>", " ", text)
    text = re.sub(r"[*_`#|\\]+", " ", text)
    text = re.sub(r"^\s*(\d+\.|[-+])\s", "", text)
    return unicodedata.normalize("NFC", re.sub(r"\s+", " ", text).strip())


def clauses(path):
    out, block = [], []
    for line in open(path, encoding="utf8", errors="replace"):
        line = line.rstrip("\n")
        if block and (not line.strip() or re.match(r"\s*([-*+]|\d+\.|#|\{:)", line)):
            out.append(" ".join(block))
            block = []
        if line.strip():
            block.append(line)
    out.append(" ".join(block))
    return [c for c in map(clean, out) if re.search(r"\w", c)]


def versions(corpora, document, locale):
    return sorted(glob.glob(f"{corpora}/mozilla-legal/{document}/{locale}/*.md"))


def is_english(text, copies):
    words = re.findall(r"[a-zA-Z]+", text.lower())
    return text in copies or (len(words) >= 4 and sum(w in ENGLISH for w in words) / len(words) > 0.2)


def cut(text, number):
    dice = random.Random(zlib.crc32(text.encode()) + number)
    start = dice.randrange(len(text))
    if " " in text:
        start = text.rfind(" ", 0, start) + 1
    piece = text[start:start + dice.randint(20, 49)]
    if " " in piece and start + len(piece) < len(text) and text[start + len(piece)] != " ":
        piece = piece.rsplit(" ", 1)[0]
    return piece.strip() if len(piece.strip()) >= 20 else None


def main():
    corpora = sys.argv[1]
    copies = {c for d in ALL for v in versions(corpora, d, "en") for c in clauses(v)}
    for lang in LANGS:
        lines = [clean(x) for x in open(f"{corpora}/udhr/{lang}.txt", encoding="utf8") if x.strip()]
        found = [("u", x) for x in lines[int(len(lines) * 0.75):]]
        for document in HELD_BACK:
            for locale in LOCALES.get(lang, [lang]):
                for path in versions(corpora, document, locale)[-1:]:
                    found += [("m", c) for c in clauses(path) if lang == "en" or not is_english(c, copies)]
        for source, text in dict.fromkeys(found):
            if len(text) < 20:
                continue
            print(lang, source, text, sep="\t")
            if "--cuts" in sys.argv and len(text) > 60:
                for number in range(6):
                    piece = cut(text, number)
                    if piece:
                        print(lang, "c" + source, piece, sep="\t")


if __name__ == "__main__":
    main()
