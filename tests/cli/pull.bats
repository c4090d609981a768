#!/usr/bin/env bats
# Handing ticked contacts out: which, with what, where to, and once.

load support
load crm
load push
load loop

put_contacts() {
    put_state <<'EOT'
{"module":"Contacts","id":"c-1","first_name":"Ada","last_name":"Brook","title":"Dr","phone_mobile":"0411 222 333","cp_synch_c":"1","emails":["ada@example.com"],"accounts":["a-1"]}
{"module":"Accounts","id":"a-1","name":"Brook & Co","cp_cust_tradingas_c":"T/A &amp; Sons","cp_cust_customerclass_c":"Gold","billing_address_street":"1 High St","billing_address_city":"Perth","billing_address_state":"WA","billing_address_postalcode":"6000","billing_address_country":"Australia","phone_office":"08 9999 1111","website":"http://","emails":["office@example.com"]}
{"module":"Contacts","id":"c-2","last_name":"Carr","cp_cust_code_c":"630","cp_synch_c":"1"}
{"module":"Contacts","id":"c-3","last_name":"Dale","cp_cust_code_c":"631","cp_synch_c":"0"}
EOT
}

@test "ticked contacts go with their accounts, new ones without a number" {
    start_crm
    put_contacts
    pull 0
    expect_customers "$(find_last_file)" <<'EOT'
Dr,Ada,Brook,ada@example.com,,0411 222 333,Brook & Co,T/A & Sons,Gold,office@example.com,1 High St,Perth,WA,6000,08 9999 1111,,Australia
,,Carr,,630,,,,,,,,,,,,
EOT
    expect_issues <<'EOT'
contacts, number 1: Ada Brook (c-1): goes to ClickPOS as a new customer [handed-out]
contacts, number 2, customer 630: Carr (c-2): goes to ClickPOS with its changes [handed-out]
EOT
    expect_counts 2 2 0 0
    grep -q '^2 customers for ClickPOS, 1 of them new$' report.txt
    [[ $(count_writes) -eq 0 ]]
    # What was handed out is not handed out twice.
    pull 0
    [[ $(count_files) -eq 1 ]]
    expect_counts 2 0 0 2
    expect_codes <<'EOT'
contacts, number 1 [waiting]
contacts, number 2, customer 630 [waiting]
EOT
    expect_files outbox "$(basename "$(find_last_file)")"
}

@test "a dry run reports what the real run does, and leaves no trace" {
    start_crm
    put_contacts
    run_possum 0 pull --crm "$CRM_URL" --dry-run --report dry.txt --report dry.json
    [[ ! -e state ]]
    pull 0
    diff <(sed '1,/ticked contacts read/d' dry.txt) <(sed '1,/ticked contacts read/d' report.txt)
    diff <(sed 's/"dry_run":true/"dry_run":false/' dry.json) \
        <(sed '/^"run":/d' report.json)
    run_possum 0 pull --crm "$CRM_URL" --dry-run -o outbox
    grep -q '2 skipped (2 of them waiting)' stderr
    [[ $(count_files) -eq 1 ]]
}

@test "what is edited and ticked again is an update, also before the first one is back" {
    start_crm
    put_contacts
    pull 0
    edit_record c-2 title=Ms
    edit_record a-1 phone_office='08 1'
    pull 0
    list_handed_out | diff - <(echo 'Title=Ms|Last=Carr|Cust No.=630')
    # The new one waits for its number, or ClickPOS would have it twice.
    expect_codes <<'EOT'
contacts, number 1 [waiting]
contacts, number 2, customer 630 [handed-out]
EOT
    grep -q 'Ada Brook (c-1): handed out on .* as a new customer, and edited since' report.txt
    pull 0
    [[ $(count_files) -eq 2 ]]
    pull 0 --again
    [[ $(count_files) -eq 3 ]]
    list_handed_out | grep -c . | grep -qx 2
    list_handed_out | grep -q 'Tel Home=08 1'
    # A number that somebody takes away does not make a new customer of it.
    edit_record c-2 cp_cust_code_c= title=Mx
    pull 0
    [[ $(count_files) -eq 3 ]]
}

@test "an edit of the account is an edit, and so is another account" {
    start_crm
    put_contacts
    edit_record c-1 cp_cust_code_c=7
    pull 0
    edit_record a-1 billing_address_city=Fremantle
    pull 0
    list_handed_out | grep -q 'Suburb=Fremantle'
    edit_record c-1 accounts='[]'
    pull 0
    list_handed_out | grep -qvE 'CONAME|Suburb'
    [[ $(count_files) -eq 3 ]]
    # The case of an address and a tick that is set once more are none.
    edit_record c-1 emails='["ADA@example.com"]'
    tick c-1
    pull 0
    [[ $(count_files) -eq 3 ]]
}

@test "a person's account is no company, even under the person's old name" {
    local account
    start_crm
    account=$(derive clickpos/Accounts/person/7)
    put_state <<EOT
{"module":"Contacts","id":"c-1","first_name":"Ada","last_name":"Carr","cp_cust_code_c":"7","cp_synch_c":"1","accounts":["$account"]}
{"module":"Accounts","id":"$account","name":"Ada Brook (7)","billing_address_city":"Perth"}
{"module":"Contacts","id":"c-2","first_name":"Bea","last_name":"Dale","cp_cust_code_c":"8","cp_synch_c":"1","accounts":["a-2"]}
{"module":"Accounts","id":"a-2","name":"Bea Dale (8)"}
{"module":"Contacts","id":"c-3","last_name":"Eaton","cp_cust_code_c":"9","cp_synch_c":"1","accounts":["$(derive clickpos/Accounts/person/9)"]}
{"module":"Accounts","id":"$(derive clickpos/Accounts/person/9)","name":"Eaton Pty"}
EOT
    pull 0
    list_handed_out | diff - <(printf '%s\n' 'Name=Ada|Last=Carr|Cust No.=7|Suburb=Perth' \
        'Name=Bea|Last=Dale|Cust No.=8' 'Last=Eaton|Cust No.=9|CONAME=Eaton Pty')
}

@test "a contact without an account goes with its own address and phone" {
    start_crm
    put_state <<'EOT'
{"module":"Contacts","id":"c-1","last_name":"Brook","cp_synch_c":"1","primary_address_street":"1 High St\nUnit 2","primary_address_city":"Perth","phone_home":"08 1"}
{"module":"Contacts","id":"c-2","last_name":"Carr","cp_synch_c":"1","primary_address_city":"Hobart","accounts":["a-1"]}
{"module":"Accounts","id":"a-1","name":"Acme"}
EOT
    pull 0
    expect_customers "$(find_last_file)" <<'EOT'
,,Brook,,,,,,,,"1 High St⏎Unit 2",Perth,,,08 1,,
,,Carr,,,,Acme,,,,,,,,,,
EOT
    edit_record c-1 primary_address_city=Sydney cp_cust_code_c=5
    pull 0
    list_handed_out | grep -q 'Suburb=Sydney'
    edit_record c-2 primary_address_city=Sydney cp_cust_code_c=6
    pull 0
    [[ $(count_files) -eq 2 ]]
}

@test "what cannot go is rejected, with the reason and the contact's name" {
    start_crm
    put_state <<'EOT'
{"module":"Contacts","id":"c-1","last_name":"Brook","cp_cust_code_c":"7","cp_synch_c":"1"}
{"module":"Contacts","id":"c-2","last_name":"Carr","cp_cust_code_c":"7","cp_synch_c":"1"}
{"module":"Contacts","id":"c-3","last_name":"Dale","cp_synch_c":"1","accounts":["a-1","a-2"]}
{"module":"Accounts","id":"a-1","name":"One"}
{"module":"Accounts","id":"a-2","name":"Two"}
{"module":"Contacts","id":"c-4","last_name":"Eaton","cp_synch_c":"1"}
EOT
    pull 1
    expect_counts 4 1 3 0
    expect_codes <<'EOT'
contacts, number 1, customer 7 [shared-number]
contacts, number 2, customer 7 [shared-number]
contacts, number 3 [accounts-unclear]
contacts, number 4 [handed-out]
EOT
    grep -q 'number 3: Dale (c-3): the contact hangs on several accounts' report.txt
    sed 's/^\xEF\xBB\xBF//' outbox/rejects.csv | cut -d, -f2 | tr -d '\r' |
        diff - <(printf '%s\n' possum_code shared-number shared-number accounts-unclear)
    # The next one replaces the rejects, without --force, and takes them away when there are none.
    edit_record c-2 cp_cust_code_c=8
    run_possum 1 pull --crm "$CRM_URL" -o outbox --quiet
    grep -q accounts-unclear stderr
    [[ $(wc -l <outbox/rejects.csv) -eq 2 ]]
    edit_record c-3 accounts='["a-2"]'
    run_possum 0 pull --crm "$CRM_URL" -o outbox --quiet
    [[ ! -s stderr && ! -e outbox/rejects.csv ]]
    echo mine >outbox/rejects.csv
    pull 0 --again
    grep -qx mine outbox/rejects.csv
}

@test "a file that was handed out is never overwritten" {
    start_crm
    put_contacts
    run_possum 0 pull --crm "$CRM_URL" -o out.csv
    cp out.csv kept.csv
    run_possum 2 pull --crm "$CRM_URL" -o out.csv --again
    grep -q 'out.csv exists already' stderr
    run_possum 2 pull --crm "$CRM_URL" -o ./out.csv --again --force
    grep -q 'out.csv is what run .* has handed out, and would be lost before it is uploaded' stderr
    cmp out.csv kept.csv
    # Whatever else is there is as usual.
    echo mine >other.csv
    run_possum 2 pull --crm "$CRM_URL" -o other.csv --again
    run_possum 0 pull --crm "$CRM_URL" -o other.csv --again --force
    cmp other.csv kept.csv
    mv out.csv uploaded.csv
    run_possum 0 pull --crm "$CRM_URL" -o out.csv --again
    # Nothing to hand out: nothing is written.
    rm out.csv
    run_possum 0 pull --crm "$CRM_URL" -o out.csv
    [[ ! -e out.csv ]]
}

@test "an encoding of its own, and what it cannot hold" {
    start_crm
    put_state <<'EOT'
{"module":"Contacts","id":"c-1","last_name":"Bjørn","title":"你","cp_synch_c":"1"}
EOT
    pull 0 --output-encoding ISO-8859-1
    sed 1d "$(find_last_file)" | iconv -f ISO-8859-1 -t UTF-8 | expect_bytes <(
        printf '?,,Bjørn,,,,,,,,,,,,,,\r\n')
    expect_codes <<'EOT'
contacts, number 1 [handed-out]
contacts, number 1 [unencodable]
EOT
    # It is found again by what was handed out, the question mark included.
    printf '%s\n' 'Cust No.,Last,Title' '7,Bjørn,?' >export.csv
    push 0 --no-company skip
    list_issues numbered | grep -q 'matched by what was handed out'
}

@test "over the other APIs" {
    local options
    for options in '--only v8' '--only v11 --platform possum'; do
        # shellcheck disable=SC2086
        start_crm $options
        if [[ $options == *v8 ]]; then
            use_client "$PASSWORD_CLIENT"
        else
            unset POSSUM_CLIENT_ID POSSUM_CLIENT_SECRET
        fi
        put_contacts
        rm -rf outbox
        pull 0
        list_handed_out | diff - <(printf '%s\n' \
            'Title=Dr|Name=Ada|Last=Brook|Email=ada@example.com|Mob=0411 222 333|CONAME=Brook & Co|Trading As=T/A & Sons|Customer Class=Gold|Email=office@example.com|Address 1=1 High St|Suburb=Perth|State=WA|Post/ZIP=6000|Tel Home=08 9999 1111|Country=Australia' \
            'Last=Carr|Cust No.=630')
        pull 0
        [[ $(count_files) -eq 1 ]]
    done
}

@test "many contacts, page by page" {
    start_crm
    python3 -c 'for i in range(1, 1001):
    print("{\"module\":\"Contacts\",\"id\":\"c-%04d\",\"last_name\":\"Last %d\",\"cp_synch_c\":\"%d\"}" % (i, i, i % 7 != 0))' |
        put_state
    pull 0 --limit 500
    list_handed_out | wc -l | grep -qx 500
    pull 0
    list_handed_out | wc -l | grep -qx 358
    pull 0
    [[ $(count_files) -eq 2 ]]
    { list_handed_out "$(find outbox -name '*.csv' | sed -n 1p)"
        list_handed_out "$(find outbox -name '*.csv' | sed -n 2p)"; } | sort -u | wc -l | grep -qx 858
}

@test "one run at a time; with --quiet the other leaves without a word" {
    local path
    start_crm
    put_contacts
    pull 0
    path=$(find state -name '*.state')
    python3 - "$path.lock" 3>&- <<'EOT' &
import fcntl, os, sys, time
with open(sys.argv[1], "r+") as lock:
    fcntl.lockf(lock, fcntl.LOCK_EX)
    open("locked", "w").close()
    for _ in range(3000):
        if os.path.exists("enough"):
            break
        time.sleep(0.02)
EOT
    local holder=$!
    while [[ ! -e locked ]]; do sleep 0.02; done
    : >requests
    run_possum 5 pull --crm "$CRM_URL" -o outbox --again
    grep -q '^possum: another run writes to this CRM' stderr
    run_possum 5 pull --crm "$CRM_URL" -o outbox --again --quiet
    [[ ! -s stderr && ! -s stdout && ! -s requests ]]
    export_customers
    run_possum 5 push --crm "$CRM_URL" --quiet export.csv
    [[ ! -s stderr ]]
    run_possum 0 pull --crm "$CRM_URL" --dry-run
    touch enough
    wait "$holder"
    [[ $(count_files) -eq 1 ]]
}

@test "pulls are listed, and neither taken back nor forgotten" {
    local run
    start_crm
    put_contacts
    pull 0
    run=$(list_run_ids)
    run_possum 0 runs
    grep -qx "file        $PWD/$(find_last_file)" stdout
    grep -qx 'counts      2 handed out, 0 waiting, 0 rejected' stdout
    grep -qx 'state       done' stdout
    run_possum 0 runs "$run"
    grep -qx '> Contacts c-1, a new customer: handed out' stdout
    grep -qx '> Contacts c-2, customer 630: handed out' stdout
    run_possum 2 undo "$run"
    grep -q 'is a pull, which has changed nothing in the CRM' stderr
    run_possum 2 runs --forget "$run"
    grep -q 'keeps no values but hashes' stderr
    # A pull that hands nothing out is no run.
    pull 0
    [[ $(list_run_ids) == "$run" ]]
}

@test "mistakes on the command line" {
    local line message
    start_crm
    while IFS='|' read -r line message; do
        # shellcheck disable=SC2086
        run_possum 2 pull $line
        expect_failure "$message"
    done <<EOT
-o out.csv|pull needs the CRM to read from
--crm $CRM_URL|pull needs a place for the file for ClickPOS: -o FILE or -o DIR
--crm $CRM_URL -o -|it cannot go to standard output
--crm $CRM_URL -o out.csv contacts.csv|pull reads from the CRM, not from a file
--crm $CRM_URL -o out.csv --encoding UTF-8|--encoding is about a file that is read.*--output-encoding
--crm $CRM_URL -o out.csv --delimiter tab|--delimiter is about a file that is read
--crm $CRM_URL -o out.csv --column title=X|--column is about a file that is read
--crm $CRM_URL -o out.csv --site UPPER|--site needs
--crm $CRM_URL -o nowhere/out.csv|nowhere/out.csv.* cannot be written
--crm $CRM_URL -o out.csv --output-encoding klingon|klingon
--crm $CRM_URL -o out.csv --report out.csv|named for two outputs|place of an output
EOT
    [[ ! -e out.csv ]]
}

@test "a CRM that fails hands nothing out, and the next pull all of it" {
    local number fault requests
    start_crm
    put_contacts
    : >requests
    run_possum 0 pull --crm "$CRM_URL" --api v4_1 --dry-run
    requests=$(list_requests | wc -l)
    for fault in early-drop cut early-500 garbage html empty; do
        for number in $(seq "$requests"); do
            rm -rf state outbox
            mkdir outbox
            put_faults "$number=$fault"
            XDG_STATE_HOME=$BATS_TEST_TMPDIR/state timeout 60 "$POSSUM" pull --crm "$CRM_URL" \
                --api v4_1 --quiet -o outbox >stdout 2>stderr </dev/null || true
            put_faults
            run_possum 0 pull --crm "$CRM_URL" --api v4_1 --quiet -o outbox
            [[ $(count_files) -eq 1 ]] || { echo "$fault at $number"; return 1; }
            list_handed_out | wc -l | grep -qx 2
        done
    done
}

@test "stopped at any commit of the journal, it hands out once" {
    local number place status ended=
    start_crm
    put_contacts
    for ((number = 1; number < 20 && ${#ended} == 0; number++)); do
        for place in before after; do
            rm -rf state outbox
            mkdir outbox
            status=0
            LD_PRELOAD="${POSSUM%/*}/stop_at_commit.so" STOP_AT_COMMIT="$place $number" \
                ASAN_OPTIONS="${ASAN_OPTIONS:-}:verify_asan_link_order=0" \
                XDG_STATE_HOME=$BATS_TEST_TMPDIR/state timeout 60 "$POSSUM" pull \
                --crm "$CRM_URL" --quiet -o outbox >stdout 2>stderr </dev/null || status=$?
            if [[ $status -eq 0 ]]; then
                ended=yes
            fi
            run_possum 0 pull --crm "$CRM_URL" --quiet -o outbox
            [[ $(count_files) -eq 1 && ! -s stderr ]] || { echo "$place $number"; return 1; }
            list_handed_out | wc -l | grep -qx 2
            [[ $place != before || $number -gt 1 ]] || find outbox -name '.*possum-*' -delete
        done
    done
    [[ $number -gt 2 ]]
}

@test "over v11 a person's account is known by the journal, since the id is the CRM's own" {
    local options
    for options in '' --no-sync-key; do
        # shellcheck disable=SC2086
        start_crm --only v11 --platform possum $options
        unset POSSUM_CLIENT_ID POSSUM_CLIENT_SECRET
        rm -rf state outbox
        printf '%s\n' Cust\ No.,Name,Last,Suburb 7,Ada,Brook,Perth >export.csv
        push 0
        edit_record "$(list_state | sed -n 's/^\([^|]*\)|first_name=Ada.*/\1/p')" \
            last_name=Carr cp_synch_c=1
        pull 0
        list_handed_out | diff - <(echo 'Name=Ada|Last=Carr|Cust No.=7|Suburb=Perth')
    done
}
