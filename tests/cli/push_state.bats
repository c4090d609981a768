#!/usr/bin/env bats
# What a push remembers: plans, runs that stopped, what is taken back, and whose turn it is.

load support
load crm
load push

make_export() { # COUNT
    make_customers "$1" | sed '1i Cust No.,Name,Last' >export.csv
}

# The process of a push in the background, once the CRM has had some writes.
begin_push() { # OPTION...
    XDG_STATE_HOME=$BATS_TEST_TMPDIR/state setsid "$POSSUM" push --crm "$CRM_URL" "$@" export.csv \
        >stdout 2>stderr </dev/null 3>&- &
    PUSH_PROCESS=$!
    for _ in $(seq 200); do
        [[ $(count_writes) -lt 5 ]] || return 0
        sleep 0.05
    done
    return 1
}

@test "a plan is carried out as it was approved, and once" {
    start_crm
    put_state <<'EOT'
{"module":"Contacts","id":"c-1","last_name":"Brook","cp_cust_code_c":"1","title":"Dr"}
{"module":"Contacts","id":"c-2","last_name":"Carr","cp_cust_code_c":"2","title":"Dr"}
EOT
    printf '%s\n' Cust\ No.,Last,Title 1,Brook,Ms 2,Carr,Mr 3,Dale,Mx >export.csv
    push 0 --no-company skip --dry-run --plan-out plan
    grep -c '"customer"' plan | grep -qx 3
    # A person edits one of the records meanwhile, and another customer comes into the CRM.
    put_state <<'EOT'
{"module":"Contacts","id":"c-1","last_name":"Brook","cp_cust_code_c":"1","title":"Prof"}
{"module":"Contacts","id":"c-2","last_name":"Carr","cp_cust_code_c":"2","title":"Dr"}
EOT
    push 1 --no-company skip --plan plan
    expect_state <<EOT
c-1|last_name=Brook|title=Prof|cp_cust_code_c=1
c-2|last_name=Carr|title=Mr|cp_cust_code_c=2
$(derive clickpos/Contacts/3)|last_name=Dale|title=Mx|cp_cust_code_c=3
EOT
    sed '1,/^What the writing itself has shown, in the order/d' report.txt | diff - <(
        echo 'line 2, customer 1: the contact: it was changed in the CRM after the plan was made [changed-since]')
    push 2 --no-company skip --plan plan
    grep -q 'has been carried out already, by run' stderr
}

@test "a plan for something else, or one that was cut, is refused" {
    start_crm
    make_export 3
    push 0 --dry-run --plan-out plan
    push 2 --plan plan --no-company skip
    grep -q 'plan, line 1: the plan was made with other options' stderr
    sed '$ d' plan >plan.cut
    push 2 --plan plan.cut
    grep -q 'the plan has no end: it was cut' stderr
    sed 2d plan >less
    push 2 --plan less
    grep -q 'lines are missing from the plan' stderr
    echo '{' >none
    push 2 --plan none
    push 2 --plan export.csv
    push 2 --plan missing
    echo 4,Ada,Brook >>export.csv
    push 2 --plan plan
    grep -q 'made from another export' stderr
    [[ $(count_writes) -eq 0 ]]
    expect_state </dev/null
}

@test "a signal ends a run in order, and the same command goes on with it" {
    start_crm
    make_export 300
    put_faults 1+=delay:20
    begin_push --results results.csv
    kill -TERM "$PUSH_PROCESS"
    local status=0
    wait "$PUSH_PROCESS" || status=$?
    [[ $status -eq 5 ]]
    grep -q '^STOPPED EARLY: asked to end by SIGTERM$' stderr
    grep -q "^To go on: possum push --force --crm $CRM_URL --results results.csv export.csv$" stderr
    grep -q ',not-reached,' results.csv
    put_faults ''
    XDG_STATE_HOME=$PWD/state "$POSSUM" runs | grep -q '^state *stopped early: can be resumed'
    push 0
    list_state | wc -l | grep -qx 600
    list_run_ids | wc -l | grep -qx 1
    grep -q '"created":300,' report.json
    expect_settled
}

@test "a second signal ends it at once, which does no harm either" {
    start_crm
    make_export 100
    put_faults 1+=delay:500
    begin_push --connections 4
    kill -INT "$PUSH_PROCESS" # setsid has set it to be ignored, unless the program catches it
    sleep 0.2
    kill -KILL "$PUSH_PROCESS"
    wait "$PUSH_PROCESS" || true
    put_faults ''
    push 0
    list_state | wc -l | grep -qx 200
    expect_settled
}

@test "a CRM that goes away ends the run with status 4, and the run goes on later" {
    start_crm
    make_export 60
    put_faults 40+=early-500
    push 4
    grep -q '^To go on: possum push ' stderr
    put_faults ''
    push 0
    list_state | wc -l | grep -qx 120
    expect_settled
}

@test "another export closes the run that was left, as abandoned" {
    start_crm
    make_export 60
    put_faults 40+=early-drop
    push 4 --connections 1
    put_faults ''
    make_customers 10 500 | sed '1i Cust No.,Name,Last' >export.csv
    push 0
    XDG_STATE_HOME=$PWD/state "$POSSUM" runs | grep '^state' | diff - <(
        echo 'state       abandoned: can be undone'; echo 'state       done: can be undone')
    run_possum 0 undo "$(list_run_ids | head -n 1)"
    list_state | grep -v -c deleted | grep -qx 20
}

@test "one run at a time writes to a CRM" {
    start_crm
    make_export 100
    put_faults 1+=delay:30
    begin_push
    push 5
    grep -q "another run writes to this CRM: process $PUSH_PROCESS on " stderr
    run_possum 5 undo "$(list_run_ids | head -n 1)" || true
    push 0 --dry-run
    kill -KILL "$PUSH_PROCESS"
    wait "$PUSH_PROCESS" || true
    put_faults ''
    push 0
    list_state | wc -l | grep -qx 200
}

@test "an undo gives back what it was, and leaves alone and lists what was changed since" {
    start_crm
    put_state <<'EOT'
{"module":"Accounts","id":"a-1","name":"Old Name"}
{"module":"Contacts","id":"c-1","last_name":"Brook","cp_cust_code_c":"1","title":"Dr","emails":["old@example.com"],"accounts":["a-1"]}
EOT
    printf '%s\n' 'Cust No.,Title,Last,Email,CONAME' 1,Ms,Brook,new@example.com,'New Name' \
        2,,Carr,,Bell 3,,Dale,,Bell >export.csv
    push 0
    local id
    id=$(list_run_ids)
    # A person changes one contact, and gives Bell another one.
    curl -s "$CRM_URL/test/state" |
        sed -e '/"Carr"/s/"last_name"/"title":"Mr","last_name"/' >changed
    echo "{\"module\":\"Contacts\",\"id\":\"c-9\",\"last_name\":\"Eaton\",\"accounts\":[\"$(derive clickpos/Accounts/company/bell)\"]}" \
        >>changed
    put_state <changed
    run_possum 1 undo "$id"
    diff - <(sed -n '/^Left alone:/,$p' stdout) <<EOT
Left alone:
  Contacts Carr ($(derive clickpos/Contacts/2)): it has been changed in the CRM since
  Accounts Bell ($(derive clickpos/Accounts/company/bell)): it has contacts that are not taken back
EOT
    LC_ALL=C sort >wanted <<EOT
a-1|name=Old Name
$(derive clickpos/Accounts/company/bell)|name=Bell
$(derive clickpos/Contacts/2)|last_name=Carr|title=Mr|cp_cust_code_c=2|accounts=['$(derive clickpos/Accounts/company/bell)']
c-1|last_name=Brook|title=Dr|cp_cust_code_c=1|emails=['old@example.com']|accounts=['a-1']
c-9|last_name=Eaton|accounts=['$(derive clickpos/Accounts/company/bell)']
EOT
    diff wanted <(list_state | grep -v '|deleted$' | LC_ALL=C sort)
    run_possum 2 undo no-such-run
    grep -q 'there is no run no-such-run;' stderr
}

@test "an undo restores values, links, names and emails, and can be done once" {
    start_crm
    put_state <<'EOT'
{"module":"Accounts","id":"a-1","name":"Old Name","phone_office":"08 1"}
{"module":"Accounts","id":"a-2","name":"Shared"}
{"module":"Contacts","id":"c-1","last_name":"Brook","cp_cust_code_c":"1","title":"Dr","emails":["old@example.com"],"accounts":["a-1"]}
{"module":"Contacts","id":"c-2","last_name":"Carr","cp_cust_code_c":"2","accounts":["a-2"]}
{"module":"Contacts","id":"c-3","last_name":"Dale","accounts":["a-2"]}
EOT
    list_state >before
    printf '%s\n' 'Cust No.,Title,Last,Email,CONAME,Tel Home' \
        '1,Ms,Brook,new@example.com,New Name,08 2' 2,,Carr,c@example.com,Moved, >export.csv
    push 0
    run ! diff before <(list_state)
    local id
    id=$(list_run_ids)
    run_possum 0 undo "$id" --dry-run
    run ! diff before <(list_state)
    run_possum 0 undo "$id"
    grep -q "^undo of run $id: 1 deleted, 3 restored, 0 left alone$" stdout
    diff before <(list_state | grep -v '|deleted$')
    run_possum 2 undo "$id"
    grep -q 'has been taken back already, by run' stderr
    run_possum 2 undo "$(list_run_ids | tail -n 1)"
    # What an undo has deleted comes back under the next id.
    push 0
    list_state | grep -q "^$(derive 'clickpos#2/Accounts/company/moved')|name=Moved"
    expect_settled
}

@test "an undo that was stopped goes on" {
    start_crm
    make_export 40
    push 0
    put_faults 30+=early-500
    run_possum 4 undo "$(list_run_ids)"
    grep -q '^STOPPED EARLY. To go on: possum undo ' stdout
    put_faults ''
    run_possum 0 undo "$(list_run_ids | head -n 1)"
    list_state | grep -v -c '|deleted$' | grep -qx 0
    push 0
    list_state | grep -v -c '|deleted$' | grep -qx 80
}

@test "runs shows a run with its changes, and forgets its values for good" {
    start_crm
    printf '%s\n' Cust\ No.,Name,Last 1,Wilhelmina,Brook >export.csv
    run_possum 0 runs
    grep -qx 'There are no runs yet.' stdout
    push 0
    local id
    id=$(list_run_ids)
    run_possum 0 runs
    grep -q "^sha256 *$(sha256sum export.csv | cut -d ' ' -f 1)$" stdout
    grep -q '^counts *1 created, 0 updated' stdout
    run_possum 0 runs "$id"
    grep -q "^+ Contacts $(derive clickpos/Contacts/1): done$" stdout
    grep -q '^    first_name: "" -> "Wilhelmina"$' stdout
    grep -q -a Wilhelmina state/possum/*.state
    run_possum 0 runs --forget "$id"
    run ! grep -r -a -q Wilhelmina state
    run_possum 0 runs "$id"
    grep -q '^    first_name$' stdout
    run_possum 2 undo "$id"
    grep -q 'have been forgotten' stderr
    run_possum 2 runs no-such
}

@test "the state file is its owner's, and another program's is left alone" {
    start_crm
    make_export 3
    push 0
    [[ $(stat -c %a state/possum/*.state) == 600 && $(stat -c %a state/possum) == 700 ]]
    printf 'not a database at all, but a text that is long enough to be one\n%.0s' {1..40} >mine
    cp mine before
    push 2 --state mine
    grep -q 'the state file mine cannot be used: file is not a database;' stderr
    cmp mine before
    push 2 --state .
    push 0 --state own.state
    run_possum 0 runs --state own.state
    run_possum 2 runs --state missing.state
    diff <(printf '%s\n' own.state own.state.lock) <(printf '%s\n' own.state*)
}

@test "--limit and --max-rejects" {
    start_crm
    { make_customers 10; echo ',No,Number'; make_customers 10 100; } |
        sed '1i Cust No.,Name,Last' >export.csv
    push 0 --limit 5
    expect_counts 5 5 0 0
    list_state | wc -l | grep -qx 10
    push 5 --max-rejects 0
    expect_counts 11 0 1 0
    list_state | wc -l | grep -qx 10
    push 1
    list_state | wc -l | grep -qx 40
}

@test "what an undo cannot restore is listed, and the rest is restored" {
    start_crm
    put_state <<'EOT'
{"module":"Contacts","id":"c-1","last_name":"Brook","cp_cust_code_c":"1","title":"Dr","emails":["no address"]}
{"module":"Contacts","id":"c-2","last_name":"Carr","cp_cust_code_c":"2","title":"Dr"}
EOT
    printf '%s\n' Cust\ No.,Last,Title,Email 1,Brook,Ms,b@example.com 2,Carr,Mr, >export.csv
    push 0 --no-company skip
    run_possum 1 undo "$(list_run_ids)"
    grep -q '^  Contacts  *Brook (c-1): ' stdout || grep -q '^  Contacts (c-1): an email is an address' stdout
    list_state | diff - <(
        echo "c-1|last_name=Brook|title=Dr|cp_cust_code_c=1|emails=['b@example.com']"
        echo 'c-2|last_name=Carr|title=Dr|cp_cust_code_c=2')
}

@test "a signal while the plan is made ends the run, with nothing done" {
    start_crm
    make_export 2000
    put_faults 5+=delay:1000
    local asked=$((SECONDS + 20))
    XDG_STATE_HOME=$BATS_TEST_TMPDIR/state setsid "$POSSUM" push --crm "$CRM_URL" --force \
        --report report.json export.csv >stdout 2>stderr </dev/null 3>&- &
    local process=$! status=0
    until list_requests | grep -q get_entry_list || [[ $SECONDS -gt $asked ]]; do sleep 0.05; done
    kill -TERM "$process"
    wait "$process" || status=$?
    [[ $status -eq 5 ]]
    grep -q '^STOPPED EARLY: asked to end by SIGTERM$' stderr
    grep -q '^To go on: possum push ' stderr
    [[ $(count_writes) -eq 0 ]]
    list_run_ids | wc -l | grep -qx 0
    put_faults ''
    push 0
    list_state | wc -l | grep -qx 4000
}

@test "a run that was stopped early can be undone as it is" {
    start_crm
    make_export 60
    put_faults 40+=early-drop
    push 4 --connections 1
    put_faults ''
    run_possum 0 undo "$(list_run_ids)"
    list_state | grep -v -c '|deleted$' | grep -qx 0
    push 0
    list_state | grep -v -c '|deleted$' | grep -qx 120
}

@test "a plan that was stopped early goes on" {
    start_crm
    make_export 60
    push 0 --dry-run --plan-out plan
    put_faults 40+=early-500
    push 4 --plan plan
    put_faults ''
    push 0 --plan plan
    list_state | wc -l | grep -qx 120
    list_run_ids | wc -l | grep -qx 1
    push 2 --plan plan
}

@test "the command to go on with is one that a shell takes" {
    start_crm
    make_export 60
    mv export.csv "it's mine.csv"
    put_faults 40+=early-500
    run_possum 4 push --crm "$CRM_URL" "it's mine.csv" --site=clickpos
    put_faults ''
    local go_on
    go_on=$(sed -n 's/^To go on: possum //p' stderr)
    [[ $go_on == *"'it'\\''s mine.csv'"* ]]
    eval "run_possum 0 $go_on"
    list_state | wc -l | grep -qx 120
}
