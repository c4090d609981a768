"""A mixed export, and a CRM that holds half of its customers in various states.

Every outcome and every rule of a push is among them: what is new, unchanged, changed, numbered,
moved, renamed, in conflict, rejected and skipped. All people are invented.
"""

import csv
import io
import json
import uuid

HEADER = ["Cust No.", "Title", "Name", "Last", "Email", "Mob", "CONAME", "Trading As",
          "Customer Class", "Email", "Address 1", "Suburb", "State", "Post/ZIP", "Tel Home",
          "Website", "Country"]
FIRST = ["Ada", "Bea", "Cleo", "Dan", "Eve", "Finn", "Gus", "Hal", "Ida", "Jon"]
LAST = ["Abbott", "Baird", "Cole", "Drew", "Eaton", "Fox", "Gray", "Hale", "Irwin", "Joyce"]
KINDS = 20


def derive(name):
    return str(uuid.uuid5(uuid.NAMESPACE_URL, "possum:clickpos/" + name))


def make_id(kind, number):
    return str(uuid.uuid5(uuid.NAMESPACE_OID, f"{kind} {number}"))


class Mixed:
    """The rows of an export and the records of a CRM."""

    def __init__(self):
        self.rows = []
        self.records = []

    def add_row(self, row, number):
        values = [number, row["title"], row["first"], row["last"], row["email"], row["mobile"],
                  row["company"], row["trading"], row["class"], row["office"], row["street"],
                  row["city"], row["state"], row["postcode"], row["phone"], row["website"],
                  row["country"]]
        self.rows.append(values)

    def add_account(self, row, number, **changes):
        name = row["company"] or f'{row["first"]} {row["last"]} ({number})'
        key = "company/" + name.lower() if row["company"] else f"person/{number}"
        record = {"module": "Accounts", "id": derive("Accounts/" + key), "name": name,
                  "cp_cust_tradingas_c": row["trading"], "cp_cust_customerclass_c": row["class"],
                  "billing_address_street": row["street"], "billing_address_city": row["city"],
                  "billing_address_state": row["state"],
                  "billing_address_postalcode": row["postcode"], "phone_office": row["phone"],
                  "website": row["website"], "billing_address_country": row["country"]}
        emails = changes.pop("emails", [row["office"]] if row["office"] else [])
        record.update(changes)
        record = {name: value for name, value in record.items() if value != ""}
        if emails:
            record["emails"] = emails
        self.records.append(record)
        return record["id"]

    def add_contact(self, row, number, accounts, **changes):
        record = {"module": "Contacts", "id": derive(f"Contacts/{number}"), "title": row["title"],
                  "first_name": row["first"], "last_name": row["last"],
                  "cp_cust_code_c": str(number), "phone_mobile": row["mobile"]}
        emails = changes.pop("emails", [row["email"]] if row["email"] else [])
        record.update(changes)
        record = {name: value for name, value in record.items() if value != ""}
        if emails:
            record["emails"] = emails
        if accounts:
            record["accounts"] = accounts
        self.records.append(record)

    def add_customer(self, number):
        kind = number % KINDS
        row = {"title": "Ms" if number % 3 == 0 else "", "first": FIRST[number % 7 % 10],
               "last": f"{LAST[number // 7 % 10]}", "email": f"p{number}@example.com",
               "mobile": f"0411{number:06d}", "company": "", "trading": "", "class": "Retail",
               "office": f"p{number}@example.com", "street": f"{number} Quay St", "city": "Perth",
               "state": "WA", "postcode": "6000", "phone": f"08 9{number:07d}",
               "website": "", "country": "Australia"}
        method = getattr(self, f"add_kind_{kind}")
        method(row, number)

    def add_kind_0(self, row, number):  # new, a person
        self.add_row(row, number)

    def add_kind_1(self, row, number):  # new, a company of its own
        self.add_row(dict(row, company=f"Solo {number} Pty", website="www.example.com"), number)

    def add_kind_2(self, row, number):  # new, a company that others share
        self.add_row(dict(row, company=f"Shared {number // 100}"), number)

    def add_kind_3(self, row, number):  # there under its own id, unchanged
        self.add_row(row, number)
        account = self.add_account(row, number)
        self.add_contact(row, number, [account])

    def add_kind_4(self, row, number):  # there by its number, with another mobile
        self.add_row(row, number)
        account = self.add_account(row, number, id=make_id("account", number))
        self.add_contact(row, number, [account], id=make_id("contact", number),
                         phone_mobile="0499000000")

    def add_kind_5(self, row, number):  # there without a number, by the email
        row = dict(row, company=f"Mail {number}")
        self.add_row(row, number)
        self.add_contact(row, "", [], id=make_id("contact", number), phone_mobile="")

    def add_kind_6(self, row, number):  # there without a number, by the mobile
        self.add_row(row, number)
        self.add_contact(row, "", [], id=make_id("contact", number), emails=[])

    def add_kind_7(self, row, number):  # two contacts have the number
        self.add_row(row, number)
        self.add_contact(row, number, [], id=make_id("contact", number))
        self.add_contact(row, number, [], id=make_id("twin", number))

    def add_kind_8(self, row, number):  # deleted by a person
        self.add_row(row, number)
        self.add_contact(row, number, [], id=make_id("contact", number), deleted="1", emails=[])

    def add_kind_9(self, row, number):  # its account, which nobody else has, gets a new name
        row = dict(row, company=f"New Name {number}")
        self.add_row(row, number)
        account = self.add_account(row, number, id=make_id("account", number),
                                   name=f"Old Name {number}")
        self.add_contact(row, number, [account], id=make_id("contact", number))

    def add_kind_10(self, row, number):  # its account, which others have, stays as it is
        row = dict(row, company=f"Moved To {number}")
        self.add_row(row, number)
        account = self.add_account(row, number, id=make_id("account", number),
                                   name=f"Moved From {number}")
        self.add_contact(row, number, [account], id=make_id("contact", number))
        self.add_contact(dict(row, email="", mobile="", first="Other"), "", [account],
                         id=make_id("other", number))

    def add_kind_11(self, row, number):  # ticked, and equal: the tick stays
        self.add_row(row, number)
        account = self.add_account(row, number)
        self.add_contact(row, number, [account], cp_synch_c="1")

    def add_kind_12(self, row, number):  # ticked, with an edit that ClickPOS has not seen
        self.add_row(row, number)
        account = self.add_account(row, number)
        self.add_contact(row, number, [account], cp_synch_c="1", phone_mobile="0400111222")

    def add_kind_13(self, row, number):  # another email
        self.add_row(row, number)
        account = self.add_account(row, number, emails=[f"old{number}@example.com"])
        self.add_contact(row, number, [account],
                         emails=[f"old{number}@example.com", f"further{number}@example.com"])

    def add_kind_14(self, row, number):  # rejected
        self.add_row(row, f"{number}x")

    def add_kind_15(self, row, number):  # twice the same
        self.add_row(row, number)
        self.add_row(row, number)

    def add_kind_16(self, row, number):  # two accounts have the company's name
        row = dict(row, company=f"Twice {number}")
        self.add_row(row, number)
        self.add_account(row, number, id=make_id("account", number))
        self.add_account(row, number, id=make_id("twin account", number))

    def add_kind_17(self, row, number):  # the address has changed
        self.add_row(row, number)
        account = self.add_account(row, number, billing_address_street="1 Old Road")
        self.add_contact(row, number, [account])

    def add_kind_18(self, row, number):  # what the CRM stores in another form
        self.add_row(dict(row, street="<b>Bold</b> <vip> & Sons", trading="Salt & Pepper",
                          first="Zo\u00eb \U0001F600"), number)

    def add_kind_19(self, row, number):  # its company is there by name alone
        row = dict(row, company=f"By  Name {number}")
        self.add_row(row, number)
        self.add_account(row, number, id=make_id("account", number), name=f"BY NAME {number}",
                         phone_office="08 1")

    def write_export(self):
        out = io.StringIO()
        writer = csv.writer(out, lineterminator="\r\n")
        writer.writerow(HEADER)
        writer.writerows(self.rows)
        return out.getvalue()

    def write_state(self):
        return "".join(json.dumps(record, ensure_ascii=False) + "\n" for record in self.records)


def make_mixed(count):
    mixed = Mixed()
    for number in range(1, count + 1):
        mixed.add_customer(number)
    return mixed
