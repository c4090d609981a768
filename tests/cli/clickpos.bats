#!/usr/bin/env bats
# to-clickpos: its options, what it says, the ends it can come to, and what comes back (product.md
# "Rules that hold everywhere", "to-clickpos").

load support
load clickpos

@test "the whole text of a small run on the terminal" {
    write_files
    sed -i '1s/$/,department/; 2s/$/,Sales/; 3,5s/$/,/' contacts.csv
    echo 'a2,Nobody Ltd,Hobart' >>accounts.csv
    possum 1 to-clickpos "${FILES[@]}" -o clickpos.csv --report report.csv
    expect_bytes stderr <<'END'
contacts.csv (contacts): comma, UTF-8, LF, header on line 1, 7 columns
accounts.csv (accounts): comma, UTF-8, LF, header on line 1, 3 columns

possum to-clickpos

4 rows read = 3 carried + 1 rejected + 0 skipped
3 customers for ClickPOS, 1 of them new
2 accounts read, 1 of them without a contact
1 warning, 0 notices

Rejected rows: 1
        1  The customer number is not a whole number from 1 to 2147483647 [bad-customer-number]
           line 4 (contacts)
           What to do: Correct the number as it stands in ClickPOS and feed the
           row in again.

Warnings: 1
        1  Not carried: an account that no contact of the file has [unused-account]
           line 3 (accounts)
           What to do: Nothing, unless it is a customer: then give it a contact
           in the CRM and export again.

Columns that map to nothing, in contacts.csv
  "department"  filled in 1

Files written
  clickpos.csv  3 records
  report.csv  report
  clickpos.rejects.csv  1 record
END
}

@test "the help of the command" {
    possum 0 to-clickpos --help
    grep -qx 'usage: possum to-clickpos \[options\] --contacts C.csv \[--accounts A.csv\] -o FILE' stdout
    run -0 awk 'length > 80' stdout
    [[ -z $output ]]
}

# Each line: the options, a bar, the message.
@test "options that are missing, too many or wrong" {
    write_sound_files
    local given message
    while IFS='|' read -r given message; do
        # shellcheck disable=SC2086 # the options are words
        refuse 2 to-clickpos $given
        expect_message "$message"
    done <<'END'
-o clickpos.csv|to-clickpos needs the contacts to read: --contacts FILE; "-" is standard input
--contacts contacts.csv|to-clickpos needs a file to write: -o FILE (or --dry-run); "-" is standard output
contacts.csv -o clickpos.csv|to-clickpos takes its files by name: --contacts FILE and --accounts FILE
--contacts contacts.csv -o clickpos.csv --select tickd|--select needs all, ticked or new, not "tickd"; did you mean "ticked"?
--contacts contacts.csv -o clickpos.csv --no-company skip|--no-company needs account or contact, not "skip"
--contacts contacts.csv -o clickpos.csv --rejects -|rejects cannot go to standard output; name a file
--contacts contacts.csv -o clickpos.csv --protect|there is no option "--protect"; "possum to-clickpos --help" lists them
--contacts - --accounts - -o clickpos.csv|only one of the contacts, the accounts and the mapping can be standard input
--contacts - --mapping - -o clickpos.csv|only one of the contacts, the accounts and the mapping can be standard input
--contacts contacts.csv --accounts - --mapping - -o clickpos.csv|only one of the contacts, the accounts and the mapping can be standard input
END
    refuse 2 to-clickpos "${FILES[@]}" -o clickpos.csv --report -
    refuse 2 to-clickpos "${FILES[@]}" -o clickpos.csv --delimiter ::
    refuse 2 to-clickpos "${FILES[@]}" -o clickpos.csv --max-rejects many
}

# All three reports of a dry run are those of the real run, but for what marks it.
expect_equal_reports() { # OPTION...
    local form
    for form in txt json csv; do
        set -- "$@" --report "FORM.$form"
    done
    "$POSSUM" to-clickpos "${@/FORM/real}" -o clickpos.csv --force --quiet 2>/dev/null || [[ $? -eq 1 ]]
    "$POSSUM" to-clickpos "${@/FORM/dry}" --dry-run --force --quiet 2>/dev/null || [[ $? -eq 1 ]]
    cmp real.csv dry.csv
    diff <(sed 's/^"dry_run":true/"dry_run":false/' dry.json) real.json
    diff <(sed 's/^possum to-clickpos, DRY RUN: .*/possum to-clickpos/' dry.txt) real.txt
    run ! cmp -s dry.json real.json
    run ! cmp -s dry.txt real.txt
}

@test "the report of a dry run is the real run's report, byte for byte" {
    write_files
    expect_equal_reports "${FILES[@]}"
    expect_equal_reports "${FILES[@]}" --select ticked --output-encoding ISO-8859-1 --limit 1
    local real=$ROOT/tests/exports/suitecrm-7.14.6
    expect_equal_reports --contacts "$real/Contacts.csv" --accounts "$real/Accounts.csv" \
        --output-encoding Windows-1252 --no-company contact
    grep -q '"unencodable"' real.json
}

@test "a dry run writes nothing but the reports asked for" {
    write_files
    refuse 1 to-clickpos --dry-run "${FILES[@]}"
    refuse 1 to-clickpos --dry-run "${FILES[@]}" -o clickpos.csv
    refuse 1 to-clickpos --dry-run "${FILES[@]}" -o -
    [[ ! -s stdout ]]
    possum 1 to-clickpos -n "${FILES[@]}" --report report.json
    expect_files . accounts.csv before contacts.csv report.json stderr stdout
    grep -q 'DRY RUN' stderr
    possum 1 to-clickpos -n "${FILES[@]}" --rejects bad.csv
    possum 1 to-clickpos "${FILES[@]}" -o clickpos.csv
    cmp bad.csv clickpos.rejects.csv
}

@test "--limit takes the first N customers and ends normally" {
    write_files
    convert_back 0 "${FILES[@]}" --limit 2
    expect_customers <<'END'
,Ada,Able,,1,,Able Pty Ltd,,,,,Perth,,,,,
,Ben,Bell,,2,,,,,,,,,,,,
END
    expect_counts 2 2 0 0
    convert_back 1 "${FILES[@]}" --limit 3 --force
    expect_all
    expect_counts 4 3 1 0
    convert_back 1 "${FILES[@]}" --limit 1 --select new --force
    expect_counts 4 1 1 2
}

@test "--limit does not hide that a number is shared further down" {
    write_sound_contacts | sed '4s/,,1$/,1,1/' >contacts.csv
    convert_back 1 --contacts contacts.csv --limit 1
    expect_customers <<'END'
,Ben,Bell,,2,,,,,,,,,,,,
END
    expect_counts 2 1 1 0
}

@test "--max-rejects stops early: no output, only the reports and the rejects" {
    write_files
    echo 'c5,,No,Number,x,0' >>contacts.csv
    convert_back 5 "${FILES[@]}" --max-rejects 0
    expect_files . accounts.csv clickpos.rejects.csv contacts.csv report.csv report.json report.txt \
        stderr stdout
    expect_counts 3 2 1 0
    grep -qx 'STOPPED EARLY: more rows were rejected than --max-rejects allows' stderr
    convert_back 5 "${FILES[@]}" --max-rejects 1 --force
    expect_counts 5 3 2 0
    convert_back 1 "${FILES[@]}" --max-rejects 2 --force
    expect_all
    convert_back 5 "${FILES[@]}" --max-rejects 39% --force
    convert_back 1 "${FILES[@]}" --max-rejects 40% --force
}

@test "a run stopped early leaves the output of an earlier run alone" {
    write_sound_files
    possum 0 to-clickpos "${FILES[@]}" -o clickpos.csv
    write_contacts >contacts.csv
    possum 5 to-clickpos "${FILES[@]}" -o clickpos.csv --force --max-rejects 0
    expect_all
}

# Waits for a run to end by itself, which it must do within some seconds.
await_end() { # PROGRAM EXPECTED_STATUS
    local status=0 i
    for ((i = 0; i < 50; i++)); do
        kill -0 "$1" 2>/dev/null || break
        sleep 0.1
    done
    kill -KILL "$1" 2>/dev/null && echo "it went on waiting"
    wait "$1" || status=$?
    check_run "$2" "$status"
}

@test "SIGTERM while the contacts are awaited from a pipe: status 5, and nothing is left" {
    local program lines
    mkfifo pipe
    exec 7<>pipe
    for lines in 0 4; do
        write_contacts | head -n "$lines" >&7
        "$POSSUM" to-clickpos --contacts pipe -o clickpos.csv >stdout 2>stderr &
        program=$!
        sleep 0.5
        kill -TERM "$program"
        await_end "$program" 5
        grep -q 'asked to end by SIGTERM' stderr
        expect_files . pipe stderr stdout
    done
    exec 7>&-
}

@test "SIGTERM while a pipe is not opened by anybody: status 5" {
    local program
    mkfifo pipe
    "$POSSUM" to-clickpos --contacts pipe -o clickpos.csv >stdout 2>stderr &
    program=$!
    sleep 0.5
    kill -TERM "$program"
    await_end "$program" 5
}

@test "SIGINT in the midst of the accounts: status 5, no output but the reports" {
    local program writer
    write_contacts >contacts.csv
    mkfifo pipe
    { write_accounts; make_customers 60000; exec sleep 30; } >pipe 3>&- &
    writer=$!
    "$POSSUM" to-clickpos --contacts contacts.csv --accounts pipe -o clickpos.csv \
        --report report.txt --report report.json >stdout 2>stderr &
    program=$!
    sleep 1
    kill -INT "$program"
    await_end "$program" 5
    kill "$writer"
    expect_files . contacts.csv pipe report.json report.txt stderr stdout
    grep -qx 'STOPPED EARLY: interrupted by Ctrl-C or SIGINT' report.txt
    grep -q '^"stopped":"interrupted by Ctrl-C or SIGINT"' report.json
}

# 5,000 contacts of 400 accounts, with something to say about every kind of row.
write_many_contacts() {
    awk 'BEGIN {
        print "id,account_name,first_name,last_name,cp_cust_code_c,cp_synch_c,phone_mobile"
        for (i = 1; i <= 5000; i++) {
            number = i % 50 == 0 ? i - 1 : i % 61 == 0 ? "x" : i % 7 == 0 ? "" : i
            account = i % 3 == 0 ? "" : i % 41 == 0 ? "Unknown" : "Account " i % 400
            printf "c%d,%s,First %d,Last %d,%s,%d,41155%04d%s\n", i % 997 == 0 ? 996 : i, account,
                i, i, number, i % 2, i, i % 173 == 0 ? ",too much" : ""
        }
    }'
}

write_many_accounts() {
    awk 'BEGIN {
        print "name,billing_address_city,phone_office"
        for (i = 0; i < 450; i++)
            printf "Account %d,City %d,41155%04d\n", i % 440, i, i
    }'
}

@test "--jobs 1, 2 and 7 give the same bytes in every file" {
    write_many_contacts >contacts.csv
    write_many_accounts >accounts.csv
    local jobs
    for jobs in 1 2 7; do
        mkdir "jobs$jobs"
        possum 1 to-clickpos "${FILES[@]}" --jobs "$jobs" -o "jobs$jobs/clickpos.csv" \
            --report "jobs$jobs/report.txt" --report "jobs$jobs/report.json" \
            --report "jobs$jobs/report.csv"
        expect_files "jobs$jobs" clickpos.csv clickpos.rejects.csv report.csv report.json report.txt
    done
    diff -r jobs1 jobs2
    diff -r jobs1 jobs7
    cp jobs1/report.json .
    local code
    for code in shared-number repeated-contact bad-customer-number too-many-cells account-missing \
        account-ambiguous unused-account zero-restored; do
        grep -qF "\"$code\"" report.json
    done
}

@test "issues stand in the order of the lines, the contacts' before the accounts'" {
    write_many_contacts >contacts.csv
    write_many_accounts >accounts.csv
    convert_back 1 "${FILES[@]}"
    sed '1,/^Every issue, in the order of the lines$/d' report.txt >issues
    [[ $(wc -l <issues) -gt 1000 ]]
    sort -s -t , -k 1,1r -k 2.6,2n issues | cmp issues
}

@test "what it writes goes through to-sugar with status 0, if every contact has a number" {
    write_sound_contacts | sed '4s/,,1$/,4,1/' >contacts.csv
    write_accounts >accounts.csv
    possum 0 to-clickpos "${FILES[@]}" -o clickpos.csv
    possum 0 to-sugar clickpos.csv -o out --report back.txt
    grep -qx '3 rows read = 3 carried + 0 rejected + 0 skipped' back.txt
    local real=$ROOT/tests/exports/suitecrm-7.14.6
    sed -e 's/"0","","0.00000000"/"1002","","0.00000000"/' -e "s/\"'-5\"/\"1003\"/" \
        -e 's/"Single user","","","0.0/"Single user","1004","","0.0/' \
        -e '$!b' -e 's/"1004"/"1005"/' "$real/Contacts.csv" >contacts.csv
    possum 0 to-clickpos --contacts contacts.csv --accounts "$real/Accounts.csv" -o clickpos.csv --force
    possum 0 to-sugar clickpos.csv -o out --force
    possum 0 to-clickpos --contacts out/Contacts.csv --accounts out/Accounts.csv -o again.csv
    cmp clickpos.csv again.csv
}
