# shellcheck shell=bash
# What the tests of push share: a CRM with records, an export, and what both come to.

# The ids that are derived from customer numbers, company names and persons' numbers.
derive() { # NAME
    python3 -c 'import sys, uuid
print(uuid.uuid5(uuid.NAMESPACE_URL, "possum:" + sys.argv[1]))' "$1"
}

# Fills the CRM with the records of standard input, a line of JSON each.
put_state() {
    curl -s -f -X PUT --data-binary @- "$CRM_URL/test/state"
}

put_faults() { # FAULT...
    printf '%s\n' "$@" | curl -s -f -X PUT --data-binary @- "$CRM_URL/test/faults"
}

# The records of the CRM without their stamps, as `id|field=value|...`.
list_state() {
    curl -s -f "$CRM_URL/test/state" | python3 -c 'import json, sys
for line in sys.stdin:
    record = json.loads(line)
    if record.get("deleted") == "1":
        print(record["id"] + "|deleted")
        continue
    fields = [f"{name}={record[name]}" for name in record
              if name not in ("id", "module", "date_entered", "date_modified")]
    print("|".join([record["id"], *fields]))'
}

# The records are the lines of standard input, in any order.
expect_state() {
    diff <(LC_ALL=C sort) <(list_state | LC_ALL=C sort)
}

# Runs a command on the CRM with the state of this test, for a minute at most.
run_possum() { # STATUS ARGUMENT...
    local expected=$1 status=0
    shift
    XDG_STATE_HOME=$BATS_TEST_TMPDIR/state setsid --wait timeout --kill-after=5 60 \
        "$POSSUM" "$@" >stdout 2>stderr </dev/null || status=$?
    cat stdout stderr >>shown
    check_run "$expected" "$status" && expect_no_secrets shown
}

# Pushes export.csv, with report.txt and report.json.
push() { # STATUS OPTION...
    local expected=$1
    shift
    run_possum "$expected" push --crm "$CRM_URL" --force --report report.txt \
        --report report.json "$@" export.csv
}

count_writes() {
    list_requests | grep -c -v -E '^(get_|login|logout)' || true
}

# What the run before has written is read, and compared as equal: nothing is sent.
expect_settled() { # OPTION...
    local before
    before=$(count_writes)
    push "${SETTLED_STATUS:-0}" "$@"
    [[ $(count_writes) -eq $before ]] || { list_requests; return 1; }
}

# The issues of some codes in report.txt, without their place.
list_issues() { # PATTERN
    sed '1,/^Every issue, in the order of the [a-z]*$/d' report.txt |
        grep -E "\[($1)\]\$" | sed -E 's/^line ([0-9]+), customer [^:]*: /\1: /'
}

list_run_ids() {
    XDG_STATE_HOME=$BATS_TEST_TMPDIR/state "$POSSUM" runs | awk '$1 == "run" { print $2 }'
}
