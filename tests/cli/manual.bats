#!/usr/bin/env bats
# The manual, the README and the changelog say what the program does.

load manual

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

@test "the options of each conversion's help and of its manual are the same" {
    for command in to-sugar to-clickpos push pull; do
        "$POSSUM" "$command" --help | list_help_options >"$SCRATCH/help"
        list_manual_options OPTIONS "man/possum-$command.1" >"$SCRATCH/manual"
        [ "$(wc -l <"$SCRATCH/help")" -ge 20 ]
        diff "$SCRATCH/help" "$SCRATCH/manual"
    done
}

@test "so are those of fields" {
    "$POSSUM" fields --help | list_help_options >"$SCRATCH/help"
    list_manual_options OPTIONS man/possum-fields.1 >"$SCRATCH/manual"
    [ "$(wc -l <"$SCRATCH/help")" -ge 10 ]
    diff "$SCRATCH/help" "$SCRATCH/manual"
    # The synopsis and the OPTIONS name the same.
    read_section SYNOPSIS man/possum-fields.1 | grep -o -E 'Fl -[a-z-]+' | sort -u \
        >"$SCRATCH/synopsis"
    read_section OPTIONS man/possum-fields.1 | grep -v 'Fl -help$' | grep '^\.It' |
        grep -o -E 'Fl -[a-z-]+' | sort -u | diff "$SCRATCH/synopsis" -
}

@test "so are those of undo and runs" {
    for command in undo runs; do
        "$POSSUM" "$command" --help | list_help_options >"$SCRATCH/help"
        list_manual_options OPTIONS "man/possum-$command.1" >"$SCRATCH/manual"
        [ "$(wc -l <"$SCRATCH/help")" -ge 3 ]
        diff "$SCRATCH/help" "$SCRATCH/manual"
    done
}

@test "help fits a terminal" {
    for command in "" to-sugar to-clickpos push pull undo runs fields mapping; do
        # shellcheck disable=SC2086 # no command at all is one of them
        run "$POSSUM" $command --help
        [ "$status" -eq 0 ]
        run awk 'length > 80' <<<"$output"
        [ -z "$output" ]
    done
}

# The options that there are.
list_known_options() {
    {
        "$POSSUM" to-sugar --help
        "$POSSUM" to-clickpos --help
        "$POSSUM" push --help
        "$POSSUM" pull --help
        "$POSSUM" undo --help
        "$POSSUM" runs --help
        "$POSSUM" fields --help
        "$POSSUM" mapping --help
        echo "--version"
    } | grep -o -E -e '--[a-z][a-z-]*' | sort -u
}

@test "every option that the manuals mention exists" {
    list_known_options >"$SCRATCH/known"
    grep -h -o -E '(Fl -|--)[a-z][a-z-]*' man/* | sed 's/^Fl -/--/' | sort -u >"$SCRATCH/mentioned"
    run comm -13 "$SCRATCH/known" "$SCRATCH/mentioned"
    [ -z "$output" ]
}

@test "every option in the README exists" {
    list_known_options >"$SCRATCH/known"
    grep -o -E '(^|[ `])--[a-z][a-z-]*' README.md CHANGELOG.md | grep -o -E -e '--[a-z-]+' |
        sort -u >"$SCRATCH/mentioned"
    run comm -13 "$SCRATCH/known" "$SCRATCH/mentioned"
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
    cat >"$SCRATCH/list.c" <<'C'
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
    "${CC:-cc}" -std=c11 -D_POSIX_C_SOURCE=200809L -Isrc "$SCRATCH/list.c" src/pipeline/issue.c \
        src/base/arena.c src/base/text.c -o "$SCRATCH/list" && "$SCRATCH/list"
}

@test "the issue codes of possum(1) are those of the table, with their severities" {
    list_issue_kinds >"$SCRATCH/table"
    [ "$(wc -l <"$SCRATCH/table")" -ge 30 ]
    read_section "ISSUE CODES" man/possum.1 |
        sed -n -E 's/^\.It Sy ([a-z-]+) Pq ([a-z]+)$/\1 \2/p' >"$SCRATCH/manual"
    diff "$SCRATCH/table" "$SCRATCH/manual"
}

@test "every issue code that the manuals mention exists, with the severity they say" {
    list_issue_kinds >"$SCRATCH/table"
    grep -h -o -E '((notice|warning|error|conflict|failure|change) )?\<Sy [a-z-]+' man/* | sort -u >"$SCRATCH/mentioned"
    [ "$(wc -l <"$SCRATCH/mentioned")" -ge 30 ]
    while read -r line; do
        severity=${line%Sy *}
        grep -q -x -E "${line##* } ${severity:-.*}" <(sed 's/$/ /' "$SCRATCH/table")
    done <"$SCRATCH/mentioned"
}

# The statuses of a list in a manual.
list_statuses() { # MANUAL
    read_section "EXIT STATUS" "$1" | sed -n -E 's/^\.It ([0-9]+)$/\1/p' | xargs
}

@test "the exit statuses of the manuals are those of the source" {
    known=$(sed -n -E 's/^ *EXIT_[A-Z]+ = ([0-9]+),.*/\1/p' src/command/command.h | sort -n | xargs)
    [ -n "$known" ]
    [ "$(list_statuses man/possum.1)" = "$known" ]
    [ "$(list_statuses man/possum-push.1)" = "$known" ]
    [ "$(list_statuses man/possum-undo.1)" = "${known/ 3/}" ] # it reads no export
    [ "$(list_statuses man/possum-runs.1)" = "0 2 5" ]
    known=${known/ 4/} # the conversions talk to no CRM
    [ "$(list_statuses man/possum-to-sugar.1)" = "$known" ]
    [ "$(list_statuses man/possum-to-clickpos.1)" = "$known" ]
}

@test "each exit status comes as the manual says" {
    local export=$SCRATCH/export.csv
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
    run "$POSSUM" to-sugar "$SCRATCH/missing.csv" -n
    [ "$status" -eq 3 ]
    printf 'Name,Last,Email\nAda,Brook,\n' >"$export"
    run "$POSSUM" to-sugar "$export" -n
    [ "$status" -eq 3 ]
}

@test "each exit status of to-clickpos comes as the manual says" {
    local contacts=$SCRATCH/Contacts.csv accounts=$SCRATCH/Accounts.csv
    printf '%s\n' 'ID,First Name,Last Name,Account Name,ClickPOS Customer No.' \
        'a,Ada,Brook,Acme,1' >"$contacts"
    printf '%s\n' 'ID,Name,Office Phone' 'b,Acme,5550 1234' >"$accounts"
    run "$POSSUM" to-clickpos --contacts "$contacts" --accounts "$accounts" -n
    [ "$status" -eq 0 ]
    cp "$accounts" "$SCRATCH/broken.csv"
    printf 'c,"Bell" Ltd,\n' >>"$SCRATCH/broken.csv"
    run "$POSSUM" to-clickpos --contacts "$contacts" --accounts "$SCRATCH/broken.csv" -n
    [ "$status" -eq 1 ]
    run "$POSSUM" to-clickpos --contacts "$contacts" --accounts "$SCRATCH/broken.csv" -n \
        --max-rejects 0
    [ "$status" -eq 1 ]
    printf 'd,Bert,Carr,,1\n' >>"$contacts"
    run "$POSSUM" to-clickpos --contacts "$contacts" -n
    [ "$status" -eq 1 ]
    run "$POSSUM" to-clickpos --contacts "$contacts" -n --max-rejects 0
    [ "$status" -eq 5 ]
    run "$POSSUM" to-clickpos --contacts "$contacts" -n --column Contacts.title=Missing
    [ "$status" -eq 2 ]
    run "$POSSUM" to-clickpos --contacts "$contacts" -n --no-such-option
    [ "$status" -eq 2 ]
    run "$POSSUM" to-clickpos --contacts "$SCRATCH/missing.csv" -n
    [ "$status" -eq 3 ]
    run "$POSSUM" to-clickpos --contacts "$contacts" -n --select ticked
    [ "$status" -eq 3 ]
    run "$POSSUM" to-clickpos --contacts "$contacts" -n --column cp_cust_code=Missing
    [ "$status" -eq 3 ]
    printf 'ID,Last Name,Mobile,MOBILE.,ClickPOS Customer No.\na,Brook,1,2,1\n' >"$contacts"
    run "$POSSUM" to-clickpos --contacts "$contacts" -n
    [ "$status" -eq 0 ] # one is spelled exactly so
    sed -i s/Mobile/mobile/ "$contacts"
    run "$POSSUM" to-clickpos --contacts "$contacts" -n
    [ "$status" -eq 3 ]
}

@test "each exit status of fields comes as its manual says, and there are no others" {
    [ "$(list_statuses man/possum-fields.1)" = "0 2 4 5" ]
    unset POSSUM_USER POSSUM_PASSWORD POSSUM_CLIENT_ID POSSUM_CLIENT_SECRET
    local package=$SCRATCH/fields.zip
    run "$POSSUM" fields --package "$package"
    [ "$status" -eq 0 ]
    run "$POSSUM" fields --package "$package"
    [ "$status" -eq 2 ]
    run "$POSSUM" fields --package "$package" --force --mapping "$SCRATCH/missing.csv"
    [ "$status" -eq 2 ]
    run "$POSSUM" fields --package "$SCRATCH/missing/fields.zip"
    [ "$status" -eq 2 ]
    run "$POSSUM" fields
    [ "$status" -eq 2 ]
    run "$POSSUM" fields --crm http://crm.invalid
    [ "$status" -eq 2 ]
    run "$POSSUM" fields --crm https://crm.invalid --password-file "$SCRATCH/missing"
    [ "$status" -eq 2 ]
    run "$POSSUM" fields --crm https://crm.invalid --trace "$package"
    [ "$status" -eq 2 ]
    # No such host: over http, so that no proxy of the environment is asked.
    run "$POSSUM" fields --crm http://crm.invalid --insecure-http
    [ "$status" -eq 4 ]
    # Nothing listens there, and it is stopped before it has given up.
    run timeout --preserve-status --signal TERM 1 "$POSSUM" fields --crm http://127.0.0.1:1
    [ "$status" -eq 5 ]
}

@test "the environment that possum-fields(1) lists is that of the source" {
    grep -h -o -E '"POSSUM_[A-Z_]+"' src/*/*.c | tr -d '"' | sort -u >"$SCRATCH/source"
    [ "$(wc -l <"$SCRATCH/source")" -ge 4 ]
    read_section ENVIRONMENT man/possum-fields.1 | grep '^\.It' | grep -o -E 'POSSUM_[A-Z_]+' |
        sort -u >"$SCRATCH/manual"
    diff "$SCRATCH/source" "$SCRATCH/manual"
}

@test "the settings that possum.conf(5) lists are those of the source, with their values" {
    sed -n -E 's/^ *\{"([a-z_]+)", KEY_([A-Z]+),.*/\1 \2/p' src/command/crm_configuration.c |
        sort >"$SCRATCH/keys"
    [ "$(wc -l <"$SCRATCH/keys")" -ge 9 ]
    grep -v SECRET "$SCRATCH/keys" | sed 's/ .*//' >"$SCRATCH/source"
    read_section SETTINGS man/possum.conf.5 | sed -n 's/^\.It Cm //p' | sort >"$SCRATCH/manual"
    diff "$SCRATCH/source" "$SCRATCH/manual"
    sed -n 's/ SECRET$//p' "$SCRATCH/keys" >"$SCRATCH/secrets"
    [ "$(wc -l <"$SCRATCH/secrets")" -eq 2 ]
    while read -r key; do
        read_section SECRETS man/possum.conf.5 | grep -q -x "\.Li $key"
    done <"$SCRATCH/secrets"
    for api in $("$POSSUM" fields --help | sed -n -E 's/^ *--api (.*)/\1/p' | tr '|' ' '); do
        read_section SETTINGS man/possum.conf.5 | grep -q "^\.Cm $api\>"
    done
    limit=$(grep -o -E 'INI_LINE_LIMIT = [0-9]+' src/base/ini_file.h)
    read_section SYNTAX man/possum.conf.5 | grep -q "\<${limit##* } bytes"
    "$POSSUM" fields --crm https://crm.example --rate x 2>"$SCRATCH/rate" || true
    rule=$(sed -n -E 's/.*(from .*), not.*/\1/p' "$SCRATCH/rate")
    read_section SETTINGS man/possum.conf.5 | grep -q -F "$rule"
}

@test "the APIs that possum-fields(1) describes are those of the source, in their order" {
    sed -n -E 's/^ *\[CRM_API_[A-Z0-9_]+\] = &([a-z0-9_]+)_driver,$/\1/p' src/crm/crm.c \
        >"$SCRATCH/source"
    [ "$(wc -l <"$SCRATCH/source")" -eq 3 ]
    read_section APIS man/possum-fields.1 >"$SCRATCH/section"
    list_items Cm "$SCRATCH/section" | diff "$SCRATCH/source" -
    read_section SYNOPSIS man/possum-fields.1 | grep -q -x \
        "\.Op Fl -api Cm auto | $(paste -s -d '|' "$SCRATCH/source" | sed 's/|/ | /g')"
}

@test "what the manuals say of a login over v11 is what the source does" {
    platform=$(sed -n -E 's/.*platform == NULL \? "([a-z]+)" :.*/\1/p' src/crm/v11.c)
    client=$(sed -n -E 's/.*client_id == NULL \? "([a-z]+)" :.*/\1/p' src/crm/v11.c)
    [ -n "$platform" ] && [ -n "$client" ]
    read_section APIS man/possum-fields.1 | grep -q -x "\.Dq $platform"
    read_section ENVIRONMENT man/possum-fields.1 | grep -q -x "\.Dq $client"
    read_section SETTINGS man/possum.conf.5 >"$SCRATCH/settings"
    grep -q -x "\.Dq $platform \." "$SCRATCH/settings"
    grep -q -x "\.Dq $client" "$SCRATCH/settings"
    # The versions, from the newest on.
    versions=$(sed -n -E 's/.*versions\[\] = \{(.*)\};$/\1/p' src/crm/v11.c |
        sed -e 's/[" ]*v\([0-9_]*\)"/\1/g' -e 's/_/./g' -e 's/,\([^,]*\)$/ and \1/' -e 's/,/, /g')
    [ -n "$versions" ]
    read_section APIS man/possum-fields.1 | xargs -d '\n' |
        grep -q -F "in the newest of its versions $versions that the server has"
}

@test "the configurations that possum.conf(5) shows can be read" {
    awk '/^\.Bd/ { inside = 1; next } /^\.Ed/ { inside = 0 } inside' man/possum.conf.5 \
        >"$SCRATCH/possum.conf"
    [ "$(grep -c '^\[crm' "$SCRATCH/possum.conf")" -eq 2 ]
    run "$POSSUM" fields --crm no-such-name --config "$SCRATCH/possum.conf"
    [ "$status" -eq 2 ]
    [[ $output == *'no CRM called "no-such-name", but main and north;'* ]]
}

@test "what possum-fields(1) says of a field is what the source prints" {
    sed -n -E '/Looking at the CRM/,/The package/s/^\.It //p' man/possum-fields.1 \
        >"$SCRATCH/states"
    [ "$(wc -l <"$SCRATCH/states")" -eq 4 ]
    while read -r state; do
        state=${state#Ar N No } state=${state% ...}
        grep -q -F "$state" src/command/field_check.c
    done <"$SCRATCH/states"
}

@test "the fields, types and labels that possum-fields(1) lists are those of the package" {
    "$POSSUM" fields --package "$SCRATCH/fields.zip" 2>"$SCRATCH/printed"
    sed -n -E -e '/^  [AC]/!d' -e 's/^ +//' -e 's/ {2,}/|/g' -e 's/^(\w+)\|(\w+)/\1.\2/p' \
        "$SCRATCH/printed" >"$SCRATCH/package"
    [ "$(wc -l <"$SCRATCH/package")" -eq 4 ]
    sed -n '/Ta/s/^\.It Li //p' man/possum-fields.1 | sed 's/ Ta /|/g' >"$SCRATCH/manual"
    diff "$SCRATCH/package" "$SCRATCH/manual"
    names=$(python3 -m zipfile -l "$SCRATCH/fields.zip" | awk 'NR > 1 { print $1 }')
    [ "$(wc -l <<<"$names")" -eq 3 ]
    for name in $names; do
        read_section FILES man/possum-fields.1 | grep -q "^\.Pa $name\>"
    done
}

@test "the columns that tie records together are those of the source, and --column names them" {
    sed -n -E 's/^ *\[LINK_[A-Z_]+\] = "([a-z_]+)",$/\1/p' src/customer/field.c >"$SCRATCH/links"
    [ -s "$SCRATCH/links" ]
    read_section COLUMNS man/possum-to-clickpos.1 | sed -n -E 's/^\.It Li ([A-Z].*)/\1/p' \
        >"$SCRATCH/manual"
    while read -r link; do
        echo "Contacts.$link"
        [[ $link == account_* ]] || echo "Accounts.$link"
    done <"$SCRATCH/links" | sort | diff - <(sort "$SCRATCH/manual")
    while read -r link; do
        grep -q "Li.*\<$link\>" man/possum-mapping.5
    done <"$SCRATCH/manual"

    # Each has a header that nobody could guess, and the report says that it was found.
    printf 'Kennung,Vorname,Konto,Kontonummer,Weg,Cust\na,Ada,Acme,b,0,1\n' >"$SCRATCH/contacts.csv"
    printf 'Kennung,Firma,Weg,Telefon\nb,Acme,0,1\n' >"$SCRATCH/accounts.csv"
    "$POSSUM" to-clickpos --contacts "$SCRATCH/contacts.csv" --accounts "$SCRATCH/accounts.csv" \
        -n -q --report "$SCRATCH/report.json" --column cp_cust_code=Cust \
        --column first_name=Vorname --column name=Firma --column phone_office=Telefon \
        --column Contacts.id=Kennung --column Contacts.deleted=Weg \
        --column account_id=Kontonummer --column Contacts.account_name=Konto \
        --column Accounts.id=Kennung --column Accounts.deleted=Weg
    while read -r link; do
        grep -q "\"fields\":\[\"$link\"\]" "$SCRATCH/report.json"
    done <"$SCRATCH/manual"
}

@test "the labels of the four fields that possum-to-clickpos(1) lists are those of the mapping" {
    python3 - "$POSSUM" <<'PYTHON'
import csv
import io
import re
import subprocess
import sys

text = open("man/possum-to-clickpos.1", encoding="utf-8").read()
text = re.search(r"\.Ss The four fields.*?\.Bl [^\n]*\n(.*?)\.El", text, re.S)[1]
manual = {name: " ".join(labels.split()).split(", ")
          for name, labels in re.findall(r"\.It Li (\w+)\n(.*?)(?=\.It|\Z)", text, re.S)}
table = csv.DictReader(io.StringIO(subprocess.check_output([sys.argv[1], "mapping"], text=True)))
known = {row["field"]: (row["label"] + "; " + row["further labels"]).split("; ")
         for row in table if row["field"].startswith("cp_")}
assert len(known) == 4
assert manual == known, (manual, known)
PYTHON
}

@test "the roles and commands of the JSON report stand in possum(1)" {
    printf 'Cust No.,Last,Suburb\n1,Brook,Perth\n' >"$SCRATCH/export.csv"
    "$POSSUM" to-sugar "$SCRATCH/export.csv" -q -o "$SCRATCH/import" --report "$SCRATCH/one.json"
    "$POSSUM" to-clickpos --contacts "$SCRATCH/import/Contacts.csv" \
        --accounts "$SCRATCH/import/Accounts.csv" -n -q --report "$SCRATCH/other.json"
    read_section REPORTS man/possum.1 >"$SCRATCH/section"
    grep -h -o -E '"(role|command)":"[a-z-]+"' "$SCRATCH"/*.json | sed 's/.*:"\(.*\)"/\1/' \
        >"$SCRATCH/values"
    [ "$(wc -l <"$SCRATCH/values")" -eq 5 ]
    while read -r value; do
        grep -q "^\.Dq $value\( [.,]\)*\$" "$SCRATCH/section"
    done <"$SCRATCH/values"
}

@test "the members of the JSON report are those of possum(1) and of the schema" {
    "$POSSUM" to-sugar samples/clickpos-export.csv -n -q --max-rejects 3 \
        --report "$SCRATCH/report.json" || true
    python3 - "$SCRATCH/report.json" >"$SCRATCH/report" <<'PYTHON'
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
    python3 - tests/report.schema.json >"$SCRATCH/schema" <<'PYTHON'
import json
import sys

schema = json.load(open(sys.argv[1]))
names = set(schema["properties"])
for definition in schema["definitions"].values():
    names.update(definition.get("properties", {}))
print("\n".join(sorted(names)))
PYTHON
    read_section REPORTS man/possum.1 >"$SCRATCH/section"
    list_items Va "$SCRATCH/section" | LC_ALL=C sort -u >"$SCRATCH/manual"
    grep -q -x stopped "$SCRATCH/manual"
    run comm -23 "$SCRATCH/report" "$SCRATCH/manual" # push has a few more
    [ -z "$output" ]
    diff "$SCRATCH/schema" "$SCRATCH/manual"
}

@test "the columns of the mapping table and of the rejects file stand in the manuals" {
    "$POSSUM" mapping | head -n 1 | tr -d '\r' | tr ',' '\n' >"$SCRATCH/table"
    read_section DESCRIPTION man/possum-mapping.5 | sed -n 's/^\.It Li //p' >"$SCRATCH/manual"
    diff "$SCRATCH/table" "$SCRATCH/manual"

    printf 'Cust No.,Name,Last\n,Ada,Brook\n' >"$SCRATCH/export.csv"
    "$POSSUM" to-sugar "$SCRATCH/export.csv" -n -q --rejects "$SCRATCH/rejects.csv" || true
    for column in $(head -n 1 "$SCRATCH/rejects.csv" | grep -o 'possum_[a-z]*'); do
        read_section REJECTS man/possum.1 | grep -q "^\.Li $column\$"
    done
}

# Prints the example commands of the manuals and of the README, each on one line.
list_examples() {
    {
        sed -n -e 's/^\.Dl "\(.*\)"$/\1/p' -e 's/^\.Dl \$ //p' man/* |
            sed -e 's/\\e$/\\/' -e 's/\\(dq/"/g'
        sed -n 's/^  *\(possum .*\)/\1/p' README.md
    } | sed -e ':again' -e '/\\$/{N;s/\\\n//;b again' -e '}' | grep -E '^possum (to-|fields )'
}

# Makes the files that the examples read, in the working directory.
make_example_files() {
    {
        echo "Cust No.,Client Nr,Name,Last,Suburb"
        seq 60 | sed 's/.*/&,1&,Ada,Brook,Perth/'
        echo ",,Bert,Carr"
    } >customers.csv
    cp customers.csv north.csv
    possum mapping >my.csv
    possum to-sugar customers.csv -q -o converted || true
    printf '%s\n' 'ID,First Name,Account Name,ClickPOS Customer No.,Client Nr,ClickPOS Sync' \
        'a,Ada,Acme,1,1,1' 'b,Bert,Acme,one,2,0' >Contacts.csv
    printf '%s\n' 'Name,ID,Office Phone' 'Acme,c,5550 1234' >Accounts.csv
    possum to-clickpos --contacts Contacts.csv --accounts Accounts.csv -n -q \
        --rejects rejected.csv || true
}

@test "the examples of the manuals and of the README run" {
    list_examples >"$SCRATCH/examples"
    [ "$(grep -c '^possum to-sugar ' "$SCRATCH/examples")" -ge 12 ]
    [ "$(grep -c '^possum to-clickpos ' "$SCRATCH/examples")" -ge 12 ]
    [ "$(grep -c '^possum fields --package ' "$SCRATCH/examples")" -ge 4 ]
    [ "$(grep -c '^possum fields --crm ' "$SCRATCH/examples")" -ge 5 ]
    mkdir "$SCRATCH/bin" "$SCRATCH/files"
    ln -s "$POSSUM" "$SCRATCH/bin/possum"
    PATH=$SCRATCH/bin:$PATH
    cd "$SCRATCH/files"
    make_example_files
    while read -r line; do
        rm -rf "$SCRATCH/place"
        cp -r "$SCRATCH/files" "$SCRATCH/place"
        cd "$SCRATCH/place"
        mkdir build
        for directory in import build/demo; do
            [[ $line != *$directory/* ]] || cp -r converted "$directory"
        done
        [[ $line != *clickpos.rejects.csv* ]] || cp rejected.csv clickpos.rejects.csv
        # Where there is no such CRM, it is enough that the options exist.
        [[ $line != *"fields --crm "* ]] || line+=" --help"
        status=0
        eval "$line" </dev/null || status=$?
        echo "$status: $line"
        [ "$status" -le 1 ]
    done <"$SCRATCH/examples"
}

@test "the version is the same everywhere" {
    version=$(sed -n 's/^VERSION := //p' Makefile)
    [ "$("$POSSUM" --version)" = "possum $version" ]
    for manual in man/*; do
        grep -q -x "\.Os \"Possum $version\"" "$manual"
    done
    [ "$(sed -n 's/^## \[\(.*\)\] .*/\1/p' CHANGELOG.md | head -n 1)" = "$version" ]
}
