#!/usr/bin/env bats
# The closed loop: what is ticked in the CRM becomes a customer in ClickPOS, and its number comes back.

load support
load crm
load push
load loop

put_ada() {
    put_state <<'EOT'
{"module":"Contacts","id":"c-1","first_name":"Ada","last_name":"Brook","phone_mobile":"0411 222 333","cp_synch_c":"1","emails":["ada@example.com"],"accounts":["a-1"]}
{"module":"Accounts","id":"a-1","name":"Brook & Co","billing_address_city":"Perth"}
EOT
}

# Ada has gone to ClickPOS, and come back with the number 1.
close_loop() {
    pull 0
    upload
    export_customers
    push 0
    expect_state <<'EOT'
c-1|first_name=Ada|last_name=Brook|phone_mobile=0411 222 333|cp_cust_code_c=1|emails=['ada@example.com']|accounts=['a-1']
a-1|name=Brook & Co|billing_address_city=Perth
EOT
}

expect_conflict() { # PATTERN
    push 1
    list_issues '[a-z-]*' | grep -qE "$1" || { list_issues '[a-z-]*'; return 1; }
    grep -q '! conflict' report.txt
}

go_round() { # OPTION...
    start_crm "$@"
    put_ada
    # A contact that is ticked goes to ClickPOS, which gives it a number; the number comes back, and
    # the tick goes.
    close_loop
    list_handed_out | diff - <(
        echo 'Name=Ada|Last=Brook|Email=ada@example.com|Mob=0411 222 333|CONAME=Brook & Co|Suburb=Perth')
    list_issues '[a-z-]*' | diff - <(
        echo '2: Contacts.cp_cust_code_c, matched by what was handed out ("" -> "1") [numbered]'
        echo '2: Contacts.cp_synch_c, matched by what was handed out ("1" -> "0") [updated]')
    grep -q '  # number 1 contact' report.txt
    expect_settled
    pull 0
    [[ $(count_files) -eq 1 ]]
    # An edit under a new tick is an update in ClickPOS.
    edit_record c-1 phone_mobile='0422 333 444' cp_synch_c=1
    edit_record a-1 billing_address_city=Fremantle
    pull 0
    list_handed_out | diff - <(
        echo 'Name=Ada|Last=Brook|Email=ada@example.com|Cust No.=1|Mob=0422 333 444|CONAME=Brook & Co|Suburb=Fremantle')
    upload
    export_customers
    push 0
    expect_state <<'EOT'
c-1|first_name=Ada|last_name=Brook|phone_mobile=0422 333 444|cp_cust_code_c=1|emails=['ada@example.com']|accounts=['a-1']
a-1|name=Brook & Co|billing_address_city=Fremantle
EOT
    # And an edit in ClickPOS comes to the CRM.
    clickpos edit 1 Mob 0433444555
    export_customers
    push 0
    expect_state <<'EOT'
c-1|first_name=Ada|last_name=Brook|phone_mobile=0433444555|cp_cust_code_c=1|emails=['ada@example.com']|accounts=['a-1']
a-1|name=Brook & Co|billing_address_city=Fremantle
EOT
    expect_settled
    # A tick that is set once more, without an edit, is handed out once more.
    tick c-1
    pull 0
    [[ $(count_files) -eq 3 ]]
    push 0
    [[ $(list_state | grep -c cp_synch_c) -eq 0 ]]
}

@test "once round the loop, and round again" {
    go_round
}

@test "once round the loop, with faults on" {
    go_round --fault 5=503:1 --fault 9=session --fault 14=early-drop --fault 23=drop \
        --fault 31=503:1 --fault 40=cut --fault 55=early-503:1 --fault 67=session --fault 80=drop
    [[ $(wc -l <requests) -gt 80 ]]
}

@test "a contact that is ticked again, without an edit, is handed out again" {
    start_crm
    put_ada
    close_loop
    tick c-1
    pull 0
    list_handed_out | grep -q '^Name=Ada|.*Cust No.=1|'
    pull 0
    [[ $(count_files) -eq 2 ]]
    push 0
    [[ $(list_state | grep -c cp_synch_c) -eq 0 ]]
}

@test "two contacts that match one row, and two rows that match one contact, are conflicts" {
    start_crm
    put_state <<'EOT'
{"module":"Contacts","id":"c-1","first_name":"Ada","last_name":"Brook","cp_synch_c":"1"}
{"module":"Contacts","id":"c-2","first_name":"Ada","last_name":"Brook","cp_synch_c":"1"}
{"module":"Contacts","id":"c-3","first_name":"Bea","last_name":"Carr","cp_synch_c":"1"}
EOT
    pull 0
    printf '%s\n' Cust\ No.,Name,Last 7,Ada,Brook 8,Bea,Carr 9,Bea,Carr >export.csv
    push 1 --no-company skip
    expect_codes <<'EOT'
line 2, customer 7 [several-contacts]
line 3, customer 8 [contact-taken]
line 4, customer 9 [contact-taken]
EOT
    grep -q 'several contacts were handed out with the row.s values: Ada Brook (c-1) and Ada Brook (c-2)' report.txt
    [[ $(list_state | grep -c cp_cust_code_c) -eq 0 ]]
    # Once a person has given one of the twins its number, the other is the other one.
    edit_record c-1 cp_cust_code_c=7
    printf '%s\n' Cust\ No.,Name,Last 7,Ada,Brook 6,Ada,Brook >export.csv
    push 0 --no-company skip
    list_state | grep -q 'c-2|.*cp_cust_code_c=6'
}

@test "a row with a new number that is nobody's makes a new contact" {
    start_crm
    put_ada
    pull 0
    printf '%s\n' Cust\ No.,Name,Last,Email,Mob 7,Zoe,Young,zoe@example.com,0499 >export.csv
    push 0
    list_issues created | grep -q 'a new contact'
    list_state | grep -q 'c-1|.*cp_synch_c=1'
}

@test "an export without some of the columns is compared by those it has" {
    start_crm
    put_ada
    pull 0
    printf '%s\n' Cust\ No.,Name,Last 7,Ada,Brook >export.csv
    push 0
    list_issues numbered | grep -q 'matched by what was handed out'
    list_state | grep -q 'a-1|name=Brook & Co|billing_address_city=Perth'
}

@test "an older export does not overwrite an edit that no pull has handed out" {
    start_crm
    put_ada
    close_loop
    cp export.csv old.csv
    edit_record c-1 phone_mobile=0455 cp_synch_c=1
    expect_conflict '^2: .*another value than the row \("0455" -> "0411 222 333"\) \[unseen-edit\]$'
    list_state | grep -q 'c-1|.*phone_mobile=0455.*cp_synch_c=1'
    SETTLED_STATUS=1 expect_settled
    # Nor one that was handed out, before it has arrived there.
    pull 0
    push 0
    list_issues '[a-z-]*' | grep -qE '^2: the contact was handed out .* \[not-uploaded\]$'
    list_state | grep -q 'c-1|.*phone_mobile=0455.*cp_synch_c=1'
    expect_settled
    upload
    push 0
    list_state | grep -q 'c-1|.*phone_mobile=0455.*cp_synch_c=1'
    export_customers
    push 0
    list_state | grep -q 'c-1|.*phone_mobile=0455'
    [[ $(list_state | grep -c cp_synch_c) -eq 0 ]]
}

@test "an edit in ClickPOS that meets one in the CRM is a conflict, before the upload undoes it" {
    start_crm
    put_ada
    close_loop
    edit_record c-1 phone_mobile=0455 cp_synch_c=1
    pull 0
    clickpos edit 1 Suburb Broome
    export_customers
    expect_conflict '^2: the contact was handed out with another value, and the row has been edited .* \[unseen-edit\]$'
    list_state | grep -q 'c-1|.*phone_mobile=0455.*cp_synch_c=1'
    # A person decides: without the tick it is ClickPOS that counts.
    edit_record c-1 cp_synch_c=0
    push 0
    list_state | grep -q 'a-1|.*billing_address_city=Broome'
}

@test "what ClickPOS makes of a value on the way is its own" {
    start_crm
    put_ada
    pull 0
    upload
    clickpos edit 1 Mob 0411222333
    clickpos edit 1 Country Australia
    export_customers
    push 0
    list_issues numbered | grep -q 'matched by email and last name'
    list_state | diff - <(
        echo "a-1|name=Brook & Co|billing_address_city=Perth|billing_address_country=Australia"
        echo "c-1|first_name=Ada|last_name=Brook|phone_mobile=0411222333|cp_cust_code_c=1|emails=['ada@example.com']|accounts=['a-1']")
    edit_record c-1 phone_mobile='0422 333 444' cp_synch_c=1
    pull 0
    upload
    clickpos edit 1 Mob 0422333444
    export_customers
    push 0
    list_state | grep -q 'c-1|.*phone_mobile=0422333444'
    [[ $(list_state | grep -c cp_synch_c) -eq 0 ]]
}

@test "edited after it was handed out: the number comes, the edit stays, and the next pull has it" {
    start_crm
    put_ada
    pull 0
    upload
    edit_record c-1 phone_mobile=0455
    export_customers
    push 0
    list_issues '[a-z-]*' | grep -qE '^2: the contact was handed out .* and edited since.* \[edit-kept\]$'
    list_issues numbered | grep -q '"" -> "1"'
    list_state | grep -q 'c-1|.*phone_mobile=0455|cp_cust_code_c=1|cp_synch_c=1'
    expect_settled
    pull 0
    list_handed_out | grep -q 'Cust No.=1|Mob=0455'
    upload
    export_customers
    push 0
    list_state | grep -q 'c-1|.*phone_mobile=0455'
    [[ $(list_state | grep -c cp_synch_c) -eq 0 ]]
}

@test "two edits, each handed out, of which only the first has been uploaded" {
    local first
    start_crm
    put_ada
    close_loop
    edit_record c-1 phone_mobile=0455 cp_synch_c=1
    pull 0
    first=$(find_last_file)
    edit_record c-1 title=Dr phone_mobile=0466
    pull 0
    upload "$first"
    export_customers
    push 0
    list_issues '[a-z-]*' | grep -qE ' \[not-uploaded\]$'
    list_state | grep -q 'c-1|.*title=Dr|phone_mobile=0466|.*cp_synch_c=1'
    upload
    export_customers
    push 0
    list_state | grep -q 'c-1|.*title=Dr|phone_mobile=0466'
    [[ $(list_state | grep -c cp_synch_c) -eq 0 ]]
}

@test "a row that may be a contact that waits is a conflict, and not made twice" {
    start_crm
    put_ada
    pull 0
    upload
    clickpos edit 1 Last Brooke
    clickpos edit 1 Email other@example.com
    export_customers
    expect_conflict '^2: the row may be a contact that was handed out and has no number yet: Ada Brook \(c-1\) \[like-hand-out\]$'
    [[ $(list_state | grep -c '^c-\|first_name') -eq 1 ]]
    edit_record c-1 cp_cust_code_c=1
    push 0
    list_state | grep -q 'c-1|.*last_name=Brooke'
}

@test "deleted after it was handed out: not brought back unless that is asked for" {
    start_crm
    put_ada
    pull 0
    upload
    edit_record c-1 deleted=1
    export_customers
    expect_conflict '^2: the contact Ada Brook \(c-1\) was handed out with the row.s values, and deleted in the CRM since \[contact-deleted\]$'
    push 0 --recreate-deleted
    list_issues recreated | grep -q .
}

@test "an undo of the push that brought the number makes it wait again, not go twice" {
    start_crm
    put_ada
    close_loop
    run_possum 0 undo "$(list_run_ids | tail -n 1)"
    list_state | grep -q 'c-1|.*0411 222 333|cp_synch_c=1'
    pull 0
    [[ $(count_files) -eq 1 ]]
    push 0
    list_issues numbered | grep -q 'matched by what was handed out'
}

# Runs a push of which a request is late, and edits the contact in the meantime.
edit_during_push() { # STATUS REQUEST FIELD=VALUE...
    local expected=$1 request=$2
    shift 2
    put_faults "$request=delay:1500"
    : >requests
    (
        for _ in $(seq 100); do
            [[ $(wc -l <requests) -lt $request ]] || break
            sleep 0.02
        done
        sleep 0.2
        edit_record c-1 "$@"
    ) 3>&- &
    local editor=$!
    push "$expected" --connections 1 --api v4_1
    wait "$editor"
    put_faults
}

@test "a contact that is edited, or ticked again, while a push is under way keeps that" {
    local number
    start_crm
    put_ada
    close_loop
    tick c-1
    pull 0
    : >requests
    push 0 --dry-run --api v4_1
    number=$(list_requests | grep -an get_entry_list | tail -n 1 | cut -d : -f 1)
    # Between the plan and the look before writing.
    edit_during_push 1 "$number" phone_mobile=0455
    grep -q 'it was changed in the CRM after the plan was made' report.txt
    list_state | grep -q 'c-1|.*phone_mobile=0455.*cp_synch_c=1'
    edit_record c-1 phone_mobile='0411 222 333'
    # Between that look and the write, which takes the tick away: it is set again.
    : >requests
    push 0 --dry-run --api v4_1
    number=$(list_requests | grep -an get_entry_list | tail -n 1 | cut -d : -f 1)
    edit_during_push 0 $((number + 1)) last_name=Brooke
    grep -q '\[ticked-again\]' report.txt
    list_state | grep -q 'c-1|.*last_name=Brooke.*cp_synch_c=1'
    pull 0
    list_handed_out | grep -q 'Last=Brooke'
    upload
    export_customers
    push 0
    [[ $(list_state | grep -c cp_synch_c) -eq 0 ]]
    tick c-1
    pull 0
    # Behind the write, before it is read back.
    : >requests
    push 0 --dry-run --api v4_1
    number=$(list_requests | grep -an get_entry_list | tail -n 1 | cut -d : -f 1)
    edit_during_push 0 $((number + 2)) cp_synch_c=1 title=Dr
    grep -q '\[ticked-again\]' report.txt
    list_state | grep -q 'c-1|.*title=Dr|.*cp_synch_c=1'
    pull 0
    list_handed_out | grep -q 'Title=Dr'
}

@test "random interleavings of what people and Possum do end with both sides the same" {
    interleave 30 1
}

@test "the same with faults, with kill -9, and over the other APIs" {
    interleave 8 2000 --faults
    interleave 8 3000 --kills
    interleave 4 4000 --api v8
    interleave 4 5000 --api v11
}

interleave() { # TIMES OPTION...
    (cd "$BATS_TEST_DIRNAME/../loop" && PYTHONDONTWRITEBYTECODE=1 python3 interleave.py "$CRM" \
        "$POSSUM" "$@")
}

# "main" is the CRM of this test, in a home of its own.
make_home() {
    export HOME=$BATS_TEST_TMPDIR/home
    mkdir -p "$HOME/clickpos/outbox" "$HOME/.config/possum"
    printf '[crm main]\nurl = %s\n' "$CRM_URL" >"$HOME/.config/possum/possum.conf"
    unset XDG_CONFIG_HOME POSSUM_CONFIG
}

# Runs a command line in which possum is the program under test.
run_line() { # LINE
    XDG_STATE_HOME=$BATS_TEST_TMPDIR/state timeout 60 bash -c "possum() { '$POSSUM' \"\$@\"; }; $1" \
        >stdout 2>stderr </dev/null
}

@test "the README's way to ClickPOS and back, command by command" {
    local line lines
    start_crm
    make_home
    put_ada
    mkdir outbox
    lines=$(sed -n '/^\*\*From the CRM to ClickPOS/,/^\*\*From ClickPOS/s/^ *\(possum .*\)/\1/p' \
        "$ROOT/README.md")
    [[ $(wc -l <<<"$lines") -eq 4 ]]
    while IFS= read -r line; do
        run_line "$line" || { cat stderr; return 1; }
        # What people do between the commands.
        if [[ $line == 'possum pull --crm main -o outbox' ]]; then
            upload
            clickpos export >customers.csv
        fi
    done <<<"$lines"
    grep -q '# number 1 contact' stderr
    list_state | grep -q 'c-1|.*cp_cust_code_c=1'
    [[ $(list_state | grep -c cp_synch_c) -eq 0 ]]
    # And the other way: an edit in ClickPOS.
    clickpos edit 1 Suburb Broome
    clickpos export >customers.csv
    lines=$(sed -n '/^\*\*From ClickPOS to the CRM/,/^\*\*Who wins/s/^ *\(possum .*\)/\1/p' \
        "$ROOT/README.md")
    [[ $(wc -l <<<"$lines") -eq 2 ]]
    while IFS= read -r line; do
        run_line "$line" || { cat stderr; return 1; }
    done <<<"$lines"
    list_state | grep -q 'a-1|.*billing_address_city=Broome'
}

@test "the samples for systemd and cron, and the README's, hand out what is ticked" {
    local file line
    start_crm
    make_home
    put_ada
    for file in possum-pull.service possum-pull.cron; do
        line=$(sed -n -e 's/^ExecStart=//p' -e 's/^\*\/5 \* \* \* \* //p' "$ROOT/samples/$file")
        line=${line//%h/$HOME}
        [[ $line == /usr/local/bin/possum\ pull\ * ]]
        rm -rf state
        run_line "possum ${line#* }"
        [[ ! -s stdout && ! -s stderr ]]
    done
    [[ $(find "$HOME/clickpos/outbox" -name 'clickpos-*.csv' | wc -l) -eq 2 ]]
    grep -qxF "    $(grep '^\*/5' "$ROOT/samples/possum-pull.cron")" "$ROOT/README.md"
    grep -qx 'OnCalendar=\*:0/5' "$ROOT/samples/possum-pull.timer"
    # The push that the README shows beside it.
    upload "$(find "$HOME/clickpos/outbox" -name 'clickpos-*.csv' | head -n 1)"
    clickpos export >"$HOME/clickpos/customers.csv"
    line=$(sed -n 's/^    \*\/5 \* \* \* \* \(.* push .*\)/\1/p' "$ROOT/README.md")
    [[ -n $line ]]
    run_line "possum ${line#* }"
    [[ ! -s stdout && ! -s stderr ]]
    run_line "possum ${line#* }"
    list_state | grep -q 'c-1|.*cp_cust_code_c=1'
}
