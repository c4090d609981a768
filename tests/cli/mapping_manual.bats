#!/usr/bin/env bats
# possum-mapping(5) says what the program does: rules, fields, ids, headers.

load manual

@test "the rules of possum-mapping(5) are those that the program knows" {
    "$POSSUM" mapping | sed 's/,text/,no such rule/' >"$SCRATCH/mapping.csv"
    run "$POSSUM" mapping --mapping "$SCRATCH/mapping.csv"
    [ "$status" -eq 2 ]
    known=${output##*the rules are }
    read_section RULES man/possum-mapping.5 | sed -n 's/^\.It Li //p' >"$SCRATCH/manual"
    [ "$known" = "$(sed -e '$!s/$/,/' "$SCRATCH/manual" | xargs | sed 's/, tick$/ and tick/')" ]
}

@test "the fields of possum-mapping(5) exist, with those lengths, and there are no others" {
    python3 - "$POSSUM" "$SCRATCH" <<'PYTHON'
import csv
import json
import re
import subprocess
import sys

possum, scratch = sys.argv[1:]
module = None
lengths = {}
for line in open("man/possum-mapping.5", encoding="utf-8"):
    if line.startswith(".Ss "):
        module = line[4:].strip()
    item = re.fullmatch(r"\.It Li (\w+) Ta (.*)\n", line)
    if item:
        lengths[module, item[1]] = item[2]
assert len(lengths) > 40, lengths

# Every field in a mapping of its own, and one row of a customer too long for all of them.
special = {"cp_cust_code": "customer number", "cp_synch": "tick"}
headers = ["%s %s" % name for name in lengths]
with open(scratch + "/mapping.csv", "w", encoding="utf-8") as file:
    table = csv.writer(file)
    table.writerow(["module", "field", "label", "ClickPOS column", "rule"])
    for (module, field), header in zip(lengths, headers):
        table.writerow([module, field, field, header, special.get(field, "text")])
with open(scratch + "/export.csv", "w", encoding="utf-8") as file:
    table = csv.writer(file)
    table.writerow(headers)
    table.writerow(["1" if name[1] in special else "x" * 300 for name in lengths])
status = subprocess.run(
    [possum, "to-sugar", scratch + "/export.csv", "-n", "-q", "--mapping", scratch + "/mapping.csv",
     "--report", scratch + "/report.json"], stderr=subprocess.DEVNULL).returncode
assert status == 1, status
found = {}
for issue in json.load(open(scratch + "/report.json"))["issues"]:
    assert issue["code"] == "too-long", issue
    found[tuple(issue["column"].split())] = re.search(r"takes (\d+)", issue["message"])[1]
assert found == {name: length for name, length in lengths.items() if length.isdigit()}, found

# And there are no others: the source names each field in quotes.
names = set(re.findall(r'"(\w+)", \d+', open("src/customer/field.c", encoding="utf-8").read()))
assert {re.sub("_c$", "", name) for name in names} == {name[1] for name in lengths}, names
PYTHON
}

# What the program makes of each test vector of possum-mapping(5), beside what Python makes of it.
@test "the test vectors of possum-mapping(5) are right, for Python and for the program" {
    python3 - "$POSSUM" "$SCRATCH" <<'PYTHON'
import csv
import re
import subprocess
import sys
import unicodedata
import uuid

possum, scratch = sys.argv[1:]
namespace = uuid.UUID("6ba7b811-9dad-11d1-80b4-00c04fd430c8")
text = open("man/possum-mapping.5", encoding="utf-8").read()
assert str(namespace) in text
text = re.search(r"\.Ss Test vectors\n.*?\.Bd -literal\n(.*?)\.Ed", text, re.S)[1]
text = re.sub(r"\\\[u([0-9A-F]+)\]", lambda code: chr(int(code[1], 16)), text)


def fold(value):
    previous = None
    value = unicodedata.normalize("NFD", value)
    while value != previous:
        previous = value
        value = unicodedata.normalize("NFKC", value.casefold())
    return " ".join(value.split())


def convert(site, number, company):
    """The ids of the contact and of the account."""
    path = "%s/%s" % (scratch, uuid.uuid4())
    with open(path + ".csv", "w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows(
            [["Cust No.", "Name", "Last", "CONAME"], [number, "John", "Citizen", company]])
    subprocess.run([possum, "to-sugar", path + ".csv", "-o", path, "-q", "--protect",
                    "--site", site], check=True)
    contact, account = (next(csv.DictReader(open("%s/%s.csv" % (path, name), encoding="utf-8")))
                        for name in ("Contacts", "Accounts"))
    assert contact["account_id"] == account["id"]
    return contact["id"], account["id"]


checked = 0
for group in text.strip().split("\n\n"):
    subject, *lines = (line.strip() for line in group.splitlines())
    site = re.search(r", --site (\S+)$", subject)
    site = site[1] if site else "clickpos"
    company = re.match('company "(.*)"', subject)
    number = re.match(r"customer (\d+)", subject)
    contact, account = convert(site, number[1] if number else "7", company[1] if company else "")
    for name, expected in zip(lines[::2], lines[1::2]):
        start = "possum:" + site
        if company:
            assert name == start + "/Accounts/company/" + fold(company[1]), name
        else:
            assert name in (start + "/Contacts/" + number[1],
                            start + "/Accounts/person/" + number[1]), name
        assert str(uuid.uuid5(namespace, name)) == expected, name
        assert (contact if "/Contacts/" in name else account) == expected, name
        checked += 1
assert checked >= 8, checked
assert any(ord(character) > 127 for character in text)
assert "north-shop" in text
PYTHON
}

@test "a company's id is made of the name as carried: cut, but not protected" {
    python3 - "$POSSUM" "$SCRATCH" <<'PYTHON'
import csv
import subprocess
import sys
import uuid

possum, scratch = sys.argv[1:]
names = ['The "Anchor"  Hotel', "Long " * 40]
with open(scratch + "/export.csv", "w", encoding="utf-8", newline="") as file:
    csv.writer(file).writerows([["Cust No.", "Last", "CONAME"]] +
                               [[i + 1, "Citizen", name] for i, name in enumerate(names)])
subprocess.run([possum, "to-sugar", scratch + "/export.csv", "-o", scratch + "/out", "-q",
                "--protect", "--too-long", "cut"], check=True)
accounts = list(csv.DictReader(open(scratch + "/out/Accounts.csv", encoding="utf-8")))
assert accounts[0]["name"] == "The \u201cAnchor\u201d  Hotel", accounts[0]
assert len(accounts[1]["name"]) == 149, accounts[1]  # 150, and the blank at its end goes
for account, folded in zip(accounts, ['the "anchor" hotel', ("long " * 30).strip()]):
    name = "possum:clickpos/Accounts/company/" + folded
    assert account["id"] == str(uuid.uuid5(uuid.NAMESPACE_URL, name)), account
PYTHON
}

@test "headers match as possum-mapping(5) says" {
    printf 'CUST_NO,name,LAST,e-mail!,Email,Mob\n1,Ada,Brook,a@one.example,b@two.example,\n' \
        >"$SCRATCH/export.csv"
    "$POSSUM" to-sugar "$SCRATCH/export.csv" -q -o "$SCRATCH/out"
    grep -q 'a@one.example' "$SCRATCH/out/Contacts.csv"
    grep -q 'b@two.example' "$SCRATCH/out/Accounts.csv"
    printf 'Cust No.,Last,Email,EMAIL\n1,Brook,a@one.example,b@two.example\n' >"$SCRATCH/export.csv"
    "$POSSUM" to-sugar "$SCRATCH/export.csv" -q -o "$SCRATCH/two"
    grep -q 'a@one.example' "$SCRATCH/two/Contacts.csv"
    grep -q 'b@two.example' "$SCRATCH/two/Accounts.csv"
    printf 'Cust No.,Last,Email\n1,Brook,a@one.example\n' >"$SCRATCH/export.csv"
    "$POSSUM" to-sugar "$SCRATCH/export.csv" -q -o "$SCRATCH/one"
    grep -q 'a@one.example' "$SCRATCH/one/Contacts.csv"
    grep -q 'a@one.example' "$SCRATCH/one/Accounts.csv"
}
