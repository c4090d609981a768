#!/usr/bin/env bats
# Rejects can be fed back: fixed in Excel, fed in again, accepted (product.md "Rules that hold
# everywhere", "Outputs").

load support

@test "UTF-8 with byte order mark, comma and CRLF, whatever the input was" {
    printf '\uFEFFCust No.\tName\tLast\tLoyalty Points\n\tZoë\tŠimek, Jr\t5\n1\tAda\tBell\t\n' |
        iconv -f UTF-8 -t UTF-16LE >export.txt
    convert 1 export.txt
    expect_rejects out/rejects.csv <<'END'
possum_line,possum_code,possum_reason,Cust No.,Name,Last,Loyalty Points
2,no-customer-number,Cust No.: the customer number is missing,,Zoë,"Šimek, Jr",5
END
}

@test "the header comes as it stood, without the title above it" {
    printf 'Customers of today\n CUST-NO. ;name;LAST;;"a;b"\n;Ada;Bell;x;y\n' >export.csv
    convert 1 export.csv
    expect_rejects out/rejects.csv <<'END'
possum_line,possum_code,possum_reason," CUST-NO. ",name,LAST,,a;b
3,no-customer-number,CUST-NO.: the customer number is missing,,Ada,Bell,x,y
END
}

@test "all that is wrong with a row stands in its reason, the first in its code" {
    {
        printf 'Cust No.,Name,Last,State\n12-34,'
        repeat_letter n 101
        printf ',Bell,'
        repeat_letter s 101
        printf '\n'
    } >export.csv
    convert 1 export.csv
    cut -d, -f1-4 out/rejects.csv | tail -n 1 >row
    grep -qx '2,bad-customer-number,"Cust No.: the customer number is not a whole number from 1 to 2147483647; Name: the value has 101 characters.*' row
    grep -q '; State: the value has 101 characters, the CRM'"'"'s field billing_address_state takes 100"' out/rejects.csv
}

@test "rejects that were fixed are accepted, and become what sound rows would have been" {
    cat >sound.csv <<'END'
Cust No.,Name,Last,CONAME,Mob,Address 1,Post/ZIP,Notes
1,Ada,Able,"=SUM(A1)",0411222333,"Unit 3
12 Example St",0800,-
2,Ben,"Bell, Jr",@home,+61 411 222 333,"The ""Laurels""",3000,'quoted
3,Cy,Cole,-,0011 61 3 9555 0000,"say ""no"", thrice",0200,1234567890123456
END
    sed -E 's/^[123],/x&/' sound.csv >export.csv
    convert 1 export.csv
    expect_counts 3 0 3 0
    sed -E 's/,x([123]),/,\1,/' out/rejects.csv >fixed.csv
    run ! cmp -s fixed.csv out/rejects.csv
    possum 0 to-sugar fixed.csv -o fixed --report fixed.txt
    possum 0 to-sugar sound.csv -o sound --report sound.txt
    diff -r fixed sound
    run ! grep -q unwrapped fixed.txt
}

@test "cells that Excel would run or change are guarded" {
    cat >export.csv <<'END'
Cust No.,Name,Last,CONAME,Mob,Tel Home,Email,Suburb,Notes
,=1+1,+B,-C,@D,0411222333,a@example.com,007,1234567890123456
,"=""0411""",12,0,0.5,03 9555 0000,-1,0x,123456789012345
END
    convert 1 export.csv
    expect_rejects out/rejects.csv <<'END'
possum_line,possum_code,possum_reason,Cust No.,Name,Last,CONAME,Mob,Tel Home,Email,Suburb,Notes
2,no-customer-number,Cust No.: the customer number is missing,,"=""=1+1""","=""+B""","=""-C""","=""@D""","=""0411222333""",a@example.com,"=""007""","=""1234567890123456"""
3,no-customer-number,Cust No.: the customer number is missing,,"=""=""""0411""""""",12,0,"=""0.5""","=""03 9555 0000""","=""-1""",0x,123456789012345
END
}

@test "a header that Excel would run is guarded too, and does not grow" {
    printf 'Cust No.,Name,Last,=Notes,-Mob\n,Ada,Bell,x,0411222333\n' >export.csv
    convert 1 export.csv
    cp out/rejects.csv first.csv
    expect_rejects first.csv <<'END'
possum_line,possum_code,possum_reason,Cust No.,Name,Last,"=""=Notes""","=""-Mob"""
2,no-customer-number,Cust No.: the customer number is missing,,Ada,Bell,x,"=""0411222333"""
END
    possum 1 to-sugar first.csv -o again
    cmp first.csv again/rejects.csv
}

@test "rejects of rejects do not pile up columns" {
    printf 'Title\nCust No.,Name,Last,Mob\n\n,Ada,Bell,0411222333\n9,Cy\n1,"x"y,Z,\n2,a,b,c,d\n' >export.csv
    convert 1 export.csv
    cp out/rejects.csv first.csv
    expect_rejects first.csv <<'END'
possum_line,possum_code,possum_reason,Cust No.,Name,Last,Mob
4,no-customer-number,Cust No.: the customer number is missing,,Ada,Bell,"=""0411222333"""
6,quote-junk,text stands behind the closing quote of a cell,1,"""x""y",Z,
7,too-many-cells,"the record has 5 cells, the header 4; an unquoted delimiter may have shifted the columns",2,a,b,c,d
END
    # What libcsv could not split is sound now: its quotes are text.
    possum 1 to-sugar first.csv -o second --report second.txt
    expect_rejects second/rejects.csv <<'END'
possum_line,possum_code,possum_reason,Cust No.,Name,Last,Mob
2,no-customer-number,Cust No.: the customer number is missing,,Ada,Bell,"=""0411222333"""
4,too-many-cells,"the record has 5 cells, the header 4; an unquoted delimiter may have shifted the columns",2,a,b,c,d
END
    possum 1 to-sugar second/rejects.csv -o third
    sed -e '2s/,,Ada/,5,Ada/' -e '3s/,c,d/,c/' third/rejects.csv >fixed.csv
    possum 0 to-sugar fixed.csv -o fixed
    expect_values fixed/Contacts.csv <<'END'
first_name,last_name,cp_cust_code_c,phone_mobile,cp_synch_c
Ada,Bell,5,0411222333,0
a,b,2,c,0
END
}

@test "the lines of a rejects file are its own, and its columns count without ours" {
    printf 'Cust No.,Name,Last\n\n\n,Ada,Bell\n' >export.csv
    convert 1 export.csv
    cp out/rejects.csv fed.csv
    convert 1 --force fed.csv
    expect_dialect 'fed.csv: comma, UTF-8, CRLF, header on line 1, 3 columns'
    expect_issues <<'END'
line 2, column "Cust No.": the customer number is missing ("") [no-customer-number]
END
}

@test "a row that is short, long or blank in a rejects file" {
    printf 'Cust No.,Name,Last\n,Ada,Bell\n' >export.csv
    convert 1 export.csv
    {
        cat out/rejects.csv
        printf '3,x,y,1,Ada\r\n,,,2,Ben,Bell,,\r\n5,x,y,3,Cy,Cole,too much\r\n,,,,,\r\n'
    } >fed.csv
    convert 1 --force fed.csv
    expect_issues <<'END'
line 2, column "Cust No.": the customer number is missing ("") [no-customer-number]
line 3, customer 1: the record has 2 cells, the header 3; the missing ones count as blank [too-few-cells]
line 3, customer 1, column "Last": there is no last name; the first name was moved there ("" -> "Ada") [name-moved]
line 5, customer 3: the record has 4 cells, the header 3; an unquoted delimiter may have shifted the columns [too-many-cells]
line 6: no customer number, no name, no company and no email: a title, a total or a page number [not-a-customer]
END
    expect_counts 5 2 2 1
}

@test "Excel may have saved the rejects with semicolons and in Windows-1252" {
    printf 'Cust No.,Name,Last,Mob\n,Zoë,Bell,0411222333\n' >export.csv
    convert 1 export.csv
    tail -c +4 out/rejects.csv | sed 's/missing,,/missing,7,/' | tr , ';' |
        iconv -f UTF-8 -t WINDOWS-1252 >fixed.csv
    possum 0 to-sugar fixed.csv -o fixed
    expect_values fixed/Contacts.csv <<'END'
first_name,last_name,cp_cust_code_c,phone_mobile,cp_synch_c
Zoë,Bell,7,0411222333,0
END
}

@test "what cannot be decoded stands there as U+FFFD" {
    printf 'Cust No.,Name,Last\n1,Zoë,Müller\n2,Ren\xE9,B\0b\n' >export.csv
    convert 1 export.csv
    expect_rejects out/rejects.csv <<'END'
possum_line,possum_code,possum_reason,Cust No.,Name,Last
3,nul-byte,the record holds a NUL byte,2,Ren�,B�b
END
}

@test "line breaks and quotes in a rejected value are kept" {
    printf 'Cust No.,Last,Address 1\n,Bell,"Unit 3\r\n12 ""Main"" St"\n' >export.csv
    convert 1 export.csv
    printf '\xEF\xBB\xBFpossum_line,possum_code,possum_reason,Cust No.,Last,Address 1\r\n2,no-customer-number,Cust No.: the customer number is missing,,Bell,"Unit 3\r\n12 ""Main"" St"\r\n' >wanted
    cmp wanted out/rejects.csv
}

@test "the rejected rows of the sample, fed back, are rejected for the same reasons" {
    possum 1 to-sugar "$ROOT/samples/clickpos-export.csv" -o out
    possum 1 to-sugar out/rejects.csv -o again
    # What only the rest of the file, its encoding or its quotes made wrong is sound now, but for
    # the comma that an unclosed quote had let in.
    cut -d, -f2 out/rejects.csv | grep -vE '^(duplicate-number|quote-[a-z]*|undecodable)$' |
        sort -u >codes
    cut -d, -f2 again/rejects.csv | sort -u | diff codes -
}
