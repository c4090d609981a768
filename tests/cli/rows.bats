#!/usr/bin/env bats
# Cleaning, seen from outside: the bytes of Contacts.csv and Accounts.csv, and what the report says
# of each change (product.md "Cleaning and checking a row", "Ids are derived").

load support

@test "the seventeen columns of the help page, with derived ids" {
    cat >export.csv <<END
$ALL_COLUMNS
Mr.,John,Citizen,CoEmail@clickpos.com,630,0411111111221,Company Name,T/A CONAME,Not Active,AccContactEmail@clickpos.com,215 Rouse St.,Port Melbourne,Vic,3207,0939393933939,www.clickpos.com,Australia
END
    convert 0 export.csv
    expect_records out/Accounts.csv <<'END'
id,name,cp_cust_tradingas_c,cp_cust_customerclass_c,email1,billing_address_street,billing_address_city,billing_address_state,billing_address_postalcode,phone_office,website,billing_address_country
5abf5db5-c780-5f39-9ece-e26f3d497cf9,Company Name,T/A CONAME,Not Active,AccContactEmail@clickpos.com,215 Rouse St.,Port Melbourne,Vic,3207,0939393933939,www.clickpos.com,Australia
END
    expect_records out/Contacts.csv <<'END'
id,account_id,title,first_name,last_name,email1,cp_cust_code_c,phone_mobile,cp_synch_c
06a74697-4794-56dd-a565-22058e03f003,5abf5db5-c780-5f39-9ece-e26f3d497cf9,Mr.,John,Citizen,CoEmail@clickpos.com,630,0411111111221,0
END
    expect_no_issues
    expect_counts 1 1 0 0
}

@test "a person's account is derived from the customer number" {
    printf 'Cust No.,Name,Last\n630,John,Citizen\n' >export.csv
    convert 0 export.csv
    expect_records out/Accounts.csv <<'END'
id,name
ce4785df-38d8-5141-baca-429b1c8df1da,John Citizen (630)
END
    expect_records out/Contacts.csv <<'END'
id,account_id,first_name,last_name,cp_cust_code_c,cp_synch_c
06a74697-4794-56dd-a565-22058e03f003,ce4785df-38d8-5141-baca-429b1c8df1da,John,Citizen,630,0
END
}

@test "--site is part of every id" {
    printf 'Cust No.,Last,CONAME\n630,Citizen,Company Name\n' >export.csv
    convert 0 --site shop-2 export.csv
    expect_records out/Accounts.csv <<'END'
id,name
a3c4da2f-acca-5975-871a-8cfcc10b877e,Company Name
END
    expect_records out/Contacts.csv <<'END'
id,account_id,last_name,cp_cust_code_c,cp_synch_c
6b37097e-8804-5d4f-b968-56a9b884d38d,a3c4da2f-acca-5975-871a-8cfcc10b877e,Citizen,630,0
END
}

@test "customer numbers that are rewritten, each with a notice" {
    printf 'Cust No.,Last,Mob\n00630,A,\n631.0,B,\n"=""632""",C,\n  633 ,D,\n2147483647,E,\n634.000,F,\n' >export.csv
    convert 0 export.csv
    expect_values out/Contacts.csv <<'END'
last_name,cp_cust_code_c,cp_synch_c
A,630,0
B,631,0
C,632,0
D,633,0
E,2147483647,0
F,634,0
END
    expect_issues <<'END'
line 2, customer 630, column "Cust No.": the customer number was written as a plain whole number ("00630" -> "630") [number-rewritten]
line 3, customer 631, column "Cust No.": the customer number was written as a plain whole number ("631.0" -> "631") [number-rewritten]
line 4, customer 632, column "Cust No.": the value was wrapped as ="...", as Excel does it, and was unwrapped ("="632"" -> "632") [unwrapped]
line 7, customer 634, column "Cust No.": the customer number was written as a plain whole number ("634.000" -> "634") [number-rewritten]
END
}

@test "customer numbers that reject their row" {
    local number line=1
    : >wanted
    echo 'Cust No.,Name,Last' >export.csv
    for number in 0 000 -1 +1 2147483648 99999999999999999999 12-34 1e3 6.5 630. 1,000 '6 30' abc ½; do
        line=$((line + 1))
        printf '"%s",A,B\n' "$number" >>export.csv
        printf 'line %d, column "Cust No.": the customer number is not a whole number from 1 to 2147483647 ("%s") [bad-customer-number]\n' \
            "$line" "$number" >>wanted
    done
    printf '  ,A,B\n' >>export.csv
    printf 'line %d, column "Cust No.": the customer number is missing ("") [no-customer-number]\n' \
        $((line + 1)) >>wanted
    convert 1 export.csv
    expect_issues <wanted
    expect_counts 15 0 15 0
}

@test "the same number twice: an equal row is folded into the first" {
    printf 'Cust No.,Name,Last,Points\n1,Ada,Bell,5\n1, Ada ,Bell,7\n0001,Ada,Bell,9\n' >export.csv
    convert 0 export.csv
    expect_counts 3 1 0 2
    expect_issues <<'END'
line 3, customer 1, column "Cust No.": the row repeats line 2 and was folded into it ("1") [repeated-row]
line 4, customer 1, column "Cust No.": the row repeats line 2 and was folded into it ("1") [repeated-row]
END
}

@test "the same number twice: a different row is rejected, naming the first one's line" {
    printf 'Cust No.,Name,Last\n\n1,Ada,Bell\n2,Cy,Dee\n1,Ada,Ball\n' >export.csv
    convert 1 export.csv
    expect_counts 3 2 1 0
    expect_issues <<'END'
line 5, customer 1, column "Cust No.": line 3 has this customer number with other values ("1") [duplicate-number]
END
    expect_rejects out/rejects.csv <<'END'
possum_line,possum_code,possum_reason,Cust No.,Name,Last
5,duplicate-number,Cust No.: line 3 has this customer number with other values,1,Ada,Ball
END
}

@test "--on-duplicate first skips a different row with a warning" {
    printf 'Cust No.,Name,Last\n1,Ada,Bell\n1,Ada,Ball\n1,Ada,Bell\n' >export.csv
    convert 0 --on-duplicate first export.csv
    expect_counts 3 1 0 2
    expect_values out/Contacts.csv <<'END'
first_name,last_name,cp_cust_code_c,cp_synch_c
Ada,Bell,1,0
END
    expect_issues <<'END'
line 3, customer 1, column "Cust No.": line 2 has this customer number with other values; the first one counts, this row was skipped ("1") [duplicate-skipped]
line 4, customer 1, column "Cust No.": the row repeats line 2 and was folded into it ("1") [repeated-row]
END
}

@test "only a carried row claims its number" {
    printf 'Cust No.,Name,Last,CONAME\n1,,,\n1,Ada,Bell,\n1,Ada,Bell,\n' >export.csv
    convert 1 export.csv
    expect_counts 3 1 1 1
    expect_issues <<'END'
line 2, customer 1, column "Last": there is no last name, no first name and no company ("") [no-name]
line 4, customer 1, column "Cust No.": the row repeats line 3 and was folded into it ("1") [repeated-row]
END
}

@test "no last name: the first name, the company, or a reject" {
    printf 'Cust No.,Name,Last,CONAME,Email\n1,Ada,,,\n2,,,Co,\n3,Cy,,Co,\n4,,,,a@example.com\n,,,,a@example.com\n' >export.csv
    convert 1 export.csv
    expect_values out/Contacts.csv <<'END'
last_name,cp_cust_code_c,cp_synch_c
Ada,1,0
Co,2,0
Cy,3,0
END
    expect_values out/Accounts.csv <<'END'
name
Ada (1)
Co
END
    expect_issues <<'END'
line 2, customer 1, column "Last": there is no last name; the first name was moved there ("" -> "Ada") [name-moved]
line 3, customer 2, column "Last": there is no name; the company's name stands as the last name too ("" -> "Co") [company-as-name]
line 4, customer 3, column "Last": there is no last name; the first name was moved there ("" -> "Cy") [name-moved]
line 5, customer 4, column "Last": there is no last name, no first name and no company ("") [no-name]
line 6, column "Cust No.": the customer number is missing ("") [no-customer-number]
line 6, column "Last": there is no last name, no first name and no company ("") [no-name]
END
}

@test "emails that the CRM would not take are left out" {
    local email line=1
    : >wanted
    echo 'Cust No.,Last,Email' >export.csv
    for email in john@ @example.com a@b 'a b' a@@example.com 'a@exa mple' a@example.c 'ü@example.com' a@-.com; do
        line=$((line + 1))
        printf '%d,A,"%s"\n' "$line" "$email" >>export.csv
        printf 'line %d, customer %d, column "Email": this is not an email address that the CRM takes; it was left out ("%s" -> "") [bad-email]\n' \
            "$line" "$line" "$email" >>wanted
    done
    convert 0 export.csv
    expect_issues <wanted
    head -n 1 out/Contacts.csv >header
    expect_records header <<<'id,account_id,last_name,cp_cust_code_c,cp_synch_c'
}

@test "several emails in one cell: the first valid one is used" {
    printf 'Cust No.,Last,Email\n1,A,a@example.com;b@example.com\n2,B,"bad, b@example.com"\n3,C,c@example.com d@example.com\n4,D,d@example.com;\n5,E,A.B-c_d+e@sub.example.com\n' >export.csv
    convert 0 export.csv
    expect_values out/Contacts.csv <<'END'
last_name,email1,cp_cust_code_c,cp_synch_c
A,a@example.com,1,0
B,b@example.com,2,0
C,c@example.com,3,0
D,d@example.com,4,0
E,A.B-c_d+e@sub.example.com,5,0
END
    expect_issues <<'END'
line 2, customer 1, column "Email": several email addresses stand in one cell; the first valid one is used ("a@example.com;b@example.com" -> "a@example.com") [further-email]
line 3, customer 2, column "Email": several email addresses stand in one cell; the first valid one is used ("bad, b@example.com" -> "b@example.com") [further-email]
line 4, customer 3, column "Email": several email addresses stand in one cell; the first valid one is used ("c@example.com d@example.com" -> "c@example.com") [further-email]
line 5, customer 4, column "Email": only the email address itself is used, not what stands around it ("d@example.com;" -> "d@example.com") [further-email]
END
}

@test "a hostile email is judged in no time" {
    { printf 'Cust No.,Last,Email\n1,A,'; repeat_letter a 60000; printf '@'; repeat_letter a 4000; printf '\n'; } >export.csv
    timeout 10 "$POSSUM" to-sugar export.csv -o out --quiet
}

@test "Excel damage in phones and postcodes" {
    printf 'Cust No.,Last,Mob,Tel Home,Post/ZIP,Country\n' >export.csv
    {
        printf '1,A,411222333,411222333,800,\n'
        printf '2,B,"=""0411222333""","=""03 9555 0000""","=""0800""",Australia\n'
        printf '3,C,4.11E+08,4.11e+08,8.0E+02,AU\n'
        printf '4,D,511222333,41122233,799,Australia\n'
        printf '5,E,+61411222333,4112 22333,999,australia\n'
        printf '6,F,,,850,New Zealand\n'
    } >>export.csv
    convert 0 export.csv
    expect_values out/Contacts.csv <<'END'
last_name,cp_cust_code_c,phone_mobile,cp_synch_c
A,1,0411222333,0
B,2,0411222333,0
C,3,,0
D,4,511222333,0
E,5,+61411222333,0
F,6,,0
END
    expect_values out/Accounts.csv <<'END'
name,billing_address_postalcode,phone_office,billing_address_country
A (1),0800,0411222333,
B (2),0800,03 9555 0000,Australia
C (3),,,AU
D (4),799,41122233,Australia
E (5),0999,4112 22333,australia
F (6),850,,New Zealand
END
    expect_issues <<'END'
line 2, customer 1, column "Mob": the mobile number had lost its leading zero and got it back ("411222333" -> "0411222333") [zero-restored]
line 2, customer 1, column "Tel Home": the mobile number had lost its leading zero and got it back ("411222333" -> "0411222333") [zero-restored]
line 2, customer 1, column "Post/ZIP": the postcode had lost its leading zero and got it back ("800" -> "0800") [zero-restored]
line 3, customer 2, column "Mob": the value was wrapped as ="...", as Excel does it, and was unwrapped ("="0411222333"" -> "0411222333") [unwrapped]
line 3, customer 2, column "Post/ZIP": the value was wrapped as ="...", as Excel does it, and was unwrapped ("="0800"" -> "0800") [unwrapped]
line 3, customer 2, column "Tel Home": the value was wrapped as ="...", as Excel does it, and was unwrapped ("="03 9555 0000"" -> "03 9555 0000") [unwrapped]
line 4, customer 3, column "Mob": Excel turned the number into scientific notation and lost its digits; it was left out ("4.11E+08" -> "") [lost-digits]
line 4, customer 3, column "Post/ZIP": Excel turned the number into scientific notation and lost its digits; it was left out ("8.0E+02" -> "") [lost-digits]
line 4, customer 3, column "Tel Home": Excel turned the number into scientific notation and lost its digits; it was left out ("4.11e+08" -> "") [lost-digits]
line 6, customer 5, column "Post/ZIP": the postcode had lost its leading zero and got it back ("999" -> "0999") [zero-restored]
END
}

@test "Excel's wrapping is taken off in any column" {
    printf 'Cust No.,Name,Last\n1,"=""Ann""","=""O""""Shea"""\n2,=Ann,"=""Ann"\n' >export.csv
    convert 0 --protect export.csv
    expect_values out/Contacts.csv <<'END'
first_name,last_name,cp_cust_code_c,cp_synch_c
Ann,O”Shea,1,0
=Ann,=”Ann,2,0
END
}

@test "white space goes, and text is composed, without a notice" {
    printf 'Cust No.,Name,Last,Mob\n1, \u00A0Zoe\u0308 \u2003,"\u3000van  der\u00A0Berg\t",\u00A00491570110\u00A0\n' >export.csv
    convert 0 export.csv
    expect_values out/Contacts.csv <<END
first_name,last_name,cp_cust_code_c,phone_mobile,cp_synch_c
Zoë,van  der$(printf '\u00A0')Berg,1,0491570110,0
END
    expect_no_issues
}

@test "tabs and line breaks become one space, but stay line feeds in the street" {
    printf 'Cust No.,Last,CONAME,Address 1\n1,"van\tder\r\nBerg","A\nB\rC","Unit 3\r\n12\tExample St\rBack\u2028Door"\n' >export.csv
    convert 0 export.csv
    expect_values out/Contacts.csv <<'END'
last_name,cp_cust_code_c,cp_synch_c
van der Berg,1,0
END
    printf 'name,billing_address_street\r\nA B C,"Unit 3\n12 Example St\nBack\nDoor"\r\n' >wanted
    LC_ALL=C sed -E 's/^([0-9a-f-]{36}|id),//' out/Accounts.csv | cmp - wanted
    expect_no_issues
}

@test "other control characters go, with a notice" {
    printf 'Cust No.,Name,Last\n1,A\x07d\x1b[31ma,B\u0080e\x7fll\n' >export.csv
    convert 0 export.csv
    expect_values out/Contacts.csv <<'END'
first_name,last_name,cp_cust_code_c,cp_synch_c
Ad[31ma,Bell,1,0
END
    expect_issues <<'END'
line 2, customer 1, column "Name": 2 control characters were removed ("A\x07d\x1B[31ma" -> "Ad[31ma") [control-character]
line 2, customer 1, column "Last": 2 control characters were removed ("B\x80e\x7Fll" -> "Bell") [control-character]
END
}

@test "the mark of a lost character is warned of" {
    printf 'Cust No.,Name,Last\n1,Zo\uFFFD,Bell\n' >export.csv
    convert 0 export.csv
    expect_issues <<'END'
line 2, customer 1, column "Name": the value holds U+FFFD, the mark of a character that was lost before Possum read the file ("Zo�" -> "Zo�") [replacement-character]
END
}

@test "a value longer than the CRM's field rejects the row; --too-long cut cuts it" {
    {
        printf 'Cust No.,Name,Last\n1,'
        printf 'é%.0s' {1..100}
        printf ',B\n2,'
        printf 'é%.0s' {1..101}
        printf ',C\n'
    } >export.csv
    convert 1 export.csv
    expect_counts 2 1 1 0
    grep -q '^line 3, customer 2, column "Name": the value has 101 characters, the CRM'"'"'s field first_name takes 100 ("éé.*é") \[too-long\]$' report.txt
    convert 0 --force --too-long cut export.csv
    expect_counts 2 2 0 0
    grep -q '^line 3, customer 2, column "Name": the value has 101 characters, the CRM'"'"'s field first_name takes 100; it was cut ("é*" -> "é*") \[cut\]$' report.txt
    grep -qE ',é{100},C,2,0' out/Contacts.csv
}

@test "customers of one folded company name share its account, and the first wins" {
    printf 'Cust No.,Last,CONAME,Suburb,Tel Home\n1,A,Straßenbahn Models,Kew,\n2,B,STRASSENBAHN   MODELS,Kew,03 9555 0000\n3,C,Ｓtrassenbahn\u00A0Models,,\n4,D,Straßenbahn Models,Kew,\n' >export.csv
    convert 0 export.csv
    expect_records out/Accounts.csv <<'END'
id,name,billing_address_city
e01ebdd4-b10c-513c-961d-2c0cc93230de,Straßenbahn Models,Kew
END
    [[ $(grep -c ',e01ebdd4-b10c-513c-961d-2c0cc93230de,' out/Contacts.csv) -eq 4 ]]
    expect_issues <<END
line 3, customer 2, column "CONAME": the company took its details from line 2, which differs here; that value stays ("STRASSENBAHN   MODELS") [account-differs]
line 3, customer 2, column "Tel Home": the company took its details from line 2, which differs here; that value stays ("03 9555 0000") [account-differs]
line 4, customer 3, column "CONAME": the company took its details from line 2, which differs here; that value stays ("Ｓtrassenbahn$(printf '\u00A0')Models") [account-differs]
line 4, customer 3, column "Suburb": the company took its details from line 2, which differs here; that value stays ("") [account-differs]
END
}

@test "a rejected row gives its company nothing" {
    printf 'Cust No.,Last,CONAME,Suburb\n,A,Co,Kew\n2,B,Co,Hawthorn\n' >export.csv
    convert 1 export.csv
    expect_values out/Accounts.csv <<'END'
name,billing_address_city
Co,Hawthorn
END
}

@test "a person's account is cut in the name, never in the number" {
    local first last
    first=$(repeat_letter f 100)
    last=$(repeat_letter l 100)
    printf 'Cust No.,Name,Last\n2147483647,%s,%s\n' "$first" "$last" >export.csv
    convert 0 export.csv
    expect_values out/Accounts.csv <<END
name
$first ${last:0:36} (2147483647)
END
}

@test "a company named like a person's account is noticed" {
    printf 'Cust No.,Name,Last,CONAME\n7,Ada,Bell,Ada Bell (7)\n' >export.csv
    convert 0 export.csv
    expect_issues <<'END'
line 2, customer 7, column "CONAME": the company is named as the account of a person without one would be; on the way back it will count as none ("Ada Bell (7)") [company-like-person]
END
}

# One customer with a company and one without, each with an address.
write_two_kinds() {
    printf 'Cust No.,Last,CONAME,Customer Class,Suburb,Tel Home,Website\n'
    printf '1,A,Co,VIP,Kew,03 9555 0000,co.example\n'
    printf '2,B,,VIP,Carlton,03 9555 0001,b.example\n'
}

@test "--no-company contact puts the address on the contact and reports what has no place" {
    write_two_kinds >export.csv
    convert 0 --no-company contact export.csv
    expect_values out/Accounts.csv <<'END'
name,cp_cust_customerclass_c,billing_address_city,phone_office,website
Co,VIP,Kew,03 9555 0000,co.example
END
    LC_ALL=C sed -E '1d; s/[0-9a-f-]{36}/ID/g' out/Contacts.csv >contacts
    expect_records contacts <<'END'
ID,ID,A,1,0,,
ID,,B,2,0,Carlton,03 9555 0001
END
    grep -q '^id,account_id,last_name,cp_cust_code_c,cp_synch_c,primary_address_city,phone_home' out/Contacts.csv
    expect_issues <<'END'
line 3, customer 2, column "Customer Class": Accounts.cp_cust_customerclass_c: the customer has no account, and the contact has no place for the value; it was left out ("VIP" -> "") [no-place]
line 3, customer 2, column "Website": Accounts.website: the customer has no account, and the contact has no place for the value; it was left out ("b.example" -> "") [no-place]
END
}

@test "--no-company skip makes no account and reports what is lost" {
    write_two_kinds >export.csv
    convert 0 --no-company skip export.csv
    expect_values out/Accounts.csv <<'END'
name,cp_cust_customerclass_c,billing_address_city,phone_office,website
Co,VIP,Kew,03 9555 0000,co.example
END
    LC_ALL=C sed -E '1d; s/[0-9a-f-]{36}/ID/g' out/Contacts.csv >contacts
    expect_records contacts <<'END'
ID,ID,A,1,0
ID,,B,2,0
END
    grep -c '^line 3, customer 2, .* \[no-place\]$' report.txt | grep -qx 4
}

@test "a website of nothing but its scheme is blank" {
    printf 'Cust No.,Last,Website\n1,A,http://\n2,B,HTTPS://\n3,C,http://c.example\n' >export.csv
    convert 0 export.csv
    expect_values out/Accounts.csv <<'END'
name,website
A (1),
B (2),
C (3),http://c.example
END
    expect_issues <<'END'
line 2, customer 1, column "Website": an address without a name is no website; it was left out ("http://" -> "") [empty-website]
line 3, customer 2, column "Website": an address without a name is no website; it was left out ("HTTPS://" -> "") [empty-website]
END
}

@test "cells are quoted where they must be" {
    printf 'Cust No.,Last,CONAME,Suburb\n1,"A, B","Co; Ltd",a|b\n' >export.csv
    convert 0 export.csv
    expect_values out/Contacts.csv <<'END'
last_name,cp_cust_code_c,cp_synch_c
"A, B",1,0
END
    expect_values out/Accounts.csv <<'END'
name,billing_address_city
Co; Ltd,a|b
END
}

# Values that a wizard damages.
write_damaged_values() {
    printf 'Cust No.,Last,CONAME,Email,Address 1\n'
    printf '1,A,"The ""Anchor"" Hotel",,4 Kelp St\\\n'
    printf '2,B,<b>VIP</b> Traders,o'"'"'shea@example.com,"\U1F99C Lane"\n'
}

@test "what SuiteCRM's wizard would damage is reported" {
    write_damaged_values >export.csv
    convert 0 export.csv
    expect_values out/Accounts.csv <<'END'
name,billing_address_street
"The ""Anchor"" Hotel",4 Kelp St\
<b>VIP</b> Traders,🦜 Lane
END
    expect_values out/Contacts.csv <<'END'
last_name,cp_cust_code_c,cp_synch_c
A,1,0
B,2,0
END
    grep -qxF 'line 2, customer 1, column "CONAME": Accounts.name: the import wizard would change the value ("The "Anchor" Hotel" -> "The &Anchor& Hotel") [wizard-damage]' report.txt
    grep -qx 'line 2, customer 1, column "Address 1": Accounts.billing_address_street: the value ends in a backslash, .* \[wizard-row\]' report.txt
    grep -qxF 'line 3, customer 2, column "Address 1": Accounts.billing_address_street: the import wizard would change the value ("🦜 Lane" -> "???? Lane") [wizard-damage]' report.txt
    [[ $(grep -cxF 'line 3, customer 2, column "Email": Accounts.email1: the import wizard would refuse the row for this address; it was left out ("o'"'"'shea@example.com" -> "") [wizard-email]' report.txt) -eq 1 ]]
    [[ $(grep -cxF 'line 3, customer 2, column "Email": Contacts.email1: the import wizard would refuse the row for this address; it was left out ("o'"'"'shea@example.com" -> "") [wizard-email]' report.txt) -eq 1 ]]
}

@test "--protect writes a harmless equivalent and reports that instead" {
    write_damaged_values >export.csv
    convert 0 --protect export.csv
    run ! grep -qE '\[wizard-(damage|row)\]' report.txt
    grep -qF 'The “Anchor” Hotel' out/Accounts.csv
    run ! grep -qF '<b>' out/Accounts.csv
    LC_ALL=C run ! grep -q $'[\xF0-\xF4]' out/Accounts.csv
    grep -qxF 'line 2, customer 1, column "CONAME": Accounts.name: written in a form that the import wizard leaves alone ("The "Anchor" Hotel" -> "The “Anchor” Hotel") [protected]' report.txt
    grep -q '\[wizard-email\]$' report.txt
}

@test "SugarCRM's wizard takes quotes and apostrophes" {
    write_damaged_values >export.csv
    convert 0 --target sugarcrm export.csv
    run ! grep -qE 'column "(Email|CONAME)".*"The "Anchor"|\[wizard-email\]' report.txt
    grep -qF "o'shea@example.com" out/Contacts.csv
    grep -qx 'line 3, customer 2, column "CONAME": .* ("<b>VIP</b> Traders" -> "VIP Traders") \[wizard-damage\]' report.txt
}

@test "a record longer than the wizard reads at a time is reported" {
    possum 0 mapping
    { cat stdout; echo 'Accounts,description,Description,,Notes,,text'; } >mapping.csv
    { printf 'Cust No.,Last,Notes\n1,A,'; repeat_letter x 8200; printf '\n2,B,short\n'; } >export.csv
    convert 0 --mapping mapping.csv export.csv
    grep -qx 'line 2, customer 1: the record in Accounts has [0-9]* bytes; the import wizard may split one of over 8191 \[wizard-row\]' report.txt
    [[ $(grep -c '\[wizard-row\]$' report.txt) -eq 2 ]] # once in the summary
}
