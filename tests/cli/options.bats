#!/usr/bin/env bats
# The command line: exit statuses, near misses, options, the mapping, signals (product.md
# "Commands", "The mapping").

load support

write_export() {
    printf 'Cust No.,Name,Last\n1,Ada,Able\n2,Ben,Bell\n3,Cy,Cole\n'
}

@test "status 0: done, and 1: done with rejects" {
    write_export >export.csv
    possum 0 to-sugar export.csv -o out
    echo ,Di,Dunn >>export.csv
    possum 1 to-sugar export.csv -o out --force
}

@test "the help goes to standard output, whatever stands around it" {
    possum 0 --help
    grep -q '^  to-sugar ' stdout
    grep -q '^  mapping ' stdout
    cp stdout help
    possum 0 help
    cmp stdout help
    possum 0 -h
    cmp stdout help
    possum 0 to-sugar --help
    grep -qx 'usage: possum to-sugar \[options\] EXPORT.csv -o DIR' stdout
    cp stdout help
    possum 0 to-sugar missing.csv -h --limit 3
    cmp stdout help
    possum 0 help to-sugar
    cmp stdout help
    run -0 awk 'length > 80' help
    [[ -z $output ]]
    possum 0 --version
    grep -qxE 'possum [0-9]+\.[0-9]+\.[0-9]+' stdout
}

@test "no command at all" {
    possum 2
    expect_bytes stderr <<'END'
usage: possum COMMAND [options]
"possum --help" lists the commands
END
}

@test "commands that there are not" {
    possum 2 to-suger
    expect_message 'there is no command "to-suger"; did you mean "to-sugar"? "possum --help" lists them'
    possum 2 maping
    expect_message 'there is no command "maping"; did you mean "mapping"? "possum --help" lists them'
    possum 2 xyzzy
    expect_message 'there is no command "xyzzy"; "possum --help" lists them'
    possum 2 --dry-run to-sugar
    expect_message 'the command comes first, then its options such as "--dry-run"; "possum --help" lists the commands'
    possum 2 help to-suger
    expect_message 'there is no command "to-suger"; did you mean "to-sugar"? "possum --help" lists them'
}

@test "operands that are missing or too many" {
    write_export >export.csv
    refuse 2 to-sugar -o out
    expect_message 'to-sugar needs the export to read: possum to-sugar EXPORT.csv -o DIR; "-" is standard input'
    refuse 2 to-sugar export.csv export.csv -o out
    expect_message 'to-sugar reads one export at a time'
    refuse 2 to-sugar export.csv
    expect_message 'to-sugar needs a directory for its files: -o DIR (or --dry-run)'
    refuse 2 mapping export.csv
    expect_message 'mapping takes no file; a mapping to check goes to --mapping'
}

# Each line: the options, a bar, the message.
@test "options and values that there are not" {
    write_export >export.csv
    local given message
    while IFS='|' read -r given message; do
        # shellcheck disable=SC2086 # the options are words
        refuse 2 to-sugar export.csv -o out $given
        expect_message "$message"
    done <<'END'
--dry-rum|there is no option "--dry-rum"; did you mean "--dry-run"? "possum to-sugar --help" lists them
--frobnicate|there is no option "--frobnicate"; "possum to-sugar --help" lists them
-x|there is no option "-x"; "possum to-sugar --help" lists them
--re out.txt|"--re" could be "--report" or "--rejects"; write the option out
--target suitcrm|--target needs suitecrm or sugarcrm, not "suitcrm"; did you mean "suitecrm"?
--no-company contacts|--no-company needs account, contact or skip, not "contacts"; did you mean "contact"?
--too-long cutt|--too-long needs reject or cut, not "cutt"; did you mean "cut"?
--on-duplicate last|--on-duplicate needs reject or first, not "last"
--color=alway|--color needs auto, always or never, not "alway"; did you mean "always"?
--limit 0|--limit needs a whole number, 1 or more, in plain digits, not "0"
--limit -1|--limit needs a whole number, 1 or more, in plain digits, not "-1"
--split 1k|--split needs a whole number, 1 or more, in plain digits, not "1k"
--jobs 18446744073709551616|--jobs needs a whole number, 1 or more, in plain digits, not "18446744073709551616"
--protect=yes|--protect takes no argument, but "yes" was given; write only "--protect"
--site --force|--site needs a NAME, but the option "--force" follows it; if that is meant, write "--site=--force"
--site|--site needs a NAME; give it behind "--site"
--site Shop|--site needs 1 to 32 of the characters a-z, 0-9 and "-"
--site shop_2|--site needs 1 to 32 of the characters a-z, 0-9 and "-"
--site aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa|--site needs 1 to 32 of the characters a-z, 0-9 and "-"
--delimiter ::|--delimiter needs one character such as ";", or comma, semicolon, tab or pipe; a quote, a blank or a line break cannot part cells
--delimiter "|--delimiter needs one character such as ";", or comma, semicolon, tab or pipe; a quote, a blank or a line break cannot part cells
--max-rejects many|--max-rejects needs a number of rows such as 50, or a share such as 5%
--max-rejects 101%|--max-rejects needs a number of rows such as 50, or a share such as 5%
--max-rejects -1|--max-rejects needs a number of rows such as 50, or a share such as 5%
--report report|the ending of the report "report" names no form; let it end in .txt, .json or .csv
END
}

@test "an encoding that there is not" {
    write_export >export.csv
    refuse 2 to-sugar export.csv -o out --encoding UTF-9
    grep -q '^possum: .*"UTF-9"' stderr
}

@test "an option may be shortened as long as it can mean one thing" {
    write_export >export.csv
    possum 0 to-sugar export.csv --dry --enc UTF-8
}

@test "--delimiter takes names" {
    local name delimiter
    while read -r name delimiter; do
        write_export | sed "s/,/$delimiter/g" >export.csv
        possum 0 to-sugar export.csv --dry-run --delimiter "$name"
    done <<'END'
comma ,
semicolon ;
TAB \t
\t \t
pipe |
: :
END
}

@test "--column names the column of a field" {
    printf 'Client Nr,Name,Last,E-Post,Phone 2\n1,Ada,Bell,a@example.com,0491570110\n' >export.csv
    convert 0 export.csv --column 'cp_cust_code=Client Nr' --column Contacts.email1=e-post \
        --column Accounts.Phone_Office='PHONE 2'
    expect_values out/Contacts.csv <<'END'
first_name,last_name,email1,cp_cust_code_c,cp_synch_c
Ada,Bell,a@example.com,1,0
END
    expect_values out/Accounts.csv <<'END'
name,email1,phone_office
Ada Bell (1),a@example.com,0491570110
END
}

@test "--column that cannot be" {
    printf 'Cust No.,Name,Last,Handy\n1,Ada,Bell,0491570110\n' >export.csv
    local given message
    while IFS='|' read -r given message; do
        refuse 2 to-sugar export.csv -o out --column "$given"
        expect_message "$message"
    done <<'END'
phone_mobile|--column needs FIELD=HEADER, such as --column cp_cust_code="Client Nr"
=Handy|--column needs FIELD=HEADER, such as --column cp_cust_code="Client Nr"
phone_mobile=|--column needs FIELD=HEADER, such as --column cp_cust_code="Client Nr"
phone_mobil=Handy|--column: the mapping has no field "phone_mobil"; did you mean "phone_mobile"?; "possum mapping" lists them
xyzzy=Handy|--column: the mapping has no field "xyzzy"; "possum mapping" lists them
email1=Handy|--column email1=... could mean two fields; write Contacts.email1 or Accounts.email1
phone_mobile=Hand|export.csv has no column "Hand"; did you mean "Handy"?
phone_mobile=Telefon|export.csv has no column "Telefon"; it has "Cust No.", "Name", "Last", "Handy"
END
}

@test "--max-rejects N stops at the reject after N" {
    { echo 'Cust No.,Name,Last'; echo ,A,B; echo ,C,D; make_customers 5; echo ,E,F; make_customers 3 6; } >export.csv
    convert 5 export.csv --max-rejects 2
    expect_counts 8 5 3 0
    expect_files out rejects.csv
    [[ $(wc -l <out/rejects.csv) -eq 4 ]]
    convert 1 export.csv --max-rejects 3 --force
    expect_counts 11 8 3 0
}

@test "--max-rejects P% is judged from the 100th record on" {
    { echo 'Cust No.,Name,Last'; echo ,A,B; echo ,C,D; make_customers 300; } >export.csv
    convert 5 export.csv --max-rejects 1%
    expect_counts 100 98 2 0
    convert 1 export.csv --max-rejects 2% --force
    expect_counts 302 300 2 0
}

@test "--max-rejects P% is judged at the end too" {
    { echo 'Cust No.,Name,Last'; make_customers 9; echo ,A,B; } >export.csv
    convert 5 export.csv --max-rejects 9%
    expect_counts 10 9 1 0
    convert 1 export.csv --max-rejects 10% --force
    printf 'Cust No.,Name,Last\n' >export.csv
    convert 0 export.csv --max-rejects 0% --force
}

@test "--limit takes the first N customers and ends normally" {
    { echo 'Cust No.,Name,Last'; echo ,A,B; make_customers 9; } >export.csv
    convert 1 export.csv --limit 3
    expect_counts 4 3 1 0
    expect_values out/Contacts.csv <<'END'
first_name,last_name,cp_cust_code_c,cp_synch_c
First 1,Last 1,1,0
First 2,Last 2,2,0
First 3,Last 3,3,0
END
    convert 1 export.csv --limit 9000 --force
    expect_counts 10 9 1 0
}

@test "--quiet says nothing unless something needs a person" {
    write_export >export.csv
    possum 0 to-sugar export.csv -o out --quiet
    [[ ! -s stderr && ! -s stdout ]]
    echo ,Di,Dunn >>export.csv
    possum 1 to-sugar export.csv -o out --quiet --force
    grep -q '^4 rows read' stderr
}

@test "colors and progress are for terminals, unless they are asked for" {
    { write_export; echo ,Di,Dunn; } >export.csv
    possum 1 to-sugar export.csv -o out --color=never --progress=never
    cp stderr plain
    possum 1 to-sugar export.csv -o out --force --color=auto --progress=auto
    cmp stderr plain
    "$POSSUM" to-sugar export.csv -o out --force --color 2>colored || [[ $? -eq 1 ]]
    grep -q $'\e\[1;31m\|\e\[31m' colored
    sed 's/\x1b\[[0-9;]*m//g' colored | cmp - plain
}

@test "standard output that cannot be written" {
    local status=0
    "$POSSUM" mapping >/dev/full 2>stderr || status=$?
    : >stdout
    check_run 2 "$status"
    expect_message 'cannot write standard output: No space left on device; what arrived there is not whole'
}

@test "possum mapping prints the sample, byte for byte, and takes it back with the same result" {
    possum 0 mapping
    cmp stdout "$ROOT/samples/mapping.csv"
    cp stdout mapping.csv
    possum 0 mapping --mapping mapping.csv
    cmp stdout mapping.csv
    possum 1 to-sugar "$ROOT/samples/clickpos-export.csv" -o out
    possum 1 to-sugar "$ROOT/samples/clickpos-export.csv" -o mapped --mapping mapping.csv
    diff -r out mapped
}

@test "a mapping that Excel has saved: semicolons, byte order mark, columns moved" {
    possum 0 mapping
    cp stdout mapping.csv
    python3 - <<'END'
import csv
rows = list(csv.reader(open("mapping.csv", encoding="utf-8")))
with open("excel.csv", "w", encoding="utf-8-sig", newline="") as out:
    csv.writer(out, delimiter=";").writerows(row[::-1] + ["", ""] for row in rows + [[""] * 7])
END
    printf '%s\n' "$ALL_COLUMNS" 'Mr.,A,B,a@example.com,1,0491570110,Co,T,C,b@example.com,S,P,V,3000,039,w,A' >export.csv
    possum 0 to-sugar export.csv -o out
    possum 0 to-sugar export.csv -o mapped --mapping excel.csv
    diff -r out mapped
}

@test "a mapping may name further columns and further fields" {
    possum 0 mapping
    {
        sed 's/,Mobile; Mobile Phone/,Handy; Mobile Phone/' stdout
        echo 'Contacts,shoe_size_c,Shoe Size,,Shoe Size,,text'
    } >mapping.csv
    printf 'Cust No.,Name,Last,HANDY,Shoe size\n1,Ada,Bell,411222333,38\n' >export.csv
    convert 0 export.csv --mapping mapping.csv
    expect_values out/Contacts.csv <<'END'
first_name,last_name,cp_cust_code_c,phone_mobile,cp_synch_c,shoe_size_c
Ada,Bell,1,0411222333,0,38
END
}

# Each line: what sed does to the shipped mapping, a bar, the message behind the file's name.
@test "mistakes in a mapping, each with its line" {
    write_export >export.csv
    possum 0 mapping
    cp stdout shipped
    local change message
    while IFS='|' read -r change message; do
        sed "$change" shipped >mapping.csv
        refuse 2 to-sugar export.csv -o out --mapping mapping.csv
        expect_message "mapping.csv$message"
        refuse 2 mapping --mapping mapping.csv
        expect_message "mapping.csv$message"
    done <<'END'
3s/first_name/frist_name/|, line 3: there is no field "frist_name" in Contacts; did you mean "first_name"?
4s/last_name/xyzzy/|, line 4: there is no field "xyzzy" in Contacts
2s/Contacts/Leads/|, line 2: there is no module "Leads"; it is "Contacts" or "Accounts"
5s/email$/emial/|, line 5: there is no rule "emial"; did you mean "email"?; the rules are text, street, customer number, phone, postcode, email, website and tick
5s/email$//|, line 5: there is no rule ""; the rules are text, street, customer number, phone, postcode, email, website and tick
4s/last_name/first_name/|, line 4: the field Contacts.first_name has a row already
6s/customer number$/text/|, line 6: the rule "text" does not fit the field cp_cust_code_c; "customer number" belongs to cp_cust_code, "tick" to cp_synch, and they to those alone
7s/phone$/tick/|, line 7: the rule "tick" does not fit the field phone_mobile; "customer number" belongs to cp_cust_code, "tick" to cp_synch, and they to those alone
6d| has no row for Contacts.cp_cust_code, which every customer needs; "possum mapping" prints a complete table
4d| has no row for Contacts.last_name, which every customer needs; "possum mapping" prints a complete table
9d| has no row for Accounts.name, which every customer needs; "possum mapping" prints a complete table
1s/rule/rules/| has no column "rule"; is "rules" meant for it?
1s/,label,/,,/| has no column "label"
1d| is no mapping; its header must have the columns module, field, label, further labels, ClickPOS column, further ClickPOS columns and rule, as "possum mapping" prints them
5s/Email/"Email/|, line 5: the row's quotes or bytes are broken
END
}

@test "a mapping that is not there, or is no text" {
    write_export >export.csv
    refuse 2 to-sugar export.csv -o out --mapping missing.csv
    expect_message 'missing.csv cannot be opened: No such file or directory'
    : >empty.csv
    refuse 2 to-sugar export.csv -o out --mapping empty.csv
    refuse 2 to-sugar export.csv -o out --mapping .
    refuse 2 mapping --mapping missing.csv
}

# Runs Possum on a pipe that has brought a customer without a number and many with one and then
# stands still, sends it SIGNAL in the midst of them, and waits for it to end by itself.
interrupt_run() { # SIGNAL
    local status=0 i program
    mkfifo pipe
    "$POSSUM" to-sugar - -o out --report report.json --report report.txt <pipe >stdout 2>stderr &
    program=$!
    exec 7>pipe
    { echo 'Cust No.,Name,Last'; echo ,A,B; make_customers 60000; } >&7
    for ((i = 0; i < 100; i++)); do
        [[ -n $(find out -name '.Contacts.csv*' -size +0 2>/dev/null) ]] && break
        sleep 0.1
    done
    sleep 0.3
    kill -s "$1" "$program"
    for ((i = 0; i < 30; i++)); do
        kill -0 "$program" 2>/dev/null || break
        sleep 0.1
    done
    [[ $i -lt 30 ]] || echo "it went on waiting for the pipe"
    exec 7>&-
    wait "$program" || status=$?
    check_run 5 "$status"
    [[ $i -lt 30 ]]
}

@test "SIGINT in mid-run: status 5, no outputs but reports and rejects" {
    interrupt_run INT
    expect_files out rejects.csv
    grep -qx 'STOPPED EARLY: interrupted by Ctrl-C or SIGINT' report.txt
    grep -q '^"stopped":"interrupted by Ctrl-C or SIGINT"' report.json
    [[ $(wc -l <out/rejects.csv) -eq 2 ]]
}

@test "SIGTERM in mid-run: status 5, no outputs but reports and rejects" {
    interrupt_run TERM
    expect_files out rejects.csv
    grep -qx 'STOPPED EARLY: asked to end by SIGTERM' report.txt
}

@test "SIGHUP in mid-run: the same" {
    interrupt_run HUP
    expect_files out rejects.csv
    grep -qx 'STOPPED EARLY: the terminal was closed (SIGHUP)' report.txt
}
