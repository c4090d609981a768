#!/usr/bin/env bats
# Which account a pushed customer gets: each rule of possum-push(1) "MATCHING". In each the second
# run sends nothing, and the report says what moved.

load support
load crm
load push

# One contact, number 1, whose account is a-1; the row is of that company.
make_row() { # COMPANY
    printf '%s\n' 'Cust No.,Name,Last,CONAME,Tel Home' "1,Ada,Brook,$1,08 1" >export.csv
}

contact() { # ID NUMBER LAST ACCOUNT...
    printf '{"module":"Contacts","id":"%s","first_name":"Ada","last_name":"%s","cp_cust_code_c":"%s","accounts":[%s]}\n' \
        "$1" "$3" "$2" "$(printf '"%s",' "${@:4}" | sed 's/,$//')"
}

account() { # ID NAME
    printf '{"module":"Accounts","id":"%s","name":"%s","phone_office":"08 1"}\n' "$@"
}

@test "the contact's own account, whatever the case and spacing of its name" {
    start_crm
    { account a-1 'ACME  pty'; contact c-1 1 Brook a-1; } | put_state
    make_row 'Acme Pty'
    push 0
    expect_state <<'EOT'
a-1|name=Acme Pty|phone_office=08 1
c-1|first_name=Ada|last_name=Brook|cp_cust_code_c=1|accounts=['a-1']
EOT
    [[ $(list_issues contact-moved) == '' ]]
    expect_settled
}

@test "its own account under another name, which nobody else has, is renamed" {
    start_crm
    { account a-1 'Old Name'; contact c-1 1 Brook a-1; } | put_state
    make_row 'New Name'
    push 0
    expect_state <<'EOT'
a-1|name=New Name|phone_office=08 1
c-1|first_name=Ada|last_name=Brook|cp_cust_code_c=1|accounts=['a-1']
EOT
    list_issues account-renamed | diff - <(
        echo '2: Accounts.name, matched by customer number ("Old Name" -> "New Name") [account-renamed]')
    expect_settled
}

@test "an account that others have keeps its name, and the contact moves" {
    start_crm
    { account a-1 'Shared'; contact c-1 1 Brook a-1; contact c-2 '' Carr a-1; } | put_state
    make_row 'New Name'
    push 0
    local new
    new=$(derive 'clickpos/Accounts/company/new name')
    expect_state <<EOT
a-1|name=Shared|phone_office=08 1
$new|name=New Name|phone_office=08 1
c-1|first_name=Ada|last_name=Brook|cp_cust_code_c=1|accounts=['$new']
c-2|first_name=Ada|last_name=Carr|accounts=['a-1']
EOT
    list_issues contact-moved | diff - <(
        echo '2: the contact moves to another account ("Shared" -> "New Name") [contact-moved]')
    expect_settled
}

@test "three contacts of one account whose rows name three companies" {
    start_crm
    { account a-1 'One'; contact c-1 1 Brook a-1; contact c-2 2 Carr a-1
        contact c-3 3 Dale a-1; } | put_state
    printf '%s\n' 'Cust No.,Name,Last,CONAME,Tel Home' '1,Ada,Brook,Alpha,08 1' \
        '2,Ada,Carr,One,08 1' '3,Ada,Dale,Gamma,08 1' >export.csv
    push 0
    local alpha gamma
    alpha=$(derive clickpos/Accounts/company/alpha) gamma=$(derive clickpos/Accounts/company/gamma)
    expect_state <<EOT
a-1|name=One|phone_office=08 1
$alpha|name=Alpha|phone_office=08 1
$gamma|name=Gamma|phone_office=08 1
c-1|first_name=Ada|last_name=Brook|cp_cust_code_c=1|accounts=['$alpha']
c-2|first_name=Ada|last_name=Carr|cp_cust_code_c=2|accounts=['a-1']
c-3|first_name=Ada|last_name=Dale|cp_cust_code_c=3|accounts=['$gamma']
EOT
    list_issues contact-moved | wc -l | grep -qx 2
    expect_settled
}

@test "a row without a company whose contact hangs on one moves to an account of its own" {
    start_crm
    { account a-1 'Acme'; contact c-1 1 Brook a-1; } | put_state
    make_row ''
    push 0
    local own
    own=$(derive clickpos/Accounts/person/1)
    expect_state <<EOT
a-1|name=Acme|phone_office=08 1
$own|name=Ada Brook (1)|phone_office=08 1
c-1|first_name=Ada|last_name=Brook|cp_cust_code_c=1|accounts=['$own']
EOT
    expect_settled
    push 0 --no-company skip
    [[ $(list_issues '.*' | grep -c no-place) -eq 1 ]]
    list_state | grep -c "accounts=\['$own'\]" | grep -qx 1
}

@test "a person's own account follows the person's name" {
    start_crm
    { account a-1 'Ada Brook (1)'; contact c-1 1 Brook a-1; } | put_state
    printf '%s\n' 'Cust No.,Name,Last,CONAME,Tel Home' '1,Ada,Carr,,08 1' >export.csv
    push 0
    expect_state <<'EOT'
a-1|name=Ada Carr (1)|phone_office=08 1
c-1|first_name=Ada|last_name=Carr|cp_cust_code_c=1|accounts=['a-1']
EOT
    expect_settled
}

@test "the account of the derived id, else the one of the name, else a conflict" {
    start_crm
    local acme
    acme=$(derive clickpos/Accounts/company/acme)
    { account "$acme" Acme; account a-2 'ACME'; account a-3 bell; account a-4 Cole
        account a-5 COLE; } | put_state
    printf '%s\n' 'Cust No.,Name,Last,CONAME,Tel Home' '1,Ada,Brook,Acme,08 1' \
        '2,Ada,Carr,Bell,08 1' '3,Ada,Dale,Cole,08 1' >export.csv
    push 1 --results results.csv
    cut -d , -f 3,4,7 results.csv | tr -d '\r' | sed 1d | diff - <(
        printf '%s\n' "1,created,$acme" 2,created,a-3 3,conflict,)
    list_issues several-accounts | diff - <(
        echo '4: several accounts in the CRM have the company'"'"'s name ("Cole") [several-accounts]')
    run ! grep Dale <(list_state)
    SETTLED_STATUS=1 expect_settled
}

@test "an account of ours that a person renamed, and others share, is not renamed back" {
    start_crm
    local acme
    acme=$(derive clickpos/Accounts/company/acme)
    { account "$acme" 'Zenith'; contact c-1 1 Brook "$acme"; contact c-2 '' Carr "$acme"; } |
        put_state
    make_row Acme
    push 0
    local next
    next=$(derive 'clickpos#2/Accounts/company/acme')
    list_state | grep -q "^$acme|name=Zenith|"
    list_state | grep -q "^$next|name=Acme|"
    list_state | grep -q "^c-1|.*accounts=\['$next'\]"
    expect_settled
}

@test "a renamed account is no longer found by its old name in the same run" {
    start_crm
    { account a-1 'Old Name'; contact c-1 1 Brook a-1; } | put_state
    printf '%s\n' 'Cust No.,Name,Last,CONAME,Tel Home' '1,Ada,Brook,New Name,08 1' \
        '2,Ada,Carr,Old Name,08 1' >export.csv
    push 0
    local old
    old=$(derive 'clickpos/Accounts/company/old name')
    list_state | grep -q '^a-1|name=New Name|'
    list_state | grep -q "^$old|name=Old Name|"
    expect_settled
}

@test "a deleted account takes nothing away: the next derived id serves" {
    start_crm
    local acme
    acme=$(derive clickpos/Accounts/company/acme)
    printf '{"module":"Accounts","id":"%s","name":"Acme","deleted":"1"}\n' "$acme" | put_state
    make_row Acme
    push 0
    list_state | grep -q "^$(derive 'clickpos#2/Accounts/company/acme')|name=Acme|"
    expect_settled
}

@test "a contact of several accounts stays where its company is, else it is left alone" {
    start_crm
    { account a-1 Acme; account a-2 Bell; contact c-1 1 Brook a-1 a-2; } | put_state
    make_row Bell
    push 0
    make_row Cole
    push 1
    list_issues several-accounts | grep -q '^2: the contact hangs on several accounts'
    expect_state <<'EOT'
a-1|name=Acme|phone_office=08 1
a-2|name=Bell|phone_office=08 1
c-1|first_name=Ada|last_name=Brook|cp_cust_code_c=1|accounts=['a-1', 'a-2']
EOT
}

@test "rows of one company that disagree: the first wins, whichever account that is" {
    start_crm
    { account a-1 Acme; contact c-2 2 Carr a-1; } | put_state
    printf '%s\n' 'Cust No.,Name,Last,CONAME,Tel Home' '1,Ada,Brook,Acme,08 7' \
        '2,Ada,Carr,ACME,08 9' >export.csv
    push 0
    list_state | grep -q '^a-1|name=Acme|phone_office=08 7'
    list_issues account-differs | wc -l | grep -qx 2
    expect_settled
}

@test "the contacts of one account are written one after another, those of others beside them" {
    local company number
    start_crm
    for company in 1 2; do
        account "a-$company" "Company $company"
        for number in 1 2 3; do
            printf '{"module":"Contacts","id":"c-%d","last_name":"Brook","cp_cust_code_c":"%d","emails":["old%d@example.com"],"accounts":["a-%d"]}\n' \
                "$company$number" "$company$number" "$company$number" "$company"
        done
    done | put_state
    for company in 1 2; do
        for number in 1 2 3; do
            echo "$company$number,Ada,Brook,Company $company,08 1,new$company$number@example.com"
        done
    done | sed '1i Cust No.,Name,Last,CONAME,Tel Home,Email' >export.csv
    put_faults 1+=delay:30
    push 0 --connections 4
    # Each contact takes several writes. All of one come before the next of its account.
    grep -a -E 'method=set_(entry|relationship)&' requests | grep -a -o -E 'c-[12][123]' >writes
    [[ $(wc -l <writes) -ge 12 ]]
    for company in 1 2; do
        grep "c-$company" writes | uniq | sort | uniq -d | wc -l | grep -qx 0
    done
    [[ $(uniq writes | wc -l) -gt 6 ]] # while those of the two accounts go side by side
}
