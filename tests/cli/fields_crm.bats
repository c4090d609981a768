#!/usr/bin/env bats
# fields --crm: whether a CRM has the four custom fields. It reads, and changes nothing.

load support
load crm

SYNCH='cp_synch_c ("ClickPOS Synch"), bool: fits'
CODE='cp_cust_code_c ("ClickPOS Customer Code"), int: fits'
TRADING='cp_cust_tradingas_c ("ClickPOS Trading As"), varchar: fits'
CLASS='cp_cust_customerclass_c ("ClickPOS Customer Class"), varchar: fits'

# The same over V8, which tells no labels.
V8_FIELDS=('cp_synch_c, bool: fits' 'cp_cust_code_c, int: fits'
    'cp_cust_tradingas_c, varchar: fits'
    'cp_cust_customerclass_c, varchar: fits')

@test "a CRM that has all four" {
    start_crm
    fields 0
    expect_fields "SuiteCRM 7.14.6 at $CRM_URL, over v4_1" "$SYNCH" "$CODE" "$TRADING" "$CLASS"
    [[ ! -s stderr ]]
    expect_v4_1_requests
}

@test "the same over V8, for a user and for a client alone" {
    start_crm
    use_client "$PASSWORD_CLIENT"
    fields 0 --api v8
    expect_fields "SuiteCRM at $CRM_URL, over v8" "${V8_FIELDS[@]}"
    [[ ! -s stderr ]]
    expect_requests <<'END'
GET /Api/V8/meta/fields/Contacts
POST /Api/access_token
GET /Api/V8/meta/fields/Contacts
GET /Api/V8/meta/fields/Accounts
POST /Api/V8/logout
END
    unset POSSUM_USER POSSUM_PASSWORD
    use_client "$OWN_CLIENT"
    fields 0 --api v8
    expect_fields "SuiteCRM at $CRM_URL, over v8" "${V8_FIELDS[@]}"
}

@test "v4_1 comes first, and V8 is used where v4_1 is not there" {
    use_client "$PASSWORD_CLIENT"
    start_crm
    fields 0
    head -n 1 stdout | grep -qx "SuiteCRM 7.14.6 at $CRM_URL, over v4_1"
    start_crm --only v8
    fields 0
    head -n 1 stdout | grep -qx "SuiteCRM at $CRM_URL, over v8"
}

@test "a client alone uses V8 where v4_1 is there too" {
    start_crm
    unset POSSUM_USER POSSUM_PASSWORD
    use_client "$OWN_CLIENT"
    fields 0
    head -n 1 stdout | grep -qx "SuiteCRM at $CRM_URL, over v8"
}

@test "an API that is not there is said to be missing" {
    use_client "$PASSWORD_CLIENT"
    start_crm --only v8
    fields 4 --api v4_1
    expect_failure 'v4_1'
    start_crm --only v4_1
    fields 4 --api v8
    expect_failure 'v8'
    start_crm --prefix /elsewhere
    fields 4
    expect_failure 'no API'
}

@test "SuiteCRM 8 has its APIs below /legacy" {
    local api
    use_client "$PASSWORD_CLIENT"
    for api in v4_1 v8; do
        start_crm --prefix /legacy
        fields 0 --api "$api"
        grep -Eq "^SuiteCRM( 7.14.6)? at $CRM_URL(/legacy)?, over $api\$" stdout
        [[ $(grep -c ': fits$' stdout) -eq 4 ]]
        fields_of 0 "$CRM_URL/legacy" --api "$api"
        [[ $(grep -c ': fits$' stdout) -eq 4 ]]
    done
}

@test "what a browser shows is the CRM's address" {
    local end
    start_crm
    for end in / /index.php /index.php/; do
        fields_of 0 "$CRM_URL$end"
        [[ $(grep -c ': fits$' stdout) -eq 4 ]]
    done
}

@test "fields under bare names, and in capitals" {
    start_crm --rename cp_synch_c=cp_synch --rename cp_cust_code_c=CP_CUST_CODE \
        --rename cp_cust_tradingas_c=CP_CUST_TRADINGAS_C \
        --rename cp_cust_customerclass_c=cp_cust_customerclass
    fields 0
    expect_fields "SuiteCRM 7.14.6 at $CRM_URL, over v4_1" "${SYNCH/cp_synch_c/cp_synch}" \
        "${CODE/cp_cust_code_c/CP_CUST_CODE}" "${TRADING/cp_cust_tradingas_c/CP_CUST_TRADINGAS_C}" \
        "${CLASS/cp_cust_customerclass_c/cp_cust_customerclass}"
    use_client "$PASSWORD_CLIENT"
    fields 0 --api v8
    expect_fields "SuiteCRM at $CRM_URL, over v8" 'cp_synch, bool: fits' \
        'CP_CUST_CODE, int: fits' 'CP_CUST_TRADINGAS_C, varchar: fits' \
        'cp_cust_customerclass, varchar: fits'
}

@test "fields under other names are known by their labels, which V8 does not tell" {
    start_crm --rename cp_synch_c=till_c --rename cp_cust_code_c=number_c \
        --rename cp_cust_tradingas_c=shop_c --rename cp_cust_customerclass_c=class_c \
        --label 'cp_synch_c=clickpos  SYNCH:'
    fields 0
    expect_fields "SuiteCRM 7.14.6 at $CRM_URL, over v4_1" \
        'till_c ("clickpos  SYNCH"), bool: fits' "${CODE/cp_cust_code_c/number_c}" \
        "${TRADING/cp_cust_tradingas_c/shop_c}" "${CLASS/cp_cust_customerclass_c/class_c}"
    use_client "$PASSWORD_CLIENT"
    fields 4 --api v8
    expect_fields "SuiteCRM at $CRM_URL, over v8" missing missing missing missing
    expect_ways_to_add
}

@test "the labels may come from a mapping" {
    sed 's/^Contacts,cp_synch,ClickPOS Sync,/Contacts,cp_synch,Goes to the till,/' \
        "$ROOT/samples/mapping.csv" >mapping.csv
    start_crm --rename cp_synch_c=till_c --label 'cp_synch_c=Goes to the till'
    fields 0 --mapping mapping.csv
    expect_fields "SuiteCRM 7.14.6 at $CRM_URL, over v4_1" \
        'till_c ("Goes to the till"), bool: fits' "$CODE" "$TRADING" "$CLASS"
    fields 4
    grep -qx 'Contacts.cp_synch               missing' stdout
}

@test "a name counts for more than a label" {
    start_crm --label 'cp_synch_c=Other' --label 'description=ClickPOS Synch'
    fields 0
    grep -qx 'Contacts.cp_synch               cp_synch_c ("Other"), bool: fits' stdout
}

@test "each field that is missing is said to be, with both ways to add it" {
    local name
    for name in cp_synch cp_cust_code cp_cust_tradingas cp_cust_customerclass; do
        start_crm --without "${name}_c"
        fields 4
        [[ $(grep -c ': fits$' stdout) -eq 3 ]]
        grep -Eqx "(Contacts|Accounts)\\.$name +missing" stdout
        expect_ways_to_add
        expect_v4_1_requests
    done
    start_crm --without cp_synch_c --without cp_cust_code_c --without cp_cust_tradingas_c \
        --without cp_cust_customerclass_c
    fields 4
    expect_fields "SuiteCRM 7.14.6 at $CRM_URL, over v4_1" missing missing missing missing
    expect_ways_to_add
}

# One field has a type; the others fit.
expect_type() { # STATUS FIELD TYPE VERDICT
    start_crm --type "$2=$3"
    fields "$1"
    [[ $(grep -c ': fits$' stdout) -ge 3 ]]
    if ! grep -Eq "\\.${2%_c} +$2 \\(\"[^\"]*\"\\), $3(, [0-9]+ characters)?: $4\$" stdout; then
        echo "this is not \"$4\":"
        grep "\\.${2%_c} " stdout
        return 1
    fi
    [[ $1 -eq 0 ]] || expect_ways_to_add
}

@test "a type that cannot take the values does not fit" {
    expect_type 4 cp_synch_c varchar 'does not fit, it must be a check box'
    expect_type 4 cp_synch_c int 'does not fit, it must be a check box'
    expect_type 4 cp_cust_code_c varchar 'does not fit, it must be an integer'
    expect_type 4 cp_cust_code_c float 'does not fit, it must be an integer'
    expect_type 4 cp_cust_code_c bool 'does not fit, it must be an integer'
    expect_type 4 cp_cust_tradingas_c int 'does not fit, it must be a text'
    expect_type 4 cp_cust_tradingas_c relate 'does not fit, it must be a text'
    expect_type 4 cp_cust_customerclass_c enum 'does not fit, it must be a text'
    expect_type 4 cp_cust_customerclass_c '' 'does not fit, it must be a text'
    expect_type 0 cp_cust_tradingas_c text fits
    expect_type 0 cp_cust_tradingas_c name fits
    expect_type 0 cp_synch_c BOOL fits
}

@test "values that will be cut are no failure" {
    local length
    for length in 100 254 1; do
        start_crm --length "cp_cust_tradingas_c=$length"
        fields 0
        expect_fields "SuiteCRM 7.14.6 at $CRM_URL, over v4_1" "$SYNCH" "$CODE" \
            "${TRADING/: fits/, $length characters: values over that will be cut}" \
            "$CLASS"
        [[ ! -s stderr ]]
    done
}

@test "nothing that a CRM says of a field commands the terminal" {
    start_crm --label $'cp_synch_c=\e[31mRed\r\n"Two\xC2\x85\xE2\x80\xAE' \
        --type $'cp_cust_code_c=i\e]0;nt\a' --rename $'cp_cust_tradingas_c=cp\x7f_cust_tradingas_c'
    fields 4
    [[ $(wc -l <stdout) -eq 6 ]]
    expect_no_line $'\xC2\x85' stdout
}

@test "a login that is refused" {
    start_crm
    POSSUM_PASSWORD='quokka, but wrong' fields 4
    expect_failure 'Invalid Login'
    printf '%s\n' get_server_info login | expect_requests
    POSSUM_USER=nobody fields 4
    expect_failure 'Invalid Login'
}

# The CRM puts the password in its answer.
@test "a login that is refused over V8" {
    start_crm
    use_client "$PASSWORD_CLIENT"
    POSSUM_PASSWORD=$'quokka \xC3\xA9\\"/ wrong' fields 4 --api v8
    expect_failure 'password is invalid'
    POSSUM_PASSWORD=$'quokka \xFF wrong' fields 2 --api v8
    expect_failure 'the password is not UTF-8'
    POSSUM_USER=nobody fields 4 --api v8
    expect_failure 'No user found'
    POSSUM_CLIENT_SECRET='numbat, but wrong' fields 4 --api v8
    expect_failure 'Client authentication failed|invalid_client'
    POSSUM_CLIENT_ID=00000000-0000-0000-0000-000000000000 fields 4 --api v8
    expect_failure 'is not found'
    use_client "$OWN_CLIENT"
    fields 4 --api v8
    expect_failure 'Client authentication failed|invalid_client'
}

@test "without a user, a password or a client nothing is asked of the CRM but its APIs" {
    start_crm
    unset POSSUM_USER POSSUM_PASSWORD
    fields 2
    expect_failure 'POSSUM_USER'
    POSSUM_USER='admin' fields 2
    expect_failure 'POSSUM_PASSWORD|password'
    POSSUM_USER=admin POSSUM_PASSWORD='' fields 2
    POSSUM_PASSWORD=$CRM_PASSWORD fields 2
    expect_failure 'POSSUM_USER'
    use_client "$PASSWORD_CLIENT"
    POSSUM_CLIENT_SECRET='' fields 2 --api v8
    expect_failure 'POSSUM_CLIENT_SECRET'
    POSSUM_CLIENT_ID='' fields 2 --api v8
    expect_failure 'POSSUM_CLIENT_ID'
    expect_no_line 'login|access_token' requests
}

@test "the password may be in a file that nobody else may read" {
    start_crm
    export POSSUM_PASSWORD=wrong
    printf '%s\n' "$CRM_PASSWORD" >password
    chmod 600 password
    fields 0 --password-file password
    printf '%s\r\nmore\n' "$CRM_PASSWORD" >password
    fields 0 --password-file password
    unset POSSUM_PASSWORD
    printf '%s' "$CRM_PASSWORD" >password
    chmod 400 password
    fields 0 --password-file password
    use_client "$PASSWORD_CLIENT"
    fields 0 --password-file password --api v8
}

@test "a password file that others may read, or that is none, is refused" {
    local rights
    start_crm
    printf '%s\n' "$CRM_PASSWORD" >password
    for rights in 644 640 604 620 602 610 666; do
        chmod "$rights" password
        fields 2 --password-file password
        expect_failure "chmod 600"
    done
    chmod 600 password
    : >empty
    printf '\n%s\n' "$CRM_PASSWORD" >late
    head -c 100000 /dev/zero | tr '\0' q >long
    mkdir -m 700 directory
    mkfifo -m 600 fifo
    chmod 600 empty late long
    fields 2 --password-file missing
    expect_failure 'missing'
    fields 2 --password-file empty
    fields 2 --password-file late
    fields 2 --password-file long
    fields 2 --password-file directory
    fields 2 --password-file fifo
    fields 2 --password-file /dev/null
    [[ ! -s requests ]]
}

@test "a URL that is wrong, or would show the login, is refused" {
    local url
    for url in http://crm.example.com http://192.0.2.1/crm ftp://127.0.0.1/ file:///etc/passwd \
        127.0.0.1 '' http:// 'http://127.0.0.1/?a=b' 'http://127.0.0.1/#a' http://127.0.0.1:99999 \
        http://localhost.example.com http://127.0.0.1.example.com; do
        fields_of 2 "$url"
        expect_failure .
    done
    for url in http://admin:quokka@127.0.0.1 https://admin:quokka@crm.example.com \
        http://admin@127.0.0.1 'https://quokka:a@b:c@example.com'; do
        fields_of 2 "$url"
        expect_failure .
        fields_of 2 "$url" --insecure-http
        expect_failure .
    done
}

@test "--insecure-http allows another host" {
    fields_of 4 http://crm.invalid --insecure-http
    expect_failure 'crm\.invalid'
}

@test "a CRM that is not there" {
    start_crm
    stop_crm
    fields 4
    expect_failure '127\.0\.0\.1'
}

@test "https where http is spoken" {
    start_crm
    fields_of 4 "${CRM_URL/http:/https:}"
    expect_failure '127\.0\.0\.1'
    [[ ! -s requests ]]
}

@test "a proxy takes no part on this machine" {
    start_crm
    http_proxy=http://127.0.0.1:9 all_proxy=http://127.0.0.1:9 fields 0
}

@test "a page in place of every answer" {
    local api
    use_client "$PASSWORD_CLIENT"
    for api in auto v4_1 v8; do
        start_crm --fault 1+=html
        fields 4 --api "$api"
        expect_failure 'no API'
    done
}

@test "a redirect is not followed, whatever it answers" {
    local number
    use_client "$PASSWORD_CLIENT"
    for number in 1 2 3 4; do
        start_crm --fault "$number=redirect"
        fields 4 --api v4_1
        expect_failure 'localhost'
        expect_no_line localhost requests
        start_crm --fault "$number=redirect"
        fields 4 --api v8
        expect_failure 'localhost'
        expect_no_line localhost requests
    done
}

@test "SugarCRM 7 and later is found, and has no labels to tell" {
    start_crm --only v11 --platform possum
    fields 0
    expect_fields "SugarCRM at $CRM_URL, over v11" 'cp_synch_c, bool: fits' \
        'cp_cust_code_c, int: fits' 'cp_cust_tradingas_c, varchar: fits' \
        'cp_cust_customerclass_c, varchar: fits'
    fields 0 --api v11
    fields 4 --api v4_1
    expect_failure 'no API of a CRM answers'
}

@test "an older version of it, and a platform that nobody has registered" {
    start_crm --only v11 --platform possum --no-sync-key
    fields 0 --api v11
    start_crm --only v11 --platform another
    fields 4 --api v11
    expect_failure 'refused the login.*register the platform "possum"'
    POSSUM_USER='' fields 2 --api v11
    expect_failure 'v11 needs a user'
}

@test "a redirect where the API is not does not end the search for it" {
    start_crm --prefix /legacy --fault 1=redirect
    fields 0 --api v4_1
    start_crm --prefix /elsewhere --fault 1=redirect
    fields 4 --api v4_1
    expect_failure 'redirects to another address'
}
