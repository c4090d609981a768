#!/usr/bin/env bats
# to-clickpos: which contacts go. Numbers that contacts share, contacts and rows that are there
# twice, records that are none, --select (product.md "to-clickpos").

load support

# Two contacts share number 1, three number 2.
write_shared_contacts() {
    cat <<'END'
id,first_name,last_name,account_name,cp_cust_code_c,cp_synch_c
c1,Ada,Able,"=Able, ""A""",1,0
c2,Ben,Bell,,2,1
c3,Cy,Cole,,3,0
c4,Di,Dunn,,01,0
c5,Ed,Earl,,2,0
c6,Fay,Ford,,2,0
c7,Guy,Grey,,,0
c8,Hal,Hill,,,0
END
}

@test "a number that contacts share: all of them rejected, each naming another's line" {
    write_shared_contacts >contacts.csv
    convert_back 1 --contacts contacts.csv
    expect_customers <<'END'
,Cy,Cole,,3,,,,,,,,,,,,
,Guy,Grey,,,,,,,,,,,,,,
,Hal,Hill,,,,,,,,,,,,,,
END
    expect_issues <<'END'
line 1: there is no accounts file; of an account only the name is carried, if the contacts have it [no-accounts-file]
line 2, customer 1, column "cp_cust_code_c": the contact on line 5 has this customer number too ("1") [shared-number]
line 3, customer 2, column "cp_cust_code_c": the contact on line 6 has this customer number too ("2") [shared-number]
line 5, customer 1, column "cp_cust_code_c": the contact on line 2 has this customer number too ("1") [shared-number]
line 6, customer 2, column "cp_cust_code_c": the contact on line 3 has this customer number too ("2") [shared-number]
line 7, customer 2, column "cp_cust_code_c": the contact on line 3 has this customer number too ("2") [shared-number]
END
    expect_counts 8 3 5 0
}

@test "they are in the rejects file, which is mended and fed back" {
    write_shared_contacts >contacts.csv
    convert_back 1 --contacts contacts.csv
    expect_rejects clickpos.rejects.csv <<'END'
possum_line,possum_code,possum_reason,id,first_name,last_name,account_name,cp_cust_code_c,cp_synch_c
2,shared-number,cp_cust_code_c: the contact on line 5 has this customer number too,c1,Ada,Able,"=""=Able, """"A""""""",1,0
3,shared-number,cp_cust_code_c: the contact on line 6 has this customer number too,c2,Ben,Bell,,2,1
5,shared-number,cp_cust_code_c: the contact on line 2 has this customer number too,c4,Di,Dunn,,"=""01""",0
6,shared-number,cp_cust_code_c: the contact on line 3 has this customer number too,c5,Ed,Earl,,2,0
7,shared-number,cp_cust_code_c: the contact on line 3 has this customer number too,c6,Fay,Ford,,2,0
END
    sed -e 's/"=""01"""/4/' -e '5s/,2,0/,5,0/' -e '6d' clickpos.rejects.csv >mended.csv
    convert_back 0 --contacts mended.csv --force
    expect_customers <<'END'
,Ada,Able,,1,,"=Able, ""A""",,,,,,,,,,
,Ben,Bell,,2,,,,,,,,,,,,
,Di,Dunn,,4,,,,,,,,,,,,
,Ed,Earl,,5,,,,,,,,,,,,
END
    [[ ! -e clickpos.rejects.csv ]]
}

@test "what was rejected is rejected again for the same reasons, and its columns do not pile up" {
    write_shared_contacts | sed '4s/,3,/,x3,/' >contacts.csv
    convert_back 1 --contacts contacts.csv
    cut -d, -f2,4- clickpos.rejects.csv >first
    cp clickpos.rejects.csv fed.csv
    convert_back 1 --force --contacts fed.csv
    cut -d, -f2,4- clickpos.rejects.csv | cmp first
    expect_counts 6 0 6 0
}

@test "a number is claimed by whoever has it, selected or not" {
    write_shared_contacts >contacts.csv
    convert_back 1 --contacts contacts.csv --select ticked
    expect_customers </dev/null
    expect_codes <<'END'
line 1 [no-accounts-file]
line 3, customer 2 [shared-number]
END
    expect_counts 8 0 1 7
    convert_back 0 --contacts contacts.csv --select new --force
    expect_customers <<'END'
,Guy,Grey,,,,,,,,,,,,,,
,Hal,Hill,,,,,,,,,,,,,,
END
    expect_counts 8 2 0 6
}

@test "a rejected contact does not claim its number" {
    printf 'id,last_name,first_name,cp_cust_code_c,cp_synch_c\nc1,"Able"x,,1,0\nc2,Bell,,1,0\n' >contacts.csv
    convert_back 1 --contacts contacts.csv
    expect_customers <<'END'
,,Bell,,1,,,,,,,,,,,,
END
    expect_counts 2 1 1 0
}

@test "a contact that is there twice: folded if it is the same, else both are rejected" {
    cat >contacts.csv <<'END'
id,first_name,last_name,cp_cust_code_c,cp_synch_c
c1,Ada,Able,1,0
c2,Ben,Bell,2,0
c1,Ada, Able ,1,
c2,Ben,Ball,2,0
c2,Ben,Bell,2,0
END
    convert_back 1 --contacts contacts.csv
    expect_customers <<'END'
,Ada,Able,,1,,,,,,,,,,,,
END
    expect_issues <<'END'
line 1: there is no accounts file; of an account only the name is carried, if the contacts have it [no-accounts-file]
line 3, customer 2: line 5 has this contact too, with other values [repeated-contact]
line 4, customer 1: the row repeats line 2 and was folded into it [repeated-row]
line 5, customer 2: line 3 has this contact too, with other values [repeated-contact]
line 6, customer 2: line 3 has this contact too, with other values [repeated-contact]
END
    expect_counts 5 1 3 1
}

@test "rows without an id that are all equal are one, all others are contacts of their own" {
    cat >contacts.csv <<'END'
First Name,Last Name,Account Name,ClickPOS Customer No.,Mobile
Ada,Able,,,0491570110
Ada,Able,,,0491570110
Ada,Able,,,0491570156
Ada,Able,Able Ltd,,0491570110
,,Able Ltd,,
END
    convert_back 0 --contacts contacts.csv
    expect_customers <<'END'
,Ada,Able,,,0491570110,,,,,,,,,,,
,Ada,Able,,,0491570156,,,,,,,,,,,
,Ada,Able,,,0491570110,Able Ltd,,,,,,,,,,
,,,,,,Able Ltd,,,,,,,,,,
END
    grep -qx 'line 3: the row repeats line 2 and was folded into it \[repeated-row\]' report.txt
    expect_counts 5 4 0 1
}

@test "titles, totals, page numbers and repeated headers are skipped; a nameless contact is rejected" {
    cat >contacts.csv <<'END'
ID,Last Name,Account Name,ClickPOS Customer No.,Mobile
c1,Able,,1,
ID,Last Name,Account Name,ClickPOS Customer No.,Mobile
,,,Page 2,

c2,,,2,0491570110
c3,,,,
Total: 3,,,,
c4,Bell,,0,
END
    convert_back 1 --contacts contacts.csv
    sed -i '/column-missing/d' report.txt
    expect_codes <<'END'
line 1 [no-accounts-file]
line 3 [repeated-header]
line 4 [not-a-customer]
line 6, customer 2 [no-name]
line 7 [no-name]
line 8 [no-name]
line 9 [zero-number]
END
    expect_counts 7 2 3 2
}

@test "numbers that are none are rejected, whole ones are rewritten" {
    {
        echo 'id,last_name,cp_cust_code_c,cp_synch_c'
        printf 'c%d,Able,%s,0\n' 1 00630 2 631.0 3 '" 632 "' 4 '"1,008"' 5 12.5 6 -5 7 2147483647 \
            8 2147483648 9 x 10 0
    } >contacts.csv
    convert_back 1 --contacts contacts.csv
    expect_customers <<'END'
,,Able,,630,,,,,,,,,,,,
,,Able,,631,,,,,,,,,,,,
,,Able,,632,,,,,,,,,,,,
,,Able,,2147483647,,,,,,,,,,,,
,,Able,,,,,,,,,,,,,,
END
    expect_codes <<'END'
line 1 [no-accounts-file]
line 2, customer 630 [number-rewritten]
line 3, customer 631 [number-rewritten]
line 5 [bad-customer-number]
line 6 [bad-customer-number]
line 7 [bad-customer-number]
line 9 [bad-customer-number]
line 10 [bad-customer-number]
line 11 [zero-number]
END
}

# Seven contacts: ticked with and without number, not ticked, and every way to tick a box.
write_ticks() {
    cat <<'END'
id,last_name,cp_cust_code_c,cp_synch_c
c1,Able,1,1
c2,Bell,2,0
c3,Cole,,1
c4,Dunn,,
c5,Earl,5,YES
c6,Ford,6,No
c7,Grey,7,maybe
END
}

@test "--select all, ticked and new, with their counts" {
    write_ticks >contacts.csv
    convert_back 0 --contacts contacts.csv
    expect_counts 7 7 0 0
    grep -qx '7 customers for ClickPOS, 2 of them new' stderr
    cp clickpos.csv all.csv
    convert_back 0 --contacts contacts.csv --select all --force
    cmp all.csv clickpos.csv
    convert_back 0 --contacts contacts.csv --select ticked --force
    expect_customers <<'END'
,,Able,,1,,,,,,,,,,,,
,,Cole,,,,,,,,,,,,,,
,,Earl,,5,,,,,,,,,,,,
END
    expect_counts 7 3 0 4
    grep -qF '"not_selected":4' report.json
    grep -qx '7 rows read = 3 carried + 0 rejected + 4 skipped (4 of them not selected)' stderr
    grep -qx '3 customers for ClickPOS, 1 of them new' stderr
    convert_back 0 --contacts contacts.csv --select new --force
    expect_customers <<'END'
,,Cole,,,,,,,,,,,,,,
,,Dunn,,,,,,,,,,,,,,
END
    expect_counts 7 2 0 5
    grep -qF '"not_selected":5' report.json
    grep -qF '"new":2' report.json
}

@test "--select new takes no row whose number cannot be read, and says so" {
    { write_ticks; echo 'c8,Hill,x8,0'; } >contacts.csv
    convert_back 1 --contacts contacts.csv --select new
    expect_counts 8 2 1 5
    grep -qx 'line 9, column "cp_cust_code_c": the customer number is not a whole number from 1 to 2147483647 ("x8") \[bad-customer-number\]' report.txt
}

@test "a check box that is neither ticked nor blank counts as not ticked, with a warning" {
    write_ticks >contacts.csv
    convert_back 0 --contacts contacts.csv
    grep -qx 'line 8, customer 7, column "cp_synch_c": the check box should be 1 or 0; it counts as not ticked ("maybe") \[bad-tick\]' report.txt
}

@test "--select ticked without a column to go by: the headers seen, and the option spelled out" {
    write_ticks | cut -d, -f1-3 >contacts.csv
    refuse 3 to-clickpos --contacts contacts.csv -o clickpos.csv --select ticked
    expect_message 'contacts.csv has no column for the check box ClickPOS Sync, which --select ticked goes by; name it with --column cp_synch=HEADER; the columns are "id", "last_name", "cp_cust_code_c"'
    write_ticks | sed '1s/cp_synch_c/Goes?/' >contacts.csv
    refuse 3 to-clickpos --contacts contacts.csv -o clickpos.csv --select ticked
    possum 0 to-clickpos --contacts contacts.csv -o clickpos.csv --select ticked \
        --column 'cp_synch=goes?'
    [[ $(wc -l <clickpos.csv) -eq 4 ]]
}

@test "--select ticked with a mapping that has no such field" {
    write_ticks >contacts.csv
    possum 0 mapping
    grep -v '^Contacts,cp_synch,' stdout >mapping.csv
    possum 2 to-clickpos --contacts contacts.csv -o clickpos.csv --select ticked --mapping mapping.csv
    expect_message '--select ticked needs a row for Contacts.cp_synch in the mapping; "possum mapping" prints a complete table'
}
