# shellcheck shell=bash
# The files that the tests of to-clickpos share.

# Three customers, and a number to reject on line 4.
write_contacts() {
    cat <<'END'
id,account_name,first_name,last_name,cp_cust_code_c,cp_synch_c
c1,Able Pty Ltd,Ada,Able,1,1
c2,,Ben,Bell,2,0
c3,,No,Number,none,0
c4,ABLE PTY LTD,Cy,Cole,,1
END
}

write_sound_contacts() {
    write_contacts | sed 4d
}

write_accounts() {
    printf 'id,name,billing_address_city\na1,Able Pty Ltd,Perth\n'
}

write_files() {
    write_contacts >contacts.csv
    write_accounts >accounts.csv
}

write_sound_files() {
    write_sound_contacts >contacts.csv
    write_accounts >accounts.csv
}

expect_all() {
    expect_customers <<'END'
,Ada,Able,,1,,Able Pty Ltd,,,,,Perth,,,,,
,Ben,Bell,,2,,,,,,,,,,,,
,Cy,Cole,,,,Able Pty Ltd,,,,,Perth,,,,,
END
}

# The options that name the two files.
# shellcheck disable=SC2034 # the tests use it
FILES=(--contacts contacts.csv --accounts accounts.csv)
