"""What the guides point at exists: files behind links, folders named in the code tour."""
import glob
import os
import re
import unittest

SOURCE = os.environ.get("CW_SOURCE", os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__)))))
LINK = re.compile(r"\]\(([^)#\s]+)(?:#[^)]*)?\)")
PLACE = re.compile(r"`((?:pipeline|stages|lexicons|corpora|tests|docs)/[\w./-]*\w/?)`")


class Links(unittest.TestCase):
    def test_guides(self):
        guides = glob.glob(os.path.join(SOURCE, "*.md")) + glob.glob(os.path.join(SOURCE, "docs", "*.md"))
        guides.append(os.path.join(SOURCE, "pipeline", "README.md"))
        self.assertGreater(len(guides), 5)
        for guide in guides:
            with open(guide, encoding="utf-8") as file:
                text = file.read()
            for target in LINK.findall(text):
                if "://" not in target:
                    with self.subTest(guide=os.path.relpath(guide, SOURCE), link=target):
                        self.assertTrue(os.path.exists(os.path.join(os.path.dirname(guide), target)))
            for place in PLACE.findall(text):
                with self.subTest(guide=os.path.relpath(guide, SOURCE), place=place):
                    made = place.startswith("corpora/sample/out")
                    self.assertTrue(made or os.path.exists(os.path.join(SOURCE, place)))


if __name__ == "__main__":
    unittest.main()
