#!/usr/bin/env python3
"""Planted edits: are they found, each by its right name, in every language, and is all else silent?

usage: synthetic_edits.py [--pairs N] [--seed S] [--langs en,de,...] [--formats txt,md,html] [--show]

Takes real texts (the Declaration of Human Rights and legal documents of the corpora; exit 77 without
them), plants edits of known kinds, writes both versions as plain text, Markdown or HTML, runs
`clausewatch diff --format jsonl` and counts hits and misses by kind. A second set of pairs differs in
form only: nothing substantive may be said of them. Same seed, same pairs.
"""
import argparse
import collections
import concurrent.futures
import glob
import html
import json
import os
import random
import re
import subprocess
import sys
import tempfile

PROGRAM = os.environ.get("CLAUSEWATCH", "build/pipeline/clausewatch")
HERE = os.path.dirname(os.path.abspath(__file__))
CORPORA = os.environ.get("CW_CORPORA", os.path.join(HERE, "..", "..", "..", "shared", "corpora"))

# Sentences with a number and with a modal, in two forms each; what the signals must hold.
# lang: (folder of the legal documents, number sentences, modal sentences, days ago, views)
FACTS = {
    "en": ("en", ("You can cancel within {} days after you signed up.", "30", "14"),
           ("We may close your account at any time.", "We will close your account at any time.", "may", "will"),
           "Updated {} days ago", "{} views"),
    "de": ("de", ("Sie können innerhalb von {} Tagen nach der Anmeldung kündigen.", "30", "14"),
           ("Wir dürfen Ihr Konto jederzeit schließen.", "Wir müssen Ihr Konto jederzeit schließen.", "dürfen", "müssen"),
           "Aktualisiert vor {} Tagen", "{} Aufrufe"),
    "fr": ("fr", ("Vous pouvez résilier dans un délai de {} jours après votre inscription.", "30", "14"),
           ("Nous pouvons fermer votre compte à tout moment.", "Nous devons fermer votre compte à tout moment.", "pouvons", "devons"),
           "Mis à jour il y a {} jours", "{} vues"),
    "es": ("es", ("Usted puede cancelar en un plazo de {} días desde el registro.", "30", "14"),
           ("Usted puede cerrar su cuenta en cualquier momento.", "Usted debe cerrar su cuenta en cualquier momento.", "puede", "debe"),
           "Actualizado hace {} días", "{} visitas"),
    "pt": ("pt-BR", ("Você pode cancelar no prazo de {} dias após o registro.", "30", "14"),
           ("Você pode encerrar a sua conta a qualquer momento.", "Você deve encerrar a sua conta a qualquer momento.", "pode", "deve"),
           "Atualizado há {} dias", "{} visualizações"),
    "ru": ("ru", ("Вы можете отказаться от подписки в течение {} дней после регистрации.", "30", "14"),
           ("Вы можете закрыть свою учётную запись в любое время.", "Вы должны закрыть свою учётную запись в любое время.", "можете", "должны"),
           "Обновлено {} дней назад", "{} просмотров"),
    "tr": ("tr", ("Kayıttan sonra {} gün içinde iptal edebilirsiniz.", "30", "14"),
           ("Hesabınızı istediğiniz zaman kapatabilirsiniz.", "Hesabınızı istediğiniz zaman kapatmalısınız.", "", ""),
           "{} gün önce güncellendi", "{} görüntüleme"),
    "id": ("id", ("Anda dapat membatalkan dalam waktu {} hari setelah mendaftar.", "30", "14"),
           ("Anda dapat menutup akun Anda kapan saja.", "Anda harus menutup akun Anda kapan saja.", "dapat", "harus"),
           "Diperbarui {} hari yang lalu", "{} kali dilihat"),
    "vi": ("vi", ("Bạn có thể hủy trong vòng {} ngày sau khi đăng ký.", "30", "14"),
           ("Bạn có thể đóng tài khoản bất cứ lúc nào.", "Bạn phải đóng tài khoản bất cứ lúc nào.", "có thể", "phải"),
           "Cập nhật {} ngày trước", "{} lượt xem"),
    "zh-Hans": ("zh-CN", ("您可以在注册后{}天内取消订阅。", "30", "14"),
                ("您可以随时关闭您的帐户。", "您必须随时关闭您的帐户。", "可以", "必须"),
                "{}天前更新", "{}次浏览"),
    "zh-Hant": ("zh-TW", ("您可以在註冊後{}天內取消訂閱。", "30", "14"),
                ("您可以隨時關閉您的帳戶。", "您必須隨時關閉您的帳戶。", "可以", "必須"),
                "{}天前更新", "{} 次觀看"),
    "ja": ("ja", ("登録後{}日以内に解約することができます。", "30", "14"),
           ("お客様はいつでもアカウントを閉鎖できます。", "お客様はいつでもアカウントを閉鎖しなければなりません。", "", ""),
           "{}日前に更新", "{}回視聴"),
    "ko": ("ko", ("귀하는 가입 후 {}일 이내에 취소할 수 있습니다.", "30", "14"),
           ("귀하는 언제든지 계정을 해지할 수 있습니다.", "귀하는 언제든지 계정을 해지해야 합니다.", "", ""),
           "{}일 전 업데이트됨", "조회수 {}회"),
    "ar": ("ar", ("يجوز لك إلغاء الاشتراك خلال {} يومًا من التسجيل.", "30", "14"),
           ("يجوز لك إغلاق حسابك في أي وقت.", "يجب عليك إغلاق حسابك في أي وقت.", "يجوز", "يجب"),
           "تم التحديث قبل {} أيام", "{} مشاهدة"),
    "hi": ("hi", ("आप पंजीकरण के बाद {} दिनों के भीतर रद्द कर सकते हैं।", "30", "14"),
           ("आप किसी भी समय अपना खाता बंद कर सकते हैं।", "आपको किसी भी समय अपना खाता बंद करना होगा।", "", ""),
           "{} दिन पहले अपडेट किया गया", "{} बार देखा गया"),
    "ur": ("ur", ("آپ اندراج کے بعد {} دن کے اندر منسوخ کر سکتے ہیں۔", "30", "14"),
           ("آپ کسی بھی وقت اپنا اکاؤنٹ بند کر سکتے ہیں۔", "آپ کو کسی بھی وقت اپنا اکاؤنٹ بند کرنا ہوگا۔", "", ""),
           "{} دن پہلے اپ ڈیٹ کیا گیا", "{} مرتبہ دیکھا گیا"),
    "th": ("th", ("คุณสามารถยกเลิกได้ภายใน {} วันหลังจากการลงทะเบียน", "30", "14"),
           ("คุณอาจปิดบัญชีของคุณได้ทุกเมื่อ", "คุณต้องปิดบัญชีของคุณทุกเมื่อ", "อาจ", "ต้อง"),
           "อัปเดตเมื่อ {} วันที่ผ่านมา", "เข้าชม {} ครั้ง"),
}
WIDE = ("zh-Hans", "zh-Hant", "ja", "th")
KINDS = ("added", "removed", "modified", "moved", "split", "merged", "moved+modified")
COSMETIC = ("links", "whitespace", "markup", "punctuation", "quotes", "invisible", "relative-date", "counter",
            "renumbered")


class Clause:
    """A block of a document, as it is written into a file."""

    def __init__(self, text, kind="paragraph", number=None):
        self.text, self.kind, self.number = text, kind, number

    def copy(self):
        return Clause(self.text, self.kind, self.number)


# ---- material -------------------------------------------------------------------------------------

def clean(text):
    text = re.sub(r"\[([^\]]*)\]\([^)]*\)", r"\1", text)
    text = re.sub(r"[*_`#<>|{}\\\[\]]", "", text)
    return re.sub(r"\s+", " ", text).strip()


def legal_paragraphs(folder):
    result = []
    for pattern in ("common_voice_terms", "websites_privacy_notice", "subscription_services_tos",
                    "firefox_os_privacy_notice"):
        files = sorted(glob.glob(os.path.join(CORPORA, "mozilla-legal", pattern, folder, "*.md"))) or sorted(
            glob.glob(os.path.join(CORPORA, "mozilla-legal", pattern, folder + "-ES", "*.md")))
        if not files:
            continue
        with open(files[-1], encoding="utf-8") as file:
            for block in re.split(r"\n\s*\n|\n\s*[*-] ", file.read()):
                block = clean(re.sub(r"\{:[^}]*\}", "", block))
                if 40 <= len(block.encode()) <= 2400 and not re.match(r"[\d\W]", block):
                    result.append(block)
    return result


def paragraphs_of(lang):
    with open(os.path.join(CORPORA, "udhr", lang + ".txt"), encoding="utf-8") as file:
        rights = [clean(line) for line in file if len(line.encode()) > 40]
    seen, result = set(), []
    for text in rights + legal_paragraphs(FACTS[lang][0]):
        text = re.sub(r"^[\d\W]+", "", text)
        key = re.sub(r"\W", "", text)[:60]
        if key and key not in seen:
            seen.add(key)
            result.append(text)
    return result


def sentences(text):
    parts = re.split(r"(?<=[.!?।۔؟])\s+(?=[^\W\d_a-zа-я])|(?<=[。！？])(?=.)", text)
    return [part for part in parts if part.strip()]


# ---- writing --------------------------------------------------------------------------------------

def write_plain(doc):
    return "\n\n".join((c.number + ". " if c.number else "") + c.text for c in doc) + "\n"


def write_markdown(doc, bullet="*"):
    out = []
    for c in doc:
        text = c.text
        if c.kind == "heading":
            text = "## " + text
        elif c.kind == "item":
            text = (c.number + ". " if c.number else bullet + " ") + text
        elif c.number:
            text = c.number + ". " + text
        out.append(text)
    return "\n\n".join(out) + "\n"


def html_text(c):
    return c.html if hasattr(c, "html") else html.escape(c.text, quote=False)


def write_html(doc, lang, attribute=""):
    out, in_list = [], None
    for c in doc:
        wanted = ("ol" if c.number else "ul") if c.kind == "item" else None
        if in_list and wanted != in_list:
            out.append(f"</{in_list}>")
        if wanted and wanted != in_list:
            start = f' start="{c.number}"' if c.number else ""
            out.append(f"<{wanted}{start}>")
        in_list = wanted
        if c.kind == "heading":
            out.append(f"<h2{attribute}>{html_text(c)}</h2>")
        elif c.kind == "item":
            out.append(f"<li{attribute}>{html_text(c)}</li>")
        else:
            number = c.number + ". " if c.number else ""
            out.append(f"<p{attribute}>{number}{html_text(c)}</p>")
    if in_list:
        out.append(f"</{in_list}>")
    body = "\n".join(out)
    return (f'<!DOCTYPE html><html lang="{lang}"><head><meta charset="utf-8"><title>T</title></head>'
            f"<body><main>\n{body}\n</main></body></html>\n")


def write(doc, form, lang):
    return write_plain(doc) if form == "txt" else write_markdown(doc) if form == "md" else write_html(doc, lang)


# ---- planting -------------------------------------------------------------------------------------

class Planter:
    """One pair: a document, its edited form, and what must be said of the two."""

    def __init__(self, rng, lang, material):
        self.rng, self.lang = rng, lang
        pool = material[:]
        rng.shuffle(pool)
        n = rng.randint(18, 30)
        self.old = [Clause(text) for text in pool[:n]]
        self.spare = pool[n:]
        self.words = self.vocabulary(pool)
        self.decorate()
        for c in self.old:
            c.origin = c
        self.new = [(c, [c]) for c in self.old]  # clause of the new version, and what it comes from
        self.touched = set()
        self.planted = []  # (kind, old clauses, new clauses, value or None)

    def vocabulary(self, pool):
        if self.lang in WIDE:
            return None
        words = collections.Counter(w for t in pool for w in re.findall(r"[^\W\d_]{5,}", t))
        return sorted(words)

    def decorate(self):
        """Headings, a list, and the two sentences with facts."""
        number, modal = FACTS[self.lang][1:3]
        at = self.rng.sample(range(len(self.old)), 2)
        self.number_clause, self.modal_clause = self.old[at[0]], self.old[at[1]]
        join = "" if self.lang in WIDE[:3] else " "
        self.number_clause.text += join + number[0].format(number[1])
        self.modal_clause.text += join + modal[0]
        from_ = self.rng.randrange(3, len(self.old) - 6)
        for k in range(from_, from_ + 4):
            self.old[k].kind = "item"
        for k in (0, self.rng.randrange(8, 16)):
            c = self.old[k]
            if c not in (self.number_clause, self.modal_clause) and c.kind == "paragraph":
                c.kind = "heading"
                c.text = " ".join(c.text.split()[:6]) if self.lang not in WIDE else c.text[:14]

    def free(self, wanted=lambda c: True, apart=True):
        """A place in the new version whose clause and neighbours nobody touched."""
        places = []
        for k, (c, _) in enumerate(self.new):
            near = self.new[max(0, k - 1):k + 2] if apart else [self.new[k]]
            if all(id(x) not in self.touched for x, _ in near) and wanted(c):
                places.append(k)
        return self.rng.choice(places) if places else None

    def touch(self, *clauses):
        self.touched.update(id(c) for c in clauses)

    def changed_text(self, text):
        """One word is another word."""
        if self.lang in WIDE:
            spans = [m.span() for m in re.finditer(r"[^\W\d_a-zA-Z]{2}", text)]
            other = self.rng.choice([t for t in self.spare if len(t) > 8])
            start = self.rng.randrange(0, len(other) - 3)
            word = re.sub(r"[\W\d_]", "", other[start:start + 4])[:2] or "人民"
        else:
            spans = [m.span() for m in re.finditer(r"[^\W\d_]{4,}", text)]
            word = self.rng.choice(self.words)
        if not spans:
            return None
        a, b = self.rng.choice(spans)
        changed = text[:a] + word + text[b:]
        return None if changed.lower() == text.lower() else changed

    def replace(self, k, text):
        old = self.new[k][0]
        new = old.copy()
        new.text = text
        self.new[k] = (new, self.new[k][1])
        self.touch(new)
        return old, new

    def fact(self, which):
        number, modal = FACTS[self.lang][1:3]
        clause = self.number_clause if which == "number" else self.modal_clause
        k = next((k for k, (c, _) in enumerate(self.new) if c is clause), None)
        if k is None or id(clause) in self.touched:
            return False
        if which == "number":
            text = clause.text.replace(number[0].format(number[1]), number[0].format(number[2]))
            value = (number[1], number[2])
        else:
            text = clause.text.replace(modal[0], modal[1])
            value = modal[2:4]
        if text == clause.text:
            return False
        old, new = self.replace(k, text)
        self.planted.append(("modified", [old], [new], (which, value)))
        return True

    def plant(self, kind):
        return getattr(self, "plant_" + kind.replace("+", "_"))()

    def plant_added(self):
        k = self.free()
        if k is None:
            return False
        c = Clause(self.spare.pop(), self.new[k][0].kind if self.new[k][0].kind == "item" else "paragraph")
        self.new.insert(k, (c, []))
        self.touch(c)
        self.planted.append(("added", [], [c], None))
        return True

    def plant_removed(self):
        k = self.free(lambda c: c.kind != "heading")
        if k is None:
            return False
        c = self.new.pop(k)[0]
        self.planted.append(("removed", [c], [], None))
        for j in (k - 1, k):
            if 0 <= j < len(self.new):
                self.touch(self.new[j][0])
        return True

    def plant_modified(self):
        k = self.free()
        text = self.changed_text(self.new[k][0].text) if k is not None else None
        if text is None:
            return False
        old, new = self.replace(k, text)
        self.planted.append(("modified", [old], [new], None))
        return True

    def plant_moved(self, change=False):
        k = self.free(lambda c: c.kind == "paragraph")
        if k is None:
            return False
        c = self.new[k][0]
        text = self.changed_text(c.text) if change else c.text
        if text is None or (change and len(text.encode()) < 100):
            return False
        self.touch(c)
        targets = [j for j in range(len(self.new))
                   if abs(j - k) > 4 and self.new[j][0].kind == "paragraph" and
                   all(id(x) not in self.touched for x, _ in self.new[max(0, j - 1):j + 1])]
        if not targets:
            return False
        if change:
            c = self.replace(k, text)[1]
        entry = self.new.pop(k)
        j = self.rng.choice(targets)
        self.new.insert(j - (j > k), entry)
        for near in (k - 1, k, j - 1, j, j + 1):
            if 0 <= near < len(self.new):
                self.touch(self.new[near][0])
        kind = "moved+modified" if change else "moved"
        self.planted.append((kind, [entry[1][0]] if not change else [entry[1][0]], [c], None))
        return True

    def plant_moved_modified(self):
        return self.plant_moved(change=True)

    def plant_split(self):
        facts = (self.number_clause, self.modal_clause)
        k = self.free(lambda c: c.kind == "paragraph" and c not in facts and len(sentences(c.text)) > 1 and
                      min(len(s.encode()) for s in sentences(c.text)) >= 24)
        if k is None:
            return False
        old = self.new[k][0]
        parts = sentences(old.text)
        cut = self.rng.randrange(1, len(parts))
        join = "" if self.lang in WIDE[:3] else " "
        pieces = [Clause(join.join(parts[:cut])), Clause(join.join(parts[cut:]))]
        self.new[k:k + 1] = [(pieces[0], [old]), (pieces[1], [old])]
        self.touch(*pieces)
        self.planted.append(("split", [old], pieces, None))
        return True

    def plant_merged(self):
        places = [k for k in range(len(self.new) - 1)
                  if all(c.kind == "paragraph" and id(c) not in self.touched for c, _ in self.new[k:k + 2]) and
                  all(id(c) not in self.touched for c, _ in self.new[max(0, k - 1):k + 3])]
        if not places:
            return False
        k = self.rng.choice(places)
        a, b = self.new[k][0], self.new[k + 1][0]
        join = "" if self.lang in WIDE[:3] else " "
        whole = Clause(a.text + join + b.text)
        self.new[k:k + 2] = [(whole, [a, b])]
        self.touch(whole)
        self.planted.append(("merged", [a, b], [whole], None))
        return True

    def result(self):
        new = [c for c, _ in self.new]
        old_at = {id(c): k for k, c in enumerate(self.old)}
        new_at = {id(c): k for k, c in enumerate(new)}
        expected = []
        for kind, before, after, value in self.planted:
            expected.append((kind, tuple(old_at[id(c)] for c in before), tuple(new_at[id(c)] for c in after), value))
        return self.old, new, expected


def number_list(doc, first):
    """Numbers the items and a few paragraphs, counting from `first`."""
    n = first
    for c in doc:
        if c.kind == "item":
            c.number = str(n)
            n += 1


# ---- form only ------------------------------------------------------------------------------------

def cosmetic_pair(rng, lang, material, what, form):
    planter = Planter(rng, lang, material)
    old = planter.old
    days, views = FACTS[lang][3:5]
    relative, counter = Clause(days.format(3)), Clause(views.format(1204))
    old += [relative, counter]
    new = [c.copy() for c in old]
    chosen = rng.sample([c for c in new[:-2] if c.kind == "paragraph"], 5)
    if what == "links":
        return linked(rng, old, new, form, lang)
    if what == "whitespace":
        text = write(new, form, lang)
        if form == "html":
            text = text.replace("<p>", "<p>\n   ").replace("</p>", "  </p>\n\n")
        else:
            text = re.sub(r"\n\n", "\n\n\n", text)
            if lang not in WIDE:
                for c in chosen:
                    text = text.replace(c.text, c.text.replace(" ", "  ", 3).replace(" ", "\n", 0))
                    half = len(c.text) // 2
                    cut = c.text.find(" ", half)
                    if cut > 0 and not re.match(r"[\d*+#>-]", c.text[cut + 1:]):
                        text = text.replace(c.text, c.text[:cut] + "\n" + c.text[cut + 1:])
        return write(old, form, lang), text
    if what == "markup":
        return marked_up(old, new, chosen, form, lang)
    if what == "punctuation":
        for c in chosen:
            c.text = re.sub(r"[.。।۔]$", "", c.text) if rng.random() < 0.5 else re.sub(r"[,،、，]", "", c.text, count=1)
    if what == "quotes":
        words = {"ja": "「」", "zh-Hans": "“”", "zh-Hant": "「」", "fr": "«»", "ru": "«»", "de": "„“"}
        a, b = words.get(lang, "“”")
        for before, c in zip(old, new):
            if any(c is x for x in chosen) and len(c.text) > 30:
                before.text = c.text[:9] + '"' + c.text[9:18] + '"' + c.text[18:]
                c.text = c.text[:9] + a + c.text[9:18] + b + c.text[18:]
    if what == "invisible":
        sign = rng.choice(("\u200b", "\u00ad", "\ufeff", "\u2060", "\u200e", "\u00a0"))
        for c in chosen:
            if sign == "\u00a0":
                c.text = c.text.replace(" ", sign, 2)
            else:
                c.text = c.text[:12] + sign + c.text[12:]
    if what == "relative-date":
        new[-2].text = days.format(5)
    if what == "counter":
        new[-1].text = views.format(1377)
    if what == "renumbered":
        number_list(old, 1)
        number_list(new, 2)
    return write(old, form, lang), write(new, form, lang)


def linked(rng, old, new, form, lang):
    texts = []
    places = rng.sample(range(len(old) - 2), 4)
    for doc, target in ((old, "https://example.org/a?id=1"), (new, "https://example.org/b?id=22")):
        if form == "txt":
            return write(old, "txt", lang), write(old, "txt", lang)
        text = write(doc, form, lang)
        for k in places:
            raw = doc[k].text if form == "md" else html.escape(doc[k].text, quote=False)
            word = raw[:8].strip()
            tail = raw[len(raw[:8]) - (len(raw[:8]) - len(raw[:8].rstrip())):]
            link = f"[{word}]({target})" if form == "md" else f'<a href="{target}">{word}</a>'
            if not re.search(r"[&;\[\]]", word):
                text = text.replace(raw, link + tail, 1)
        texts.append(text)
    return tuple(texts)


def marked_up(old, new, chosen, form, lang):
    if form == "txt":
        return write(old, form, lang), write(new, form, lang).replace("\n", "\r\n")
    if form == "html":
        text = write_html(new, lang, ' class="x1"').replace("<main>", '<div id="a"><main role="main">').replace(
            "</main>", "</main></div>")
        for c in chosen:
            raw = html.escape(c.text, quote=False)
            word = raw[:8].strip()
            if "&" not in word:
                text = text.replace(raw, f"<b>{word}</b>{raw[len(word):]}")
        return write(old, form, lang), text
    text = write_markdown(new, bullet="-")
    for c in chosen:
        cut = 8 if lang in WIDE else c.text.find(" ", 4)
        if cut > 0 and c.text[:cut].isalnum():
            text = text.replace(c.text, "**" + c.text[:cut] + "**" + c.text[cut:])
    return write(old, form, lang), text


# ---- asking ---------------------------------------------------------------------------------------

def ask(folder, name, form, lang, before, after):
    paths = []
    for side, text in (("old", before), ("new", after)):
        path = os.path.join(folder, f"{name}.{side}.{form}")
        with open(path, "w", encoding="utf-8", newline="") as file:
            file.write(text)
        paths.append(path)
    run = subprocess.run([PROGRAM, "diff", "--format", "jsonl", *paths], capture_output=True, text=True, check=True)
    lines = [json.loads(line) for line in run.stdout.splitlines()]
    return [line for line in lines if line["type"] == "edit"], lines[-1]


def found_of(edits):
    found = {}
    for edit in edits:
        if edit["class"] != "substantive":
            continue
        kind = edit["kind"]
        if kind == "modified" and edit["moved"]:
            kind = "moved+modified"
        found[(kind, tuple(edit["old_indices"]), tuple(edit["new_indices"]))] = edit
    return found


def holds_value(edit, value):
    which, (old, new) = value
    for signal in edit["signals"]:
        a, b = signal["old"] or "", signal["new"] or ""
        kinds = ("modal",) if which == "modal" else ("number", "duration")
        if signal["kind"] in kinds and old in a and new in b:
            return True
    return False


class Score:
    def __init__(self):
        self.hit, self.missed, self.wrong = (collections.Counter() for _ in range(3))

    def f1(self, kind):
        hit, errors = self.hit[kind], self.missed[kind] + self.wrong[kind]
        return 2 * hit / (2 * hit + errors) if hit + errors else 1.0

    def merge(self, other):
        for mine, more in ((self.hit, other.hit), (self.missed, other.missed), (self.wrong, other.wrong)):
            mine.update(more)


def judge(name, expected, edits, score, show):
    found = found_of(edits)
    wanted = {(kind, old, new): value for kind, old, new, value in expected}
    for key, value in wanted.items():
        if key in found:
            score.hit[key[0]] += 1
            if value:
                good = holds_value(found[key], value)
                (score.hit if good else score.missed)[value[0]] += 1
                if show and not good:
                    print(f"{name}: {value} not in {found[key]['signals']}")
        else:
            score.missed[key[0]] += 1
    for key in found:
        if key not in wanted:
            score.wrong[key[0]] += 1
    if show and set(wanted) != set(found):
        print(f"{name}: missed {sorted(set(wanted) - set(found))} wrong {sorted(set(found) - set(wanted))}")


def plan(rng, number):
    """Which kinds go into a pair: one kind alone, or a handful."""
    if number % 2 == 0:
        return [KINDS[number // 2 % len(KINDS)]] * rng.randint(1, 3)
    return [rng.choice(KINDS) for _ in range(rng.randint(3, 6))] + ["number", "modal"]


def edit_pair(job):
    folder, lang, number, form, seed, show = job
    rng = random.Random(f"{seed} {lang} {number} {form}")
    planter = Planter(rng, lang, paragraphs_of(lang))
    for kind in plan(rng, number):
        for _ in range(5):
            if planter.fact(kind) if kind in ("number", "modal") else planter.plant(kind):
                break
            if kind in ("number", "modal"):
                break
    old, new, expected = planter.result()
    score = Score()
    name = f"{lang}-{number}-{form}"
    edits, _ = ask(folder, name, form, lang, write(old, form, lang), write(new, form, lang))
    judge(name, expected, edits, score, show)
    return lang, score


def silent_pair(job):
    folder, lang, what, form, seed, show = job
    rng = random.Random(f"{seed} {lang} {what} {form}")
    before, after = cosmetic_pair(rng, lang, paragraphs_of(lang), what, form)
    name = f"{lang}-{what}-{form}"
    edits, summary = ask(folder, name, form, lang, before, after)
    loud = [e for e in edits if e["class"] == "substantive"]
    score = Score()
    good = not loud and summary["class"] in ("identical", "cosmetic")
    (score.hit if good else score.wrong)["silent " + what] += 1
    if show and not good:
        print(f"{name}: {summary['class']}")
        for e in loud[:4]:
            print("   ", e["kind"], e["old_text"] and e["old_text"][:100], "=>", e["new_text"] and e["new_text"][:100])
    return lang, score


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--pairs", type=int, default=14, help="pairs with edits, a language")
    parser.add_argument("--seed", default="1")
    parser.add_argument("--langs", default=",".join(FACTS))
    parser.add_argument("--formats", default="txt,md,html")
    parser.add_argument("--show", action="store_true")
    parser.add_argument("--keep", help="folder for the pairs")
    parser.add_argument("--silent", action="store_true", help="pairs of form only")
    parser.add_argument("--least", type=float, default=0.98)
    options = parser.parse_args()
    if not os.path.isdir(os.path.join(CORPORA, "udhr")):
        print("no corpora")
        return 77
    with tempfile.TemporaryDirectory(prefix="clausewatch-synthetic-") as scratch:
        os.makedirs(options.keep or scratch, exist_ok=True)
        return run(options, options.keep or scratch)


def run(options, folder):
    forms = options.formats.split(",")
    langs = options.langs.split(",")
    jobs = [(folder, lang, what, form, options.seed, options.show)
            for lang in langs for what in COSMETIC for form in forms]
    pairs = [] if options.silent else [(folder, lang, n, forms[n % len(forms)], options.seed, options.show)
                                       for lang in langs for n in range(options.pairs)]
    total, by_lang = Score(), collections.defaultdict(Score)
    with concurrent.futures.ThreadPoolExecutor(2) as pool:
        for lang, score in [*pool.map(edit_pair, pairs), *pool.map(silent_pair, jobs)]:
            total.merge(score)
            by_lang[lang].merge(score)
    names = [*KINDS, "number", "modal", *("silent " + what for what in COSMETIC)]
    if options.silent:
        names = names[len(KINDS) + 2:]
    bad = 0
    for name in names:
        worst = sorted((by_lang[lang].f1(name), lang) for lang in langs)
        low = " ".join(f"{lang} {value:.3f}" for value, lang in worst if value < options.least)
        print(f"{name:22} F1 {total.f1(name):.4f}  hit {total.hit[name]} missed {total.missed[name]} "
              f"wrong {total.wrong[name]}  {low}")
        bad += total.f1(name) < options.least
    return 1 if bad else 0


if __name__ == "__main__":
    sys.exit(main())
