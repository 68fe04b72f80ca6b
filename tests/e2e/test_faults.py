"""Faults that a night must survive: each ends with a clear message and a documented code, everything else
is done, and nothing finished is lost."""
import contextlib
import datetime
import io
import os
import random
import re
import shutil
import signal
import sqlite3
import subprocess
import tarfile
import time
import unittest
import zipfile

from harness import CORPORA, PROGRAM, SAMPLE, Case, clausewatch, main, tree

TEXT = "# Terms\n\nYou must give 30 days notice.\n\nWe may change these terms.\n"


class Kill(Case):
    """Killed at any moment, a plain run then writes what an undisturbed one would have written."""

    MOMENTS = 50
    RESUMED = 5  # at least so many of the killed runs left work half done that the next one goes on with

    def prepare(self, name):
        folder = self.path(name)
        os.makedirs(folder)
        shutil.copytree(os.path.join(SAMPLE, "texts"), os.path.join(folder, "texts"))
        shutil.copy(os.path.join(SAMPLE, "corpus.yaml"), folder)
        return folder

    def start(self, folder):
        return subprocess.Popen([PROGRAM, "run", "-q", "corpus.yaml"], cwd=folder, stderr=subprocess.DEVNULL)

    @staticmethod
    def log_size(folder):
        try:
            return os.stat(os.path.join(folder, "out/store.sqlite-wal")).st_size
        except OSError:
            return 0

    def test_kill_at_random_moments(self):
        whole = self.prepare("whole")
        self.captures = [name for _, _, names in os.walk(os.path.join(whole, "texts")) for name in names]
        begun = time.monotonic()
        process = self.start(whole)
        largest = 0
        while process.poll() is None:
            largest = max(largest, self.log_size(whole))
        self.assertEqual(process.returncode, 0)
        duration = time.monotonic() - begun
        moments = random.Random(20260401)
        killed = resumed = 0
        for i in range(self.MOMENTS):
            folder = self.prepare(f"killed{i}")
            process = self.start(folder)
            moment = moments.random()
            if i % 2:
                time.sleep(moment * duration)
            else:  # by what is committed, which does not depend on the machine's mood
                while process.poll() is None and self.log_size(folder) < moment * largest:
                    pass
            process.send_signal(signal.SIGKILL)
            killed += process.wait() == -signal.SIGKILL
            again = subprocess.run([PROGRAM, "run", "corpus.yaml"], cwd=folder, stderr=subprocess.PIPE, text=True)
            versions = int(re.search(r"(\d+) new version", again.stderr).group(1))
            resumed += 0 < versions < len(self.captures)
            self.assertEqual(again.returncode, 0, again.stderr)
            self.assertSameTree(os.path.join(whole, "out/report"), os.path.join(folder, "out/report"))
            shutil.rmtree(folder)
        self.assertGreater(killed, self.MOMENTS // 2)
        self.assertGreater(resumed, self.RESUMED)

    def test_interrupt_is_resumable(self):
        whole = self.prepare("whole")
        self.assertEqual(self.start(whole).wait(), 0)
        folder = self.prepare("interrupted")
        process = self.start(folder)
        while process.poll() is None and not self.log_size(folder):
            time.sleep(0.001)
        process.send_signal(signal.SIGINT)
        self.assertIn(process.wait(), (130, 0))
        self.assertEqual(self.start(folder).wait(), 0)
        self.assertSameTree(os.path.join(whole, "out/report"), os.path.join(folder, "out/report"))


class TwoAtOnce(Case):
    def test_second_run_says_so(self):
        self.corpus()
        self.capture("2026-01-01", TEXT)
        self.run_corpus()
        lock = subprocess.Popen(["flock", self.path("out/store.sqlite.lock"), "sleep", "30"])
        self.addCleanup(lock.kill)
        deadline = time.monotonic() + 10
        while clausewatch("run", "corpus.yaml", cwd=self.folder).returncode == 0 and time.monotonic() < deadline:
            time.sleep(0.05)
        result = clausewatch("run", "corpus.yaml", cwd=self.folder)
        self.assertEqual(result.returncode, 75)
        self.assertIn("another run", result.stderr)


def is_root():
    return os.geteuid() == 0


class Disk(Case):
    def test_full_disk(self):
        """A file-size limit stands in for a full disk: writes fail where the store would grow."""
        self.corpus()
        for day in range(1, 29):
            self.capture(f"2026-01-{day:02}", "".join(f"Clause {day} number {n}: {os.urandom(60).hex()}.\n\n"
                                                      for n in range(40)))
        limited = subprocess.run(["bash", "-c", f"ulimit -f 64; exec {PROGRAM} run corpus.yaml"], cwd=self.folder,
                                 stderr=subprocess.PIPE, text=True)
        self.assertEqual(limited.returncode, 74, limited.stderr)
        self.assertIn("store", limited.stderr)
        self.run_corpus()
        self.assertEqual(len(self.data("versions")), 28)

    @unittest.skipUnless(shutil.which("mount") and is_root(), "needs root to mount a small disk")
    def test_small_disk(self):
        os.makedirs(self.path("out"))
        mounted = subprocess.run(["mount", "-t", "tmpfs", "-o", "size=512k", "tmpfs", self.path("out")],
                                 stderr=subprocess.DEVNULL)
        if mounted.returncode:
            self.skipTest("this machine does not allow mounting")
        self.addCleanup(subprocess.run, ["umount", self.path("out")], stderr=subprocess.DEVNULL)
        self.corpus()
        for day in range(1, 29):
            self.capture(f"2026-01-{day:02}", "".join(f"Clause {day} number {n}: {os.urandom(60).hex()}.\n\n"
                                                      for n in range(40)))
        result = clausewatch("run", "corpus.yaml", cwd=self.folder)
        self.assertEqual(result.returncode, 74, result.stderr)
        self.assertRegex(result.stderr, "full|space")
        subprocess.run(["mount", "-o", "remount,size=64m", self.path("out")], check=True)
        self.run_corpus()
        self.assertEqual(len(self.data("versions")), 28)

    def test_read_only_store(self):
        self.corpus()
        self.capture("2026-01-01", TEXT)
        self.run_corpus()
        self.capture("2026-02-01", TEXT + "\nMore.\n")
        if is_root():  # root writes through permissions; an immutable file stops it too
            if subprocess.run(["chattr", "+i", self.path("out/store.sqlite")], stderr=subprocess.DEVNULL).returncode:
                self.skipTest("no way to make a file read-only for root here")
            self.addCleanup(subprocess.run, ["chattr", "-i", self.path("out/store.sqlite")])
        else:
            os.chmod(self.path("out/store.sqlite"), 0o444)
        result = clausewatch("run", "corpus.yaml", cwd=self.folder)
        self.assertEqual(result.returncode, 74, result.stderr)
        self.assertIn("store.sqlite", result.stderr)

    def test_store_that_is_none(self):
        self.corpus()
        self.capture("2026-01-01", TEXT)
        self.write("out/store.sqlite", "this is no database " * 100)
        result = clausewatch("run", "corpus.yaml", cwd=self.folder)
        self.assertEqual(result.returncode, 74)
        self.assertIn("damaged", result.stderr)


class BadSources(Case):
    def test_unreadable_file(self):
        self.corpus()
        self.capture("2026-01-01", TEXT)
        os.makedirs(self.path("texts/Example/Privacy Policy/en"))
        os.symlink("/nonexistent/file", self.path("texts/Example/Privacy Policy/en/2026-01-01.md"))
        os.mkfifo(self.path("texts/Example/Privacy Policy/en/2026-01-02.md"))
        result = clausewatch("run", "corpus.yaml", cwd=self.folder)
        self.assertIn(result.returncode, (0, 3), result.stderr)
        self.assertEqual(len(self.data("versions")), 1)

    def test_missing_folder(self):
        self.corpus(  # the other source is read all the same
            "store: out/store.sqlite\nreport: out/report\nsources:\n  - folder: nothing-here\n"
            "    pattern: \"{service}/{policy}.md\"\n  - folder: texts\n    pattern: \"{service}/{policy}/{lang}/{date}.*\"\n")
        self.capture("2026-01-01", TEXT)
        result = self.run_corpus(code=3)
        self.assertIn("nothing-here", result.stderr)
        self.assertEqual(len(self.data("versions")), 1)

    ARCHIVE = ("store: out/store.sqlite\nreport: out/report\nsources:\n  - archive: {0}\n"
               "    pattern: \"{{service}}/{{policy}}/{{lang}}/{{date}}.*\"\n")

    def make_tar(self, members, mode="w:gz"):
        data = io.BytesIO()
        with tarfile.open(fileobj=data, mode=mode) as archive:
            for name, content in members:
                info = tarfile.TarInfo(name)
                info.size = len(content)
                archive.addfile(info, io.BytesIO(content))
        return data.getvalue()

    def test_truncated_archive(self):
        members = [(f"Example/Terms of Service/en/2026-01-{day:02}.md", os.urandom(3000).hex().encode())
                   for day in range(1, 20)]
        whole = self.make_tar(members)
        self.write("texts.tar.gz", whole[:len(whole) * 2 // 3])
        self.corpus(self.ARCHIVE.format("texts.tar.gz"))
        result = self.run_corpus(code=3)
        self.assertIn("texts.tar.gz", result.stderr)
        some = len(self.data("versions"))
        self.assertGreater(some, 5)
        self.write("texts.tar.gz", whole)
        self.run_corpus()
        self.assertEqual(len(self.data("versions")), 19)

    def test_path_escape(self):
        self.write("texts.tar.gz", self.make_tar([
            ("../../Example/Terms of Service/en/2026-01-01.md", b"escaped"),
            ("/Example/Terms of Service/en/2026-01-02.md", b"escaped"),
            ("Example/Terms of Service/en/2026-01-03.md", TEXT.encode())]))
        self.corpus(self.ARCHIVE.format("texts.tar.gz"))
        result = self.run_corpus(code=3)
        self.assertIn("..", result.stderr)
        self.assertEqual(len(self.data("versions")), 1)
        self.assertFalse(os.path.exists(os.path.join(self.folder, "..", "Example")))

    def test_corrupt_git_pack(self):
        repository = self.path("history.git")
        environment = dict(os.environ, GIT_AUTHOR_NAME="a", GIT_AUTHOR_EMAIL="a@example.org",
                           GIT_COMMITTER_NAME="a", GIT_COMMITTER_EMAIL="a@example.org")
        work = self.path("work")
        subprocess.run(["git", "init", "-q", work], check=True)
        for n in range(6):
            os.makedirs(os.path.join(work, f"S{n}"), exist_ok=True)
            with open(os.path.join(work, f"S{n}", "Terms of Service.md"), "w", encoding="utf-8") as file:
                file.write("".join(os.urandom(40).hex() + "\n\n" for _ in range(200)))
            subprocess.run(["git", "-C", work, "add", "."], check=True)
            subprocess.run(["git", "-C", work, "commit", "-qm", f"Record new changes of S{n}"], check=True,
                           env=environment)
        subprocess.run(["git", "clone", "-q", "--bare", work, repository], check=True)
        subprocess.run(["git", "-C", repository, "repack", "-qad"], check=True)
        packs = os.path.join(repository, "objects", "pack")
        pack = [os.path.join(packs, name) for name in os.listdir(packs) if name.endswith(".pack")][0]
        os.chmod(pack, 0o644)
        with open(pack, "r+b") as file:
            size = os.path.getsize(pack)
            file.seek(size - size // 4)
            file.write(os.urandom(2000))
        self.corpus("store: out/store.sqlite\nreport: out/report\nsources:\n  - git: history.git\n"
                    "    pattern: \"{service}/{policy}.md\"\n    lang: en\n")
        result = self.run_corpus(code=3)
        self.assertIn("set aside", result.stderr)
        self.assertGreater(len(self.data("versions")), 2)


class FilesWrittenAgain(Case):
    """A synchroniser touches files, a person mends one: what stands at that date is read again."""

    def again(self, content, versions, changes):
        path = self.capture("2026-01-01", content)
        self.touched += 10
        os.utime(path, (self.touched, self.touched))
        self.run_corpus()
        self.assertEqual(len(self.data("versions")), versions)
        self.assertEqual(len(self.data("changes")), changes)
        pages = [name for name in tree(os.path.join(self.folder, "out/report")) if name.startswith("changes/")]
        self.assertEqual(len(pages), changes)

    def test_same_file_at_the_same_date(self):
        self.touched = 1767225600
        self.corpus()
        self.again("# Terms\n\nWe may change these terms.\n", 1, 0)
        self.again("# Terms\n\nWe may change these terms.\n", 1, 0)
        self.again("# Terms\n\nWe will change these terms.\n", 2, 1)
        self.again("# Terms\n\nWe will never change these terms.\n", 3, 2)
        self.again("# Terms\n\nWe will change these terms.\n", 3, 2)  # known at this date


class HostileDocuments(Case):
    """One bad document costs itself only."""

    def both(self, name, content, ending="md", code=0):
        self.corpus()
        self.capture("2026-01-01", TEXT)
        self.capture("2026-01-01", content, policy="Privacy Policy", ending=ending)
        result = clausewatch("run", "corpus.yaml", cwd=self.folder)
        self.assertEqual(result.returncode, code, (name, result.stderr[:2000]))
        policies = {v["policy"]: v for v in self.data("versions")}
        self.assertIn("Terms of Service", policies)
        return policies.get("Privacy Policy"), result

    def test_invalid_utf8(self):
        version, _ = self.both("utf8", b"# Terms\n\nWe \xff\xfe may \xc3( change \x80 this.\n")
        self.assertEqual(version["clauses"], 2)

    def test_not_text(self):
        """A saved PDF or damaged download is said to be one; it does not become clauses of noise."""
        for name, content, said in (("pdf", b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n1 0 obj\n", "it is a PDF file"),
                                    ("noise", bytes(k * 167 % 256 for k in range(5000)), "it is binary data")):
            with self.subTest(name):
                version, result = self.both(name, content, code=3)
                self.assertIsNone(version)
                self.assertIn("Privacy Policy): set aside: " + said, result.stderr)
                self.assertIn("convert it", result.stderr)

    def test_empty_file(self):
        version, _ = self.both("empty", b"")
        self.assertEqual(version["clauses"], 0)

    def test_single_line_of_50_megabytes(self):
        version, _ = self.both("long line", b"word " * (10 * 1024 * 1024))
        self.assertEqual(version["clauses"], 1)

    def test_100000_list_items(self):
        version, _ = self.both("items", "".join(f"- item number {n}\n" for n in range(100000)))
        self.assertEqual(version["clauses"], 100000)

    def test_10000_nested_elements(self):
        page = b"<div>" * 10000 + b"<p>We may change this.</p>" + b"</div>" * 10000 + b"<p>The end.</p>"
        version, _ = self.both("nesting", page, ending="html")
        self.assertEqual(version["clauses"], 2)

    def test_over_the_size_limit(self):
        self.corpus("store: out/store.sqlite\nreport: out/report\nlimits:\n  document_megabytes: 1\n"
                    "sources:\n  - folder: texts\n    pattern: \"{service}/{policy}/{lang}/{date}.*\"\n")
        self.capture("2026-01-01", TEXT)
        self.capture("2026-01-01", b"word " * 1000000, policy="Privacy Policy")
        result = self.run_corpus(code=3)
        self.assertIn("set aside", result.stderr)
        self.assertEqual(len(self.data("versions")), 1)
        self.assertIn("Privacy Policy", self.read("out/report/index.html"))


class Workers(Case):
    """A worker that dies or hangs costs its own document only."""

    def slow_corpus(self, seconds):
        self.corpus(f"store: out/store.sqlite\nreport: out/report\nlimits:\n  worker_seconds: {seconds}\nsources:\n"
                    "  - folder: texts\n    pattern: \"{service}/{policy}/{lang}/{date}.*\"\n")
        self.capture("2026-01-01", TEXT)
        self.capture("2026-01-01", "".join(f"Clause {n} of many may change at any time.\n\n" for n in range(60000)),
                     policy="Privacy Policy")

    def start(self, jobs):
        process = subprocess.Popen([PROGRAM, "run", "--jobs", str(jobs), "corpus.yaml"], cwd=self.folder,
                                   stderr=subprocess.PIPE, text=True)
        self.addCleanup(process.stderr.close)
        self.addCleanup(process.kill)
        return process

    def children(self, process, name, but=()):
        """Waits for children of this name, and until one is at work."""
        deadline = time.monotonic() + 60
        while time.monotonic() < deadline:
            found = subprocess.run(["pgrep", "-x", "-P", str(process.pid), name], stdout=subprocess.PIPE, text=True)
            pids = {int(line) for line in found.stdout.split()} - set(but)
            if any(self.seconds_used(pid) > 0.1 for pid in pids):
                return pids
            time.sleep(0.01)
        self.fail(f"no {name} has been started")

    @staticmethod
    def seconds_used(pid):
        try:
            with open(f"/proc/{pid}/stat", encoding="utf-8") as file:
                user, system = file.read().rpartition(")")[2].split()[11:13]
        except OSError:
            return 0
        return (int(user) + int(system)) / os.sysconf("SC_CLK_TCK")

    def end(self, process, code):
        _, messages = process.communicate(timeout=300)
        self.assertEqual(process.returncode, code, messages)
        return messages

    def test_hanging_worker(self):
        self.slow_corpus(3)
        process = self.start(1)
        hanging, = self.children(process, "cw-worker")
        os.kill(hanging, signal.SIGSTOP)
        self.assertIn("seconds", self.end(process, 3))
        self.assertGreaterEqual(len(self.data("versions")), 1)

    def test_hanging_among_others(self):
        """With jobs behind it nobody knows which one hangs: the first gets a second try, and nothing is lost."""
        self.corpus("store: out/store.sqlite\nreport: out/report\nlimits:\n  worker_seconds: 5\nsources:\n"
                    "  - folder: texts\n    pattern: \"{service}/{policy}/{lang}/{date}.*\"\n")
        for n in range(150):
            day = datetime.date(2025, 1, 1) + datetime.timedelta(days=n)
            for policy in ("Terms of Service", "Privacy Policy"):
                self.capture(day, "".join(f"You must give {n} days notice by way {k}.\n\n" for k in range(200)), policy=policy)
        process = self.start(2)
        while process.poll() is None and self.versions() < 64:
            time.sleep(0.001)
        os.kill(self.children(process, "cw-worker").pop(), signal.SIGSTOP)
        self.end(process, 0)
        self.assertEqual(len(self.data("versions")), 300)

    def test_crashed_worker(self):
        """Its document is given to another, from the same nursery."""
        self.slow_corpus(120)
        process = self.start(1)
        nursery = self.children(process, "cw-nursery")
        crashed, = self.children(process, "cw-worker")
        os.kill(crashed, signal.SIGKILL)
        self.children(process, "cw-worker", but=[crashed])
        self.assertEqual(self.children(process, "cw-nursery"), nursery)
        self.end(process, 0)
        self.assertEqual(len(self.data("versions")), 2)

    def test_crashed_nursery(self):
        """Nobody misses it until a worker is wanted; then there is another."""
        self.slow_corpus(120)
        process = self.start(1)
        crashed, = self.children(process, "cw-worker")
        nursery, = self.children(process, "cw-nursery")
        os.kill(nursery, signal.SIGKILL)
        os.kill(crashed, signal.SIGKILL)
        self.children(process, "cw-nursery", but=[nursery])
        self.end(process, 0)
        self.assertEqual(len(self.data("versions")), 2)

    def test_interrupted_while_another_reads(self):
        """Answers still to come when the run is told to stop, while it waits for another worker, are of no use."""
        self.corpus()
        day = datetime.date(2025, 1, 1)
        for n in range(300):
            self.capture(day + datetime.timedelta(days=n), TEXT + f"\n\nYou must give {n} days notice.\n")
        self.capture("2026-01-01", "".join(f"Clause {n} of many may change at any time.\n\n" for n in range(4000)),
                     policy="Privacy Policy")
        self.run_corpus("--jobs", "2")
        shutil.move(self.path("out"), self.path("whole"))
        interrupted = 0
        for versions in (32, 96, 160):
            process = self.start(2)
            while process.poll() is None and self.versions() < versions:
                time.sleep(0.001)
            process.send_signal(signal.SIGINT)
            interrupted += process.wait() == 130
            self.run_corpus("--jobs", "2")
            self.assertSameTree(self.path("whole/report"), self.path("out/report"))
            shutil.rmtree(self.path("out"))
        self.assertGreater(interrupted, 1)

    def versions(self):
        """How many are committed."""
        try:
            store = sqlite3.connect(f"file:{self.path('out/store.sqlite')}?mode=ro", uri=True)
            with contextlib.closing(store):
                return store.execute("SELECT count(*) FROM version").fetchone()[0]
        except sqlite3.Error:
            return 0

    def test_descriptors(self):
        """A worker has its two pipes and the messages of its parent, and its limits."""
        self.slow_corpus(120)
        process = self.start(2)
        self.children(process, "cw-worker")
        for worker in self.children(process, "cw-worker"):
            self.assertEqual(sorted(os.listdir(f"/proc/{worker}/fd")), ["0", "1", "2"])
            kinds = [os.readlink(f"/proc/{worker}/fd/{n}").split(":")[0] for n in (0, 1)]
            self.assertEqual(kinds, ["pipe", "pipe"])
            self.assertEqual(os.getpriority(os.PRIO_PROCESS, worker), 5)
            with open(f"/proc/{worker}/limits", encoding="ascii") as limits:
                self.assertRegex(limits.read(), r"Max core file size +0 +0")
        self.end(process, 0)

    def test_nobody_outlives_the_parent(self):
        self.slow_corpus(120)
        process = self.start(2)
        family = self.children(process, "cw-worker") | self.children(process, "cw-nursery")
        for pid in family:
            os.kill(pid, signal.SIGSTOP)  # the end of a pipe is nothing to them
        process.kill()
        process.wait()
        deadline = time.monotonic() + 20
        while (left := [pid for pid in family if self.is_alive(pid)]) and time.monotonic() < deadline:
            time.sleep(0.01)
        self.assertEqual(left, [])

    @staticmethod
    def is_alive(pid):
        try:
            with open(f"/proc/{pid}/stat", encoding="utf-8") as file:
                return file.read().rpartition(")")[2].split()[0] != "Z"
        except OSError:
            return False

    def need_limits(self):
        if "asan" in subprocess.run(["ldd", PROGRAM], stdout=subprocess.PIPE, text=True).stdout:
            self.skipTest("an address-space limit and the address sanitizer exclude each other")

    def test_memory_limit(self):
        self.corpus("store: out/store.sqlite\nreport: out/report\nlimits:\n  worker_megabytes: 400\nsources:\n"
                    "  - folder: texts\n    pattern: \"{service}/{policy}/{lang}/{date}.*\"\n")
        self.capture("2026-01-01", TEXT)
        self.capture("2026-01-01", b"a b c d e f\n\n" * (4 * 1024 * 1024), policy="Privacy Policy")
        self.need_limits()
        result = self.run_corpus(code=3)
        self.assertIn("set aside", result.stderr)
        self.assertEqual(len(self.data("versions")), 1)

    def test_no_memory_for_packs(self):
        self.corpus("store: out/store.sqlite\nreport: out/report\nlimits:\n  worker_megabytes: 70\nsources:\n"
                    "  - folder: texts\n    pattern: \"{service}/{policy}/{lang}/{date}.*\"\n")
        self.capture("2026-01-01", TEXT)
        self.need_limits()
        result = self.run_corpus(code=74)
        self.assertRegex(result.stderr, "a worker did not start: .*worker_megabytes")


if __name__ == "__main__":
    main()
