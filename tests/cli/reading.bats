#!/usr/bin/env bats
# Reading: encodings, delimiters, line ends, headers (product.md "Reading a file"). Whatever the file
# is like, the line numbers are an editor's.

load support

# Two customers with letters beyond ASCII and one without a number, on line 4.
write_plain_export() {
    printf 'Cust No.,Name,Last\n1,Zoë,Šimek\n2,Renée,Núñez\n,Nobody,Numbered\n'
}

expect_plain_contacts() {
    expect_values out/Contacts.csv <<'END'
first_name,last_name,cp_cust_code_c,cp_synch_c
Zoë,Šimek,1,0
Renée,Núñez,2,0
END
    expect_issues <<'END'
line 4, column "Cust No.": the customer number is missing ("") [no-customer-number]
END
    expect_counts 3 2 1 0
}

@test "UTF-8, with and without byte order mark" {
    write_plain_export >export.csv
    convert 1 export.csv
    expect_dialect 'export.csv: comma, UTF-8, LF, header on line 1, 3 columns'
    expect_plain_contacts
    { printf '\xEF\xBB\xBF'; write_plain_export; } >export.csv
    convert 1 --force export.csv
    expect_dialect 'export.csv: comma, UTF-8, LF, header on line 1, 3 columns'
    expect_plain_contacts
}

@test "Windows-1252 is what is no UTF-8" {
    write_plain_export | iconv -f UTF-8 -t WINDOWS-1252 >export.csv
    convert 1 export.csv
    expect_dialect 'export.csv: comma, Windows-1252, LF, header on line 1, 3 columns'
    expect_plain_contacts
}

@test "UTF-16 of either order, with tabs and CRLF, as Excel's Unicode Text is" {
    local order
    for order in LE BE; do
        { printf '\uFEFF'; write_plain_export | tr ',' '\t' | sed 's/$/\r/'; } |
            iconv -f UTF-8 -t "UTF-16$order" >export.txt
        convert 1 --force export.txt
        expect_dialect "export.txt: tab, UTF-16$order, CRLF, header on line 1, 3 columns"
        expect_plain_contacts
    done
}

@test "UTF-16 without its last byte loses the row that the byte belongs to, and no other" {
    { printf '\uFEFF'; write_plain_export; printf '5,Ada,Late'; } |
        iconv -f UTF-8 -t UTF-16LE | head -c -1 >export.txt
    convert 1 export.txt
    expect_issues <<'END'
line 4, column "Cust No.": the customer number is missing ("") [no-customer-number]
line 5, customer 5: the record holds bytes that the file's encoding does not know [undecodable]
END
    expect_counts 4 2 2 0
    grep -qx $'5,undecodable,the record holds .*,5,Ada,Lat\xEF\xBF\xBD\r' out/rejects.csv
}

@test "UTF-16 without byte order mark is told to say so" {
    write_plain_export | iconv -f UTF-8 -t UTF-16LE >export.csv
    convert 3 export.csv
    expect_message 'export.csv holds NUL bytes, as UTF-16 does when its byte order mark is missing; try --encoding UTF-16LE, or save the file as CSV UTF-8'
    convert 1 --encoding UTF-16LE export.csv
    expect_plain_contacts
}

@test "more valid than invalid sequences: UTF-8, and the broken rows are rejected" {
    printf 'Cust No.,Name,Last\n1,Zoë,Ré\n2,Ren\xE9,Bad\n3,A,B\n' >export.csv
    convert 1 export.csv
    expect_dialect 'export.csv: comma, UTF-8, LF, header on line 1, 3 columns'
    expect_issues <<'END'
line 3, customer 2: the record holds bytes that the file's encoding does not know [undecodable]
END
    expect_counts 3 2 1 0
}

@test "not more valid than invalid sequences: Windows-1252" {
    printf 'Cust No.,Name,Last\n1,Zo\xC3\xAB,A\n2,Ren\xE9,B\n' >export.csv
    convert 0 export.csv
    expect_dialect 'export.csv: comma, Windows-1252, LF, header on line 1, 3 columns'
    expect_values out/Contacts.csv <<'END'
first_name,last_name,cp_cust_code_c,cp_synch_c
ZoÃ«,A,1,0
René,B,2,0
END
}

@test "--encoding overrides what would be found" {
    printf 'Cust No.,Name,Last\n1,\xB9,\xE9\n' >export.csv
    convert 0 --encoding ISO-8859-2 export.csv
    expect_dialect 'export.csv: comma, ISO-8859-2, LF, header on line 1, 3 columns'
    expect_values out/Contacts.csv <<'END'
first_name,last_name,cp_cust_code_c,cp_synch_c
š,é,1,0
END
}

# Far below the first mebibyte stands the only letter that tells the encoding.
write_large_export() {
    echo 'Cust No.,Name,Last'
    make_customers 60000
    printf '70000,Ren\xE9,Far Down\n'
}

@test "a file is scanned whole for its encoding" {
    write_large_export >export.csv
    [[ $(head -c 1048576 export.csv | wc -l) -lt 60000 ]]
    convert 0 export.csv
    expect_dialect 'export.csv: comma, Windows-1252, LF, header on line 1, 3 columns'
    grep -q ',René,Far Down,70000,0' out/Contacts.csv
}

@test "a pipe is scanned over its first mebibyte" {
    convert 1 - < <(write_large_export)
    expect_dialect 'standard input: comma, UTF-8, LF, header on line 1, 3 columns'
    expect_issues <<'END'
line 60002, customer 70000: the record holds bytes that the file's encoding does not know [undecodable]
END
    expect_counts 60001 60000 1 0
}

@test "the delimiter is found" {
    local name delimiter
    while read -r name delimiter; do
        write_plain_export | sed "s/,/$delimiter/g" >export.csv
        convert 1 --force export.csv
        expect_dialect "export.csv: $name, UTF-8, LF, header on line 1, 3 columns"
        expect_plain_contacts
    done <<'END'
comma ,
semicolon ;
tab \t
pipe |
END
}

@test "a decimal comma does not hide the semicolon" {
    printf 'Cust No.;Name;Last;Points, total\n1;Ada;Bell;2,5\n' >export.csv
    convert 0 export.csv
    expect_dialect 'export.csv: semicolon, UTF-8, LF, header on line 1, 4 columns'
}

@test "Excel's line sep=; is understood, and --delimiter overrides it" {
    { printf 'sep=;\r\n'; write_plain_export | tr ',' ';' | sed 's/$/\r/'; } >export.csv
    convert 1 export.csv
    expect_dialect 'export.csv: semicolon, UTF-8, CRLF, header on line 2, 3 columns'
    expect_issues <<'END'
line 5, column "Cust No.": the customer number is missing ("") [no-customer-number]
END
    expect_counts 3 2 1 0
    { printf 'sep=;\n'; write_plain_export; } >export.csv
    convert 1 --force --delimiter , export.csv
    expect_dialect 'export.csv: comma, UTF-8, LF, header on line 2, 3 columns'
}

@test "sep= may name a delimiter that is never looked for" {
    { printf 'sep=!\n'; write_plain_export | tr ',' '!'; } >export.csv
    convert 1 export.csv
    expect_dialect 'export.csv: "!", UTF-8, LF, header on line 2, 3 columns'
    expect_counts 3 2 1 0
}

@test "line ends of every kind, and none at the end" {
    local name ending
    while read -r name ending; do
        write_plain_export | head -c -1 | sed "s/\$/$ending/" | tr -d '\n' | tr '@' '\n' >export.csv
        convert 1 --force export.csv
        expect_dialect "export.csv: comma, UTF-8, $name, header on line 1, 3 columns"
        expect_plain_contacts
    done <<'END'
LF @
CRLF \r@
CR \r
END
}

@test "line ends that are mixed" {
    printf 'Cust No.,Name,Last\r\n1,Zoë,Šimek\r2,Renée,Núñez\n,Nobody,Numbered' >export.csv
    convert 1 export.csv
    expect_dialect 'export.csv: comma, UTF-8, mixed, header on line 1, 3 columns'
    expect_plain_contacts
}

@test "headers match whatever their case, spacing and punctuation" {
    local header
    while IFS= read -r header; do
        printf '%s\n1,Zoë,Šimek\n2,Renée,Núñez\n,Nobody,Numbered\n' "$header" >export.csv
        convert 1 --force export.csv
        expect_counts 3 2 1 0
        expect_values out/Contacts.csv <<'END'
first_name,last_name,cp_cust_code_c,cp_synch_c
Zoë,Šimek,1,0
Renée,Núñez,2,0
END
    done <<'END'
CUSTOMER NUMBER,NAME,LAST
Cust No,name,last
cust_no., Name , Last
 CustNo ,"First Name","Last Name"
Customer-Number,first_name,SURNAME
END
}

@test "columns stand in any order, and further ones are reported and left alone" {
    printf 'Loyalty,Last,Name,Cust No.,Last\tSale\n5,Šimek,Zoë,1,\n,Núñez,Renée,2,today\n' >export.csv
    convert 0 export.csv
    expect_values out/Contacts.csv <<'END'
first_name,last_name,cp_cust_code_c,cp_synch_c
Zoë,Šimek,1,0
Renée,Núñez,2,0
END
    sed -n '/^Columns that map/,/^$/p' report.txt >columns
    expect_bytes columns <<'END'
Columns that map to nothing, in export.csv
  "Loyalty"  filled in 1 of 2
  "Last\tSale"  filled in 1 of 2

END
}

@test "the first column called Email is the contact's, the second the account's" {
    printf 'Cust No.,Last,Email,CONAME,Email\n1,A,a@example.com,Co,b@example.com\n' >export.csv
    convert 0 export.csv
    expect_values out/Contacts.csv <<'END'
last_name,email1,cp_cust_code_c,cp_synch_c
A,a@example.com,1,0
END
    expect_values out/Accounts.csv <<'END'
name,email1
Co,b@example.com
END
}

@test "one column called Email goes to both" {
    printf 'Cust No.,Last,CONAME,Email\n1,A,Co,a@example.com\n' >export.csv
    convert 0 export.csv
    expect_values out/Contacts.csv <<'END'
last_name,email1,cp_cust_code_c,cp_synch_c
A,a@example.com,1,0
END
    expect_values out/Accounts.csv <<'END'
name,email1
Co,a@example.com
END
}

@test "a column that stands twice is warned of on the header's line" {
    printf 'Title line\nCust No.,Last,Mob,Mob\n1,A,0491570110,0491570156\n' >export.csv
    convert 0 export.csv
    expect_values out/Contacts.csv <<'END'
last_name,cp_cust_code_c,phone_mobile,cp_synch_c
A,1,0491570110,0
END
    expect_issues <<'END'
line 2, column "Mob": column 4 could go to Contacts.phone_mobile too, but another column does; it is left out [column-repeated]
END
}

@test "titles above the header and blank lines are nothing" {
    printf 'Customer List,,Printed 1/2/2026\n\n   \nStore 7\nCust No.,Name,Last\n\n1,Zoë,Šimek\n \t \n\n,Nobody,Numbered\n\n' >export.csv
    convert 1 export.csv
    expect_dialect 'export.csv: comma, UTF-8, LF, header on line 5, 3 columns'
    expect_issues <<'END'
line 10, column "Cust No.": the customer number is missing ("") [no-customer-number]
END
    expect_counts 2 1 1 0
}

@test "the header may be the 20th record, but not the 21st" {
    { seq -f 'Title %g' 19; write_plain_export; } >export.csv
    convert 1 export.csv
    expect_dialect 'export.csv: comma, UTF-8, LF, header on line 20, 3 columns'
    { seq -f 'Title %g' 20; write_plain_export; } >late.csv
    convert 3 --force late.csv
    grep -q '^possum: late.csv has no header that can be used: none of its first 20 records ' stderr
}

@test "a title with words like columns is no header" {
    printf 'Customer Number,Report\nCust No.,Name,Last\n1,Zoë,Šimek\n' >export.csv
    convert 0 export.csv
    expect_dialect 'export.csv: comma, UTF-8, LF, header on line 2, 3 columns'
}

@test "without a customer number column the file is refused with a sentence that says so" {
    printf 'Name,Last,Email\nAda,Bell,ada@example.com\n' >export.csv
    convert 3 export.csv
    expect_message 'export.csv has no header that can be used: none of its first 20 records has a customer number column ("Cust No.") and at least two other known ones; the columns seen on line 1 are "Name", "Last", "Email"; export it with the customer number included, or name that column with --column cp_cust_code=HEADER'
    [[ ! -e out && ! -e report.txt ]]
}

@test "a mistyped customer number column is guessed" {
    printf 'Cust Nmber,Name,Last\n1,Ada,Bell\n' >export.csv
    convert 3 export.csv
    grep -qF 'if "Cust Nmber" is the customer number, say --column cp_cust_code="Cust Nmber"' stderr
    convert 0 --column 'cp_cust_code=Cust Nmber' export.csv
    expect_counts 1 1 0 0
}

@test "a customer number column and one other are no header" {
    printf 'Cust No.,Last,Shoe Size\n1,Bell,38\n' >export.csv
    convert 3 export.csv
    printf 'Cust No.,Last,Mob\n1,Bell,0491570110\n' >export.csv
    convert 0 export.csv
}

@test "an empty file, and one of blank lines only" {
    : >export.csv
    convert 3 export.csv
    expect_message 'export.csv is empty; it has no header and no customers'
    printf '\n\r\n  \n' >export.csv
    convert 3 export.csv
    expect_message 'export.csv is empty; it has no header and no customers'
}

@test "a header alone: files without records, whatever ends the line" {
    printf 'Cust No.,Name,Last\n' >export.csv
    convert 0 export.csv
    expect_counts 0 0 0 0
    expect_records out/Contacts.csv <<<'id,last_name,cp_cust_code_c,cp_synch_c'
    expect_records out/Accounts.csv <<<'id,name'
    printf 'Cust No.,Name,Last' >export.csv
    convert 0 --force export.csv
    expect_counts 0 0 0 0
}

@test "titles, totals, page numbers and the header again are skipped, not rejected" {
    printf 'Cust No.,Name,Last,Mob\n1,A,B,\nPage 2 of 8\nCUST NO., Name,Last,Mob\n,,,\nTotal,,,17\n2,C,D,\n' >export.csv
    convert 0 export.csv
    expect_issues <<'END'
line 3: no customer number, no name, no company and no email: a title, a total or a page number [not-a-customer]
line 4: the header stands here again [repeated-header]
line 5: no customer number, no name, no company and no email: a title, a total or a page number [not-a-customer]
line 6: no customer number, no name, no company and no email: a title, a total or a page number [not-a-customer]
END
    expect_counts 6 2 0 4
}

@test "an input that is missing, a directory or below a plain file" {
    convert 3 nowhere.csv
    expect_message 'nowhere.csv cannot be opened: No such file or directory'
    mkdir folder
    convert 3 folder
    expect_message 'folder is a directory; name the file in it'
    : >file
    convert 3 file/export.csv
    expect_message 'file/export.csv cannot be opened: Not a directory'
    [[ ! -e out ]]
}

@test "standard input gives the bytes that the file gives" {
    cp "$ROOT/samples/clickpos-export.csv" .
    possum 1 to-sugar clickpos-export.csv -o by-name
    possum 1 to-sugar - -o by-pipe < <(cat clickpos-export.csv)
    possum 1 to-sugar - -o by-redirection <clickpos-export.csv
    diff -r by-name by-pipe
    diff -r by-name by-redirection
}

@test "what is read ahead of a limit does not show in the report" {
    {
        printf 'Cust No.,Name,Last\r\n'
        awk 'BEGIN { for (i = 1; i <= 5000; i++) printf "%d,Jo,Doe%s\n", i, (i > 2500 ? "" : "\r") }'
    } >export.csv
    local jobs
    for jobs in 1 2; do
        possum 0 to-sugar export.csv --dry-run --limit 9 --jobs "$jobs" --report "limit-$jobs.txt"
        [[ $(head -n 1 "limit-$jobs.txt") == *", CRLF, "* ]]
        possum 0 to-sugar export.csv --dry-run --jobs "$jobs" --report "whole-$jobs.txt"
        [[ $(head -n 1 "whole-$jobs.txt") == *", mixed, "* ]]
    done
    cmp limit-1.txt limit-2.txt
    cmp whole-1.txt whole-2.txt
}

@test "the same bytes whatever --jobs says" {
    {
        echo 'Cust No.,Name,Last,CONAME,Mob'
        awk 'BEGIN {
            for (i = 1; i <= 20000; i++) {
                if (i % 97 == 0) printf "%d,\"Broken,Row\n", i
                else if (i % 89 == 0) printf ",No,Number,,\n"
                else if (i % 83 == 0) printf "%d,Twice,Given,,4%08d\n", i - 1, i
                else printf "%d,First %d,Last,Company %d,4%08d\n", i, i, i % 500, i
            }
        }'
    } >export.csv
    local jobs
    for jobs in 1 2 7; do
        possum 1 to-sugar export.csv -o "out-$jobs" --jobs "$jobs" --report "report-$jobs.json" \
            --report "report-$jobs.txt"
    done
    diff -r out-1 out-2
    diff -r out-1 out-7
    cmp report-1.json report-7.json
    cmp report-1.txt report-7.txt
}
