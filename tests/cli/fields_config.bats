#!/usr/bin/env bats
# fields --crm NAME: what possum.conf says of a CRM, and what counts before it.

load support
load crm

# Runs `possum fields` with no CRM but the one that the arguments name.
configured_fields() { # STATUS ARGUMENT...
    local expected=$1 status=0
    shift
    setsid --wait timeout --kill-after=5 60 "$POSSUM" fields "$@" >stdout 2>stderr </dev/null ||
        status=$?
    cat stdout stderr >>shown
    check_run "$expected" "$status" && expect_plain_text stdout && expect_no_secrets shown
}

# Writes my.conf, with the lines of standard input behind the CRM's name and address.
configure() {
    { printf '[crm main]\nurl = %s\n' "$CRM_URL"; cat; } >my.conf
}

# Nobody but its owner may read the file.
write_secret() { # FILE SECRET
    (umask 077 && printf '%s\n' "$2" >"$1")
}

expect_all_fields() { # API
    head -n 1 stdout | grep -Eqx "SuiteCRM.* at $CRM_URL, over $1" &&
        [[ $(grep -c ': fits$' stdout) -eq 4 && ! -s stderr ]]
}

@test "a name stands for an address, a user and the file of a password" {
    start_crm
    unset POSSUM_USER POSSUM_PASSWORD
    mkdir conf
    write_secret conf/secret "$CRM_PASSWORD"
    configure <<<$'user = admin\npassword_file = secret'
    mv my.conf conf
    configured_fields 0 --crm main --config conf/my.conf
    expect_all_fields v4_1
    POSSUM_CONFIG=conf/my.conf configured_fields 0 --crm main
    expect_all_fields v4_1
    chmod 640 conf/secret
    configured_fields 2 --crm main --config conf/my.conf
    expect_message 'others may read the password file conf/secret; take that away with chmod 600 conf/secret'
    rm conf/secret
    configured_fields 2 --crm main --config conf/my.conf
    expect_message 'the password file conf/secret cannot be opened: No such file or directory'
}

@test "the same for a client of its own" {
    start_crm
    unset POSSUM_USER POSSUM_PASSWORD
    write_secret secret "$CRM_CLIENT_SECRET"
    configure <<<"api = v8
client_id = $OWN_CLIENT
client_secret_file = secret"
    configured_fields 0 --crm main --config my.conf
    expect_all_fields v8
    chmod 604 secret
    configured_fields 2 --crm main --config my.conf
    expect_message 'others may read the client secret file secret; take that away with chmod 600 secret'
    POSSUM_CLIENT_SECRET=$CRM_CLIENT_SECRET configured_fields 0 --crm main --config my.conf
}

@test "the environment counts before the file, and options before both" {
    start_crm
    write_secret right "$CRM_PASSWORD"
    write_secret wrong wrong
    configure <<<$'user = nobody\npassword_file = wrong\napi = v8'
    configured_fields 0 --crm main --config my.conf --api v4_1
    expect_all_fields v4_1
    configured_fields 0 --crm main --config my.conf --api auto
    expect_all_fields v4_1
    POSSUM_PASSWORD=wrong configured_fields 0 --crm main --config my.conf --api v4_1 \
        --password-file right
    unset POSSUM_PASSWORD
    configured_fields 4 --crm main --config my.conf --api v4_1
    expect_failure 'refused'
    unset POSSUM_USER
    POSSUM_PASSWORD=$CRM_PASSWORD configured_fields 4 --crm main --config my.conf --api v4_1
    expect_failure 'refused'
}

@test "an address takes nothing from a section that has it" {
    start_crm
    unset POSSUM_USER POSSUM_PASSWORD
    write_secret secret "$CRM_PASSWORD"
    configure <<<$'user = admin\npassword_file = secret'
    POSSUM_CONFIG=my.conf configured_fields 2 --crm "$CRM_URL"
    expect_failure 'POSSUM_USER'
    [[ ! -s requests ]] || expect_no_line 'method=login' requests
    POSSUM_CONFIG=missing.conf configured_fields 2 --crm "$CRM_URL"
    expect_failure 'POSSUM_USER'
}

@test "the configuration stands where such files do" {
    local home=$PWD
    start_crm
    mkdir -p .config/possum xdg/possum
    configure </dev/null
    mv my.conf xdg/possum/possum.conf
    HOME=$home XDG_CONFIG_HOME=$home/xdg configured_fields 0 --crm main
    expect_all_fields v4_1
    mv xdg/possum/possum.conf .config/possum
    HOME=$home XDG_CONFIG_HOME='' configured_fields 0 --crm main
    expect_all_fields v4_1
    rm .config/possum/possum.conf
    [[ ! -e /etc/possum/possum.conf ]] || skip "this system has a configuration"
    HOME=$home XDG_CONFIG_HOME='' configured_fields 2 --crm main
    expect_message "there is no configuration with a CRM called \"main\": neither $home/.config/possum/possum.conf nor /etc/possum/possum.conf is there; write one, or give the CRM's address, which begins with https://"
}

@test "a rate keeps requests apart, from the file and from the option" {
    local began
    start_crm
    configure <<<'rate = 2'
    began=$(date +%s%N)
    configured_fields 0 --crm main --config my.conf
    [[ $(($(date +%s%N) - began)) -ge 1900000000 ]] # five requests, half a second between
    began=$(date +%s%N)
    configured_fields 0 --crm main --config my.conf --rate 1000
    [[ $(($(date +%s%N) - began)) -lt 1900000000 ]]
    began=$(date +%s%N)
    fields 0 --rate 2
    [[ $(($(date +%s%N) - began)) -ge 1900000000 ]]
}

@test "a trace goes over nothing that is read, and leaves secrets out" {
    local name
    start_crm
    write_secret secret "$CRM_PASSWORD"
    write_secret other "$CRM_CLIENT_SECRET"
    configure <<<"user = admin
connections = 4
password_file = secret
client_secret_file = other
client_id = $PASSWORD_CLIENT"
    unset POSSUM_USER POSSUM_PASSWORD
    for name in my.conf ./my.conf secret other; do
        configured_fields 2 --crm main --config my.conf --trace "$name" --force
        expect_message "$name would replace what the run reads; name another file"
    done
    configured_fields 0 --crm main --config my.conf --api v8 --trace trace --trace-values
    expect_no_secrets trace
    configured_fields 0 --crm main --config my.conf --api v4_1 --trace trace --trace-values -f
    expect_no_secrets trace
}

# Each line: the arguments, a bar, the message.
@test "command lines that cannot be" {
    local given message
    printf '[crm main]\nurl = http://crm.example\n[crm north]\nurl = https://north.example\n' >my.conf
    printf '[crm main]\nurl = https://crm.example\npassword = quokka\n' >secret.conf
    printf '[crm main]\nurl = https://crm.example\n#%s\nuser = %s\n' "$(repeat_letter x 500)" \
        "$(repeat_letter x 193)" >long.conf
    mkdir folder
    while IFS='|' read -r given message; do
        # shellcheck disable=SC2086 # the arguments are words
        configured_fields 2 $given
        expect_message "$message"
    done <<'END'
--crm main --config missing.conf|the configuration missing.conf cannot be opened: No such file or directory
--crm main --config folder|the configuration folder is no plain file
--crm main --config my.conf|my.conf:2: http would send the login to crm.example for anybody on the way to read: use https://, or --insecure-http if the network between is yours alone
--crm crm.example.org --config my.conf|my.conf has no CRM called "crm.example.org", but main and north; if that is an address, write https:// before it
--crm main --config secret.conf|secret.conf:3: no secret may stand in this file; take the line out and give the password in POSSUM_PASSWORD, or in a file that password_file names
--crm main --config long.conf|long.conf:4: a line can have 199 bytes, and this one has 200; shorten it
--crm https://crm.example --config my.conf|--config says where the names of CRMs are, and --crm gives an address; leave --config out, or give --crm a name
--crm https://crm.example --rate 0|--rate has to be requests a second, from 0.01 to 1000, such as 2 or 0.5, not "0"
--crm main --config my.conf --rate 1,5|--rate has to be requests a second, from 0.01 to 1000, such as 2 or 0.5, not "1,5"
--package a.zip --config my.conf|--package writes a file and looks at no CRM; leave out the options for that
--package a.zip --rate 1|--package writes a file and looks at no CRM; leave out the options for that
--package a.zip --api auto|--package writes a file and looks at no CRM; leave out the options for that
END
}

@test "a name with control characters is shown with these made visible" {
    printf '[crm main]\nurl = https://crm.example\n' >my.conf
    configured_fields 2 --crm $'ma\e[31m\nx' --config my.conf
    expect_message 'my.conf has no CRM called "ma\x1B[31m\nx", but main; if that is an address, write https:// before it'
}

# Not even root can open such a link.
@test "a configuration that is there but cannot be read is not passed over" {
    local home=$PWD
    mkdir -p .config/possum
    ln -s possum.conf .config/possum/possum.conf
    HOME=$home XDG_CONFIG_HOME='' configured_fields 2 --crm main
    expect_message "the configuration $home/.config/possum/possum.conf cannot be opened: Too many levels of symbolic links"
}

# A section that is spelled wrong, or another mistake, would be found by its message.
@test "the sample is a configuration, as it stands and with its settings switched on" {
    local file name
    cp "$ROOT/samples/possum.conf" plain.conf
    sed -E 's/^#([a-z0-9_]+ = )/\1/' plain.conf >full.conf
    [[ $(diff plain.conf full.conf | grep -c '^>') -eq 4 ]]
    for file in plain.conf full.conf; do
        configured_fields 2 --crm no-such-name --config "$file"
        expect_message "$file has no CRM called \"no-such-name\", but main, north and test; if that is an address, write https:// before it"
    done
    # A trace that cannot be is the last thing looked at before anything is sent.
    for name in main north test; do
        configured_fields 2 --crm "$name" --config full.conf --trace missing/trace
        expect_message 'missing/trace cannot be written: No such file or directory'
    done
}
