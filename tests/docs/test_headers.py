"""Every header compiles alone: whoever includes it needs to know nothing else."""
import concurrent.futures
import glob
import os
import subprocess
import sys
import tempfile
import unittest

SOURCE = os.environ.get("CW_SOURCE", os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__)))))
COMPILER = os.environ.get("CC", "cc")
FLAGS = ["-std=c17", "-D_GNU_SOURCE", "-fsyntax-only", "-Wall", "-Wextra", "-Wshadow", "-Wconversion",
         "-Wstrict-prototypes", "-Werror"]


def compile_alone(header):
    folders = [f for f in os.environ["CW_INCLUDES"].split(":") if f]
    include = [flag for folder in folders for flag in ("-isystem" if folder.startswith("/usr") else "-I", folder)]
    result = subprocess.run([COMPILER, *FLAGS, *include, "-x", "c", "-"],
                            input=f'#include "{header}"\ntypedef int cw_header_is_alone;\n', text=True,
                            stdout=subprocess.PIPE, stderr=subprocess.STDOUT)
    return header, result.returncode, result.stdout


class Headers(unittest.TestCase):
    def test_each_compiles_alone(self):
        headers = sorted(glob.glob(os.path.join(SOURCE, "stages/*/*.h")) + glob.glob(os.path.join(SOURCE, "pipeline/*/*.h")))
        self.assertGreater(len(headers), 40)
        with concurrent.futures.ThreadPoolExecutor(2) as pool:
            for header, code, output in pool.map(compile_alone, headers):
                with self.subTest(header=os.path.relpath(header, SOURCE)):
                    self.assertEqual(code, 0, output)

    def test_a_missing_include_shows(self):
        with tempfile.NamedTemporaryFile("w", suffix=".h") as header:
            header.write("struct cw_str cw_from_nowhere(size_t n);\n")
            header.flush()
            self.assertNotEqual(compile_alone(header.name)[1], 0)


if __name__ == "__main__":
    if "CW_INCLUDES" not in os.environ:
        print("skipped: run this with ctest, which names the include folders")
        sys.exit(77)
    unittest.main()
