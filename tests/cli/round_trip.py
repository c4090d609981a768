#!/usr/bin/env python3
"""Sends random customers to SugarCRM's import files and back: round_trip.py PROGRAM SEED [ROWS].

A file is made of random values, most of them awkward. Rows that to-sugar has something to say about
are taken out, since the promise is about the others (product.md "to-clickpos"). What is left goes
through to-sugar and to-clickpos, once as it is, and once as SuiteCRM would export it: under labels,
guarded against formulas, contacts with their account's name instead of its id. Each time every row
must come back, in its order, with all of its seventeen values.
"""

import csv
import io
import json
import os
import random
import subprocess
import sys
import tempfile
import unicodedata

COLUMNS = ["Title", "Name", "Last", "Email", "Cust No.", "Mob", "CONAME", "Trading As",
           "Customer Class", "Email", "Address 1", "Suburb", "State", "Post/ZIP", "Tel Home",
           "Website", "Country"]
LIMITS = [100, 100, 100, 255, 10, 100, 150, 255, 255, 255, 150, 100, 100, 20, 100, 255, 255]
NUMBER, COMPANY, STREET = 4, 6, 10
EMAILS = (3, 9)
FIRST, LAST = 1, 2

# What only says how the CRM's wizard would take a value in; the files hold it as it was.
HARMLESS = {"wizard-damage", "wizard-row"}

LABELS = {
    "title": "Job Title", "first_name": "First Name", "last_name": "Last Name",
    "email1": "Email Address", "cp_cust_code_c": "ClickPOS Customer Code", "id": "ID",
    "phone_mobile": "Mobile", "cp_synch_c": "ClickPOS Synch", "account_name": "Account Name",
    "name": "Name", "cp_cust_tradingas_c": "ClickPOS Trading As",
    "cp_cust_customerclass_c": "ClickPOS Customer Class", "billing_address_street": "Billing Street",
    "billing_address_city": "Billing City", "billing_address_state": "Billing State",
    "billing_address_postalcode": "Billing Postal Code", "phone_office": "Office Phone",
    "website": "Website", "billing_address_country": "Billing Country",
}

ALPHABETS = [
    "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ",
    "abc'\"`,;|&<>()[]{}=+-@#%_/\\:.!?*~^$ 0123456789",
    "äöüßéèçñøåæœžščřťďňůĀāŌōŪū ЖжЯя Ωω",
    "中文公司伟王日本語カタカナ한국어 العربية עברית हिन्दी ไทย",
    "\U0001F600\U0001F98A\U00020BB7 e\u0301\u00df\u0130\u0131\u017f\ufb01\uff21\u2460",
]
WORDS = ["", "", "", "O'Brien", "\"Bob\"", "Smith, Jones & Sons", "=1+1", "=SUM(A1:A9)", "+61 4",
         "-5", "@home", "'quoted'", "'=x", "a;b", "a|b", "\\", "a\\", "&amp;", "&lt;b&gt;",
         "<b>bold</b>", "NULL", "0", "00", "1", "TRUE", "http://", "www.example.com",
         "5\" pipe", "Pty Ltd", "(630)", "  two  blanks  ", "0411222333", "411222333", "4.11E+08",
         "=\"0411\"", "800", "0800", "3207", "Title", "Name", "%3Cb%3E", "ﬁ", "Å", "A\u030a"]


def draw_text(draw, most):
    """A text of any kind, mostly short."""
    kind = draw.random()
    if kind < 0.35:
        return draw.choice(WORDS)
    alphabet = draw.choice(ALPHABETS)
    length = draw.choice([1, 3, 8, 20, most]) if kind < 0.97 else most + 1
    return "".join(draw.choice(alphabet) for _ in range(draw.randint(1, max(1, min(length, most + 1)))))


def draw_email(draw):
    if draw.random() < 0.15:
        return draw_text(draw, 30)
    name = "".join(draw.choice("abcXYZ019._+-&'!#$*=?^{}~/") for _ in range(draw.randint(1, 12)))
    return "%s@%s.example.%s" % (name, draw.choice(["a", "b-c", "x1"]), draw.choice(["com", "org"]))


def draw_street(draw):
    lines = [draw_text(draw, 40) for _ in range(draw.choice([1, 1, 2, 3]))]
    return draw.choice(["\n", "\n", "\n\n"]).join(lines)


def draw_row(draw, companies):
    row = [draw_text(draw, limit) if draw.random() < 0.6 else "" for limit in LIMITS]
    row[NUMBER] = str(draw.choice([draw.randint(1, 5000), draw.randint(1, 2147483647)]))
    row[STREET] = draw_street(draw) if draw.random() < 0.5 else ""
    for column in EMAILS:
        row[column] = draw_email(draw) if draw.random() < 0.5 else ""
    kind = draw.random()
    if kind < 0.35:
        row[COMPANY] = ""
    elif kind < 0.55 and companies:  # a company seen before, mostly with its details
        row[COMPANY:] = draw.choice(companies)[COMPANY:]
    elif kind < 0.6:  # what only looks like a person's own account
        row[COMPANY] = draw.choice(["%s %s (%s)", "%s  %s (%s)", "%s %s (%s9)", "%s, %s (%s)"]) % (
            row[FIRST], row[LAST], row[NUMBER])
    if row[COMPANY]:
        companies.append(row)
    return row


def clean(column, value):
    """What cleaning does without a word: white space, and Unicode's normal form C."""
    value = unicodedata.normalize("NFC", value)
    lines = value.split("\n") if column == STREET else [value]
    return "\n".join(lines).strip()


def run(program, *arguments):
    """The exit status of a command, and what it said."""
    done = subprocess.run([program, *arguments], stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
                          check=False)
    return done.returncode, done.stdout.decode("utf-8", "replace")


def choose_columns(draw):
    """The columns that an export has: mostly all, else the number, the last name and some more."""
    if draw.random() < 0.6:
        return list(range(len(COLUMNS)))
    others = [column for column in range(len(COLUMNS)) if column not in (NUMBER, LAST, EMAILS[1])]
    chosen = draw.sample(others, draw.randint(1, len(others)))
    if EMAILS[0] in chosen and draw.random() < 0.5:
        chosen.append(EMAILS[1])
    return sorted(chosen + [NUMBER, LAST])


def leave_out_columns(rows, kept):
    """The rows as a file of those columns holds them: a single Email is that of both."""
    for row in rows:
        for column in range(len(COLUMNS)):
            if column not in kept:
                row[column] = ""
        if EMAILS[0] in kept and EMAILS[1] not in kept:
            row[EMAILS[1]] = row[EMAILS[0]]


def write_export(draw, path, rows, kept):
    """Writes rows as some version of ClickPOS might, and says how to read them."""
    order = list(kept)
    if draw.random() < 0.5:
        draw.shuffle(order)
        if EMAILS[1] in order:  # the account's Email is the second of that name
            order.remove(EMAILS[1])
            order.insert(draw.randint(order.index(EMAILS[0]) + 1, len(order)), EMAILS[1])
    delimiter = draw.choice(",,,;\t|")
    form = io.StringIO()
    table = csv.writer(form, delimiter=delimiter, quoting=draw.choice([csv.QUOTE_MINIMAL,
                                                                       csv.QUOTE_ALL]))
    table.writerow([COLUMNS[column] for column in order])
    table.writerows([[row[column] for column in order] for row in rows])
    encoding = draw.choice(["utf-8", "utf-8", "utf-8-sig", "utf-16"])
    with open(path, "wb") as file:
        file.write(form.getvalue().encode(encoding))
    return ["--encoding", "UTF-8"] if encoding == "utf-8" else []


def keep_rows_without_issues(program, draw, place, rows, kept):
    """The rows that to-sugar takes without a word of cleaning or accounts; the last file written is
    of them alone."""
    export, report = place + "/export.csv", place + "/report.json"
    while True:
        options = write_export(draw, export, rows, kept)
        status, said = run(program, "to-sugar", export, "-n", "-q", "--report", report, "--force",
                           *options)
        assert status in (0, 1), said
        issues = json.load(open(report, encoding="utf-8"))["issues"]
        touched = {issue["record"] for issue in issues if issue["code"] not in HARMLESS}
        if not touched:
            return rows, options
        assert 0 not in touched, issues
        rows = [row for number, row in enumerate(rows, 1) if number not in touched]


def read_table(path):
    with open(path, encoding="utf-8-sig", newline="") as file:
        return list(csv.reader(file))


def guard(value):
    return "'" + value if value[:1] in ("=", "+", "-", "@") else value


def export_as_suitecrm(draw, place):
    """Writes what to-sugar made as SuiteCRM exports it."""
    accounts, contacts = (read_table("%s/files/%s.csv" % (place, name))
                          for name in ("Accounts", "Contacts"))
    names = {row[0]: row[accounts[0].index("name")] for row in accounts[1:]}
    link = contacts[0].index("account_id")
    contacts[0][link] = "account_name"
    for row in contacts[1:]:
        row[link] = names[row[link]]
    for name, table in (("Accounts", accounts), ("Contacts", contacts)):
        header = table[0]
        order = list(range(1, len(header)))
        draw.shuffle(order)
        # A street of several lines, with quotes and commas, is not first: its last line might look
        # like a whole record.
        order.insert(1, 0)
        street = header.index("billing_address_street") if "billing_address_street" in header else 0
        if order[0] == street:
            order.append(order.pop(0))
        with open("%s/%s.csv" % (place, name), "w", encoding="utf-8", newline="") as file:
            writer = csv.writer(file, quoting=csv.QUOTE_ALL)
            writer.writerow([LABELS[header[i]] for i in order] + ["Address", "Deleted", "Latitude"])
            for row in table[1:]:
                cells = []
                for i in order:
                    value = row[i]
                    if header[i] in ("cp_cust_tradingas_c", "cp_cust_customerclass_c"):
                        value = value.replace("&", "&amp;")
                    if header[i] == "website" and value == "":
                        value = draw.choice(["", "http://"])
                    cells.append(guard(value))
                writer.writerow(cells + ["", "0", "0.00000000"])
    return place + "/Contacts.csv", place + "/Accounts.csv"


def is_ambiguous(row, taken):
    """What an export of the CRM cannot tell apart: an apostrophe of one's own before a formula, an
    entity of one's own in a Studio field, and a company named like another customer's account."""
    row = [clean(column, value) for column, value in enumerate(row)]
    return (any(value[:1] == "'" and value[1:2] in ("=", "+", "-", "@") for value in row) or
            any("&amp;" in value for value in row[COMPANY + 1:COMPANY + 3]) or
            (row[COMPANY].endswith(")") and row[COMPANY].casefold() in taken))


def compare(rows, path, what):
    table = read_table(path)
    assert table[0] == COLUMNS, table[0]
    assert len(table) - 1 == len(rows), "%s: %d rows of %d" % (what, len(table) - 1, len(rows))
    for row, back in zip(rows, table[1:]):
        expected = [clean(column, value) for column, value in enumerate(row)]
        assert back == expected, "%s:\n  was  %r\n  back %r" % (what, expected, back)


def convert_back(program, contacts, accounts, place, *options):
    status, said = run(program, "to-clickpos", "--contacts", contacts, "--accounts", accounts, "-o",
                       place + "/back.csv", "--force", "--report", place + "/back.json", *options)
    assert status == 0, said
    return place + "/back.csv"


def check_round_trip(program, draw, rows, kept):
    with tempfile.TemporaryDirectory() as place:
        rows, options = keep_rows_without_issues(program, draw, place, rows, kept)
        target = ["--target", draw.choice(["sugarcrm", "suitecrm"]), "--site", "north-shop"]
        files = place + "/files"
        status, said = run(program, "to-sugar", place + "/export.csv", "-o", files, *target,
                           *options)
        assert status == 0, said
        jobs = ["--jobs", draw.choice("123")]
        back = convert_back(program, files + "/Contacts.csv", files + "/Accounts.csv", place, *jobs)
        compare(rows, back, "our own files")
        status, said = run(program, "to-sugar", back, "-n", "-q")
        assert status == 0, said

        taken = {("%s %s (%s)" % (row[FIRST], row[LAST], row[NUMBER])).strip().casefold()
                 for row in rows}
        plain = [row for row in rows if not is_ambiguous(row, taken)]
        plain, options = keep_rows_without_issues(program, draw, place, plain, kept)
        status, said = run(program, "to-sugar", place + "/export.csv", "-o", files, "--force",
                           *options)
        assert status == 0, said
        contacts, accounts = export_as_suitecrm(draw, place)
        compare(plain, convert_back(program, contacts, accounts, place, *jobs), "SuiteCRM's files")
        return len(rows)


def main():
    program, seed = sys.argv[1], int(sys.argv[2])
    count = int(sys.argv[3]) if len(sys.argv) > 3 else 600
    draw = random.Random(seed)
    companies = []
    rows = [draw_row(draw, companies) for _ in range(count)]
    columns = choose_columns(draw)
    leave_out_columns(rows, columns)
    try:
        kept = check_round_trip(program, draw, rows, columns)
    except AssertionError as error:
        sys.exit("seed %d, %d rows: %s" % (seed, count, error))
    if kept < count / 50:
        sys.exit("seed %d: only %d of %d rows were tested" % (seed, kept, count))
    print("seed %d: %d rows" % (seed, kept))


if __name__ == "__main__":
    os.environ["LC_ALL"] = "C.UTF-8"
    main()
