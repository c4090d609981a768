#!/usr/bin/env bats
# Damage: quotes that never close, cells too many or too few, sizes beyond bounds. A broken row is
# lost alone, at the line where it began (product.md "Reading a file").

load support

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
