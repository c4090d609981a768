#!/usr/bin/env bats
# to-clickpos: contacts and the accounts they belong to, contacts that are there twice, and which of
# them go (product.md "to-clickpos").

load support

# Contacts name their account by id and by name, accounts have both.
write_contacts() {
    cat <<'END'
id,account_id,account_name,first_name,last_name,cp_cust_code_c,cp_synch_c
c1,a1,Able Pty Ltd,Ada,Able,1,1
c2,a2,Bell & Co,Ben,Bell,2,0
c3,,,Cy,Cole,3,1
c4,a1,Able Pty Ltd,Di,Dunn,,1
END
}

write_accounts() {
    cat <<'END'
id,name,billing_address_city,website
a1,Able Pty Ltd,Perth,
a2,Bell & Co,Hobart,www.example.com
END
}

# The customers that go with those two files.
ADA=',Ada,Able,,1,,Able Pty Ltd,,,,,Perth,,,,,'
BEN=',Ben,Bell,,2,,Bell & Co,,,,,Hobart,,,,www.example.com,'
CY=',Cy,Cole,,3,,,,,,,,,,,,'
DI=',Di,Dunn,,,,Able Pty Ltd,,,,,Perth,,,,,'

# convert_back with contacts.csv and accounts.csv.
join() { # STATUS OPTION...
    local expected=$1
    shift
    convert_back "$expected" --contacts contacts.csv --accounts accounts.csv "$@"
}

@test "by id, where both files have one: the name of the account counts, not the contact's" {
    write_contacts | sed -e 's/a1,Able Pty Ltd,/a1,Old Name,/' -e 's/a2,Bell & Co/a2,Able Pty Ltd/' >contacts.csv
    write_accounts >accounts.csv
    join 0
    printf '%s\n' "$ADA" "$BEN" "$CY" "$DI" | expect_customers
    expect_no_issues
}

@test "by name, where the contacts have no ids of accounts, case and white space folded" {
    write_contacts | cut -d, -f1,3- |
        sed -e '2s/Able Pty Ltd/ABLE  pty\xC2\xA0Ltd/' -e '5s/Able/ Ａble/' >contacts.csv
    write_accounts >accounts.csv
    join 0
    printf '%s\n' "$ADA" "$BEN" "$CY" "$DI" | expect_customers
    expect_no_issues
}

@test "by name, where the accounts have no ids" {
    write_contacts >contacts.csv
    write_accounts | cut -d, -f2- >accounts.csv
    join 0
    printf '%s\n' "$ADA" "$BEN" "$CY" "$DI" | expect_customers
    expect_no_issues
}

@test "by id, where the contacts have no names of accounts" {
    write_contacts | cut -d, -f1,2,4- >contacts.csv
    write_accounts >accounts.csv
    join 0
    printf '%s\n' "$ADA" "$BEN" "$CY" "$DI" | expect_customers
    expect_no_issues
}

@test "by name for the contacts that have no id of theirs, by id for the others" {
    write_contacts | sed -e '2s/,a1,/,,/' >contacts.csv
    write_accounts >accounts.csv
    join 0
    printf '%s\n' "$ADA" "$BEN" "$CY" "$DI" | expect_customers
    expect_no_issues
}

@test "files that cannot be joined" {
    printf 'ID,Last Name,ClickPOS Customer No.\nc1,Able,1\n' >contacts.csv
    write_accounts >accounts.csv
    refuse 3 to-clickpos --contacts contacts.csv --accounts accounts.csv -o clickpos.csv
    expect_message "contacts.csv has no column that names a contact's account (\"Account Name\" or \"account_id\"), so the accounts cannot be joined; name it with --column account_name=HEADER, or leave out --accounts"
    write_contacts | cut -d, -f1,2,4- >contacts.csv
    write_accounts | cut -d, -f2- >accounts.csv
    refuse 3 to-clickpos --contacts contacts.csv --accounts accounts.csv -o clickpos.csv
    expect_message 'contacts.csv names accounts by their id, and accounts.csv has no column of ids ("ID"); name it with --column Accounts.id=HEADER, or export the accounts with their ids'
}

@test "contacts of ours that name no account have none" {
    write_contacts | cut -d, -f1,4- >contacts.csv
    write_accounts >accounts.csv
    join 0
    expect_customers <<'END'
,Ada,Able,,1,,,,,,,,,,,,
,Ben,Bell,,2,,,,,,,,,,,,
,Cy,Cole,,3,,,,,,,,,,,,
,Di,Dunn,,,,,,,,,,,,,,
END
    expect_codes <<'END'
accounts, line 2 [unused-account]
accounts, line 3 [unused-account]
END
}

@test "an account that is not in the file: reported with both ids, the row written with the name" {
    write_contacts >contacts.csv
    write_accounts | sed 2d >accounts.csv
    join 0
    expect_customers <<END
,Ada,Able,,1,,Able Pty Ltd,,,,,,,,,,
$BEN
$CY
,Di,Dunn,,,,Able Pty Ltd,,,,,,,,,,
END
    expect_issues <<'END'
contacts, line 2, customer 1, column "account_id": the contact c1 has an account that is not in the accounts file; its name was carried of it ("a1") [account-missing]
contacts, line 5, column "account_id": the contact c4 has an account that is not in the accounts file; its name was carried of it ("a1") [account-missing]
END
    expect_counts 4 4 0 0
}

@test "an account that is not in the file, and of which nothing else is known" {
    write_contacts | cut -d, -f1,2,4- | sed 3q >contacts.csv
    write_accounts | sed 2d >accounts.csv
    join 0
    printf '%s\n' ',Ada,Able,,1,,,,,,,,,,,,' "$BEN" | expect_customers
    expect_issues <<'END'
contacts, line 2, customer 1, column "account_id": the contact c1 has an account that is not in the accounts file; nothing was carried of it ("a1") [account-missing]
END
}

@test "a name that two accounts have: both ids, and only the name is carried" {
    write_contacts | cut -d, -f1,3- >contacts.csv
    { write_accounts; echo 'a3,ABLE PTY  LTD,Darwin,'; } >accounts.csv
    join 0
    expect_customers <<END
,Ada,Able,,1,,Able Pty Ltd,,,,,,,,,,
$BEN
$CY
,Di,Dunn,,,,Able Pty Ltd,,,,,,,,,,
END
    expect_issues <<'END'
contacts, line 2, customer 1, column "account_name": the contact c1 has an account whose name the accounts file has more than once: a1 (line 2), a3 (line 4); only the name was carried ("Able Pty Ltd") [account-ambiguous]
contacts, line 5, column "account_name": the contact c4 has an account whose name the accounts file has more than once: a1 (line 2), a3 (line 4); only the name was carried ("Able Pty Ltd") [account-ambiguous]
END
    expect_counts 4 4 0 0
}

@test "a name that four accounts have, some without an id" {
    write_contacts | cut -d, -f1,3- | sed 2q >contacts.csv
    printf 'id,name,billing_address_city\n,Able Pty Ltd,Perth\na2,Able Pty Ltd,Hobart\na3,Able Pty Ltd,Darwin\na4,Able Pty Ltd,Cairns\n' >accounts.csv
    join 0
    expect_issues <<'END'
contacts, line 2, customer 1, column "account_name": the contact c1 has an account whose name the accounts file has more than once: the account on line 2, a2 (line 3) and 2 more; only the name was carried ("Able Pty Ltd") [account-ambiguous]
END
}

@test "accounts of one name do no harm where the ids tell them apart" {
    write_contacts >contacts.csv
    write_accounts | sed 's/Bell & Co/Able Pty Ltd/' >accounts.csv
    join 0
    printf '%s\n' "$ADA" "${BEN/Bell & Co/Able Pty Ltd}" "$CY" "$DI" | expect_customers
    expect_no_issues
}

@test "a person's account goes back to no company, a namesake's does not" {
    cat >contacts.csv <<'END'
id,account_name,first_name,last_name,cp_cust_code_c
c1,Ada Able (1),Ada,Able,1
c2,ben bell (2),Ben,Bell,2
c3,Cy Cole (77),Cy,Cole,3
c4,Di Dunn (99),Di,Dunn,
c5,Ed Earl (5) Pty Ltd,Ed,Earl,5
c6,Fay Ford,Fay,Ford,6
c7,Guy Grey (7),Guy,Gray,7
c8,Hall (8),,Hall,8
END
    sed -n '2,$p' contacts.csv | cut -d, -f2 |
        awk 'BEGIN { print "name,billing_address_city,phone_office" } { print $0 ",Town " NR ",03 5550 000" NR }' >accounts.csv
    join 0
    expect_customers <<'END'
,Ada,Able,,1,,,,,,,Town 1,,,03 5550 0001,,
,Ben,Bell,,2,,,,,,,Town 2,,,03 5550 0002,,
,Cy,Cole,,3,,Cy Cole (77),,,,,Town 3,,,03 5550 0003,,
,Di,Dunn,,,,,,,,,Town 4,,,03 5550 0004,,
,Ed,Earl,,5,,Ed Earl (5) Pty Ltd,,,,,Town 5,,,03 5550 0005,,
,Fay,Ford,,6,,Fay Ford,,,,,Town 6,,,03 5550 0006,,
,Guy,Gray,,7,,Guy Grey (7),,,,,Town 7,,,03 5550 0007,,
,,Hall,,8,,,,,,,Town 8,,,03 5550 0008,,
END
    expect_no_issues
}

@test "a person's account goes back to no company without the accounts file, too" {
    printf 'account_name,first_name,last_name,cp_cust_code_c\nAda Able (1),Ada,Able,1\n' >contacts.csv
    convert_back 0 --contacts contacts.csv
    expect_customers <<'END'
,Ada,Able,,1,,,,,,,,,,,,
END
}

@test "deleted records are skipped and counted, and claim neither number nor name" {
    cat >contacts.csv <<'END'
ID,Account Name,Last Name,ClickPOS Customer No.,Deleted
c1,Able,Able,1,0
c2,Able,Gone,1,1
c3,Bell,Bell,2,
c4,,,not a number,1
END
    cat >accounts.csv <<'END'
ID,Name,Billing City,Deleted
a1,Able,Perth,0
a2,ABLE,Hobart,1
a3,Bell,Cairns,1
END
    join 0
    expect_customers <<'END'
,,Able,,1,,Able,,,,,Perth,,,,,
,,Bell,,2,,Bell,,,,,,,,,,
END
    sed -i '/column-missing/d' report.txt
    expect_issues <<'END'
contacts, line 3, customer 1: the contact is deleted in the CRM [deleted]
contacts, line 4, customer 2, column "Account Name": the contact c3 has an account that is not in the accounts file; its name was carried of it ("Bell") [account-missing]
contacts, line 5: the contact is deleted in the CRM [deleted]
accounts, line 3: the account is deleted in the CRM [deleted]
accounts, line 4: the account is deleted in the CRM [deleted]
END
    expect_counts 4 2 0 2
}

@test "a broken row of the accounts: status 1, and its contacts are reported" {
    write_contacts >contacts.csv
    write_accounts | sed '2s/Perth/"Perth"x/' >accounts.csv
    join 1
    expect_customers <<END
,Ada,Able,,1,,Able Pty Ltd,,,,,,,,,,
$BEN
$CY
,Di,Dunn,,,,Able Pty Ltd,,,,,,,,,,
END
    expect_codes <<'END'
contacts, line 2, customer 1 [account-missing]
contacts, line 5 [account-missing]
accounts, line 2 [quote-junk]
END
    expect_counts 4 4 0 0
    grep -qF '"rejected_accounts":1' report.json
}

@test "an account that is there twice: folded if it is the same, else the first one counts" {
    write_contacts >contacts.csv
    {
        write_accounts
        echo 'a1,Able Pty Ltd,Perth,'
        echo 'a2,Bell & Co,Darwin,www.example.com'
    } >accounts.csv
    join 0
    printf '%s\n' "$ADA" "$BEN" "$CY" "$DI" | expect_customers
    expect_issues <<'END'
accounts, line 4: the row repeats line 2 and was folded into it ("a1") [repeated-row]
accounts, line 5: line 3 has this account with other values; the first one counts ("a2") [repeated-account]
END
    write_contacts | cut -d, -f1,3- >contacts.csv
    join 0 --force
    printf '%s\n' "$ADA" "$BEN" "$CY" "$DI" | expect_customers
    expect_codes <<'END'
accounts, line 4 [repeated-row]
accounts, line 5 [repeated-account]
END
}

@test "accounts that no contact has are named, if all contacts were to go" {
    write_contacts >contacts.csv
    {
        write_accounts
        echo 'a3,Nobody Ltd,Cairns,'
        echo 'a4,,Cairns,'
    } >accounts.csv
    join 0
    expect_issues <<'END'
accounts, line 4: no contact of the file has this account; it was not carried ("Nobody Ltd") [unused-account]
accounts, line 5: no contact of the file has this account; it was not carried ("") [unused-account]
END
    grep -qF '"unused_accounts":2' report.json
    join 0 --force --select ticked
    expect_no_issues
    join 0 --force --limit 1
    expect_no_issues
}

@test "no accounts file: only the names are carried, which is said once" {
    write_contacts >contacts.csv
    convert_back 0 --contacts contacts.csv
    expect_customers <<END
,Ada,Able,,1,,Able Pty Ltd,,,,,,,,,,
,Ben,Bell,,2,,Bell & Co,,,,,,,,,,
$CY
,Di,Dunn,,,,Able Pty Ltd,,,,,,,,,,
END
    expect_issues <<'END'
line 1: there is no accounts file; of an account only the name is carried, if the contacts have it [no-accounts-file]
END
}

@test "--no-company contact: what a contact without an account has itself, and no other" {
    cat >contacts.csv <<'END'
id,account_id,last_name,cp_cust_code_c,phone_home,primary_address_street,primary_address_city,primary_address_state,primary_address_postalcode,primary_address_country
c1,a1,Able,1,03 5550 0001,1 Own St,Ownville,Vic,3001,Australia
c2,,Bell,2,03 5550 0002,2 Own St,Ownville,NT,800,Australia
c3,a9,Cole,3,03 5550 0003,3 Own St,Ownville,Vic,3003,Australia
END
    write_accounts >accounts.csv
    join 0 --no-company contact
    expect_customers <<'END'
,,Able,,1,,Able Pty Ltd,,,,,Perth,,,,,
,,Bell,,2,,,,,,2 Own St,Ownville,NT,0800,03 5550 0002,,Australia
,,Cole,,3,,,,,,,,,,,,
END
    expect_codes <<'END'
contacts, line 3, customer 2 [zero-restored]
contacts, line 4, customer 3 [account-missing]
accounts, line 3 [unused-account]
END
    join 0 --force
    expect_customers <<'END'
,,Able,,1,,Able Pty Ltd,,,,,Perth,,,,,
,,Bell,,2,,,,,,,,,,,,
,,Cole,,3,,,,,,,,,,,,
END
}
