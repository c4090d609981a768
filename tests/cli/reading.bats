#!/usr/bin/env bats
# Reading: encodings, delimiters, line ends, headers, damaged quotes, sizes (product.md "Reading a
# file"). Whatever the file is like, the line numbers are an editor's.

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

@test "an unclosed quote in record 50 of 200 loses record 50 and nothing else" {
    { echo 'Cust No.,Name,Last'; make_customers 200 | sed '50s/First/"First/'; } >export.csv
    convert 1 export.csv
    expect_issues <<'END'
line 51, customer 50: a cell opens with a quote that never closes [quote-open]
END
    expect_counts 200 199 1 0
    diff <(make_customers 200 | sed '50d') \
        <(sed -E '1d; s/^[^,]*,[^,]*,([^,]*,[^,]*),([^,]*),0\r/\2,\1/' out/Contacts.csv)
    expect_rejects out/rejects.csv <<'END'
possum_line,possum_code,possum_reason,Cust No.,Name,Last
51,quote-open,a cell opens with a quote that never closes,50,"""First 50",Last 50
END
}

@test "an unclosed quote in the last record, with and without a line end" {
    { echo 'Cust No.,Name,Last'; make_customers 3; printf '4,"Ada,Bell'; } >export.csv
    convert 1 export.csv
    expect_issues <<'END'
line 5, customer 4: a cell opens with a quote that never closes [quote-open]
END
    expect_counts 4 3 1 0
    echo >>export.csv
    convert 1 --force export.csv
    expect_counts 4 3 1 0
}

@test "an unclosed quote in a file far larger than a record may be" {
    { echo 'Cust No.,Name,Last'; make_customers 150000 | sed '50s/First/"First/'; } >export.csv
    convert 1 export.csv
    expect_issues <<'END'
line 51, customer 50: a cell opens with a quote that never closes [quote-open]
END
    expect_counts 150000 149999 1 0
}

@test "text behind a closing quote loses its row alone" {
    printf 'Cust No.,Name,Last\n1,A,B\n2,"Ann"e,C\n3,D,E\n' >export.csv
    convert 1 export.csv
    expect_issues <<'END'
line 3, customer 2: text stands behind the closing quote of a cell [quote-junk]
END
    expect_counts 3 2 1 0
}

@test "an unclosed quote that meets a sound one further down loses its row alone" {
    printf 'Cust No.,Name,Last\n1,A,B\n2,"C,D\n3,E,"F, G"\n4,H,I\n' >export.csv
    convert 1 export.csv
    expect_counts 4 3 1 0
    grep -q '^line 3, customer 2: ' report.txt
    expect_values out/Contacts.csv <<'END'
first_name,last_name,cp_cust_code_c,cp_synch_c
A,B,1,0
E,"F, G",3,0
H,I,4,0
END
}

@test "a stray quote that meets another one far below: a later line stands alone" {
    { echo 'Cust No.,Name,Last'; make_customers 9 | sed -e '2s/Last 2/"Last 2/' -e '7s/Last 7/Last 7"/'; } >export.csv
    convert 1 export.csv
    grep -qx 'line 3, customer 2: a stray quote opens a cell here and would swallow the rows below \[quote-stray\]' report.txt
    expect_counts 9 8 1 0
    grep -q '"Last 7""",7,0' out/Contacts.csv
}

@test "a stray quote that meets another one: the record ends with too many cells" {
    printf 'Cust No.,Name,Last\n1,"A,B\nx,C",D,E\n3,F,G\n' >export.csv
    convert 1 export.csv
    grep -qx 'line 2, customer 1: a stray quote opens a cell here and would swallow the rows below \[quote-stray\]' report.txt
    grep -qx 'line 3: the record has 4 cells, the header 3; .* \[too-many-cells\]' report.txt
    expect_counts 3 1 2 0
}

@test "line breaks inside quotes are text, and counted as lines" {
    printf 'Cust No.,Last,Address 1\r\n1,A,"Unit 3\r\n12 Example St\r\n\r\nLane"\r\n,B,"x"\r\n' >export.csv
    convert 1 export.csv
    printf 'name,billing_address_street\r\nA (1),"Unit 3\n12 Example St\n\nLane"\r\n' >wanted
    LC_ALL=C sed -E 's/^([0-9a-f-]{36}|id),//' out/Accounts.csv | cmp - wanted
    expect_issues <<'END'
line 6, column "Cust No.": the customer number is missing ("") [no-customer-number]
END
}

@test "a quote inside a cell that does not start with one is text" {
    printf 'Cust No.,Last,Address 1\n1,5" pipe,6" x 4"\n2,A," ""B"" "\n' >export.csv
    convert 0 --protect export.csv
    expect_counts 2 2 0 0
    expect_values out/Contacts.csv <<'END'
last_name,cp_cust_code_c,cp_synch_c
5” pipe,1,0
A,2,0
END
}

# A cell of 5 MB in the last row but one.
write_huge_cell() { # QUOTE CUSTOMERS_BEFORE
    echo 'Cust No.,Name,Last'
    make_customers "$2"
    printf '%d,%s' $(($2 + 1)) "$1"
    repeat_letter x 5000000
    printf '%s,B\n' "$1"
    make_customers 1 $(($2 + 2))
}

@test "a cell of 5 MB, quoted or not, loses its row and nothing else" {
    local quote
    for quote in '' '"'; do
        write_huge_cell "$quote" 30 >export.csv
        convert 1 --force export.csv
        expect_codes <<'END'
line 32, customer 31 [too-large]
END
        expect_counts 32 31 1 0
        possum 1 to-sugar - -o by-pipe --force < <(cat export.csv)
        diff -r out by-pipe
    done
}

@test "a cell of 5 MB among the first records" {
    write_huge_cell '"' 1 >export.csv
    convert 1 export.csv
    expect_codes <<'END'
line 3, customer 2 [too-large]
END
    expect_counts 3 2 1 0
}

@test "a cell of 64 KiB is taken, one byte more is not" {
    local size
    for size in 65536 65537; do
        printf 'Cust No.,Last,CONAME,Notes\n1,A,,'
        repeat_letter x "$size"
        printf '\n2,B,,y\n'
    done >export.csv # the second header is skipped, and number 2 repeated
    convert 1 export.csv
    expect_codes <<'END'
line 4 [repeated-header]
line 5, customer 1 [too-large]
line 6, customer 2 [repeated-row]
END
    expect_counts 5 2 1 2
}

@test "a record over 1 MiB is lost alone" {
    awk 'BEGIN {
        for (cell = "x"; length(cell) < 60000;) cell = cell cell
        cell = substr(cell, 1, 60000)
        printf "Cust No.,Last,CONAME"
        for (i = 0; i < 18; i++) printf ",N%d", i
        printf "\n1,A,Co\n2,B,Co"
        for (i = 0; i < 18; i++) printf ",%s", cell
        print "\n3,C,Co"
    }' >export.csv
    convert 1 export.csv
    expect_codes <<'END'
line 2, customer 1 [too-few-cells]
line 3, customer 2 [too-large]
line 4, customer 3 [too-few-cells]
END
    expect_counts 3 2 1 0
}

@test "a NUL byte rejects its row" {
    printf 'Cust No.,Name,Last\n1,A,B\n2,C\0D,E\n3,F,G\n' >export.csv
    convert 1 export.csv
    expect_issues <<'END'
line 3, customer 2: the record holds a NUL byte [nul-byte]
END
    expect_counts 3 2 1 0
    expect_rejects out/rejects.csv <<'END'
possum_line,possum_code,possum_reason,Cust No.,Name,Last
3,nul-byte,the record holds a NUL byte,2,C�D,E
END
}

@test "one cell too many rejects the row, blank ones do not" {
    printf 'Cust No.,Name,Last\n1,A,B,\n2,C,D,E\n3,F,G, ,,\n' >export.csv
    convert 1 export.csv
    expect_issues <<'END'
line 3, customer 2: the record has 4 cells, the header 3; an unquoted delimiter may have shifted the columns [too-many-cells]
END
    expect_counts 3 2 1 0
    expect_rejects out/rejects.csv <<'END'
possum_line,possum_code,possum_reason,Cust No.,Name,Last
3,too-many-cells,"the record has 4 cells, the header 3; an unquoted delimiter may have shifted the columns",2,C,D,E
END
}

@test "cells that are missing count as blank, with a warning" {
    printf 'Cust No.,Last,Mob,CONAME\n1,A\n2\n' >export.csv
    convert 1 export.csv
    expect_issues <<'END'
line 2, customer 1: the record has 2 cells, the header 4; the missing ones count as blank [too-few-cells]
line 3, customer 2, column "Last": there is no last name, no first name and no company ("") [no-name]
END
    expect_counts 2 1 1 0
}

@test "5,000 extra columns" {
    awk 'BEGIN {
        printf "Cust No.,Last,Mob"
        for (i = 0; i < 5000; i++) printf ",Extra %d", i
        for (row = 1; row <= 3; row++) {
            printf "\n%d,A,0491570110", row
            for (i = 0; i < 5000; i++) printf ",x"
            if (row == 2) printf ",x"
        }
        print ""
    }' >export.csv
    convert 1 export.csv
    expect_dialect 'export.csv: comma, UTF-8, LF, header on line 1, 5,003 columns'
    expect_issues <<'END'
line 3, customer 2: the record has 5004 cells, the header 5003; an unquoted delimiter may have shifted the columns [too-many-cells]
END
    expect_counts 3 2 1 0
    grep -qx '  and 4,980 more, which a .json report lists' report.txt
    [[ $(head -n 1 out/rejects.csv | tr -cd , | wc -c) -eq 5005 ]]
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
