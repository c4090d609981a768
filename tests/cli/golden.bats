#!/usr/bin/env bats
# The samples give exactly the bytes in tests/golden, which `make regen` writes.

load support

# Runs a command on samples and compares what it writes to the scratch directory's `out`.
compare() { # GOLDEN_DIRECTORY COMMAND ARGUMENT...
    local golden=$1 form reports=()
    shift
    for form in txt json csv; do
        reports+=(--report "$BATS_TEST_TMPDIR/out/report.$form")
    done
    cd "$ROOT" || return
    "$POSSUM" "$@" --quiet "${reports[@]}" 2>"$BATS_TEST_TMPDIR/stderr" || [[ $? -eq 1 ]]
    diff -r "tests/golden/$golden" "$BATS_TEST_TMPDIR/out"
}

@test "the sample export of ClickPOS: outputs and reports" {
    mkdir out
    compare sample to-sugar samples/clickpos-export.csv -o "$BATS_TEST_TMPDIR/out"
}

@test "the sample exports of SuiteCRM: output, rejects and reports" {
    mkdir out
    compare clickpos to-clickpos --contacts samples/suitecrm-contacts.csv \
        --accounts samples/suitecrm-accounts.csv -o "$BATS_TEST_TMPDIR/out/customers.csv"
}
