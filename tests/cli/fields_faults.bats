#!/usr/bin/env bats
# fields --crm, when the CRM or the way there fails, or a signal comes.

load support
load crm

# Runs with each of the five requests spoilt, over both APIs or those that are named. What the last
# one, the logout, answers is nobody's business.
spoil_each_request() { # STATUS KIND [API...]
    local status=$1 kind=$2 api number
    shift 2
    [[ $# -gt 0 ]] || set -- v4_1 v8
    use_client "$PASSWORD_CLIENT"
    for api; do
        for number in 1 2 3 4 5; do
            start_crm --fault "$number=$kind"
            if [[ $number -lt 5 && $status -ne 0 ]]; then
                fields "$status" --api "$api"
                expect_failure .
                [[ $(wc -l <requests) -ge $number ]]
            else
                fields 0 --api "$api"
                [[ $(grep -c ': fits$' stdout) -eq 4 && ! -s stderr ]]
            fi
        done
    done
}

@test "answers that are late" {
    spoil_each_request 0 delay:200
}

@test "answers that are cut short, or lost, are asked for again" {
    spoil_each_request 0 cut v4_1
    spoil_each_request 0 drop v8
}

@test "a server that is busy is asked again" {
    spoil_each_request 0 503 v4_1
    spoil_each_request 0 429 v8
}

@test "a server that fails" {
    spoil_each_request 4 500
}

@test "nothing in place of an answer" {
    spoil_each_request 4 empty
}

@test "a page in place of an answer" {
    spoil_each_request 4 html
}

@test "a warning of PHP's before the answer" {
    spoil_each_request 4 garbage
}

@test "an answer that never ends" {
    spoil_each_request 4 endless
}

@test "a session that ends too early is followed by a new one" {
    local number
    use_client "$PASSWORD_CLIENT"
    for number in 3 4; do
        start_crm --fault "$number=session"
        fields 0 --api v4_1
        [[ $(list_requests | grep -c '^login$') -eq 2 ]]
        start_crm --fault "$number=session"
        fields 0 --api v8
        [[ $(list_requests | grep -c 'access_token') -gt 1 ]]
    done
    start_crm --fault 3=session --fault 5=session
    fields 4 --api v4_1
    expect_failure 'session'
    for number in 1 2 5; do
        start_crm --fault "$number=session"
        fields 0 --api v4_1
        start_crm --fault "$number=session"
        fields 0 --api v8
    done
}

@test "a server that stays busy, or never answers whole, is left in peace" {
    local kind number
    for kind in 503 drop; do
        start_crm --fault "2+=$kind"
        fields 4
        expect_failure .
        [[ $(wc -l <requests) -le 9 ]]
    done
}

@test "the logout is tried, but its failure is nobody's business" {
    start_crm --fault 5+=503
    fields 0
    [[ $(grep -c ': fits$' stdout) -eq 4 ]]
}

# Starts a run that waits for an answer, as $RUN, once the CRM has that many requests.
start_run() { # REQUESTS
    "$POSSUM" fields --crm "$CRM_URL" >stdout 2>stderr </dev/null 3>&- &
    RUN=$!
    local tries=0
    until [[ $(wc -l <requests) -ge $1 ]]; do
        [[ $((++tries)) -lt 200 ]] || return 1
        sleep 0.05
    done
}

# Sends it a signal; it has to end in that many seconds.
end_run() { # SIGNAL SECONDS
    local status=0 start=$SECONDS
    kill -s "$1" "$RUN"
    wait "$RUN" || status=$?
    cat stdout stderr >>shown
    check_run 5 "$status" && expect_failure .
    if [[ $((SECONDS - start)) -gt $2 ]]; then
        echo "it took $((SECONDS - start)) seconds"
        return 1
    fi
}

@test "a signal ends a run that waits for an answer" {
    start_crm --fault 1=delay:30000
    start_run 1
    end_run INT 8
    start_crm --fault 3=delay:30000
    start_run 3
    end_run TERM 8
}

@test "a signal ends a run that waits to ask again" {
    start_crm --fault 2+=503:100
    start_run 2
    sleep 0.2
    end_run HUP 3
}

@test "a trace shows no secret, whatever was sent and received" {
    local api kind
    use_client "$PASSWORD_CLIENT"
    for api in v4_1 v8; do
        for kind in 9=500 2=garbage 2=cut 3=garbage 2=redirect 3=session; do
            start_crm --fault "$kind"
            rm -f trace
            "$POSSUM" fields --crm "$CRM_URL" --api "$api" --trace trace --trace-values \
                >stdout 2>stderr </dev/null || true
            cat trace stdout stderr >>shown
            grep -q 127.0.0.1 trace
            expect_no_secrets shown
        done
    done
    POSSUM_PASSWORD=$'quokka \xC3\xA9\\"/ wrong' fields 4 --api v8 --trace trace --trace-values -f
    cat trace >>shown
    fields 0 --api v8 --trace trace -f
    cat trace >>shown
}

@test "no secret is on a command line" {
    start_crm --fault 3=delay:2000
    start_run 3
    tr '\0' '\n' <"/proc/$RUN/cmdline" >arguments
    [[ $(wc -l <arguments) -eq 4 ]]
    expect_no_secrets arguments
    [[ -z $(cat "/proc/$RUN/task/$RUN/children") ]]
    wait "$RUN"
    cat stdout stderr >>shown
}
