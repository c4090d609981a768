#!/usr/bin/env bats
# A push that is stopped, wherever that is, ends as one that was not: a sample of "make check-crash".

crash() { # WHAT OPTION...
    local what=$1
    shift
    (cd "$BATS_TEST_DIRNAME/../push" && PYTHONDONTWRITEBYTECODE=1 python3 crash.py "$what" "$CRM" \
        "$POSSUM" --library "${POSSUM%/*}/stop_at_commit.so" "$@")
}

@test "before and after each commit of the journal" {
    crash commits
}

@test "before and after some commits of a longer run" {
    crash commits --customers 300 --connections 8 --every 5
}

@test "before and after some commits over the other APIs" {
    for api in v8 v11 v11-without-keys; do
        crash commits --api "$api" --every 3
    done
}

@test "at random instants" {
    crash kills --customers 100 --times 8
}

@test "by each fault, at some requests" {
    crash faults --every 101
}
