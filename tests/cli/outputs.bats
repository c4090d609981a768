#!/usr/bin/env bats
# Outputs: whole or not at all, never over the input, and over nothing without --force (product.md
# "Rules that hold everywhere", "to-sugar").

load support

# Five customers of four accounts, and a row to reject on line 4.
write_export() {
    cat <<'END'
Cust No.,Name,Last,CONAME,Mob
1,Ada,Able,Company,0491570110
2,Ben,Bell,COMPANY,
,No,Number,,
3,Cy,Cole,,
4,Di,Dunn,,
5,Ed,Earl,Other,
END
}

write_sound_export() {
    write_export | sed 4d
}

expect_whole() { # DIRECTORY [NAME...]
    local directory=$1
    shift
    expect_files "$directory" Accounts.csv Contacts.csv how-to-import.txt "$@"
}

@test "a run writes its files and nothing else" {
    write_sound_export >export.csv
    possum 0 to-sugar export.csv -o out
    expect_whole out
    expect_files . export.csv out stderr stdout
    [[ ! -s stdout ]]
}

@test "rejects.csv is there only when a row was rejected" {
    write_export >export.csv
    possum 1 to-sugar export.csv -o out
    expect_whole out rejects.csv
    possum 1 to-sugar export.csv -o elsewhere --rejects bad.csv
    expect_whole elsewhere
    cmp out/rejects.csv bad.csv
    write_sound_export >export.csv
    possum 0 to-sugar export.csv -o sound --rejects none.csv
    [[ ! -e none.csv ]]
}

@test "the directory is made, with those above it" {
    write_sound_export >export.csv
    possum 0 to-sugar export.csv -o a/b/c/
    expect_whole a/b/c
}

@test "files get the rights of plain new files" {
    write_sound_export >export.csv
    umask 027
    possum 0 to-sugar export.csv -o out --report report.json
    stat -c %a out out/* report.json | tr '\n' ' ' >modes
    expect_bytes modes < <(printf "750 640 640 640 640 ")
}

@test "an input that cannot be used leaves nothing" {
    printf 'Name,Last\nAda,Bell\n' >export.csv
    refuse 3 to-sugar export.csv -o out --report report.txt --rejects rejects.csv
    refuse 3 to-sugar missing.csv -o new/out --report report.txt
}

@test "a disk that fills leaves nothing, neither outputs nor reports" {
    { echo 'Cust No.,Name,Last'; make_customers 5000; } >export.csv
    list_everything >before
    local status=0
    (
        trap '' XFSZ
        ulimit -f 64
        "$POSSUM" to-sugar export.csv -o out --report report.txt >stdout 2>stderr
    ) || status=$?
    check_run 2 "$status"
    grep -qx 'possum: out/[A-Za-z.]* cannot be written: File too large' stderr
    diff before <(list_everything)
}

# No column is blank here, so the files are not written anew, and the last bytes go out at their end.
@test "a disk that fills at the very end leaves no report of what was not written" {
    {
        echo "$ALL_COLUMNS"
        awk 'BEGIN {
            for (i = 1; i <= 700; i++)
                printf "Mr.,A,B,a@example.com,%d,0491570110,Co,T,C,b@example.com,S,P,V,3000,039,w,A\n", i
        }'
    } >export.csv
    list_everything >before
    local status=0
    (
        trap '' XFSZ
        ulimit -f 64
        "$POSSUM" to-sugar export.csv -o out --report report.txt >stdout 2>stderr
    ) || status=$?
    check_run 2 "$status"
    grep -qx 'possum: out/Contacts.csv cannot be written: File too large' stderr
    diff before <(list_everything)
}

@test "a disk that fills leaves what was there before" {
    write_sound_export >export.csv
    possum 0 to-sugar export.csv -o out --report report.txt
    { echo 'Cust No.,Name,Last'; make_customers 5000; } >export.csv
    list_everything >before
    local status=0
    (
        trap '' XFSZ
        ulimit -f 64
        "$POSSUM" to-sugar export.csv -o out --force --report report.txt >stdout 2>stderr
    ) || status=$?
    check_run 2 "$status"
    diff before <(list_everything)
}

@test "directories that were made for a run that failed go as well" {
    { echo 'Cust No.,Name,Last'; make_customers 5; } >export.csv
    refuse 2 to-sugar export.csv -o new/for/this --report missing/report.txt
}

@test "a directory that cannot be" {
    write_export >export.csv
    : >file
    refuse 2 to-sugar export.csv -o file
    expect_message 'file cannot be used as a directory: Not a directory'
    refuse 2 to-sugar export.csv -o file/out
    expect_message 'file/out cannot be used as a directory: Not a directory'
}

@test "a report or rejects file that cannot be" {
    write_export >export.csv
    : >file
    refuse 2 to-sugar export.csv -o out --report file/report.txt
    expect_message 'file/report.txt cannot be written: Not a directory'
    refuse 2 to-sugar export.csv -o out --rejects file/bad.csv
    expect_message 'file/bad.csv cannot be written: Not a directory'
    refuse 2 to-sugar export.csv -o out --report missing/report.txt
    expect_message 'missing/report.txt cannot be written: No such file or directory'
    ln -s /dev/full full.txt
    refuse 2 to-sugar export.csv -o out --report full.txt --force
    expect_message 'full.txt is no plain file; name another output'
    mkdir folder.txt
    refuse 2 to-sugar export.csv -o out --report folder.txt --force
    expect_message 'folder.txt is no plain file; name another output'
}

@test "no output is written to standard output" {
    write_export >export.csv
    refuse 2 to-sugar export.csv -o -
    expect_message 'to-sugar writes several files and cannot write them to standard output; name a directory with -o DIR'
    refuse 2 to-sugar export.csv -o out --report -
}

@test "an output that exists is refused without --force, whichever it is" {
    local name
    write_export >export.csv
    for name in Accounts.csv Contacts.csv Accounts-0001.csv Contacts-0123.csv rejects.csv \
        how-to-import.txt; do
        rm -rf out
        mkdir out
        echo 'id,' >"out/$name"
        refuse 2 to-sugar export.csv -o out
        expect_message "out/$name exists already; name another directory, or say --force to replace what an earlier run left there"
    done
}

@test "a report or rejects file that exists is refused without --force" {
    write_export >export.csv
    echo old >report.txt
    refuse 2 to-sugar export.csv -o out --report report.txt
    expect_message 'report.txt exists already; name another output, or say --force to replace it'
    echo old >bad.csv
    refuse 2 to-sugar export.csv -o out --rejects bad.csv
    expect_message 'bad.csv exists already; name another output, or say --force to replace it'
    refuse 2 to-sugar export.csv --dry-run --rejects bad.csv
    possum 1 to-sugar export.csv -o out --report report.txt --rejects bad.csv --force
    grep -q '^6 rows read' report.txt
    grep -q ',no-customer-number,' bad.csv
}

@test "a rejects file that exists is refused even if there is nothing to reject" {
    write_sound_export >export.csv
    echo old >bad.csv
    refuse 2 to-sugar export.csv -o out --rejects bad.csv
}

@test "--force leaves no rejects of an earlier run where this one has none" {
    write_export >export.csv
    possum 1 to-sugar export.csv -o out --rejects bad.csv
    write_sound_export >export.csv
    possum 0 to-sugar export.csv -o out --rejects bad.csv --force
    [[ ! -e bad.csv ]]
}

@test "--force replaces the files of an earlier run, and removes the rejects of it" {
    write_export >export.csv
    possum 1 to-sugar export.csv -o out
    echo notes >out/notes.txt
    write_sound_export >export.csv
    possum 0 to-sugar export.csv -o out --force
    expect_whole out notes.txt
    possum 0 to-sugar export.csv -o fresh
    diff -r out fresh >differences || true
    expect_bytes differences <<<'Only in out: notes.txt'
}

@test "--force removes the parts of an earlier split run, but no file that is not ours" {
    write_sound_export >export.csv
    possum 0 to-sugar export.csv -o out --split 1
    expect_files out Accounts-000{1,2,3,4}.csv Contacts-000{1,2,3,4,5}.csv how-to-import.txt
    echo 'my own table' >out/Contacts-0009.csv
    echo 'id,mine' >out/Contacts-old.csv
    possum 0 to-sugar export.csv -o out --force
    expect_whole out Contacts-0009.csv Contacts-old.csv
    rm out/Contacts-0009.csv
    possum 0 to-sugar export.csv -o out --force --split 4
    expect_files out Accounts-0001.csv Contacts-000{1,2}.csv Contacts-old.csv how-to-import.txt
}

@test "--split writes numbered parts of N records, in the order to import them" {
    write_sound_export >export.csv
    possum 0 to-sugar export.csv -o whole
    possum 0 to-sugar export.csv -o out --split 2
    expect_files out Accounts-0001.csv Accounts-0002.csv Contacts-0001.csv Contacts-0002.csv \
        Contacts-0003.csv how-to-import.txt
    local module part
    for module in Accounts Contacts; do
        for part in out/"$module"-*.csv; do
            cmp <(head -n 1 whole/"$module".csv) <(head -n 1 "$part")
            [[ $(wc -l <"$part") -le 3 ]]
        done
        cmp whole/"$module".csv <(head -n 1 whole/"$module".csv; tail -qn +2 out/"$module"-*.csv)
    done
    grep -nE '^     (Accounts|Contacts)-' out/how-to-import.txt | sed 's/.* //' >parts
    expect_bytes parts <<'END'
Accounts-0001.csv
Accounts-0002.csv
Contacts-0001.csv
Contacts-0002.csv
Contacts-0003.csv
END
}

@test "a column that is blank in every row is left out, of every part" {
    printf 'Cust No.,Name,Last,Mob,Suburb\n1,,A,,\n2,,B,, \n3,,C,0491570110,\n' >export.csv
    possum 0 to-sugar export.csv -o out --split 2
    expect_values out/Contacts-0001.csv <<'END'
last_name,cp_cust_code_c,phone_mobile,cp_synch_c
A,1,,0
B,2,,0
END
    expect_values out/Contacts-0002.csv <<'END'
last_name,cp_cust_code_c,phone_mobile,cp_synch_c
C,3,0491570110,0
END
    head -n 1 out/Accounts-0001.csv | tr -d '\r' >header
    expect_bytes header <<<'id,name'
    sed -n '/^   These columns were blank/,$p' out/how-to-import.txt >left-out
    grep -qx '     first_name' left-out
    grep -qx '     billing_address_city' left-out
    run ! grep -qx '     phone_mobile' left-out
}

@test "how-to-import.txt names the files, the columns and the numbers" {
    write_sound_export >export.csv
    possum 0 to-sugar export.csv -o out
    possum 0 to-sugar export.csv -o sugar --target sugarcrm
    head -n 1 out/how-to-import.txt | expect_first 'How to import these files into SuiteCRM'
    head -n 1 sugar/how-to-import.txt | expect_first 'How to import these files into SugarCRM'
    # Accounts first, and both with the same choices.
    grep -nE '^[12]\. ' out/how-to-import.txt | cut -d: -f2 >steps
    printf '1. Accounts\n2. Contacts\n' | expect_bytes steps
    [[ $(grep -c 'Create new records and update existing records' out/how-to-import.txt) -eq 2 ]]
    [[ $(grep -c 'character set UTF-8, fields delimited by a' out/how-to-import.txt) -eq 2 ]]
    grep -qx '     must be all 4 of them.' out/how-to-import.txt
    grep -qx '     must be all 5 of them.' out/how-to-import.txt
    local header
    for header in id account_id first_name last_name cp_cust_code_c phone_mobile cp_synch_c name; do
        grep -qx "     $header" out/how-to-import.txt
    done
}

expect_first() { # TEXT
    diff - <(printf '%s\n' "$1")
}

@test "a run without records says that there is nothing to import" {
    printf 'Cust No.,Name,Last\n' >export.csv
    possum 0 to-sugar export.csv -o out
    grep -qx '   There are no records for Accounts: skip this step.' out/how-to-import.txt
    grep -qx '   There are no records for Contacts: skip this step.' out/how-to-import.txt
}

@test "the input is never overwritten, whatever it is called" {
    mkdir out
    local name
    for name in Accounts.csv Contacts.csv rejects.csv Contacts-0001.csv; do
        write_export >"out/$name"
        refuse 2 to-sugar "out/$name" -o out --force
        expect_message "out/$name is the input and would be replaced by the output; name another directory"
        ln -sfn out link
        refuse 2 to-sugar "link/$name" -o out --force
        rm "out/$name"
    done
}

@test "a report or rejects file is never put over the input" {
    write_export >export.csv
    refuse 2 to-sugar export.csv -o out --report export.csv --force
    expect_message 'export.csv would replace what the run reads; name another file'
    refuse 2 to-sugar export.csv -o out --rejects export.csv --force
    expect_message 'export.csv would replace what the run reads; name another file'
    ln -s export.csv link.csv
    refuse 2 to-sugar export.csv -o out --report link.csv --force
    refuse 2 to-sugar link.csv -o out --rejects ./export.csv --force
    refuse 2 to-sugar export.csv --dry-run --report ./export.csv --force
}

@test "nor over the mapping" {
    write_export >export.csv
    cp "$ROOT/samples/mapping.csv" mapping.csv
    refuse 2 to-sugar export.csv -o out --mapping mapping.csv --report mapping.csv --force
    refuse 2 to-sugar export.csv -o out --mapping mapping.csv --rejects ./mapping.csv --force
}

@test "two outputs of one name are refused" {
    write_export >export.csv
    refuse 2 to-sugar export.csv -o out --report report.txt --report report.txt --force
    expect_message 'report.txt is named for two outputs'
    refuse 2 to-sugar export.csv -o out --report bad.csv --rejects bad.csv --force
    expect_message 'bad.csv is named for two outputs'
}

@test "two outputs of one name are refused, however it is spelled" {
    write_export >export.csv
    mkdir folder
    refuse 2 to-sugar export.csv -o out --report report.txt --report ./report.txt --force
    refuse 2 to-sugar export.csv -o out --report folder/bad.csv --rejects folder/../folder/bad.csv
}

@test "a report may not stand where an output of the run goes" {
    write_export >export.csv
    local name
    for name in Accounts.csv Contacts.csv rejects.csv how-to-import.txt; do
        refuse 2 to-sugar export.csv -o out --report "out/$name" --force
    done
    refuse 2 to-sugar export.csv -o out --split 2 --report out/Contacts-0002.csv --force
}

@test "the rejects may not stand where another output of the run goes" {
    write_export >export.csv
    local name
    for name in Accounts.csv Contacts.csv how-to-import.txt; do
        refuse 2 to-sugar export.csv -o out --rejects "out/$name" --force
    done
}

@test "a report may stand in the directory" {
    write_export >export.csv
    possum 1 to-sugar export.csv -o out --report out/report.txt
    expect_whole out rejects.csv report.txt
    possum 1 to-sugar export.csv -o out --report out/report.txt --rejects out/bad.csv --force
    expect_whole out bad.csv report.txt
}

@test "a dry run writes nothing but the reports asked for" {
    write_export >export.csv
    refuse 1 to-sugar --dry-run export.csv
    refuse 1 to-sugar --dry-run export.csv -o out
    possum 1 to-sugar -n export.csv -o out --report report.json
    expect_files . before export.csv report.json stderr stdout
    grep -q 'DRY RUN' stderr
    possum 1 to-sugar --dry-run export.csv --rejects bad.csv
    possum 1 to-sugar export.csv -o out
    cmp bad.csv out/rejects.csv
}

# All three reports of a dry run are those of the real run, but for what marks it.
expect_equal_reports() { # ARGUMENT...
    local form
    for form in txt json csv; do
        set -- "$@" --report "FORM.$form"
    done
    "$POSSUM" to-sugar "${@/FORM/real}" -o out --quiet 2>/dev/null || [[ $? -eq 1 ]]
    "$POSSUM" to-sugar "${@/FORM/dry}" --dry-run --quiet 2>/dev/null || [[ $? -eq 1 ]]
    cmp real.csv dry.csv
    diff <(sed 's/^"dry_run":true/"dry_run":false/' dry.json) real.json
    diff <(sed 's/^possum to-sugar, DRY RUN: .*/possum to-sugar/' dry.txt) real.txt
    run ! cmp -s dry.json real.json
    run ! cmp -s dry.txt real.txt
}

@test "the report of a dry run is the real run's report, byte for byte" {
    write_export >export.csv
    expect_equal_reports export.csv
}

@test "so it is for the sample, as it stands and with every option that changes a row" {
    cp "$ROOT/samples/clickpos-export.csv" .
    expect_equal_reports clickpos-export.csv
    rm -rf out real.* dry.*
    expect_equal_reports clickpos-export.csv --protect --no-company contact --too-long cut \
        --on-duplicate first --target sugarcrm --split 50 --limit 300
}

@test "a run stopped early leaves no output, only reports and rejects" {
    write_export >export.csv
    echo ',Again,Numberless,,' >>export.csv
    possum 5 to-sugar export.csv -o out --report report.json --max-rejects 0
    expect_files out rejects.csv
    expect_counts 3 2 1 0
    grep -q '^"stopped":"more rows were rejected than --max-rejects allows"' report.json
    grep -qx 'STOPPED EARLY: more rows were rejected than --max-rejects allows' stderr
}

@test "a run stopped early leaves the outputs of an earlier run alone" {
    write_sound_export >export.csv
    possum 0 to-sugar export.csv -o out
    cp -r out earlier
    write_export >export.csv
    possum 5 to-sugar export.csv -o out --force --max-rejects 0
    rm out/rejects.csv
    diff -r out earlier
}
