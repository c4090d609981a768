"""Checks JSON reports: check_reports.py SCHEMA REPORT...

Each must fit the schema, and tell one story: the counts add up and agree with the issues, which
stand in the order of the inputs and of their lines.
"""

import json
import sys
from collections import Counter
from pathlib import Path

import jsonschema


def list_push_claims(report):
    counts = report["counts"]
    issues = report["issues"]
    findings = report["findings"]
    conflicts = {
        issue["record"] for issue in issues + findings if issue["severity"] == "conflict"
    }
    codes = Counter(issue["code"] for issue in issues)
    return {
        "carried = created + updated + unchanged": counts["carried"]
        == counts["created"] + counts["updated"] + counts["unchanged"],
        "each row in conflict has an issue that says so": counts["conflict"] <= len(conflicts),
        "each contact that is created is reported": counts["contacts"]
        == codes["created"] + codes["recreated"],
        "each account that is created is reported": counts["accounts"] == codes["account-created"],
        "findings are counted": counts["findings"] == len(findings),
        "findings are in the order of their lines": [f["line"] for f in findings]
        == sorted(f["line"] for f in findings),
    }


def find_contradictions(report):
    counts = report["counts"]
    issues = report["issues"]
    severities = Counter(issue["severity"] for issue in issues)
    roles = [entry["role"] for entry in report["inputs"]]
    lines = [(roles.index(issue["input"]), issue["line"]) for issue in issues]
    rejected = {
        (issue["input"], issue["record"]) for issue in issues if issue["severity"] == "error"
    }
    to_clickpos = report["command"] in ("to-clickpos", "pull")
    is_push = report["command"] == "push"
    left = sum(counts.get(name, 0) for name in ("conflict", "failed", "not_reached"))
    claims = {
        "read = carried + rejected + skipped, and what is left": counts["read"]
        == counts["carried"] + counts["rejected"] + counts["skipped"] + left,
        "each carried row is a contact": is_push or counts["contacts"] == counts["carried"],
        "no more accounts than carried rows": to_clickpos  # which reads those of skipped ones
        or counts["accounts"] <= counts["carried"] + left,
        "no more new customers than carried rows": counts["new"] <= counts["carried"],
        "what was not selected was skipped": counts["not_selected"] <= counts["skipped"],
        "what waits was skipped": counts.get("waiting", 0) <= counts["skipped"],
        "what is unused was read": counts["unused_accounts"] <= counts["accounts"],
        "only to-clickpos has new customers and unused or rejected accounts": to_clickpos
        or counts["new"] + counts["unused_accounts"] + counts["rejected_accounts"] == 0,
        "each rejected row has an error": counts["rejected"] + counts["rejected_accounts"]
        == len(rejected),
        "warnings are counted": counts["warnings"] == severities["warning"],
        "notices are counted": counts["notices"] == severities["notice"],
        "no two inputs have one role": len(roles) == len(set(roles)),
        "issues are in the order of the inputs and their lines": lines == sorted(lines),
        # An accounts file has rows of its own, which are not among those read.
        "no column is filled more often than rows were read": all(
            column["filled"] <= counts["read"]
            for entry in report["inputs"]
            if entry["role"] != "accounts"
            for column in entry["columns"]
        ),
    }
    if is_push:
        claims.update(list_push_claims(report))
    return [claim for claim, holds in claims.items() if not holds]


def main(schema, *paths):
    validator = jsonschema.Draft7Validator(json.loads(Path(schema).read_text("utf-8")))
    failed = False
    for path in paths:
        if not Path(path).exists():  # a pattern that matched nothing
            continue
        report = json.loads(Path(path).read_bytes().decode("utf-8"))
        problems = [error.message for error in validator.iter_errors(report)]
        problems += [] if problems else find_contradictions(report)
        for problem in problems:
            print(f"{Path(path).name}: does not hold: {problem}")
            failed = True
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
