#!/usr/bin/env bats
# Reports: the dialect first, each issue with its line, nothing that commands a terminal, a page or
# Excel. That JSON reports fit the schema and their counts add up is checked for every test of
# every file (support.bash, teardown_file).

load support

# An error, a warning, a notice and a skipped line, on the lines 3 to 6.
write_export() {
    cat <<'END'
Report of customers
Cust No.,Name,Last,Email,Mob,Shoe Size
,Ada,Able,,,38
2,Ben,Bell,ben@,,
3,Cy,Cole,,411222333,40
Page 1 of 1
4,Di,Dunn,di@example.com,,
END
}

@test "the text report" {
    write_export >export.csv
    convert 1 export.csv
    expect_bytes report.txt <<'END'
export.csv: comma, UTF-8, LF, header on line 2, 6 columns

possum to-sugar

5 rows read = 3 carried + 1 rejected + 1 skipped
3 contacts, 3 accounts
the CRM will need about a second or two to import them
1 warning, 2 notices

Rejected rows: 1
        1  No customer number [no-customer-number]
           line 3
           What to do: Look the customer's number up in ClickPOS, fill it in and
           feed the row in again.

Warnings: 1
        1  Not a valid email address: left out [bad-email]
           line 4
           What to do: Correct the address in ClickPOS and run again, or enter
           it in the CRM by hand.

Notices: 2
        1  Skipped: a title, a total or a page number, not a customer [not-a-customer]
           line 6
           What to do: Nothing, unless one of these rows is a customer: then
           fill in the customer number and a name.
        1  A leading zero that Excel had dropped was put back [zero-restored]
           line 5
           What to do: Nothing, unless the number belongs to another country:
           then correct it in ClickPOS.

Columns that map to nothing, in export.csv
  "Shoe Size"  filled in 2 of 5

Every issue, in the order of the lines
line 3, column "Cust No.": the customer number is missing ("") [no-customer-number]
line 4, customer 2, column "Email": this is not an email address that the CRM takes; it was left out ("ben@" -> "") [bad-email]
line 5, customer 3, column "Mob": the mobile number had lost its leading zero and got it back ("411222333" -> "0411222333") [zero-restored]
line 6: no customer number, no name, no company and no email: a title, a total or a page number [not-a-customer]
END
}

@test "the CSV report" {
    write_export >export.csv
    convert 1 export.csv
    {
        printf '\xEF\xBB\xBF'
        sed 's/$/\r/' <<'END'
"export.csv: comma, UTF-8, LF, header on line 2, 6 columns"
severity,code,input,line,record,customer,column,old,new,message
error,no-customer-number,export,3,1,,Cust No.,,,the customer number is missing
warning,bad-email,export,4,2,2,Email,ben@,,this is not an email address that the CRM takes; it was left out
notice,zero-restored,export,5,3,3,Mob,411222333,"=""0411222333""",the mobile number had lost its leading zero and got it back
notice,not-a-customer,export,6,4,,,,,"no customer number, no name, no company and no email: a title, a total or a page number"
END
    } | expect_bytes report.csv
}

@test "the JSON report" {
    write_export >export.csv
    convert 1 export.csv
    python3 - report.json >facts <<'END'
import json, sys
report = json.load(open(sys.argv[1], encoding="utf-8"))
entry = report["inputs"][0]
print(report["command"], report["dry_run"], "stopped" in report, len(report["inputs"]))
print(*(entry[key] for key in ("role", "path", "encoding", "delimiter", "line_ends", "header_line")))
for column in entry["columns"]:
    print(column["header"], column["fields"], column["filled"])
print(json.dumps(report["counts"]))
for issue in report["issues"]:
    print(json.dumps(list(issue.values())))
END
    expect_bytes facts <<'END'
to-sugar False False 1
export export.csv UTF-8 , LF 2
Cust No. ['Contacts.cp_cust_code_c'] 4
Name ['Contacts.first_name'] 4
Last ['Contacts.last_name'] 4
Email ['Contacts.email1', 'Accounts.email1'] 2
Mob ['Contacts.phone_mobile'] 1
Shoe Size [] 2
{"read": 5, "carried": 3, "rejected": 1, "skipped": 1, "contacts": 3, "accounts": 3, "new": 0, "not_selected": 0, "unused_accounts": 0, "rejected_accounts": 0, "notices": 2, "warnings": 1}
["error", "no-customer-number", "export", 3, 1, null, "Cust No.", "", null, "the customer number is missing"]
["warning", "bad-email", "export", 4, 2, "2", "Email", "ben@", "", "this is not an email address that the CRM takes; it was left out"]
["notice", "zero-restored", "export", 5, 3, "3", "Mob", "411222333", "0411222333", "the mobile number had lost its leading zero and got it back"]
["notice", "not-a-customer", "export", 6, 4, null, null, null, null, "no customer number, no name, no company and no email: a title, a total or a page number"]
END
}

@test "the summary on standard error is the text report's, with the files instead of the issues" {
    write_export >export.csv
    convert 1 export.csv
    diff <(sed '/^Every issue/,$d' report.txt) <(sed '/^Files written/,$d' stderr)
    sed -n '/^Files written/,$p' stderr >written
    expect_bytes written <<'END'
Files written
  out/Accounts.csv  3 records
  out/Contacts.csv  3 records
  out/how-to-import.txt  the steps to take
  report.txt  report
  report.json  report
  report.csv  report
  out/rejects.csv  1 record
END
}

@test "reports of a file about which there is nothing to say" {
    printf 'Cust No.,Name,Last\n1,Ada,Bell\n' >export.csv
    convert 0 export.csv
    expect_bytes report.txt <<'END'
export.csv: comma, UTF-8, LF, header on line 1, 3 columns

possum to-sugar

1 row read = 1 carried + 0 rejected + 0 skipped
1 contact, 1 account
the CRM will need about a second or two to import them
0 warnings, 0 notices

There is nothing to say about any row.
END
    [[ $(wc -l <report.csv) -eq 2 ]]
}

@test "all issues stand in the order of their lines, however many batches there are" {
    {
        echo 'Cust No.,Name,Last,Mob'
        awk 'BEGIN { for (i = 1; i <= 7000; i++) print (i % 3 ? i : "") ",F,L,4" sprintf("%08d", i) }'
    } >export.csv
    convert 1 export.csv
    sed -n 's/^line \([0-9]*\), .*/\1/p' report.txt >lines
    [[ $(wc -l <lines) -eq 7000 ]]
    sort -c -n lines
    expect_counts 7000 4667 2333 0
    cut -d, -f1 out/rejects.csv | tail -n +2 | sort -c -n
}

@test "no byte of a file commands the terminal: values, headers and names" {
    local evil=$'\e[31m\x07\x08\x7f\xC2\x9B2J\r'
    printf 'Cust No.,Name,Last,Email,Mob,"%s"\n' "Extra${evil}column" >export.csv
    {
        printf '1,"A%s",Bell,"x%s@",,1\n' "$evil" "$evil"
        printf '"2%s","C%s",Dee,,,2\n' "$evil-" "$evil"
        printf '4,Ed,Ef,a\u202Eb,,\n'
    } >>export.csv
    local name=$'the\e[2Jexport.csv'
    mv export.csv "$name"
    convert 1 "$name"
    local report
    for report in report.txt report.json; do
        expect_plain_text "$report"
        run ! grep -q $'\xC2\x9B' "$report" stderr
    done
    tr -d '\r' <report.csv >plain.csv
    expect_plain_text plain.csv
    expect_plain_text out/how-to-import.txt
    head -n 1 report.txt | grep -qF 'the\x1B[2Jexport.csv: comma'
    grep -qF '"Extra\x1B[31m\x07\x08\x7F\x9B2J\rcolumn"' report.txt
    grep -qF '\u{202E}' report.txt
}

@test "nor does a byte of the command line" {
    possum 3 to-sugar $'missing\e[31m.csv' -o out
    expect_message 'missing\x1B[31m.csv cannot be opened: No such file or directory'
    possum 2 $'to-\e[31m'
    possum 2 to-sugar $'--\e[31m=\r'
    possum 2 to-sugar export.csv --target $'\e[31m'
    possum 2 to-sugar export.csv -o out --report $'report.\e'
    possum 2 to-sugar export.csv -o out --column $'\e[31m=x'
}

@test "a value that Excel would run is guarded in the CSV report" {
    printf 'Cust No.,Name,Last,Email,CONAME\n=1+1,Ada,Bell,,\n2,Ben,Bell,"+a b@",\n3,C,D,,Co\n4,E,F,@x,=CO()\n' >export.csv
    convert 1 export.csv
    grep -qF ',Cust No.,"=""=1+1""",,' report.csv
    grep -qF ',Email,"=""+a b@""",,' report.csv
    grep -qF ',Email,"=""@x""",,' report.csv
    run ! grep -qE '(^|,)"?[=+@-][^"]' report.csv
}

@test "a report's ending may be in capitals, and one that says nothing is refused" {
    write_export >export.csv
    possum 1 to-sugar export.csv --dry-run --report REPORT.TXT --report Report.Json
    head -n 1 REPORT.TXT | grep -qx 'export.csv: comma, UTF-8, LF, header on line 2, 6 columns'
    refuse 2 to-sugar export.csv --dry-run --report report.doc
    expect_message 'the ending of the report "report.doc" names no form; let it end in .txt, .json or .csv'
}

@test "large numbers have commas in the summary, not in the data" {
    { echo 'Cust No.,Name,Last'; make_customers 1234; } >export.csv
    convert 0 export.csv
    grep -qx '1,234 rows read = 1,234 carried + 0 rejected + 0 skipped' report.txt
    expect_counts 1234 1234 0 0
}

@test "a row with many faults is one rejected row, and every fault is named" {
    {
        printf 'Cust No.,Name,Last,Suburb\n1,'
        repeat_letter n 101
        printf ',B,'
        repeat_letter s 101
        printf '\n'
    } >export.csv
    convert 1 export.csv
    expect_counts 1 0 1 0
    grep -c '^line 2, customer 1, column ".*\[too-long\]$' report.txt | grep -qx 2
}
