#!/usr/bin/env bats
# to-clickpos: its outputs, whole or not at all and over nothing that they must not replace, and its
# inputs from wherever they come (product.md "Rules that hold everywhere").

load support
load clickpos

@test "a run writes its file and nothing else" {
    write_sound_files
    possum 0 to-clickpos "${FILES[@]}" -o clickpos.csv
    expect_all
    [[ ! -s stdout ]]
    rm clickpos.csv expected
    expect_files . accounts.csv contacts.csv stderr stdout
}

@test "an input that cannot be used leaves nothing" {
    write_sound_files
    : >empty.csv
    refuse 3 to-clickpos --contacts missing.csv -o clickpos.csv --report report.txt
    expect_message 'missing.csv cannot be opened: No such file or directory'
    refuse 3 to-clickpos --contacts contacts.csv --accounts missing.csv -o clickpos.csv
    expect_message 'missing.csv cannot be opened: No such file or directory'
    refuse 3 to-clickpos --contacts empty.csv -o clickpos.csv --rejects bad.csv
    expect_message 'empty.csv is empty; it has no header and no contacts'
    refuse 3 to-clickpos --contacts contacts.csv --accounts empty.csv -o clickpos.csv
    expect_message 'empty.csv is empty; it has no header and no accounts'
    refuse 3 to-clickpos --contacts . -o clickpos.csv
    refuse 3 to-clickpos --contacts contacts.csv --accounts . -o clickpos.csv
}

@test "a header alone is a run of no customers" {
    write_contacts | head -n 1 >contacts.csv
    write_accounts | head -n 1 >accounts.csv
    convert_back 0 "${FILES[@]}"
    expect_customers </dev/null
    expect_counts 0 0 0 0
}

@test "an output that exists is refused without --force" {
    write_sound_files
    echo old >clickpos.csv
    refuse 2 to-clickpos "${FILES[@]}" -o clickpos.csv --report report.txt
    expect_message 'clickpos.csv exists already; name another output, or say --force to replace it'
    possum 0 to-clickpos "${FILES[@]}" -o clickpos.csv --force
    expect_all
}

@test "so is a rejects file, even if there is nothing to reject" {
    write_sound_files
    echo old >clickpos.rejects.csv
    refuse 2 to-clickpos "${FILES[@]}" -o clickpos.csv
    expect_message 'clickpos.rejects.csv exists already; name another output, or say --force to replace it'
    echo old >bad.csv
    refuse 2 to-clickpos "${FILES[@]}" -o other.csv --rejects bad.csv
}

@test "--force leaves no rejects of an earlier run where this one has none" {
    write_files
    possum 1 to-clickpos "${FILES[@]}" -o clickpos.csv
    [[ -e clickpos.rejects.csv ]]
    write_sound_files
    possum 0 to-clickpos "${FILES[@]}" -o clickpos.csv --force
    [[ ! -e clickpos.rejects.csv ]]
    expect_all
}

@test "an output that cannot be" {
    write_sound_files
    : >file
    mkdir folder.csv
    ln -s /dev/full full.csv
    refuse 2 to-clickpos "${FILES[@]}" -o file/clickpos.csv
    expect_message 'file/clickpos.csv cannot be written: Not a directory'
    refuse 2 to-clickpos "${FILES[@]}" -o missing/clickpos.csv
    expect_message 'missing/clickpos.csv cannot be written: No such file or directory'
    refuse 2 to-clickpos "${FILES[@]}" -o folder.csv --force
    expect_message 'folder.csv is no plain file; name another output'
    refuse 2 to-clickpos "${FILES[@]}" -o full.csv --force
    expect_message 'full.csv is no plain file; name another output'
    refuse 2 to-clickpos "${FILES[@]}" -o clickpos.csv --report missing/report.txt
    write_files
    refuse 2 to-clickpos "${FILES[@]}" -o clickpos.csv --report report.txt --rejects missing/bad.csv
    expect_message 'missing/bad.csv cannot be written: No such file or directory'
}

@test "no output ever goes over an input" {
    write_files
    possum 0 mapping
    cp stdout mapping.csv
    ln -s contacts.csv link.csv
    local name option
    for name in contacts.csv accounts.csv mapping.csv link.csv ./accounts.csv; do
        for option in -o --report --rejects; do
            set -- "${FILES[@]}" --mapping mapping.csv --force "$option" "$name"
            [[ $option == -o ]] || set -- "$@" -o clickpos.csv
            refuse 2 to-clickpos "$@"
            expect_message "$name would replace what the run reads; name another file"
        done
    done
    refuse 2 to-clickpos "${FILES[@]}" --dry-run --report contacts.csv --force
}

@test "rejects go beside the output, or beside the contacts if that is standard output" {
    mkdir in out
    write_contacts >in/contacts.csv
    possum 1 to-clickpos --contacts in/contacts.csv -o out/customers.csv
    expect_files out customers.csv customers.rejects.csv
    possum 1 to-clickpos --contacts in/contacts.csv -o out/customers.txt
    expect_files out customers.csv customers.rejects.csv customers.txt customers.txt.rejects.csv
    possum 1 to-clickpos --contacts in/contacts.csv -o -
    expect_files in contacts.csv contacts.rejects.csv
    possum 1 to-clickpos --contacts - -o - <in/contacts.csv
    cmp in/contacts.rejects.csv stdin.rejects.csv
    possum 1 to-clickpos --contacts /dev/stdin -o - --force <in/contacts.csv
    possum 1 to-clickpos --contacts <(cat in/contacts.csv) -o - --force
    cmp in/contacts.rejects.csv stdin.rejects.csv
    possum 1 to-clickpos --contacts - -o out/more.csv --rejects bad.csv <in/contacts.csv
    [[ ! -e out/more.rejects.csv ]]
    cmp in/contacts.rejects.csv bad.csv
    expect_rejects bad.csv <<'END'
possum_line,possum_code,possum_reason,id,account_name,first_name,last_name,cp_cust_code_c,cp_synch_c
4,bad-customer-number,cp_cust_code_c: the customer number is not a whole number from 1 to 2147483647,c3,,No,Number,none,0
END
}

@test "rejects that would go over the input have to be named" {
    write_sound_contacts >a.rejects.csv
    refuse 2 to-clickpos --contacts a.rejects.csv -o a.csv --force
    expect_message 'rejected rows would go to a.rejects.csv, which the run reads; name another file with --rejects'
    possum 0 to-clickpos --contacts a.rejects.csv -o a.csv --rejects again.csv
    write_accounts >b.rejects.csv
    refuse 2 to-clickpos --contacts a.rejects.csv --accounts b.rejects.csv -o b.csv
}

@test "two outputs of one place are refused, however they are spelled" {
    write_files
    local -a output=(-o clickpos.csv --force)
    refuse 2 to-clickpos "${FILES[@]}" "${output[@]}" --report clickpos.csv
    expect_message 'clickpos.csv is the place of an output of the run itself; name another file'
    refuse 2 to-clickpos "${FILES[@]}" "${output[@]}" --rejects ./clickpos.csv
    refuse 2 to-clickpos "${FILES[@]}" "${output[@]}" --report ./clickpos.rejects.csv
    refuse 2 to-clickpos "${FILES[@]}" "${output[@]}" --report a.csv --report ./a.csv
    expect_message './a.csv is named for two outputs'
    refuse 2 to-clickpos "${FILES[@]}" "${output[@]}" --report a.csv --rejects ./a.csv
    expect_message './a.csv is named for two outputs'
}

@test "the contacts, the accounts or the mapping from standard input" {
    write_sound_files
    possum 0 mapping
    cp stdout mapping.csv
    possum 0 to-clickpos --contacts - --accounts accounts.csv -o clickpos.csv <contacts.csv
    expect_all
    possum 0 to-clickpos --contacts contacts.csv --accounts - -o clickpos.csv --force <accounts.csv
    expect_all
    grep -qx 'standard input (accounts): comma, UTF-8, LF, header on line 1, 3 columns' stderr
    possum 0 to-clickpos "${FILES[@]}" --mapping - -o clickpos.csv --force <mapping.csv
    expect_all
}

@test "contacts and accounts from pipes" {
    write_sound_files
    possum 0 to-clickpos --contacts <(cat contacts.csv) --accounts <(cat accounts.csv) -o clickpos.csv
    expect_all
    possum 0 to-clickpos --contacts - --accounts accounts.csv -o clickpos.csv --force < <(cat contacts.csv)
    expect_all
    mkfifo pipe
    cat contacts.csv >pipe &
    possum 0 to-clickpos --contacts pipe --accounts accounts.csv -o clickpos.csv --force
    expect_all
}

@test "-o - writes the same bytes to standard output, and the summary elsewhere" {
    write_files
    possum 1 to-clickpos "${FILES[@]}" -o clickpos.csv
    possum 1 to-clickpos "${FILES[@]}" -o - --rejects bad.csv --report report.json
    cmp stdout clickpos.csv
    grep -q '^4 rows read = 3 carried' stderr
    expect_counts 4 3 1 0
    cmp bad.csv clickpos.rejects.csv
}

@test "standard output that cannot be written" {
    write_sound_files
    local status=0
    list_everything >before
    "$POSSUM" to-clickpos "${FILES[@]}" -o - --report report.txt >/dev/full 2>stderr || status=$?
    : >stdout
    check_run 2 "$status"
    expect_message 'cannot write standard output: No space left on device; what arrived there is not whole'
    diff before <(list_everything)
}

@test "a disk that fills leaves nothing, and what was there before" {
    { head -n 1 <(write_contacts); make_customers 5000 | sed 's/\([^,]*\),\(.*\)/c\1,,\2,\1,0/'; } >contacts.csv
    echo old >kept.csv
    local name
    for name in clickpos.csv kept.csv; do
        list_everything >before
        local status=0
        (
            trap '' XFSZ
            ulimit -f 64
            "$POSSUM" to-clickpos --contacts contacts.csv -o "$name" --force --report report.txt \
                >stdout 2>stderr
        ) || status=$?
        check_run 2 "$status"
        expect_message "$name cannot be written: File too large"
        diff before <(list_everything)
    done
}

@test "what cannot be sought is copied beside the output, or where TMPDIR says" {
    write_sound_files
    mkdir out
    TMPDIR=$PWD/missing possum 0 to-clickpos --contacts - -o out/clickpos.csv < <(cat contacts.csv)
    TMPDIR=$PWD/missing possum 2 to-clickpos --contacts - -o - < <(cat contacts.csv)
    grep -qF 'missing' stderr
    TMPDIR=$PWD possum 0 to-clickpos --contacts - -o - < <(cat contacts.csv)
}
