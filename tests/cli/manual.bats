# The manual, the README and the changelog say what the program does.

setup() {
    cd "$BATS_TEST_DIRNAME/../.." || exit 1
    scratch=$BATS_TEST_TMPDIR
}

# The lines between ".Sh NAME" and the next section of a manual.
read_section() { # NAME MANUAL
    awk -v heading=".Sh $1" '/^\.Sh/ { inside = $0 == heading; next } inside' "$2"
}

# The options of a help text, as "-o --output DIR", sorted.
list_help_options() {
    sed -n -E 's/^  +((-[a-z], )?--[a-z].*)$/\1/p' | sed -e 's/  .*//' -e 's/,//' | LC_ALL=C sort
}

# The options in a section of a manual, in the same form.
list_manual_options() { # SECTION MANUAL
    read_section "$1" "$2" | sed -n 's/^\.It Fl/.It Fl/p' |
        sed -e 's/^\.It //' -e 's/ Ns//g' -e 's/Fl /-/g' -e 's/ ,//g' -e 's/ Oo = /[=/' \
            -e 's/ Oc/]/' -e 's/\(Ar\|Cm\) //g' -e 's/ | /|/g' | LC_ALL=C sort
}

# The items of a list in a manual that begin with a macro, in their order.
list_items() { # MACRO MANUAL
    sed -n -E "s/^\.It $1 ([^ ]+)( .*)?\$/\1/p" "$2"
}

@test "the options of to-sugar's help and of its manual are the same" {
    "$POSSUM" to-sugar --help | list_help_options >"$scratch/help"
    list_manual_options OPTIONS man/possum-to-sugar.1 >"$scratch/manual"
    [ "$(wc -l <"$scratch/help")" -ge 20 ]
    diff "$scratch/help" "$scratch/manual"
}

@test "every option that the manuals mention exists" {
    {
        "$POSSUM" to-sugar --help
        "$POSSUM" mapping --help
        echo "--version"
    } | grep -o -E -e '--[a-z][a-z-]*' | sort -u >"$scratch/known"
    grep -h -o -E '(Fl -|--)[a-z][a-z-]*' man/* | sed 's/^Fl -/--/' | sort -u >"$scratch/mentioned"
    run comm -13 "$scratch/known" "$scratch/mentioned"
    [ -z "$output" ]
}

@test "every option in the README exists" {
    {
        "$POSSUM" to-sugar --help
        "$POSSUM" mapping --help
    } | grep -o -E -e '--[a-z][a-z-]*' | sort -u >"$scratch/known"
    grep -o -E '(^|[ `])--[a-z][a-z-]*' README.md CHANGELOG.md | grep -o -E -e '--[a-z-]+' |
        sort -u >"$scratch/mentioned"
    run comm -13 "$scratch/known" "$scratch/mentioned"
    [ -z "$output" ]
}

@test "every command has its place in possum(1), with its options" {
    commands=$("$POSSUM" --help | sed -n 's/^  \([a-z-]*\)  .*/\1/p')
    [ -n "$commands" ]
    for command in $commands; do
        read_section COMMANDS man/possum.1 | grep -q "^\.It Cm $command "
    done
    # shellcheck disable=SC2013 # options have no blanks
    for option in $("$POSSUM" mapping --help | grep -o -E -e '--[a-z][a-z-]*'); do
        read_section COMMANDS man/possum.1 | grep -q -e "Fl -${option#--}\>"
    done
}

# The table itself says the codes and severities; a program reads it by the index.
list_issue_kinds() {
    cat >"$scratch/list.c" <<'C'
#include "pipeline/issue.h"

#include <stdio.h>

int main(void)
{
    for (int i = 0; i < ISSUE_CODE_COUNT; i++) {
        const struct issue_kind *kind = get_issue_kind((enum issue_code)i);
        printf("%s %s\n", kind->name, get_severity_name(kind->severity));
    }
    return 0;
}
C
    "${CC:-cc}" -std=c11 -D_POSIX_C_SOURCE=200809L -Isrc "$scratch/list.c" src/pipeline/issue.c \
        src/base/arena.c src/base/text.c -o "$scratch/list" && "$scratch/list"
}

@test "the issue codes of possum(1) are those of the table, with their severities" {
    list_issue_kinds >"$scratch/table"
    [ "$(wc -l <"$scratch/table")" -ge 30 ]
    read_section "ISSUE CODES" man/possum.1 |
        sed -n -E 's/^\.It Sy ([a-z-]+) Pq ([a-z]+)$/\1 \2/p' >"$scratch/manual"
    diff "$scratch/table" "$scratch/manual"
}

@test "every issue code that the manuals mention exists, with the severity they say" {
    list_issue_kinds >"$scratch/table"
    grep -h -o -E '((notice|warning|error) )?\<Sy [a-z-]+' man/* | sort -u >"$scratch/mentioned"
    [ "$(wc -l <"$scratch/mentioned")" -ge 30 ]
    while read -r line; do
        severity=${line%Sy *}
        grep -q -x -E "${line##* } ${severity:-.*}" <(sed 's/$/ /' "$scratch/table")
    done <"$scratch/mentioned"
}

# The statuses of a list in a manual.
list_statuses() { # MANUAL
    read_section "EXIT STATUS" "$1" | sed -n -E 's/^\.It ([0-9]+)$/\1/p' | xargs
}

@test "the exit statuses of the manuals are those of the source" {
    known=$(sed -n -E 's/^ *EXIT_[A-Z]+ = ([0-9]+),.*/\1/p' src/command/command.h | sort -n | xargs)
    [ -n "$known" ]
    [ "$(list_statuses man/possum.1)" = "$known" ]
    [ "$(list_statuses man/possum-to-sugar.1)" = "$known" ]
}

@test "each exit status comes as the manual says" {
    local export=$scratch/export.csv
    printf 'Cust No.,Name,Last\n1,Ada,Brook\n' >"$export"
    run "$POSSUM" to-sugar "$export" -n
    [ "$status" -eq 0 ]
    printf ',Bert,Carr\n' >>"$export"
    run "$POSSUM" to-sugar "$export" -n
    [ "$status" -eq 1 ]
    run "$POSSUM" to-sugar "$export" -n --max-rejects 0
    [ "$status" -eq 5 ]
    run "$POSSUM" to-sugar "$export" -n --no-such-option
    [ "$status" -eq 2 ]
    run "$POSSUM" to-sugar "$scratch/missing.csv" -n
    [ "$status" -eq 3 ]
    printf 'Name,Last,Email\nAda,Brook,\n' >"$export"
    run "$POSSUM" to-sugar "$export" -n
    [ "$status" -eq 3 ]
}

@test "the members of the JSON report are those of possum(1) and of the schema" {
    "$POSSUM" to-sugar samples/clickpos-export.csv -n -q --max-rejects 3 \
        --report "$scratch/report.json" || true
    python3 - "$scratch/report.json" >"$scratch/report" <<'PYTHON'
import json
import sys


def list_members(value):
    if isinstance(value, dict):
        for name, member in value.items():
            yield name
            yield from list_members(member)
    elif isinstance(value, list):
        for member in value:
            yield from list_members(member)


print("\n".join(sorted(set(list_members(json.load(open(sys.argv[1])))))))
PYTHON
    python3 - tests/report.schema.json >"$scratch/schema" <<'PYTHON'
import json
import sys

schema = json.load(open(sys.argv[1]))
names = set(schema["properties"])
for definition in schema["definitions"].values():
    names.update(definition.get("properties", {}))
print("\n".join(sorted(names)))
PYTHON
    read_section REPORTS man/possum.1 >"$scratch/section"
    list_items Va "$scratch/section" | LC_ALL=C sort -u >"$scratch/manual"
    grep -q -x stopped "$scratch/manual"
    diff "$scratch/report" "$scratch/manual"
    diff "$scratch/schema" "$scratch/manual"
}

@test "the columns of the mapping table and of the rejects file stand in the manuals" {
    "$POSSUM" mapping | head -n 1 | tr -d '\r' | tr ',' '\n' >"$scratch/table"
    read_section DESCRIPTION man/possum-mapping.5 | sed -n 's/^\.It Li //p' >"$scratch/manual"
    diff "$scratch/table" "$scratch/manual"

    printf 'Cust No.,Name,Last\n,Ada,Brook\n' >"$scratch/export.csv"
    "$POSSUM" to-sugar "$scratch/export.csv" -n -q --rejects "$scratch/rejects.csv" || true
    for column in $(head -n 1 "$scratch/rejects.csv" | grep -o 'possum_[a-z]*'); do
        read_section REJECTS man/possum.1 | grep -q "^\.Li $column\$"
    done
}

@test "the rules of possum-mapping(5) are those that the program knows" {
    "$POSSUM" mapping | sed 's/,text/,no such rule/' >"$scratch/mapping.csv"
    run "$POSSUM" mapping --mapping "$scratch/mapping.csv"
    [ "$status" -eq 2 ]
    known=${output##*the rules are }
    read_section RULES man/possum-mapping.5 | sed -n 's/^\.It Li //p' >"$scratch/manual"
    [ "$known" = "$(sed -e '$!s/$/,/' "$scratch/manual" | xargs | sed 's/, tick$/ and tick/')" ]
}

@test "the fields of possum-mapping(5) exist, with those lengths, and there are no others" {
    python3 - "$POSSUM" "$scratch" <<'PYTHON'
import csv
import json
import re
import subprocess
import sys

possum, scratch = sys.argv[1:]
module = None
lengths = {}
for line in open("man/possum-mapping.5", encoding="utf-8"):
    if line.startswith(".Ss "):
        module = line[4:].strip()
    item = re.fullmatch(r"\.It Li (\w+) Ta (.*)\n", line)
    if item:
        lengths[module, item[1]] = item[2]
assert len(lengths) > 40, lengths

# Every field in a mapping of its own, and one row of a customer too long for all of them.
special = {"cp_cust_code": "customer number", "cp_synch": "tick"}
headers = ["%s %s" % name for name in lengths]
with open(scratch + "/mapping.csv", "w", encoding="utf-8") as file:
    table = csv.writer(file)
    table.writerow(["module", "field", "label", "ClickPOS column", "rule"])
    for (module, field), header in zip(lengths, headers):
        table.writerow([module, field, field, header, special.get(field, "text")])
with open(scratch + "/export.csv", "w", encoding="utf-8") as file:
    table = csv.writer(file)
    table.writerow(headers)
    table.writerow(["1" if name[1] in special else "x" * 300 for name in lengths])
status = subprocess.run(
    [possum, "to-sugar", scratch + "/export.csv", "-n", "-q", "--mapping", scratch + "/mapping.csv",
     "--report", scratch + "/report.json"], stderr=subprocess.DEVNULL).returncode
assert status == 1, status
found = {}
for issue in json.load(open(scratch + "/report.json"))["issues"]:
    assert issue["code"] == "too-long", issue
    found[tuple(issue["column"].split())] = re.search(r"takes (\d+)", issue["message"])[1]
assert found == {name: length for name, length in lengths.items() if length.isdigit()}, found

# And there are no others: the source names each field in quotes.
names = set(re.findall(r'"(\w+)", \d+', open("src/customer/field.c", encoding="utf-8").read()))
assert {re.sub("_c$", "", name) for name in names} == {name[1] for name in lengths}, names
PYTHON
}

# What the program makes of each test vector of possum-mapping(5), beside what Python makes of it.
@test "the test vectors of possum-mapping(5) are right, for Python and for the program" {
    python3 - "$POSSUM" "$scratch" <<'PYTHON'
import csv
import re
import subprocess
import sys
import unicodedata
import uuid

possum, scratch = sys.argv[1:]
namespace = uuid.UUID("6ba7b811-9dad-11d1-80b4-00c04fd430c8")
text = open("man/possum-mapping.5", encoding="utf-8").read()
assert str(namespace) in text
text = re.search(r"\.Ss Test vectors\n.*?\.Bd -literal\n(.*?)\.Ed", text, re.S)[1]
text = re.sub(r"\\\[u([0-9A-F]+)\]", lambda code: chr(int(code[1], 16)), text)


def fold(value):
    previous = None
    value = unicodedata.normalize("NFD", value)
    while value != previous:
        previous = value
        value = unicodedata.normalize("NFKC", value.casefold())
    return " ".join(value.split())


def convert(site, number, company):
    """The ids of the contact and of the account."""
    path = "%s/%s" % (scratch, uuid.uuid4())
    with open(path + ".csv", "w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows(
            [["Cust No.", "Name", "Last", "CONAME"], [number, "John", "Citizen", company]])
    subprocess.run([possum, "to-sugar", path + ".csv", "-o", path, "-q", "--protect",
                    "--site", site], check=True)
    contact, account = (next(csv.DictReader(open("%s/%s.csv" % (path, name), encoding="utf-8")))
                        for name in ("Contacts", "Accounts"))
    assert contact["account_id"] == account["id"]
    return contact["id"], account["id"]


checked = 0
for group in text.strip().split("\n\n"):
    subject, *lines = (line.strip() for line in group.splitlines())
    site = re.search(r", --site (\S+)$", subject)
    site = site[1] if site else "clickpos"
    company = re.match('company "(.*)"', subject)
    number = re.match(r"customer (\d+)", subject)
    contact, account = convert(site, number[1] if number else "7", company[1] if company else "")
    for name, expected in zip(lines[::2], lines[1::2]):
        start = "possum:" + site
        if company:
            assert name == start + "/Accounts/company/" + fold(company[1]), name
        else:
            assert name in (start + "/Contacts/" + number[1],
                            start + "/Accounts/person/" + number[1]), name
        assert str(uuid.uuid5(namespace, name)) == expected, name
        assert (contact if "/Contacts/" in name else account) == expected, name
        checked += 1
assert checked >= 8, checked
assert any(ord(character) > 127 for character in text)
assert "north-shop" in text
PYTHON
}

@test "a company's id is made of the name as carried: cut, but not protected" {
    python3 - "$POSSUM" "$scratch" <<'PYTHON'
import csv
import subprocess
import sys
import uuid

possum, scratch = sys.argv[1:]
names = ['The "Anchor"  Hotel', "Long " * 40]
with open(scratch + "/export.csv", "w", encoding="utf-8", newline="") as file:
    csv.writer(file).writerows([["Cust No.", "Last", "CONAME"]] +
                               [[i + 1, "Citizen", name] for i, name in enumerate(names)])
subprocess.run([possum, "to-sugar", scratch + "/export.csv", "-o", scratch + "/out", "-q",
                "--protect", "--too-long", "cut"], check=True)
accounts = list(csv.DictReader(open(scratch + "/out/Accounts.csv", encoding="utf-8")))
assert accounts[0]["name"] == "The \u201cAnchor\u201d  Hotel", accounts[0]
assert len(accounts[1]["name"]) == 149, accounts[1]  # 150, and the blank at its end goes
for account, folded in zip(accounts, ['the "anchor" hotel', ("long " * 30).strip()]):
    name = "possum:clickpos/Accounts/company/" + folded
    assert account["id"] == str(uuid.uuid5(uuid.NAMESPACE_URL, name)), account
PYTHON
}

@test "headers match as possum-mapping(5) says" {
    printf 'CUST_NO,name,LAST,e-mail!,Email,Mob\n1,Ada,Brook,a@one.example,b@two.example,\n' \
        >"$scratch/export.csv"
    "$POSSUM" to-sugar "$scratch/export.csv" -q -o "$scratch/out"
    grep -q 'a@one.example' "$scratch/out/Contacts.csv"
    grep -q 'b@two.example' "$scratch/out/Accounts.csv"
    printf 'Cust No.,Last,Email,EMAIL\n1,Brook,a@one.example,b@two.example\n' >"$scratch/export.csv"
    "$POSSUM" to-sugar "$scratch/export.csv" -q -o "$scratch/two"
    grep -q 'a@one.example' "$scratch/two/Contacts.csv"
    grep -q 'b@two.example' "$scratch/two/Accounts.csv"
    printf 'Cust No.,Last,Email\n1,Brook,a@one.example\n' >"$scratch/export.csv"
    "$POSSUM" to-sugar "$scratch/export.csv" -q -o "$scratch/one"
    grep -q 'a@one.example' "$scratch/one/Contacts.csv"
    grep -q 'a@one.example' "$scratch/one/Accounts.csv"
}

# Prints the example commands of the manuals and of the README, each on one line.
list_examples() {
    {
        sed -n -e 's/^\.Dl "\(.*\)"$/\1/p' -e 's/^\.Dl \$ //p' man/* |
            sed -e 's/\\e$/\\/' -e 's/\\(dq/"/g'
        sed -n 's/^  *\(possum .*\)/\1/p' README.md
    } | sed -e ':again' -e '/\\$/{N;s/\\\n//;b again' -e '}' | grep '^possum to-sugar '
}

@test "the examples of the manuals and of the README run" {
    list_examples >"$scratch/examples"
    [ "$(wc -l <"$scratch/examples")" -ge 12 ]
    mkdir "$scratch/bin" "$scratch/files"
    ln -s "$POSSUM" "$scratch/bin/possum"
    PATH=$scratch/bin:$PATH
    cd "$scratch/files"
    {
        echo "Cust No.,Client Nr,Name,Last"
        seq 60 | sed 's/.*/&,1&,Ada,Brook/'
        echo ",,Bert,Carr"
    } >customers.csv
    cp customers.csv north.csv
    possum mapping >my.csv
    possum to-sugar customers.csv -n -q --rejects rejects.csv || true
    while read -r line; do
        rm -rf "$scratch/place"
        cp -r "$scratch/files" "$scratch/place"
        cd "$scratch/place"
        if [[ $line == *import/rejects.csv* ]]; then
            mkdir import
            mv rejects.csv import
        fi
        status=0
        eval "$line" </dev/null || status=$?
        echo "$status: $line"
        [ "$status" -le 1 ]
    done <"$scratch/examples"
}

@test "the README's excerpt is what the demo prints" {
    tests/demo "$POSSUM" "$scratch/demo" >"$scratch/output" 2>&1
    python3 - "$scratch" <<'PYTHON'
import re
import sys

output = open(sys.argv[1] + "/output", encoding="utf-8").read()
# The demo's own directory stands in the columns of a list.
output = re.sub(r"^%s/demo/(\S+) +" % re.escape(sys.argv[1]),
                lambda line: ("build/demo/" + line[1]).ljust(33), output, flags=re.M)
excerpt = re.search(r"```text\n(.*?)```", open("README.md", encoding="utf-8").read(), re.S)[1]
for piece in excerpt.split("[...]\n"):
    assert piece.strip("\n") in output, piece
PYTHON
}

@test "the README's map names every directory, and nothing that is not there" {
    for directory in src/*/ tests/*/; do
        grep -q "^| \`$directory\` |" README.md
    done
    # shellcheck disable=SC2016 # a backquote is Markdown's
    sed -n -e '/^## A map/,/^## B/s/^| `\([a-z./]*\)` |.*/\1/p' README.md >"$scratch/places"
    [ "$(wc -l <"$scratch/places")" -ge 10 ]
    while read -r place; do
        [ -e "$place" ]
    done <"$scratch/places"
}

@test "the README names targets that the Makefile has, and all its packages" {
    make help | sed 's/ .*//' >"$scratch/targets"
    grep -o -E '(^    |`)make [a-z]+' README.md | sed 's/.*make //' | sort -u >"$scratch/mentioned"
    [ "$(wc -l <"$scratch/mentioned")" -ge 6 ]
    while read -r target; do
        grep -q -x "$target" "$scratch/targets"
    done <"$scratch/mentioned"
    # shellcheck disable=SC2016,SC1003 # make's own $ and backslashes
    packages=$(sed -n -e '/^[a-z]*_packages *:=/,/[^\]$/p' Makefile | tr -d '\\' |
        sed -e 's/^[a-z_]* *:=//' -e 's/\$([a-z_]*)//')
    [ -n "$packages" ]
    for package in $packages; do
        grep -q "^| .*\<$package\>.* |" README.md
    done
}

@test "the version is the same everywhere" {
    version=$(sed -n 's/^VERSION := //p' Makefile)
    [ "$("$POSSUM" --version)" = "possum $version" ]
    for manual in man/*; do
        grep -q -x "\.Os \"Possum $version\"" "$manual"
    done
    [ "$(sed -n 's/^## \[\(.*\)\] .*/\1/p' CHANGELOG.md | head -n 1)" = "$version" ]
}
