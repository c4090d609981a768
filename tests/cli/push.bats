#!/usr/bin/env bats
# possum push: what it makes of an export and of what the CRM has.

load support
load crm
load push

@test "a new customer becomes a contact with its account, and a second run sends nothing" {
    start_crm
    printf '%s\r\n' "$ALL_COLUMNS" \
        'Ms,Ada,Brook,ada@example.com,630,0411 222 333,Acme Pty,T/A Acme,Retail,office@example.com,"1 Quay St",Perth,WA,6000,08 1,www.example.com,Australia' \
        ',Bert,Carr,,631,,,,,,2 Hill Rd,Perth,,,,,' >export.csv
    push 0 --results results.csv
    local acme ada bert berts
    acme=$(derive 'clickpos/Accounts/company/acme pty') ada=$(derive clickpos/Contacts/630)
    berts=$(derive clickpos/Accounts/person/631) bert=$(derive clickpos/Contacts/631)
    expect_state <<EOT
$acme|name=Acme Pty|billing_address_street=1 Quay St|billing_address_city=Perth|billing_address_state=WA|billing_address_postalcode=6000|billing_address_country=Australia|phone_office=08 1|website=www.example.com|cp_cust_tradingas_c=T/A Acme|cp_cust_customerclass_c=Retail|emails=['office@example.com']
$berts|name=Bert Carr (631)|billing_address_street=2 Hill Rd|billing_address_city=Perth
$ada|first_name=Ada|last_name=Brook|title=Ms|phone_mobile=0411 222 333|cp_cust_code_c=630|emails=['ada@example.com']|accounts=['$acme']
$bert|first_name=Bert|last_name=Carr|cp_cust_code_c=631|accounts=['$berts']
EOT
    expect_records results.csv <<EOT
$(printf '\xEF\xBB\xBF')line,record,customer,outcome,rule,contact_id,account_id,fields,message
2,1,630,created,none,$ada,$acme,,
3,2,631,created,none,$bert,$berts,,
EOT
    expect_counts 2 2 0 0
    expect_settled
    grep -q '"created":0,"updated":0,"unchanged":2,' report.json
}

@test "a dry run says the same, and changes nothing" {
    start_crm
    printf '%s\n' 'Cust No.,Name,Last' 1,Ada,Brook 2,Bert,Carr >export.csv
    push 0 --dry-run --rejects rejects.csv
    grep -q 'DRY RUN' stderr
    grep -q '^  + create 2 contacts$' stderr
    [[ $(count_writes) -eq 0 ]]
    expect_state </dev/null
    [[ ! -e rejects.csv && ! -e state ]]
}

@test "the summary shows the first of each kind of change, or with --verbose all" {
    start_crm
    make_customers 5 | sed '1i Cust No.,Name,Last' >export.csv
    push 0 --dry-run --no-company skip
    sed -n '/^Changes$/,$p' stderr | sed '/^$/,$d' >changes
    expect_bytes changes <<'EOT'
Changes
  + create 5 contacts
      1 First 1 Last 1 (line 2)
      2 First 2 Last 2 (line 3)
      3 First 3 Last 3 (line 4)
      and 2 more
EOT
    push 0 --dry-run --no-company skip --verbose
    [[ $(grep -c '(line [2-6])$' stderr) -eq 5 ]]
}

@test "a push of 2,000 mixed customers does what its dry run said, settles, and is undone" {
    python3 "$ROOT/tests/push/rehearse.py" "$CRM" "$POSSUM" 2000
}

@test "so are pushes of 200 over the other APIs" {
    for api in v8 v11 v11-without-keys; do
        python3 "$ROOT/tests/push/rehearse.py" "$CRM" "$POSSUM" 200 "$api"
    done
}

@test "values that differ are overwritten, blanks overwrite nothing unless asked to" {
    start_crm
    put_state <<'EOT'
{"module":"Accounts","id":"a-1","name":"Acme","phone_office":"08 1","website":"http://"}
{"module":"Contacts","id":"c-1","first_name":"Ada","last_name":"Brook","title":"Dr","cp_cust_code_c":"630","phone_mobile":"0499","emails":["old@example.com","further@example.com"],"accounts":["a-1"]}
EOT
    printf '%s\n' 'Cust No.,Title,Name,Last,Email,Mob,CONAME,Tel Home,Website,Email' \
        '630,,Ada,Brook,new@example.com,0411,Acme,,,' >export.csv
    push 0
    expect_state <<'EOT'
a-1|name=Acme|phone_office=08 1|website=http://
c-1|first_name=Ada|last_name=Brook|title=Dr|phone_mobile=0411|cp_cust_code_c=630|emails=['new@example.com', 'further@example.com']|accounts=['a-1']
EOT
    diff - <(list_issues updated) <<'EOT'
2: Contacts.email1, matched by customer number ("old@example.com" -> "new@example.com") [updated]
2: Contacts.phone_mobile, matched by customer number ("0499" -> "0411") [updated]
EOT
    expect_settled
    push 0 --blanks clear
    expect_state <<'EOT'
a-1|name=Acme|website=http://
c-1|first_name=Ada|last_name=Brook|phone_mobile=0411|cp_cust_code_c=630|emails=['new@example.com', 'further@example.com']|accounts=['a-1']
EOT
    expect_settled --blanks clear
}

@test "contacts without a number are found by email or mobile with the last name" {
    start_crm
    put_state <<'EOT'
{"module":"Contacts","id":"c-1","first_name":"Ada","last_name":"BROOK","emails":["Ada@Example.com"]}
{"module":"Contacts","id":"c-2","last_name":"Carr","phone_mobile":"0411222333","emails":["b@example.com"]}
{"module":"Contacts","id":"c-3","last_name":"Dale","emails":["first@example.com","dale@example.com"]}
{"module":"Contacts","id":"c-4","last_name":"Eaton","cp_cust_code_c":"99","emails":["eve@example.com"]}
{"module":"Contacts","id":"c-5","last_name":"Fox","phone_mobile":"0422"}
{"module":"Contacts","id":"c-6","last_name":"Fox","phone_mobile":"0422"}
EOT
    printf '%s\n' 'Cust No.,Last,Email,Mob' 1,Brook,ada@example.com, '2,Carr,,0411 222 333' \
        3,Dale,dale@example.com, 4,Eaton,eve@example.com, 5,Fox,,0422 >export.csv
    push 1 --no-company skip --results results.csv
    cut -d , -f 3-6 results.csv | tr -d '\r' | sed 1d | diff - <(
        printf '%s\n' 1,updated,email,c-1 2,updated,mobile,c-2 3,updated,email,c-3 \
            "4,created,none,$(derive clickpos/Contacts/4)" 5,conflict,none,)
    expect_rejects export.rejects.csv <<'EOT'
possum_line,possum_code,possum_reason,Cust No.,Last,Email,Mob
6,several-contacts,Last: several contacts have the mobile and the last name: Fox (c-5) and Fox (c-6),5,Fox,,"=""0422"""
EOT
    SETTLED_STATUS=1 expect_settled --no-company skip
}

@test "two rows that match one contact are both left alone" {
    start_crm
    put_state <<'EOT'
{"module":"Contacts","id":"c-1","last_name":"Brook","emails":["ada@example.com"]}
EOT
    { echo 'Cust No.,Last,Email,CONAME'; echo '1,Brook,ada@example.com,Acme'
        awk 'BEGIN { for (i = 10; i < 700; i++) print i ",Last " i ",," }'
        echo '2,Brook,ada@example.com,Bell'; } >export.csv
    push 1
    list_issues contact-taken | diff - <(
        echo '2: the row matches the same contact in the CRM as line 693 [contact-taken]'
        echo '693: the row matches the same contact in the CRM as line 2 [contact-taken]')
    list_state | grep '^c-1|' | diff - <(echo "c-1|last_name=Brook|emails=['ada@example.com']")
    run ! grep -E 'Acme|Bell' <(list_state)
    expect_counts 692 690 0 0
}

@test "a contact that a person deleted is not brought back, unless asked to" {
    start_crm
    local id
    id=$(derive clickpos/Contacts/1)
    put_state <<EOT
{"module":"Contacts","id":"$id","last_name":"Brook","cp_cust_code_c":"1","deleted":"1"}
{"module":"Contacts","id":"c-2","last_name":"Carr","cp_cust_code_c":"2","deleted":"1"}
{"module":"Contacts","id":"c-3","last_name":"Carr","cp_cust_code_c":"2"}
EOT
    printf '%s\n' Cust\ No.,Last,Title 1,Brook,Ms 2,Carr,Mr >export.csv
    push 1 --no-company skip
    diff - <(list_issues contact-deleted) <<EOT
2: the contact Brook ($id) was deleted in the CRM [contact-deleted]
EOT
    [[ -e export.rejects.csv ]]
    push 0 --no-company skip --recreate-deleted
    [[ ! -e export.rejects.csv ]] # of the run before
    expect_state <<EOT
$id|deleted
c-2|deleted
c-3|last_name=Carr|title=Mr|cp_cust_code_c=2
$(derive 'clickpos#2/Contacts/1')|last_name=Brook|title=Ms|cp_cust_code_c=1
EOT
    expect_settled --no-company skip
}

@test "a tick that no pull has handed out stays, and so does an edit under it" {
    start_crm
    put_state <<'EOT'
{"module":"Contacts","id":"c-1","last_name":"Brook","cp_cust_code_c":"1","cp_synch_c":"1"}
{"module":"Contacts","id":"c-2","last_name":"Carr","cp_cust_code_c":"2","cp_synch_c":"1","title":"Mr"}
{"module":"Contacts","id":"c-3","last_name":"Dale","cp_synch_c":"1","emails":["d@example.com"]}
EOT
    printf '%s\n' Cust\ No.,Last,Title,Email 1,Brook,, 2,Carr,, 3,Dale,,d@example.com >export.csv
    push 1 --no-company skip
    expect_state <<'EOT'
c-1|last_name=Brook|cp_cust_code_c=1|cp_synch_c=1
c-2|last_name=Carr|title=Mr|cp_cust_code_c=2|cp_synch_c=1
c-3|last_name=Dale|cp_cust_code_c=3|cp_synch_c=1|emails=['d@example.com']
EOT
    list_issues 'tick-kept|numbered' | diff - <(
        echo '2: the contact is ticked for ClickPOS, and no pull has handed out what it is now: the tick stays [tick-kept]'
        echo '4: the contact is ticked for ClickPOS, and no pull has handed out what it is now: the tick stays [tick-kept]'
        echo '4: Contacts.cp_cust_code_c, matched by email and last name ("" -> "3") [numbered]')
    list_issues unseen-edit | diff - <(
        echo '3, column "Title": the contact is ticked for ClickPOS, and the CRM has another value than the row ("Mr" -> "") [unseen-edit]' | sed 's/^3, column "Title"/3/')
    SETTLED_STATUS=1 expect_settled --no-company skip
}

@test "what the CRM stores in another form is said beforehand, and then counts as unchanged" {
    start_crm
    printf '%s\n' 'Cust No.,Last,Title,CONAME,Trading As,Address 1' \
        '1,Brook <vip>,A&eacute;B,Acme,Salt & Pepper,5 < 6' >export.csv
    push 0 --dry-run
    cp report.txt dry.txt
    push 0
    list_issues crm-changes | diff - <(
        echo '2: Contacts.title: the CRM would store the value in another form ("A&eacute;B" -> "AéB") [crm-changes]'
        echo '2: Contacts.last_name: the CRM would store the value in another form ("Brook <vip>" -> "Brook") [crm-changes]')
    diff <(sed 1,5d dry.txt) <(sed 1,4d report.txt)
    expect_settled
}

@test "a value that the CRM does not keep is reported, remembered, and not sent again" {
    start_crm --type jjwg_maps_address_c=date
    "$POSSUM" mapping | sed '$ a Accounts,jjwg_maps_address_c,Address,,Map,,text' >my.csv
    printf '%s\n' 'Cust No.,Last,CONAME,Map' 1,Brook,Acme,nowhere >export.csv
    push 0 --mapping my.csv
    grep -q '"findings":1}' report.json
    sed '1,/^What the writing itself has shown, in the order/d' report.txt | diff - <(
        echo 'line 2, customer 1, column "Map": Accounts.jjwg_maps_address_c: the CRM did not keep the value ("nowhere" -> "") [not-kept]')
    expect_settled --mapping my.csv
    sed -i s/nowhere/elsewhere/ export.csv
    local before
    before=$(count_writes)
    push 0 --mapping my.csv
    [[ $(count_writes) -eq $((before + 1)) ]]
}

@test "records that are created get the owner of --assign, whom the CRM has to know" {
    start_crm
    printf '%s\n' Cust\ No.,Name,Last 1,,Brook >export.csv
    push 2 --assign nobody
    grep -q 'no user called "nobody"' stderr
    push 2 --assign gone
    [[ $(count_writes) -eq 0 ]]
    push 0 --assign sally
    list_state | grep -c 'assigned_user_id=u-sally' | grep -qx 2
    expect_settled --assign sally
}

@test "a marked address keeps its marks when another contact gets it" {
    start_crm
    put_state <<'EOT'
{"module":"Contacts","id":"c-1","last_name":"Brook","cp_cust_code_c":"9","emails":["shared@example.com"],"opted_out":["shared@example.com"]}
EOT
    printf '%s\n' Cust\ No.,Last,Email 1,Carr,Shared@example.com >export.csv
    push 0 --no-company skip
    list_state | grep -c 'opted_out=' | grep -qx 2
    expect_settled --no-company skip
}

@test "over V8 it does the same" {
    use_client "$PASSWORD_CLIENT"
    start_crm --only v8
    printf '%s\n' 'Cust No.,Name,Last,Email,CONAME' 1,Ada,Brook,ada@example.com,Acme \
        2,Bert,Carr,,Acme 3,Cleo,Dale,, >export.csv
    push 0
    list_state | wc -l | grep -qx 5
    push 0
    grep -q '"created":0,"updated":0,"unchanged":3,' report.json
    sed -i 's/ada@/new@/; s/Bert/Bob/' export.csv
    push 0
    list_state | grep -c -E 'new@example.com|first_name=Bob' | grep -qx 3
    run_possum 0 undo "$(list_run_ids | tail -n 1)"
    list_state | grep -c -E 'ada@example.com|first_name=Bert' | grep -qx 3
}

@test "over v11 it does the same, with keys and without" {
    local option
    for option in --log=requests --no-sync-key; do
        start_crm --only v11 --platform possum "$option"
        rm -rf state
        printf '%s\n' 'Cust No.,Name,Last,Email,CONAME' 1,Ada,Brook,ada@example.com,Acme \
            2,Bert,Carr,,Acme 3,Cleo,Dale,, >export.csv
        push 0
        list_state | wc -l | grep -qx 5
        push 0
        grep -q '"created":0,"updated":0,"unchanged":3,' report.json
        sed -i 's/ada@/new@/; s/Bert/Bob/' export.csv
        push 0
        list_state | grep -c -E 'new@example.com|first_name=Bob' | grep -qx 3
        run_possum 0 undo "$(list_run_ids | tail -n 1)"
        list_state | grep -c -E 'ada@example.com|first_name=Bert' | grep -qx 3
    done
}

@test "standard input is read, and every request is counted: one look-up for 200 customers" {
    start_crm
    make_customers 1024 | sed '1i Cust No.,Name,Last' >export.csv
    push 0 -q
    local before
    before=$(list_requests | grep -c get_entry_list)
    XDG_STATE_HOME=$PWD/state "$POSSUM" push --crm "$CRM_URL" -q --report r.json - < <(cat export.csv)
    grep -q '"unchanged":1024,' r.json
    [[ $(list_requests | grep -c get_entry_list) -eq $((before + 4)) ]]
}

@test "a CRM that lacks a field, or a mapping with one that it has not, is refused" {
    start_crm --without cp_synch_c
    printf '%s\n' Cust\ No.,Name,Last 1,,Brook >export.csv
    push 4
    grep -q 'the CRM lacks Contacts.cp_synch;' stderr
    start_crm
    "$POSSUM" mapping | sed '$ a Accounts,nosuch_c,None,,None,,text' >my.csv
    push 4 --mapping my.csv
    grep -q 'the CRM has no Accounts.nosuch_c;' stderr
    [[ ! -e state ]]
}

@test "wrong command lines are refused before anything is asked" {
    start_crm
    printf '%s\n' Cust\ No.,Name,Last 1,,Brook >export.csv
    run_possum 2 push export.csv
    run_possum 2 push --crm "$CRM_URL"
    run_possum 2 push --crm "$CRM_URL" export.csv other.csv
    run_possum 2 push --crm "$CRM_URL" export.csv --plan-out plan
    run_possum 2 push --crm "$CRM_URL" export.csv -n --plan-out plan --plan plan
    run_possum 2 push --crm "$CRM_URL" export.csv --connections 17
    run_possum 2 push --crm "$CRM_URL" export.csv --site 'My Shop'
    run_possum 2 push --crm "$CRM_URL" export.csv --results export.csv
    run_possum 2 push --crm "$CRM_URL" export.csv --results r.csv --report r.csv
    run_possum 2 push --crm "$CRM_URL" export.csv --report report.html
    touch export.rejects.csv
    run_possum 2 push --crm "$CRM_URL" export.csv
    [[ ! -s requests ]]
    run_possum 3 push --crm "$CRM_URL" missing.csv
}

@test "the README's first push is what such a push prints" {
    start_crm
    local id
    id=$(derive clickpos/Contacts/634)
    put_state <<EOT
{"module":"Contacts","id":"c-2","first_name":"Cleo","last_name":"Dale","cp_cust_code_c":"632","phone_mobile":"0411 222 333","accounts":["a-2"]}
{"module":"Accounts","id":"a-2","name":"Cleo Dale (632)"}
{"module":"Contacts","id":"c-3","first_name":"Dan","last_name":"Eaton","cp_cust_code_c":"633","accounts":["a-3"]}
{"module":"Accounts","id":"a-3","name":"Dan Eaton (633)"}
{"module":"Contacts","id":"$id","last_name":"Fox","cp_cust_code_c":"634","deleted":"1"}
EOT
    printf '%s\n' Cust\ No.,Name,Last,Mob 630,Ada,Brook, 631,Bert,Carr, \
        '632,Cleo,Dale,0422 222 333' 633,Dan,Eaton, 634,Eve,Fox, >export.csv
    push 1 --dry-run
    sed -n '/^       Changes$/,/^         ! conflict/s/^       //p' "$ROOT/README.md" |
        diff - <(sed -n '/^Changes$/,/^  ! conflict/p' stderr)
}
