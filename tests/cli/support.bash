# shellcheck shell=bash
# What the tests of the command line share: each runs in a scratch directory of its own, and what
# must hold for every run and every report is checked for all of them.

bats_require_minimum_version 1.5.0

: "${POSSUM:?names the program to test: \"make check-cli\" sets it}"

# The checkout, for tests that read its samples.
ROOT=$(cd "$BATS_TEST_DIRNAME/../.." && pwd)
export ROOT

# The help page's seventeen columns, under ClickPOS's own labels.
export ALL_COLUMNS='Title,Name,Last,Email,Cust No.,Mob,CONAME,Trading As,Customer Class,Email,Address 1,Suburb,State,Post/ZIP,Tel Home,Website,Country'

setup() {
    cd "$BATS_TEST_TMPDIR" || return
}

teardown() {
    check_leftovers
}

# Nothing unfinished may lie about when a test ends. Its reports are kept for teardown_file.
check_leftovers() {
    local report
    cd "$BATS_TEST_TMPDIR" || return
    find . -name '.*' -type f -name '*possum-*' | if grep .; then
        echo "temporary files were left behind"
        return 1
    fi
    mkdir -p "$BATS_FILE_TMPDIR/reports"
    find . -name '*.json' -type f | while IFS= read -r report; do
        cp "$report" "$BATS_FILE_TMPDIR/reports/$BATS_TEST_NUMBER-$(basename "$report")"
    done
}

# Every JSON report of every test fits the schema, and its counts add up.
teardown_file() {
    python3 "$ROOT/tests/cli/check_reports.py" "$ROOT/tests/report.schema.json" \
        "$BATS_FILE_TMPDIR"/reports/*.json
}

# Runs Possum and looks at its status; what it prints goes to the files `stdout` and `stderr`.
possum() { # STATUS ARGUMENT...
    local expected=$1 status=0
    shift
    "$POSSUM" "$@" >stdout 2>stderr || status=$?
    check_run "$expected" "$status"
}

# No byte of a file may command the terminal, whatever the run.
check_run() { # EXPECTED_STATUS STATUS
    if [[ $1 -ne $2 ]]; then
        echo "the status was $2, not $1:"
        cat stdout stderr
        return 1
    fi
    expect_plain_text stderr
}

# Converts to `out`, with the reports report.txt, report.json and report.csv.
convert() { # STATUS ARGUMENT...
    local expected=$1
    shift
    possum "$expected" to-sugar -o out --report report.txt --report report.json \
        --report report.csv "$@"
}

# Converts back to `clickpos.csv`, with the same reports.
convert_back() { # STATUS ARGUMENT...
    local expected=$1
    shift
    possum "$expected" to-clickpos -o clickpos.csv --report report.txt --report report.json \
        --report report.csv "$@"
}

# What a scratch directory holds, but for the files of the helpers here.
list_everything() {
    find . ! -name stdout ! -name stderr ! -name expected ! -name before -type f \
        -exec cksum {} + -o -type d -print | LC_ALL=C sort
}

# A run that fails and leaves everything as it was.
refuse() { # STATUS ARGUMENT...
    list_everything >before
    possum "$@" || return
    if ! diff before <(list_everything); then
        echo "the run has left or changed something"
        return 1
    fi
}

# A file has no control character but line feeds.
expect_plain_text() { # FILE
    if LC_ALL=C grep -n $'[\x01-\x09\x0b-\x1f\x7f]' "$1" | cat -A | grep .; then
        echo "these lines of $1 hold control characters"
        return 1
    fi
}

# A file has the bytes of standard input.
expect_bytes() { # FILE
    cat >expected
    if ! cmp -s expected "$1"; then
        echo "$1 is not what was expected:"
        diff <(cat -A expected) <(cat -A "$1")
        return 1
    fi
}

# The same for the CSV files that Possum writes: the lines of standard input end with CRLF.
expect_records() { # FILE
    sed 's/$/\r/' | expect_bytes "$1"
}

# The same for a rejects file, which begins with a byte order mark.
expect_rejects() { # FILE
    { printf '\xEF\xBB\xBF'; cat; } | expect_records "$1"
}

# The records of a file without what differs by design, the ids at their beginning.
expect_values() { # FILE
    sed 's/$/\r/' >expected
    if ! LC_ALL=C sed -E 's/^([0-9a-f-]{36},|id,|account_id,)*//' "$1" | cmp -s expected -; then
        echo "$1 is not what was expected:"
        diff <(cat -A expected) \
            <(LC_ALL=C sed -E 's/^([0-9a-f-]{36},|id,|account_id,)*//' "$1" | cat -A)
        return 1
    fi
}

# A file for ClickPOS has the header and the customers of standard input, in which ⏎ is a line break
# inside a cell.
expect_customers() { # [FILE]
    { printf '\xEF\xBB\xBF'; printf '%s\n' "$ALL_COLUMNS"; cat; } |
        sed -e 's/$/\r/' -e 's/⏎/\n/g' | expect_bytes "${1:-clickpos.csv}"
}

# The whole message of a run that failed.
expect_message() { # TEXT
    printf 'possum: %s\n' "$1" | expect_bytes stderr
}

# The issues in report.txt are the lines of standard input, all of them and in this order.
expect_issues() {
    sed '1,/^Every issue, in the order of the [a-z]*$/d' report.txt >issues
    expect_bytes issues
}

# The same without columns, messages and values: "line 3, customer 2 [too-large]".
expect_codes() {
    sed '1,/^Every issue, in the order of the [a-z]*$/d' report.txt |
        sed -E 's/^(([a-z]+, )?(line|number) [0-9]+(, customer [0-9]+)?).* (\[[a-z-]+\])$/\1 \5/' >issues
    expect_bytes issues
}

expect_no_issues() {
    grep -qx 'There is nothing to say about any row.' report.txt
}

expect_counts() { # READ CARRIED REJECTED SKIPPED
    local counts
    printf -v counts '"counts":{"read":%d,"carried":%d,"rejected":%d,"skipped":%d,' "$@"
    if ! grep -qF "$counts" report.json; then
        echo "not $counts but"
        grep -F '"counts"' report.json
        return 1
    fi
}

# The files of a directory, hidden ones too, are exactly these.
expect_files() { # DIRECTORY NAME...
    local directory=$1
    shift
    diff <(printf '%s\n' "$@" | LC_ALL=C sort) <(LC_ALL=C ls -A "$directory")
}

# The first line of the reports, which names the dialect.
expect_dialect() { # TEXT
    diff <(printf '%s\n' "$1") <(head -n 1 report.txt)
}

# COUNT customers: "1,First 1,Last 1" and so on.
make_customers() { # COUNT [FIRST_NUMBER]
    awk -v count="$1" -v first="${2:-1}" 'BEGIN {
        for (i = first; i < first + count; i++)
            printf "%d,First %d,Last %d\n", i, i, i
    }'
}

# Bytes of one letter.
repeat_letter() { # LETTER COUNT
    head -c "$2" /dev/zero | tr '\0' "$1"
}
