#!/usr/bin/env bats
# The README shows what the program prints, and what is in the tree.

load manual

# Fails unless an excerpt of the README is what was printed. "[...]" stands for lines left out.
check_excerpt() { # WHICH OUTPUT
    python3 - "$SCRATCH" "$@" <<'PYTHON'
import re
import sys

scratch, which, path = sys.argv[1:]
output = open(path, encoding="utf-8").read()
# The demo's own directory stands in the columns of a list.
output = re.sub(r"^%s/demo/(\S+) +(?=\w)" % re.escape(scratch),
                lambda line: ("build/demo/" + line[1]).ljust(33), output, flags=re.M)
output = output.replace(scratch + "/demo/", "build/demo/")
excerpts = re.findall(r"```text\n(.*?)```", open("README.md", encoding="utf-8").read(), re.S)
for piece in excerpts[int(which)].split("[...]\n"):
    assert piece.strip("\n") in output, piece
PYTHON
}

@test "the README's excerpts are what the demo prints, and what its way back prints" {
    tests/demo "$POSSUM" "$SCRATCH/demo" >"$SCRATCH/output" 2>&1
    check_excerpt 0 "$SCRATCH/output"
    "$POSSUM" to-clickpos --contacts "$SCRATCH/demo/Contacts.csv" \
        --accounts "$SCRATCH/demo/Accounts.csv" -o "$SCRATCH/back.csv" 2>"$SCRATCH/output"
    check_excerpt 1 "$SCRATCH/output"
    "$POSSUM" to-sugar "$SCRATCH/back.csv" -n -q
}

@test "the README's map names every directory, and nothing that is not there" {
    for directory in src/*/ tests/*/; do
        grep -q "^| \`$directory\` |" README.md
    done
    # shellcheck disable=SC2016 # a backquote is Markdown's
    sed -n -e '/^## A map/,/^## B/s/^| `\([a-z./]*\)` |.*/\1/p' README.md >"$SCRATCH/places"
    [ "$(wc -l <"$SCRATCH/places")" -ge 10 ]
    while read -r place; do
        [ -e "$place" ]
    done <"$SCRATCH/places"
}

@test "the README counts the recorded answers that the CRM for tests is held to" {
    count=$(find tests/crm/transcripts -name '*.json' | wc -l)
    # shellcheck disable=SC2016 # a backquote is Markdown's
    grep '^| `tests/crm/` |' README.md | grep -q "\<$count recorded answers\>"
}

@test "the README names targets that the Makefile has, and all its packages" {
    make help | sed 's/ .*//' >"$SCRATCH/targets"
    grep -o -E '(^    |`)make [a-z]+' README.md | sed 's/.*make //' | sort -u >"$SCRATCH/mentioned"
    [ "$(wc -l <"$SCRATCH/mentioned")" -ge 6 ]
    while read -r target; do
        grep -q -x "$target" "$SCRATCH/targets"
    done <"$SCRATCH/mentioned"
    # shellcheck disable=SC2016,SC1003 # make's own $ and backslashes
    packages=$(sed -n -e '/^[a-z]*_packages *:=/,/[^\]$/p' Makefile | tr -d '\\' |
        sed -e 's/^[a-z_]* *:=//' -e 's/\$([a-z_]*)//')
    [ -n "$packages" ]
    for package in $packages; do
        grep -q "^| .*\<$package\>.* |" README.md
    done
}
