#!/usr/bin/env bats
# The sample export gives exactly the bytes in tests/golden, which `make regen` writes.

load support

@test "the sample's outputs and reports" {
    cd "$ROOT"
    local form reports=()
    for form in txt json csv; do
        reports+=(--report "$BATS_TEST_TMPDIR/out/report.$form")
    done
    mkdir "$BATS_TEST_TMPDIR/out"
    "$POSSUM" to-sugar samples/clickpos-export.csv -o "$BATS_TEST_TMPDIR/out" --quiet \
        "${reports[@]}" 2>"$BATS_TEST_TMPDIR/stderr" || [[ $? -eq 1 ]]
    diff -r tests/golden/sample "$BATS_TEST_TMPDIR/out"
}
