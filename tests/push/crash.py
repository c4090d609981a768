"""Stops a push wherever it can be stopped, goes on with it, and compares what the CRM ends with.

    crash.py commits|kills|faults CRM POSSUM [--library FILE] [--api API] [--every N] ...

Whatever happened, the CRM holds at the end what it holds after a run that nothing disturbed, and
yet another run sends no write.
"""

import argparse
import os
import random
import shutil
import signal
import subprocess
import sys
import time

from crm_site import APIS, Scratch, Site, differ
from mixed import make_mixed

CARRIED = (0, 1)  # the exit status of a run that came to its end
STOPPED = 97  # that of stop_at_commit.c
FAULTS = ["delay:60", "session", "early-503:1", "early-429:1", "503:1", "429", "drop", "early-drop",
          "cut", "early-cut", "500", "early-500", "garbage", "html", "early-html", "empty",
          "redirect", "early-redirect", "endless"]


class Trial:
    """A mixed export, the CRM's first state, and the state after an undisturbed run."""

    def __init__(self, site, directory, customers, options):
        self.site = site
        self.directory = directory
        self.options = options
        self.runs = 0
        mixed = make_mixed(customers)
        self.first = mixed.write_state()
        with open(os.path.join(directory, "export.csv"), "w", newline="") as file:
            file.write(mixed.write_export())
        self.begin()
        result = self.push()
        if result.returncode not in CARRIED:
            raise SystemExit("the undisturbed run failed:\n" + result.stdout.decode())
        self.last = site.get_state()

    def begin(self):
        if self.runs > 0:
            shutil.rmtree(self.state, ignore_errors=True)
        self.runs += 1
        self.state = os.path.join(self.directory, f"state-{self.runs}")
        self.site.put("faults", "")
        self.site.put("state", self.first)

    def push(self, **more):
        return self.site.push("export.csv", self.state, *self.options, **more)

    def check(self, what):
        """Goes on with the run, and looks at what it came to."""
        self.site.put("faults", "")
        result = self.push()
        for _ in range(3):  # what failed by a fault is done by another run
            if result.returncode in CARRIED and self.site.get_state() == self.last:
                break
            result = self.push()
        if result.returncode not in CARRIED:
            self.fail(what, f"going on ended with {result.returncode}:\n{result.stdout.decode()}")
        state = self.site.get_state()
        if state != self.last:
            self.fail(what, "the CRM differs from that after an undisturbed run:\n" +
                      differ(self.last, state) + "\n" + result.stdout.decode())
        self.site.clear_log()
        self.push()
        _, writes = self.site.count_requests()
        if writes != 0:
            self.fail(what, f"the run after it sent {writes} writes")

    def fail(self, what, words):
        raise SystemExit(f"{what}: {words}")


def try_commits(trial, library, every):
    """Right before and right after each commit of the journal."""
    number = tried = 0
    sanitizer = os.environ.get("ASAN_OPTIONS", "") + ":verify_asan_link_order=0"
    while True:
        number += 1
        ended = False
        for place in ("before", "after"):
            if (number * 2 + (place == "after")) % every != 0 and number > 2:
                continue
            trial.begin()
            result = trial.push(environment={"LD_PRELOAD": library,
                                             "ASAN_OPTIONS": sanitizer,
                                             "STOP_AT_COMMIT": f"{place} {number}"})
            if result.returncode in CARRIED:
                ended = True
                continue
            if result.returncode != STOPPED:
                trial.fail(f"{place} commit {number}", result.stdout.decode())
            trial.check(f"{place} commit {number}")
            tried += 1
        if ended:
            return tried


def try_kills(trial, times, seed):
    """kill -9 at a random instant of the run."""
    generator = random.Random(seed)
    trial.begin()
    begun = time.monotonic()
    trial.push()
    duration = time.monotonic() - begun
    killed = 0
    number = 0
    while killed < times:  # a run that was done before counts for nothing
        number += 1
        trial.begin()
        process = subprocess.Popen(
            [trial.site.possum, "push", "--crm", trial.site.url, "--force", "--quiet",
             *trial.options, "export.csv"],
            env=dict(trial.site.environment, XDG_STATE_HOME=trial.state), cwd=trial.directory,
            stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        instant = generator.random() * duration
        time.sleep(instant)
        process.send_signal(signal.SIGKILL)
        killed += process.wait() == -signal.SIGKILL
        trial.check(f"kill {number} of seed {seed}, after {instant:.4f} s")
    return killed


def try_faults(trial, every):
    """Each fault at each request."""
    trial.begin()
    trial.site.clear_log()
    trial.push()
    requests, _ = trial.site.count_requests()
    tried = 0
    for fault in FAULTS:
        for number in range(1, requests + 1):
            if (number + len(fault)) % every != 0:
                continue
            trial.begin()
            trial.site.put("faults", f"{number}={fault}")
            trial.push()
            trial.check(f"{fault} at request {number} of {requests}")
            tried += 1
    return tried


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("what", choices=["commits", "kills", "faults"])
    parser.add_argument("crm")
    parser.add_argument("possum")
    parser.add_argument("--library")
    parser.add_argument("--every", type=int, default=1)
    parser.add_argument("--customers", type=int, default=40)
    parser.add_argument("--times", type=int, default=200)
    parser.add_argument("--connections", default="2")
    parser.add_argument("--api", choices=APIS, default="v4_1")
    chosen = parser.parse_args()
    seed = random.SystemRandom().randrange(1 << 31)
    with Scratch() as directory, Site(chosen.crm, chosen.possum, directory,
                                       chosen.api) as site:
        trial = Trial(site, directory, chosen.customers,
                      ["--connections", chosen.connections])
        if chosen.what == "commits":
            tried = try_commits(trial, chosen.library, chosen.every)
        elif chosen.what == "kills":
            tried = try_kills(trial, chosen.times, seed)
        else:
            tried = try_faults(trial, chosen.every)
        print(f"{chosen.what}: {tried} times stopped and gone on with, all the same")


if __name__ == "__main__":
    sys.exit(main())
