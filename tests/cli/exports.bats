#!/usr/bin/env bats
# What the products export, turned into a file for ClickPOS: SuiteCRM 7.14.6's own files, files in
# the form of the others, our own, and whatever the columns are called (product.md "to-clickpos";
# facts: suitecrm-live.md section 4, source-and-docs.md section D). Every value is written out.

load support

REAL=$ROOT/tests/exports/suitecrm-7.14.6

# One contact of one account, under the labels of SuiteCRM. The header of the customer number comes
# from the caller.
write_contact() { # HEADER
    printf '"First Name","Last Name","ID","Account Name","Email Address","%s","ClickPOS Sync"\r\n' "$1"
    printf '"Ada","Able","c1","Able Pty Ltd","ada@example.com","630","1"\r\n'
}

write_account() {
    printf '"Name","ID","Billing City"\r\n"Able Pty Ltd","a1","Melbourne"\r\n'
}

expect_able() {
    expect_customers <<'END'
,Ada,Able,ada@example.com,630,,Able Pty Ltd,,,,,Melbourne,,,,,
END
}

@test "SuiteCRM 7.14.6: every value of its own exports" {
    convert_back 1 --contacts "$REAL/Contacts.csv" --accounts "$REAL/Accounts.csv"
    expect_customers <<'END'
,Zoë,"O'Brien, ""Bob""",zoe@example.com,1001,+64 21 555 111,"Café ""Le Kiwi"", & Sons Ltd",Le Kiwi,TRADE,accounts@example.com,"12 High St⏎Level 3, ""Tower""",Ōtāhuhu,,0612,09 555 0001,,New Zealand
,Jūratė,Ūsaitė,,,,,,,,,,,,,,
,伟,王,,,,中文公司,,,,,,,,,,
,,Amp &  back\slash,,,,,,,,,,,,,,
END
    expect_issues <<'END'
contacts, line 4, column "ClickPOS Customer Code": the CRM's number is 0, which is none: the customer is new to ClickPOS ("0" -> "") [zero-number]
contacts, line 6, column "ClickPOS Customer Code": the customer number is not a whole number from 1 to 2147483647 ("-5") [bad-customer-number]
END
    expect_counts 5 4 1 0
    head -n 2 report.txt >dialects
    expect_bytes dialects <<END
$REAL/Contacts.csv (contacts): comma, UTF-8, CRLF, header on line 1, 52 columns
$REAL/Accounts.csv (accounts): comma, UTF-8, CRLF, header on line 1, 42 columns
END
}

@test "SuiteCRM 7.14.6: its rejected row, mended and fed back, has what stood behind the guards" {
    convert_back 1 --contacts "$REAL/Contacts.csv" --accounts "$REAL/Accounts.csv"
    [[ $(wc -l <clickpos.rejects.csv) -eq 2 ]]
    sed "s/,'-5,/,5,/" clickpos.rejects.csv >mended.csv
    possum 0 to-clickpos --contacts mended.csv --accounts "$REAL/Accounts.csv" -o mended-out.csv
    expect_customers mended-out.csv <<'END'
,-Minus,=1+1,,5,,=SUM(A1:A9),@evil,,,-danger,,,,+64 9 555 0002,,
END
}

@test "SuiteCRM 7.14.6: without the accounts only their names are carried" {
    convert_back 1 --contacts "$REAL/Contacts.csv"
    expect_customers <<'END'
,Zoë,"O'Brien, ""Bob""",zoe@example.com,1001,+64 21 555 111,"Café ""Le Kiwi"", & Sons Ltd",,,,,,,,,,
,Jūratė,Ūsaitė,,,,,,,,,,,,,,
,伟,王,,,,中文公司,,,,,,,,,,
,,Amp &  back\slash,,,,,,,,,,,,,,
END
    expect_codes <<'END'
line 1 [no-accounts-file]
line 4 [zero-number]
line 6 [bad-customer-number]
END
}

@test "SuiteCRM 7.14.6: --no-company contact finds what contacts without an account have themselves" {
    convert_back 1 --contacts "$REAL/Contacts.csv" --accounts "$REAL/Accounts.csv" \
        --no-company contact
    expect_customers <<'END'
,Zoë,"O'Brien, ""Bob""",zoe@example.com,1001,+64 21 555 111,"Café ""Le Kiwi"", & Sons Ltd",Le Kiwi,TRADE,accounts@example.com,"12 High St⏎Level 3, ""Tower""",Ōtāhuhu,,0612,09 555 0001,,New Zealand
,Jūratė,Ūsaitė,,,,,,,,,,,,021 000 111,,
,伟,王,,,,中文公司,,,,,,,,,,
,,Amp &  back\slash,,,,,,,,,,,,,,
END
}

# SugarCRM CE 6.5: everything quoted, records end with CRLF, labels of its own for phones, no guard
# against formulas, a blank website as http://, & in fields made in Studio as &amp;.
write_ce_contacts() {
    sed 's/$/\r/; s/⏎/\n/g' <<'END'
"First Name","Last Name","ID","Salutation","Title","Department","Account Name","Email Address","Non Primary E-mails","Mobile Phone","Office Phone","Home Phone","Primary Address Street","Primary Address City","Assigned User ID","Deleted","cp_cust_code_c","cp_synch_c"
"Renée","Núñez-Able","c-1","Ms.","Owner","","Able & Sons","renee@example.com","r@example.com","+61 491 570 110","03 5550 1111","03 5550 2222","5 Elsewhere","Nowhere","1","0","630","1"
"=1+1","-Bell","c-2","","","","","","","@0491570156","","03 5550 3333","7 Example St⏎Rear","Carlton","1","0","","0"
"","Amp &amp; Amp","c-3","","Clerk &amp; Cook","","ABLE  &  SONS","no at sign","","","","","","","1","0","631","0"
END
}

write_ce_accounts() {
    sed 's/$/\r/; s/⏎/\n/g' <<'END'
"Name","ID","Website","Email Address","Office Phone","Billing Street","Billing City","Billing State","Billing Postal Code","Billing Country","Deleted","cp_cust_customerclass_c","cp_cust_tradingas_c"
"Able & Sons","a-1","http://","office@example.com","03 5550 0001","1 Example St⏎Level 2","Melbourne","Vic","3000","Australia","0","A &amp; B","T/A &amp;amp; Co"
END
}

expect_ce_customers() {
    expect_customers <<'END'
Owner,Renée,Núñez-Able,renee@example.com,630,+61 491 570 110,Able & Sons,T/A &amp; Co,A & B,office@example.com,"1 Example St⏎Level 2",Melbourne,Vic,3000,03 5550 0001,,Australia
,=1+1,-Bell,,,@0491570156,,,,,,,,,,,
Clerk &amp; Cook,,Amp &amp; Amp,no at sign,631,,Able & Sons,T/A &amp; Co,A & B,office@example.com,"1 Example St⏎Level 2",Melbourne,Vic,3000,03 5550 0001,,Australia
END
    expect_codes <<'END'
contacts, line 5, customer 631 [unusual-email]
END
    expect_counts 3 3 0 0
}

@test "SugarCRM CE 6.5: UTF-8 with byte order mark, labels of its own, no guard" {
    { printf '\xEF\xBB\xBF'; write_ce_contacts; } >contacts.csv
    { printf '\xEF\xBB\xBF'; write_ce_accounts; } >accounts.csv
    convert_back 0 --contacts contacts.csv --accounts accounts.csv
    expect_ce_customers
}

@test "SugarCRM CE 6.5, Excel compatible: UTF-16LE with tabs, with one byte order mark or two" {
    local marks
    for marks in '\uFEFF' '\uFEFF\uFEFF'; do
        # shellcheck disable=SC2059 # the marks are a format
        { printf "$marks"; write_ce_contacts | sed 's/","/"\t"/g'; } |
            iconv -f UTF-8 -t UTF-16LE >contacts.csv
        # shellcheck disable=SC2059
        { printf "$marks"; write_ce_accounts | sed 's/","/"\t"/g'; } |
            iconv -f UTF-8 -t UTF-16LE >accounts.csv
        convert_back 0 --force --contacts contacts.csv --accounts accounts.csv
        expect_ce_customers
        expect_dialect 'contacts.csv (contacts): tab, UTF-16LE, CRLF, header on line 1, 18 columns'
    done
}

@test "SugarCRM CE 6.5: --no-company contact finds the home phone under its label there" {
    write_ce_contacts >contacts.csv
    write_ce_accounts >accounts.csv
    convert_back 0 --contacts contacts.csv --accounts accounts.csv --no-company contact
    expect_customers <<'END'
Owner,Renée,Núñez-Able,renee@example.com,630,+61 491 570 110,Able & Sons,T/A &amp; Co,A & B,office@example.com,"1 Example St⏎Level 2",Melbourne,Vic,3000,03 5550 0001,,Australia
,=1+1,-Bell,,,@0491570156,,,,,"7 Example St⏎Rear",Carlton,,,03 5550 3333,,
Clerk &amp; Cook,,Amp &amp; Amp,no at sign,631,,Able & Sons,T/A &amp; Co,A & B,office@example.com,"1 Example St⏎Level 2",Melbourne,Vic,3000,03 5550 0001,,Australia
END
}

@test "SuiteCRM with semicolons and ISO-8859-1, where letters that it lacks are question marks" {
    sed 's/$/\r/' <<'END' | iconv -f UTF-8 -t ISO-8859-1 >contacts.csv
"First Name";"Last Name";"ID";"Job Title";"Account Name";"Email Address";"Mobile";"Deleted";"ClickPOS Customer Code";"Address";"ClickPOS Synch"
"Zoë";"Müller; Söhne";"c-1";"Chef, Küche";"Café Ünique";"zoe@example.com";"'+64 21 555 111";"0";"7";"";"1"
"J?rat?";"Whang?rei";"c-2";"'=";"";"";"'";"0";"";"";"0"
END
    sed 's/$/\r/' <<'END' | iconv -f UTF-8 -t ISO-8859-1 >accounts.csv
"Name";"ID";"Website";"Email Address";"Office Phone";"Billing Street";"Billing City";"Billing State";"Billing Postal Code";"Billing Country";"Deleted";"Address";"ClickPOS Trading As";"ClickPOS Customer Class"
"Café Ünique";"a-1";"http://www.example.com";"";"09 555 0001";"Straße 1";"Köln";"NRW";"0800";"Österreich";"0";"x";"'@Ünique";""
END
    convert_back 0 --contacts contacts.csv --accounts accounts.csv
    expect_customers <<'END'
"Chef, Küche",Zoë,Müller; Söhne,zoe@example.com,7,+64 21 555 111,Café Ünique,@Ünique,,,Straße 1,Köln,NRW,0800,09 555 0001,http://www.example.com,Österreich
=,J?rat?,Whang?rei,,,',,,,,,,,,,,
END
    expect_dialect 'contacts.csv (contacts): semicolon, Windows-1252, CRLF, header on line 1, 11 columns'
    expect_no_issues
}

# The customers of ClickPOS that the next tests send to SugarCRM's files and back.
write_clickpos_export() {
    printf '%s\n' "$ALL_COLUMNS"
    cat <<'END'
Mr.,John,Citizen,john@example.com,630,0491570110,Able Pty Ltd,T/A Able,Active,able@example.com,215 Example St,Port Melbourne,Vic,3207,03 5550 0001,www.example.com,Australia
,'=Ann,'+Bell,,631,'-1,'@home,'quoted,&amp;,,"Unit 3, ""The Laurels""",,,,,,
,Cy,Cole,cy@example.com,632,,,,,,9 Example Rd,Carlton,Vic,3053,03 5550 0009,,Australia
END
}

expect_clickpos_export() {
    expect_customers < <(write_clickpos_export | tail -n +2)
    expect_no_issues
    expect_counts 3 3 0 0
}

@test "our own files come back as they were, for nothing in them is a guard" {
    write_clickpos_export >export.csv
    possum 0 to-sugar export.csv -o out
    convert_back 0 --contacts out/Contacts.csv --accounts out/Accounts.csv
    expect_clickpos_export
}

@test "so do parts of a split run" {
    write_clickpos_export >export.csv
    possum 0 to-sugar export.csv -o out --split 1
    local part
    for part in 1 2 3; do
        possum 0 to-clickpos --contacts "out/Contacts-000$part.csv" \
            --accounts "out/Accounts-000$part.csv" -o "part$part.csv" --report "part$part.txt"
        expect_customers "part$part.csv" < <(write_clickpos_export | sed -n "$((part + 1))p")
        grep -qx 'There is nothing to say about any row.' "part$part.txt"
    done
}

@test "a column left out of our files since it was blank is nothing to speak of" {
    printf 'Cust No.,Name,Last\n1,,Able\n2,,Bell\n' >export.csv
    possum 0 to-sugar export.csv -o out
    convert_back 0 --contacts out/Contacts.csv --accounts out/Accounts.csv
    expect_customers <<'END'
,,Able,,1,,,,,,,,,,,,
,,Bell,,2,,,,,,,,,,,,
END
    expect_no_issues
}

@test "files of --no-company contact and skip come back without accounts" {
    printf 'Cust No.,Name,Last,Address 1,Suburb,Post/ZIP,Tel Home,Country\n1,Ada,Able,1 Example St,Perth,6000,08 5550 0001,Australia\n' >export.csv
    possum 0 to-sugar export.csv -o out --no-company contact
    convert_back 0 --contacts out/Contacts.csv --no-company contact
    expect_customers <<'END'
,Ada,Able,,1,,,,,,1 Example St,Perth,,6000,08 5550 0001,,Australia
END
    possum 0 to-sugar export.csv -o skipped --no-company skip
    convert_back 0 --contacts skipped/Contacts.csv --force
    expect_customers <<'END'
,Ada,Able,,1,,,,,,,,,,,,
END
}

@test "the four fields are found under every likely name, without options" {
    local number tick tradingas class
    while IFS='|' read -r number tick tradingas class; do
        printf 'First Name,Last Name,Account Name,%s,%s\nAda,Able,Able Pty Ltd,630,1\nBen,Bell,,631,0\n' \
            "$number" "$tick" >contacts.csv
        printf 'Name,%s,%s\nAble Pty Ltd,T/A Able,Active\n' "$tradingas" "$class" >accounts.csv
        possum 0 to-clickpos --contacts contacts.csv --accounts accounts.csv --select ticked \
            -o clickpos.csv --force
        expect_customers <<'END'
,Ada,Able,,630,,Able Pty Ltd,T/A Able,Active,,,,,,,,
END
    done <<'END'
ClickPOS Customer Code|ClickPOS Synch|ClickPOS Trading As|ClickPOS Customer Class
ClickPOS Customer No.|ClickPOS Sync|Trading As|Customer Class
ClickPOS Customer Number|ClickPOS Synchronise|cp_cust_tradingas|cp_cust_customerclass
cp_cust_code|cp_synch|cp_cust_tradingas_c|cp_cust_customerclass_c
cp_cust_code_c|cp_synch_c|CP_CUST_TRADINGAS_C|CP_CUST_CUSTOMERCLASS_C
CP_CUST_CODE_C|CP_SYNCH_C|Cp_cust_tradingas|Cp_cust_customerclass
Cp_cust_code|Cp_synch|CP_CUST_TRADINGAS|CP_CUST_CUSTOMERCLASS
CUSTOMER NUMBER|clickpos sync|clickpos trading-as| CLICKPOS  CUSTOMER CLASS
customer_code|ClickPos_Sync:|TRADING AS:|customer class
END
}

@test "an administrator's own label is named with --column, in either case, with and without _c" {
    local choice
    write_contact 'Shop, "POS" =Nr' | sed 's/"POS"/""POS""/' >contacts.csv
    write_account >accounts.csv
    for choice in cp_cust_code cp_cust_code_c Contacts.cp_cust_code CP_CUST_CODE_C; do
        possum 0 to-clickpos --contacts contacts.csv --accounts accounts.csv -o clickpos.csv \
            --force --column "$choice=shop, \"pos\" =nr"
        expect_able
    done
}

@test "no column for the customer number: the headers seen, and the option spelled out" {
    write_contact 'Shop Nr' >contacts.csv
    write_account >accounts.csv
    refuse 3 to-clickpos --contacts contacts.csv --accounts accounts.csv -o clickpos.csv \
        --report report.txt
    expect_message 'contacts.csv has no header that can be used: none of its first 20 records has a column for the customer number ("ClickPOS Customer No.") and at least two other known ones; the columns seen on line 1 are "First Name", "Last Name", "ID", "Account Name", "Email Address", "Shop Nr", "ClickPOS Sync"; export it with the customer number included, or name that column with --column cp_cust_code=HEADER'
}

@test "all 52 headers of a real export are listed when the customer number is not among them" {
    sed '1s/ClickPOS Customer Code/Shop Number 9/' "$REAL/Contacts.csv" >contacts.csv
    refuse 3 to-clickpos --contacts contacts.csv -o clickpos.csv
    grep -qF '"Portal User Type", "Shop Number 9", "Geocode Status", "Longitude", "Address", "ClickPOS Synch", "Latitude"; ' stderr
    grep -qF -e '--column cp_cust_code=' stderr
}

@test "a header of --column that is not there is refused" {
    write_contact 'ClickPOS Customer No.' >contacts.csv
    write_account >accounts.csv
    refuse 2 to-clickpos --contacts contacts.csv --accounts accounts.csv -o clickpos.csv \
        --column 'phone_mobile=Handy'
    grep -q '^possum: contacts.csv has no column "Handy"' stderr
    refuse 2 to-clickpos --contacts contacts.csv --accounts accounts.csv -o clickpos.csv \
        --column 'Accounts.id=Kennung'
    grep -q '^possum: accounts.csv has no column "Kennung"' stderr
    refuse 2 to-clickpos --contacts contacts.csv --accounts accounts.csv -o clickpos.csv \
        --column 'id=ID'
    expect_message '--column id=... could mean two fields; write Contacts.id or Accounts.id'
}

@test "the files in each other's place: the message says so" {
    write_contact 'ClickPOS Customer No.' >contacts.csv
    write_account >accounts.csv
    refuse 3 to-clickpos --contacts accounts.csv -o clickpos.csv
    grep -qF '; this looks like the file for --accounts' stderr
    printf 'Name,Website,Billing City,Office Phone\nAble,,,\n' >accounts.csv
    refuse 3 to-clickpos --contacts accounts.csv -o clickpos.csv
    grep -qF '; this looks like the file for --accounts' stderr
    refuse 3 to-clickpos --contacts contacts.csv --accounts contacts.csv -o clickpos.csv
    expect_message 'contacts.csv looks like the file for --contacts, for it has the columns "Last Name", "ClickPOS Customer No."; name the file of the accounts with --accounts, or if this is one, say --column Accounts.name=HEADER'
}

@test "two columns that could be one field are refused, both named" {
    printf 'First Name,Last Name,Customer Code,MOBILE,Account Name,mobile\nAda,Able,630,1,,2\n' >contacts.csv
    refuse 3 to-clickpos --contacts contacts.csv -o clickpos.csv
    expect_message 'contacts.csv has two columns that could be Contacts.phone_mobile, 4 ("MOBILE") and 6 ("mobile"); rename one of them in the file, or name another with --column Contacts.phone_mobile=HEADER'
    possum 0 to-clickpos --contacts contacts.csv -o clickpos.csv --column phone_mobile=mobile
    expect_customers <<'END'
,Ada,Able,,630,2,,,,,,,,,,,
END
}

# SuiteCRM in German; what the labels do not tell is named. The guard goes, for these are labels.
@test "headers in German, with --column for fields and for links" {
    cat >contacts.csv <<'END'
"Vorname","Nachname","Kennung","Position","Firmenname","E-Mail-Adresse","Mobil","Gelöscht","ClickPOS Customer Code","ClickPOS Synch"
"Jörg","Müller","c-1","Chef","Bäcker & Söhne","joerg@example.com","'+49 171 5550001","0","7","1"
"Ute","Alt","c-2","","","","","1","8","0"
END
    cat >accounts.csv <<'END'
"Firma","Kennung","Webseite","E-Mail-Adresse","Büro Telefon","Rechnungsadresse Straße","Rechnungsadresse Stadt","Rechnungsadresse PLZ","ClickPOS Trading As","ClickPOS Customer Class"
"Bäcker & Söhne","a-1","www.example.com","info@example.com","'+49 30 5550002","Hauptstraße 1","Köln","01067","'=Bäcker","A &amp; B"
END
    convert_back 0 --contacts contacts.csv --accounts accounts.csv \
        --column first_name=Vorname --column last_name=Nachname --column title=Position \
        --column Contacts.email1=E-Mail-Adresse --column phone_mobile=Mobil \
        --column account_name=Firmenname --column Contacts.id=Kennung \
        --column Contacts.deleted=Gelöscht \
        --column Accounts.name=Firma --column Accounts.id=Kennung --column website=Webseite \
        --column Accounts.email1=E-Mail-Adresse --column 'phone_office=Büro Telefon' \
        --column 'billing_address_street=Rechnungsadresse Straße' \
        --column 'billing_address_city=Rechnungsadresse Stadt' \
        --column 'billing_address_postalcode=Rechnungsadresse PLZ'
    expect_customers <<'END'
Chef,Jörg,Müller,joerg@example.com,7,+49 171 5550001,Bäcker & Söhne,=Bäcker,A & B,info@example.com,Hauptstraße 1,Köln,,01067,+49 30 5550002,www.example.com,
END
    expect_issues <<'END'
contacts, line 3, customer 8: the contact is deleted in the CRM [deleted]
accounts, line 1: no column is known to be Accounts.billing_address_state, so "State" is blank for everybody; if there is one, say --column Accounts.billing_address_state=HEADER [column-missing]
accounts, line 1: no column is known to be Accounts.billing_address_country, so "Country" is blank for everybody; if there is one, say --column Accounts.billing_address_country=HEADER [column-missing]
END
}

@test "a title line above the header, and extra columns anywhere" {
    { printf 'Contacts of today\r\n\r\n'; write_contact 'ClickPOS Customer No.'; } >contacts.csv
    { printf 'sep=,\r\n'; write_account; } >accounts.csv
    convert_back 0 --contacts contacts.csv --accounts accounts.csv
    expect_able
    head -n 2 report.txt >dialects
    expect_bytes dialects <<'END'
contacts.csv (contacts): comma, UTF-8, CRLF, header on line 3, 7 columns
accounts.csv (accounts): comma, UTF-8, CRLF, header on line 2, 3 columns
END
}

@test "a field without a column is blank for everybody, which is said once" {
    write_contact 'ClickPOS Customer No.' >contacts.csv
    write_account >accounts.csv
    convert_back 0 --contacts contacts.csv --accounts accounts.csv
    expect_able
    expect_codes <<'END'
contacts, line 1 [column-missing]
contacts, line 1 [column-missing]
accounts, line 1 [column-missing]
accounts, line 1 [column-missing]
accounts, line 1 [column-missing]
accounts, line 1 [column-missing]
accounts, line 1 [column-missing]
accounts, line 1 [column-missing]
accounts, line 1 [column-missing]
accounts, line 1 [column-missing]
accounts, line 1 [column-missing]
END
    grep -qx 'contacts, line 1: no column is known to be Contacts.phone_mobile, so "Mob" is blank for everybody; if there is one, say --column Contacts.phone_mobile=HEADER \[column-missing\]' report.txt
}

@test "of two columns for one field under different names the likelier one is taken, the other named" {
    printf 'Last Name,Account Name,Customer Code,cp_cust_code_c\nAble,,9,630\n' >contacts.csv
    convert_back 0 --contacts contacts.csv
    grep -qx 'line 1, column "Customer Code": column 3 could go to Contacts.cp_cust_code_c too, but another column does; it is left out \[column-repeated\]' report.txt
    expect_customers <<'END'
,,Able,,630,,,,,,,,,,,,
END
}

@test "a first name of two lines, which SuiteCRM's API takes in, is no stray quote" {
    write_contact_of_two_lines() { # ID
        printf '"Ada\n%s","Able","%s","","","","","","","0411","","","","","","","","","","",""' "$1" "$1"
        printf ',"","","","","","","","","","","","","","","","","","","","","","","",""'
        printf ',"","630","","","","0",""\r\n'
    }
    head -n 1 "$ROOT/tests/exports/suitecrm-7.14.6/Contacts.csv" >contacts.csv
    write_contact_of_two_lines 6b1d2c3e-1111-4111-8111-00000000000a >>contacts.csv
    convert_back 0 --contacts contacts.csv
    expect_customers <<'END'
,Ada 6b1d2c3e-1111-4111-8111-00000000000a,Able,,630,0411,,,,,,,,,,,
END
}
