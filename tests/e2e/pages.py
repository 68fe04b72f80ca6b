"""Reads the report's pages as a test needs them: sections, links, clause edits. Standard library only."""
from html.parser import HTMLParser

VOID = {"meta", "link", "br", "hr", "img", "wbr", "input", "col"}


class Element:
    def __init__(self, tag, attributes, parent):
        self.tag, self.attributes, self.parent = tag, attributes, parent
        self.children = []

    def has(self, tag=None, id=None, cls=None):
        classes = (self.attributes.get("class") or "").split()
        return ((tag is None or self.tag == tag) and (id is None or self.attributes.get("id") == id)
                and (cls is None or cls in classes))

    def all(self, **what):
        found = []
        for child in self.children:
            if isinstance(child, Element):
                if child.has(**what):
                    found.append(child)
                found += child.all(**what)
        return found

    def text(self):
        """What a reader sees: no words that only a screen reader speaks, no number in the margin."""
        return " ".join("".join(self._pieces()).split())

    def _pieces(self):
        for child in self.children:
            if not isinstance(child, Element):
                yield child
            elif not child.has(cls="vh") and not child.has(cls="num"):
                yield from child._pieces()


class _Reader(HTMLParser):
    def __init__(self):
        super().__init__(convert_charrefs=True)
        self.root = self.at = Element("", {}, None)

    def handle_starttag(self, tag, attributes):
        element = Element(tag, dict(attributes), self.at)
        self.at.children.append(element)
        if tag not in VOID:
            self.at = element

    def handle_endtag(self, tag):
        at = self.at
        while at.parent and at.tag != tag:
            at = at.parent
        if at.parent:
            self.at = at.parent

    def handle_data(self, data):
        self.at.children.append(data)


def read_page(text):
    reader = _Reader()
    reader.feed(text)
    reader.close()
    return reader.root


class Edit:
    """One clause edit of a change page."""

    def __init__(self, article):
        self.kind = next(c for c in article.attributes["class"].split() if c != "edit")
        self.old, self.new = (" ".join(p.text() for side in article.all(cls=side) for p in side.all(cls="txt"))
                              for side in ("old", "new"))
        self.notes = " ".join(p.text() for p in article.all(cls="note"))
        self.signals = [li.text() for ul in article.all(cls="sig") for li in ul.all(tag="li")]

    def __repr__(self):
        return f"{self.kind}: {self.old[:60]!r} -> {self.new[:60]!r} {self.signals} {self.notes}"


def edits(page):
    return [Edit(article) for article in page.all(tag="article", cls="edit")]


def links(page, section):
    """Where the links of a section of a page lead."""
    return [a.attributes["href"] for s in page.all(tag="section", id=section) for a in s.all(tag="a")]
