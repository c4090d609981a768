"""A stand-in for ClickPOS, as far as the loop meets it: customers with numbers, a mass upload that
adds those without one and overwrites the others, and an export of all. All people are invented.

    clickpos.py STATE upload FILE
    clickpos.py STATE edit NUMBER COLUMN VALUE
    clickpos.py STATE export
"""

import csv
import io
import json
import os
import sys

FIELDS = ["Title", "Name", "Last", "Email", "Cust No.", "Mob", "CONAME", "Trading As",
          "Customer Class", "Account Email", "Address 1", "Suburb", "State", "Post/ZIP", "Tel Home",
          "Website", "Country"]
HEADER = ["Email" if name == "Account Email" else name for name in FIELDS]
NUMBER = "Cust No."


class ClickPos:
    """The customers, by their numbers: a value for each of FIELDS."""

    def __init__(self):
        self.customers = {}
        self.last_number = 0

    def add(self, customer):
        self.last_number += 1
        number = str(self.last_number)
        self.customers[number] = dict({name: "" for name in FIELDS}, **customer)
        self.customers[number][NUMBER] = number
        return number

    def upload(self, path):
        """Takes a file in, and returns the numbers that its customers have, in its order."""
        with open(path, encoding="utf-8-sig", newline="") as file:
            records = list(csv.reader(file))
        if records[0] != HEADER:
            raise SystemExit(f"{path} has another header: {records[0]}")
        numbers = []
        for record in records[1:]:
            if len(record) != len(FIELDS):
                raise SystemExit(f"{path} has a record of {len(record)} cells")
            customer = dict(zip(FIELDS, record))
            number = customer[NUMBER]
            if number == "":
                number = self.add(customer)
            elif number not in self.customers:
                raise SystemExit(f"{path} updates the customer {number}, who is not there")
            else:
                self.customers[number] = customer
            numbers.append(number)
        return numbers

    def export(self):
        """All customers, as the Report Generator writes them."""
        out = io.StringIO()
        writer = csv.writer(out)
        writer.writerow(HEADER)
        for customer in self.customers.values():
            writer.writerow([customer[name] for name in FIELDS])
        return out.getvalue()


def main():
    state, what, *arguments = sys.argv[1:]
    clickpos = ClickPos()
    if os.path.exists(state):
        clickpos.customers = json.load(open(state, encoding="utf-8"))
        clickpos.last_number = max(map(int, clickpos.customers), default=0)
    if what == "upload":
        clickpos.upload(*arguments)
    elif what == "edit":
        number, column, value = arguments
        clickpos.customers[number][column] = value
    else:
        sys.stdout.write(clickpos.export())
    json.dump(clickpos.customers, open(state, "w", encoding="utf-8"))


if __name__ == "__main__":
    main()
