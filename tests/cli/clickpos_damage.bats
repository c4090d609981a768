#!/usr/bin/env bats
# to-clickpos: damage in either of its files is lost alone (product.md "Reading a file"), and the
# output's encoding (product.md "to-clickpos").

load support

# Files of labels, quoted as SuiteCRM does.
write_contacts() {
    cat <<'END'
"First Name","Last Name","ID","Account Name","Mobile","ClickPOS Customer Code"
"Ada","Able","c1","Able Pty Ltd","'+61 491 570 110","1"
"Zoë","Bell","c2","Bell & Söhne","0491570156","2"
"Cy","Cole","c3","","","3"
"Di","Dunn","c4","Able Pty Ltd","0491570157","4"
END
}

write_accounts() {
    cat <<'END'
"Name","ID","Billing Street","Billing City","ClickPOS Customer Class"
"Able Pty Ltd","a1","1 Example St
Rear","Perth","A"
"Bell & Söhne","a2","Gässchen 2","Wien","'=B"
"Cole Ltd","a3","","Hobart",""
END
}

ADA=',Ada,Able,,1,+61 491 570 110,Able Pty Ltd,,A,,"1 Example St⏎Rear",Perth,,,,,'
ZOE=',Zoë,Bell,,2,0491570156,Bell & Söhne,,=B,,Gässchen 2,Wien,,,,,'
CY=',Cy,Cole,,3,,,,,,,,,,,,'
DI=',Di,Dunn,,4,0491570157,Able Pty Ltd,,A,,"1 Example St⏎Rear",Perth,,,,,'

# The codes of the issues, but for those about whole files and about accounts that nobody has.
expect_damage() {
    sed -i -e '/\[column-missing\]$/d' -e '/\[unused-account\]$/d' report.txt
    expect_codes
}

# convert_back with contacts.csv and accounts.csv.
join() { # STATUS OPTION...
    local expected=$1
    shift
    convert_back "$expected" --contacts contacts.csv --accounts accounts.csv --force "$@"
}

@test "sound files" {
    write_contacts >contacts.csv
    write_accounts >accounts.csv
    join 0
    printf '%s\n' "$ADA" "$ZOE" "$CY" "$DI" | expect_customers
    expect_damage </dev/null
    expect_counts 4 4 0 0
}

# Each line: what sed does to the contacts, a bar, the customer known by what is left, the code.
@test "damage in a row of the contacts rejects it and no other" {
    local change customer code
    write_accounts >accounts.csv
    while IFS='|' read -r change customer code; do
        write_contacts | LC_ALL=C sed "$change" >contacts.csv
        join 1
        printf '%s\n' "$ADA" "$CY" "$DI" | expect_customers
        expect_damage <<<"contacts, line 3$customer [$code]"
        expect_counts 4 3 1 0
        [[ $(wc -l <clickpos.rejects.csv) -eq 2 ]]
        grep -q "^3,$code," clickpos.rejects.csv
    done <<'END'
3s/,"2"$/,"2/||quote-open
3s/"Bell",/"Bell,/|, customer 2|quote-junk
3s/"Bell"/"Be"ll"/|, customer 2|quote-junk
3s/Bell/Be\x00ll/|, customer 2|nul-byte
3s/Bell/B\xE9ll/|, customer 2|undecodable
3s/$/,"too much"/|, customer 2|too-many-cells
3s/"2"/"2x"/||bad-customer-number
END
}

# The same for the accounts: their contacts go with what is certain, the status is 1 all the same.
@test "damage in a row of the accounts rejects it and no other, and its contacts are named" {
    local change code
    write_contacts >contacts.csv
    while IFS='|' read -r change code; do
        write_accounts | LC_ALL=C sed "$change" >accounts.csv
        join 1
        printf '%s\n' "$ADA" ',Zoë,Bell,,2,0491570156,Bell & Söhne,,,,,,,,,,' "$CY" "$DI" |
            expect_customers
        expect_damage <<END
contacts, line 3, customer 2 [account-missing]
accounts, line 4 [$code]
END
        expect_counts 4 4 0 0
        grep -qF '"rejected_accounts":1' report.json
        [[ ! -e clickpos.rejects.csv ]]
        grep -q ', 1 rejected$' stderr
    done <<'END'
4s/,"'=B"$/,"'=B/|quote-open
4s/"Wien",/"Wien,/|quote-junk
4s/Wien/Wi\x00en/|nul-byte
4s/Wien/Wi\xE9n/|undecodable
4s/$/,"too much"/|too-many-cells
END
}

# A quote opens on the second line and closes on the fourth, whose record then ends as it should.
@test "a stray quote does not swallow the rows below: their ids or numbers show where they begin" {
    local names='Last Name,First Name,Mobile' id
    printf 'Name,ID,Office Phone\nAble,a1,\n' >accounts.csv
    printf 'ID,ClickPOS Customer Code,%s,Account Name\n' "$names" >contacts.csv
    for id in 1 2 3; do
        printf 'cccccccc-1111-4111-8111-00000000000%d,%d,Last,First,,\n' "$id" "$id" >>contacts.csv
    done
    sed -i -e '2s/Last/"Last/' -e '4s/Last,First/Last,First"/' contacts.csv
    join 1
    expect_customers <<'END'
,First,Last,,2,,,,,,,,,,,,
,"First""",Last,,3,,,,,,,,,,,,
END
    expect_damage <<'END'
contacts, line 2, customer 1 [quote-stray]
END
    sed -i 's/^ID,/No id,/' contacts.csv
    join 1
    expect_counts 3 2 1 0
    sed -i 's/^[^,]*,//' contacts.csv
    join 1
    expect_counts 3 2 1 0
}

@test "a stray quote in the accounts loses its account alone" {
    printf 'Last Name,First Name,ClickPOS Customer Code,Account Name\nA,B,1,First\nA,B,2,Second\nA,B,3,Third\n' >contacts.csv
    {
        echo 'ID,Name,Billing Street,Billing City'
        echo 'aaaaaaaa-1111-4111-8111-000000000001,First,"1 Example St,Perth'
        echo 'aaaaaaaa-1111-4111-8111-000000000002,Second,2 Example St,Hobart'
        echo 'aaaaaaaa-1111-4111-8111-000000000003,Third,3 Example St",Cairns'
    } >accounts.csv
    join 1
    expect_customers <<'END'
,B,A,,1,,First,,,,,,,,,,
,B,A,,2,,Second,,,,2 Example St,Hobart,,,,,
,B,A,,3,,Third,,,,"3 Example St""",Cairns,,,,,
END
    expect_damage <<'END'
contacts, line 2, customer 1 [account-missing]
accounts, line 2 [quote-stray]
END
}

@test "missing cells count as blank, with a warning, in both files" {
    write_contacts | sed '4s/,"","","3"$//' >contacts.csv
    write_accounts | sed '4s/,"Wien".*//' >accounts.csv
    join 0
    printf '%s\n' "$ADA" ',Zoë,Bell,,2,0491570156,Bell & Söhne,,,,Gässchen 2,,,,,,' \
        ',Cy,Cole,,,,,,,,,,,,,,' "$DI" | expect_customers
    expect_damage <<'END'
contacts, line 4 [too-few-cells]
accounts, line 4 [too-few-cells]
END
}

@test "a header that comes again is skipped, in both files, and so are blank lines" {
    { write_contacts; echo; write_contacts | head -n 1; } >contacts.csv
    { write_accounts; echo; write_accounts | head -n 1; } >accounts.csv
    join 0
    printf '%s\n' "$ADA" "$ZOE" "$CY" "$DI" | expect_customers
    expect_damage <<'END'
contacts, line 7 [repeated-header]
accounts, line 7 [repeated-header]
END
    expect_counts 5 4 0 1
}

@test "a cell of 5 MB in either file loses its row alone" {
    { write_contacts; printf '"'; repeat_letter x 5000000; printf '","","c5","","","5"\n'; } >contacts.csv
    { write_accounts; printf '"'; repeat_letter x 5000000; printf '","a5","","",""\n'; } >accounts.csv
    join 1
    printf '%s\n' "$ADA" "$ZOE" "$CY" "$DI" | expect_customers
    expect_damage <<'END'
contacts, line 6 [too-large]
accounts, line 6 [too-large]
END
}

@test "control characters, tabs and line breaks outside the street" {
    printf 'First Name,Last Name,Job Title,ClickPOS Customer Code\n"A\001da","Able\tJr\nIII",\302\240 Mr. \302\240,1\n' >contacts.csv
    convert_back 0 --contacts contacts.csv
    expect_customers <<'END'
Mr.,Ada,Able Jr III,,1,,,,,,,,,,,,
END
    grep -q '\[control-character\]$' report.txt
    run ! grep -q '\[unwrapped\]$' report.txt
}

@test "what Excel did to a file on its way is undone, or said" {
    cat >contacts.csv <<'END'
First Name;Last Name;ID;Account Name;Mobile;ClickPOS Customer Code
Ada;Able;c1;Able Ltd;491570110;="00630"
Ben;Bell;c2;"=""Bell""";4.92E+08;2
END
    printf 'Name;ID;Billing Postal Code;Office Phone;Billing Country\nAble Ltd;a1;800;491570156;Australia\nBell;a2;800;="03 5550 0001";New Zealand\n' >accounts.csv
    join 0
    expect_customers <<'END'
,Ada,Able,,630,0491570110,Able Ltd,,,,,,,0800,0491570156,,Australia
,Ben,Bell,,2,,Bell,,,,,,,800,03 5550 0001,,New Zealand
END
}

@test "the file is UTF-8 with byte order mark, and so it is if one says so" {
    local name
    write_contacts >contacts.csv
    write_accounts >accounts.csv
    join 0
    cp clickpos.csv default.csv
    [[ $(head -c 3 default.csv | od -A n -t x1) == ' ef bb bf' ]]
    for name in UTF-8 utf8 Utf-8; do
        join 0 --output-encoding "$name"
        cmp default.csv clickpos.csv
    done
}

@test "Windows-1252, ISO-8859-1 and UTF-16, byte for byte" {
    write_contacts | sed 's/Söhne/Söhne €/' >contacts.csv
    write_accounts | sed 's/Söhne/Söhne €/' >accounts.csv
    join 0
    tail -c +4 clickpos.csv >plain.csv
    join 0 --output-encoding Windows-1252
    iconv -f UTF-8 -t WINDOWS-1252 plain.csv | expect_bytes clickpos.csv
    LC_ALL=C grep -q $'^,Zo\xEB,Bell,,2,0491570156,Bell & S\xF6hne \x80,,=B,,G\xE4sschen 2,Wien,,,,,\r$' clickpos.csv
    join 0 --output-encoding latin1
    sed 's/€/?/' plain.csv | iconv -f UTF-8 -t ISO-8859-1 | expect_bytes clickpos.csv
    join 0 --output-encoding UTF-16LE
    { printf '\uFEFF'; cat plain.csv; } | iconv -f UTF-8 -t UTF-16LE | expect_bytes clickpos.csv
    cp clickpos.csv little.csv
    join 0 --output-encoding utf16
    cmp little.csv clickpos.csv
    join 0 --output-encoding UTF-16BE
    { printf '\uFEFF'; cat plain.csv; } | iconv -f UTF-8 -t UTF-16BE | expect_bytes clickpos.csv
    join 0 --output-encoding ISO-2022-JP-2
    iconv -f ISO-2022-JP-2 -t UTF-8 clickpos.csv | cmp - plain.csv
    join 0 --output-encoding UTF-16LE -o -
    cmp little.csv stdout
}

@test "each character that the encoding cannot hold is a ?, and is named" {
    cat >contacts.csv <<'END'
id,account_name,first_name,last_name,cp_cust_code_c,cp_synch_c
c1,中文公司,Jūratė,Ūsaitė,1,0
c2,,Zoë,Whangārei Ā ā,2,0
END
    printf 'id,name,billing_address_city\na1,中文公司,北京\n' >accounts.csv
    join 0 --output-encoding ISO-8859-1
    { echo "$ALL_COLUMNS"; printf ',J?rat?,?sait?,,1,,????,,,,,??,,,,,\n,Zo\xEB,Whang?rei ? ?,,2,,,,,,,,,,,,\n'; } |
        expect_records clickpos.csv
    expect_issues <<'END'
contacts, line 2, customer 1, column "first_name": the output's encoding lacks U+016B ū, U+0117 ė; each became a question mark ("Jūratė" -> "J?rat?") [unencodable]
contacts, line 2, customer 1, column "last_name": the output's encoding lacks U+016A Ū, U+0117 ė; each became a question mark ("Ūsaitė" -> "?sait?") [unencodable]
contacts, line 2, customer 1, column "CONAME": the output's encoding lacks U+4E2D 中, U+6587 文, U+516C 公, U+53F8 司; each became a question mark ("中文公司" -> "????") [unencodable]
contacts, line 2, customer 1, column "Suburb": the output's encoding lacks U+5317 北, U+4EAC 京; each became a question mark ("北京" -> "??") [unencodable]
contacts, line 3, customer 2, column "last_name": the output's encoding lacks U+0101 ā, U+0100 Ā; each became a question mark ("Whangārei Ā ā" -> "Whang?rei ? ?") [unencodable]
END
    expect_counts 2 2 0 0
}

@test "encodings that there are not, or that hold no CSV" {
    write_contacts >contacts.csv
    local name
    for name in UTF-9 '' Windows-1252//TRANSLIT ASCII//IGNORE /; do
        refuse 2 to-clickpos --contacts contacts.csv -o clickpos.csv --output-encoding "$name"
        grep -qF -e "\"$name\"" -e '--output-encoding needs' stderr
    done
}
