"""A dry run, the real run, a second run and an undo of a mixed export, each compared.

    rehearse.py CRM POSSUM CUSTOMERS [API]

The dry run's reports are the real run's but for their header and what only a real write can show;
it writes nothing. The second run sends no write. The undo brings the CRM back to what it was.
"""

import json
import os
import sys

from crm_site import Scratch, Site, differ
from mixed import make_mixed

FORMS = ("txt", "csv", "json")


def name_reports(name):
    return [word for form in FORMS for word in ("--report", f"{name}.{form}")]


def read_text_report(path):
    """Without its header: the dialect, the CRM and the run, and the title."""
    lines = open(path, encoding="utf-8").read().split("\n")
    start = next(i for i, line in enumerate(lines) if " rows read = " in line)
    return lines[start:]


def read_json_report(path):
    report = json.load(open(path, encoding="utf-8"))
    for name in ("dry_run", "run", "findings"):
        report.pop(name)
    report["counts"].pop("findings")
    return report


def keep_live(state):
    return [record for record in state if record.get("deleted") != "1"]


def expect(what, one, other):
    if one != other:
        raise SystemExit(f"{what} is not the same")


def check_reports(directory):
    def place(name):
        return os.path.join(directory, name)
    expect("report.txt", read_text_report(place("dry.txt")), read_text_report(place("real.txt")))
    expect("report.json", read_json_report(place("dry.json")), read_json_report(place("real.json")))
    expect("report.csv", open(place("dry.csv")).read(), open(place("real.csv")).read())


def main():
    crm, possum, customers = sys.argv[1], sys.argv[2], int(sys.argv[3])
    api = sys.argv[4] if len(sys.argv) > 4 else "v4_1"
    with Scratch() as directory, Site(crm, possum, directory, api) as site:
        mixed = make_mixed(customers)
        state = os.path.join(directory, "state")
        with open(os.path.join(directory, "export.csv"), "w", newline="") as file:
            file.write(mixed.write_export())
        site.put("state", mixed.write_state())
        first = site.get_state()

        site.clear_log()
        dry = site.push("export.csv", state, "--dry-run", *name_reports("dry"))
        expect("the status of the dry run", dry.returncode, 1)
        expect("the number of writes of the dry run", site.count_requests()[1], 0)
        expect("the CRM after the dry run", site.get_state(), first)
        real = site.push("export.csv", state, "--rejects", "rejects.csv", *name_reports("real"))
        expect("the status of the real run", real.returncode, 1)
        check_reports(directory)
        done = site.get_state()
        if done == first:
            raise SystemExit("the real run has done nothing")

        site.clear_log()
        again = site.push("export.csv", state, "--report", "again.json")
        expect("the status of the second run", again.returncode, 1)
        requests, writes = site.count_requests()
        expect("the number of writes of the second run", writes, 0)
        expect("the CRM after the second run", site.get_state(), done)
        counts = json.load(open(os.path.join(directory, "again.json")))["counts"]
        expect("what the second run creates and updates", counts["created"] + counts["updated"], 0)

        runs = site.run("runs", state=state).stdout.decode().split()
        undo = site.run("undo", runs[1], state=state)
        if undo.returncode != 0:
            raise SystemExit("the undo ended badly:\n" + undo.stdout.decode())
        back = site.get_state()
        if keep_live(back) != keep_live(first):
            raise SystemExit("the undo has not brought the CRM back:\n" +
                             differ(keep_live(first), keep_live(back)))
        print(f"{customers} customers: {counts}, {requests} requests of the second run")


if __name__ == "__main__":
    sys.exit(main())
