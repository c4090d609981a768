# shellcheck shell=bash
# What the tests of pull and of the loop share: what people do on both sides.

# Hands out into the directory "outbox", with report.txt and report.json.
pull() { # STATUS OPTION...
    local expected=$1
    shift
    mkdir -p outbox
    run_possum "$expected" pull --crm "$CRM_URL" --force --report report.txt \
        --report report.json -o outbox "$@"
}

# The file that was handed out last.
find_last_file() {
    find outbox -name 'clickpos-*.csv' -printf '%T@ %p\n' | sort -n | tail -n 1 | cut -d ' ' -f 2
}

count_files() {
    find outbox -name 'clickpos-*.csv' | wc -l
}

# The customers in it, without the header, in a form that is easy to read.
list_handed_out() { # [FILE]
    python3 - "${1:-$(find_last_file)}" <<'EOT'
import csv, sys
with open(sys.argv[1], encoding="utf-8-sig", newline="") as file:
    header, *records = csv.reader(file)
for record in records:
    print("|".join(f"{name}={value}" for name, value in zip(header, record) if value))
EOT
}

clickpos() { # COMMAND ARGUMENT...
    PYTHONDONTWRITEBYTECODE=1 python3 "$BATS_TEST_DIRNAME/../loop/clickpos.py" clickpos.state "$@"
}

upload() { # [FILE]
    clickpos upload "${1:-$(find_last_file)}"
}

export_customers() {
    clickpos export >export.csv
}

# Changes a record in the CRM as a person does who saves it: FIELD=VALUE...
edit_record() { # ID FIELD=VALUE...
    curl -s -f "$CRM_URL/test/state" | python3 -c 'import json, sys
changes = dict(change.split("=", 1) for change in sys.argv[2:])
for line in sys.stdin:
    record = json.loads(line)
    if record["id"] == sys.argv[1]:
        for name, value in changes.items():
            record[name] = json.loads(value) if value[:1] == "[" else value
        record["date_modified"] = "2031-01-01 00:00:00"
    print(json.dumps(record))' "$@" | put_state
}

tick() { # ID...
    local id
    for id; do
        edit_record "$id" cp_synch_c=1
    done
}
