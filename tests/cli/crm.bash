# shellcheck shell=bash
# A CRM for the tests (tests/crm), which answers as a real one did, and what must hold whenever
# Possum talks to it: it ends in time, and no secret is shown.

: "${CRM:?names the CRM for the tests: \"make check-cli\" sets it}"

# The words "quokka" and "numbat" stand in every form that the secrets may take.
export CRM_PASSWORD=$'quokka "w\xC3\xA4ltz" \\ 7%&+/<b>'
export CRM_CLIENT_SECRET='numbat/"9"+%'

# The clients that the CRM knows: one for users, one that is its own user.
export PASSWORD_CLIENT=e7bc5ac7-1c1f-9ba4-7845-6b05752f686a
export OWN_CLIENT=ecffe16f-14f0-72aa-040d-6b0575305f99

setup() {
    cd "$BATS_TEST_TMPDIR" || return
    : >shown
    unset POSSUM_CLIENT_ID POSSUM_CLIENT_SECRET http_proxy https_proxy all_proxy no_proxy
    export POSSUM_USER=admin POSSUM_PASSWORD=$CRM_PASSWORD
}

teardown() {
    stop_crm
    expect_no_secrets_left && check_leftovers
}

# Of all files that a test leaves, traces and reports among them, only what the CRM logs may hold a
# secret, and the files that the test gave the program to read it from.
expect_no_secrets_left() {
    local file
    while IFS= read -r file; do
        case ${file##*/} in
        requests | password | secret | secret.conf | right | other | late) ;;
        *) expect_no_secrets "$file" || return ;;
        esac
    done < <(find "$BATS_TEST_TMPDIR" -type f)
}

# Starts a CRM, whose place is then $CRM_URL and whose requests stand in `requests`, a line each:
# method, host, path and body, with a tab between. It ends with stop_crm, and in any case with the
# shell that started it, whose end is the end of its standard input.
start_crm() { # OPTION...
    local port
    stop_crm
    rm -f crm_port
    mkfifo crm_port
    exec {CRM_INPUT}> >(exec "$CRM" --transcripts "$BATS_TEST_DIRNAME/../crm/transcripts" \
        --log requests "$@" >crm_port 2>crm_stderr 3>&-)
    CRM_PROCESS=$!
    if ! read -r -t 20 port <crm_port; then
        echo "the CRM does not start:"
        cat crm_stderr
        return 1
    fi
    CRM_URL=http://127.0.0.1:$port
}

# A finding of a sanitizer shows in the status.
stop_crm() {
    local status=0
    [[ -n ${CRM_PROCESS:-} ]] || return 0
    exec {CRM_INPUT}>&-
    wait "$CRM_PROCESS" || status=$?
    CRM_PROCESS=
    if [[ $status -ne 0 || -s crm_stderr ]]; then
        echo "the CRM has ended with status $status:"
        cat crm_stderr
        return 1
    fi
}

# Runs `possum fields` on the CRM, without a terminal and for a minute at most.
fields() { # STATUS ARGUMENT...
    local expected=$1
    shift
    fields_of "$expected" "$CRM_URL" "$@"
}

fields_of() { # STATUS URL ARGUMENT...
    local expected=$1 url=$2 status=0
    shift 2
    setsid --wait timeout --kill-after=5 60 "$POSSUM" fields --crm "$url" "$@" \
        >stdout 2>stderr </dev/null || status=$?
    cat stdout stderr >>shown
    check_run "$expected" "$status" && expect_plain_text stdout && expect_no_secrets shown
}

# Logs in as the client does, over V8.
use_client() { # ID
    export POSSUM_CLIENT_ID=$1 POSSUM_CLIENT_SECRET=$CRM_CLIENT_SECRET
}

# Neither a password, nor what stands for it, nor what a login has brought.
expect_no_secrets() { # FILE
    local sum
    sum=$(printf %s "$CRM_PASSWORD" | md5sum | cut -d ' ' -f 1)
    if grep -aiE "quokka|numbat|testsession|testtoken|$sum" "$1"; then
        echo "$1 shows a secret"
        return 1
    fi
}

# No line of a file matches.
expect_no_line() { # PATTERN FILE
    if grep -E "$1" "$2"; then
        echo "these lines of $2 should not be there"
        return 1
    fi
}

# What was asked of the CRM, in order: the methods of v4_1, the paths of the other.
list_requests() {
    sed -E -e 's/^POST\t[^\t]*\t[^\t]*rest\.php\t.*method=([a-z_]+)&.*/\1/' \
        -e 's/^([A-Z]+)\t[^\t]*\t([^\t]*)\t.*/\1 \2/' requests
}

# The requests are those of standard input.
expect_requests() {
    diff - <(list_requests)
}

# A run of all requests that it takes over v4_1, or over V8.
expect_v4_1_requests() {
    printf '%s\n' get_server_info login get_module_fields get_module_fields logout |
        expect_requests
}

# The standard output is the line of the CRM, a blank one and four of fields: "fits", "missing" or
# else in full.
expect_fields() { # CRM CONTACTS.CP_SYNCH CONTACTS.CP_CUST_CODE ACCOUNTS.CP_CUST_TRADINGAS ...
    {
        printf '%s\n\n' "$1"
        printf '%-30s  %s\n' Contacts.cp_synch "$2" Contacts.cp_cust_code "$3" \
            Accounts.cp_cust_tradingas "$4" Accounts.cp_cust_customerclass "$5"
    } | expect_bytes stdout
}

# The message of a field that is missing or does not fit says what to do.
expect_ways_to_add() {
    grep -q '^possum: ' stderr && grep -q 'Studio' stderr &&
        grep -q 'possum fields --package FILE\.zip' stderr
}

# A run that has nothing to show, and says why in one line that holds a pattern.
expect_failure() { # PATTERN
    [[ ! -s stdout ]] || { cat stdout; return 1; }
    if [[ $(wc -l <stderr) -ne 1 ]] || ! grep -Eq "^possum: .*($1)" stderr; then
        echo "the message holds no \"$1\", or is not one line:"
        cat stderr
        return 1
    fi
}
