#!/usr/bin/env bats
# The CRM for tests answers what the real one did (tests/crm/replay.py).

load support
load crm

TRANSCRIPTS=$BATS_TEST_DIRNAME/../crm/transcripts

# Where a test changes them: its own directory is for Possum's files.
CHANGED=$BATS_FILE_TMPDIR/$BATS_TEST_NUMBER

# The Python must not leave its bytecode in the checkout.
replay() { # TRANSCRIPTS
    python3 -B "$BATS_TEST_DIRNAME/../crm/replay.py" "$CRM_URL" "$1"
}

# Changes a transcript among those in $CHANGED, as a line of Python says.
change() { # NAME PYTHON
    python3 - "$CHANGED/$1.json" "$2" <<'END'
import json, sys
name, change = sys.argv[1:]
transcript = json.load(open(name, encoding="utf-8"))
body, request = transcript["body"], transcript["request"]
exec(change)
json.dump(transcript, open(name, "w", encoding="utf-8"))
END
}

# The problems of the transcripts in $CHANGED are the lines of standard input, in any order.
expect_problems() {
    if replay "$CHANGED" 2>said; then
        echo "there is no problem"
        return 1
    fi
    diff <(LC_ALL=C sort) <(LC_ALL=C sort said)
}

@test "every transcript comes out as it was recorded" {
    start_crm
    replay "$TRANSCRIPTS"
}

@test "transcripts that were changed do not" {
    cp -r "$TRANSCRIPTS" "$CHANGED"
    change v4-badjson 'transcript["headers"]["content-type"] = "text/plain"'
    change v4-login-bad 'transcript["status"] = 401'
    change v4-logout 'transcript["body"] = ""'
    change v4-nosuchmethod 'body["number"] = -1'
    change v4-get_entries_count 'body["result_count"] = {"0": body["result_count"]}'
    change v4-get_entry_list-none 'body["entry_list"] = {}'
    change v4-set_relationship 'body["made"] = body.pop("created")'
    change v4-set_entries-midfail 'request["form"]["rest_data"]["name_value_lists"].pop(0)'
    change v8-get-404 'body["errors"]["status"] = "400"'
    start_crm
    expect_problems <<'END'
v4-badjson: answer.content-type: expected "text/plain", got "text/html; charset=UTF-8"
v4-get_entries_count: answer.body.result_count: expected {"0": "4"}, got "4"
v4-get_entry_list-none: answer.body.entry_list: expected {}, got []
v4-login-bad: answer.status: expected 401, got 200
v4-logout: answer.body: expected "", got null
v4-nosuchmethod: answer.body.number: expected -1, got "-1"
v4-set_entries-midfail: state.bbbbbbbb-0000-4000-8000-000000000004: expected {"module": "Contacts", "id": "bbbbbbbb-0000-4000-8000-000000000004", "last_name": "M1"}, got nothing
v4-set_relationship: answer.body.made: expected 1, got nothing
v8-get-404: answer.body.errors.status: expected "400", got 400
END
}

@test "a transcript that is not replayed must have a reason" {
    start_crm
    cp -r "$TRANSCRIPTS" "$CHANGED"
    cp "$CHANGED/v4-login-ok.json" "$CHANGED/v4-login-new.json"
    expect_problems <<<"not replayed: ['v4-login-new']"
    rm "$CHANGED/v4-login-new.json" "$CHANGED/v4-login-ok.json"
    expect_problems <<<"not there: ['v4-login-ok']"
}
