"""Random interleavings of what people do on both sides and of what Possum does between them.

    interleave.py CRM POSSUM TIMES [SEED] [--faults] [--kills] [--api API]

People make and edit customers in ClickPOS, make, edit and tick contacts in the CRM, upload the files
that pulls have handed out and export; pulls and pushes run at any time, of old exports too. In the
end everything is handed out, uploaded, exported and pushed. Then, unless the last push says that a
customer is in conflict, both sides are equal in all seventeen fields, no customer is there twice and
no tick is left; and no ticked edit has been lost without a conflict that said so.
"""

import argparse
import json
import os
import random
import signal
import subprocess
import sys
import uuid

sys.path.insert(0, os.path.join(os.path.dirname(__file__), "..", "push"))
from clickpos import FIELDS, NUMBER, ClickPos  # noqa: E402
from crm_site import APIS, Scratch, Site  # noqa: E402

CONTACT_FIELDS = {"Title": "title", "Name": "first_name", "Last": "last_name",
                  "Mob": "phone_mobile"}
ACCOUNT_FIELDS = {"CONAME": "name", "Trading As": "cp_cust_tradingas_c",
                  "Customer Class": "cp_cust_customerclass_c",
                  "Address 1": "billing_address_street", "Suburb": "billing_address_city",
                  "State": "billing_address_state", "Post/ZIP": "billing_address_postalcode",
                  "Tel Home": "phone_office", "Website": "website",
                  "Country": "billing_address_country"}
PLACES = {"Address 1": "primary_address_street", "Suburb": "primary_address_city",
          "State": "primary_address_state", "Post/ZIP": "primary_address_postalcode",
          "Tel Home": "phone_home", "Country": "primary_address_country"}
# Title holds what a customer is known by here, whatever else is edited.
EDITABLE = [name for name in FIELDS if name not in ("Title", NUMBER)]
FAULTS = ["503:1", "early-503:1", "drop", "early-drop", "cut", "session", "500", "early-500",
          "garbage", "html", "empty"]
CONFLICT_STATUS = 1


class World:
    """Both sides, and what was done to them."""

    def __init__(self, site, directory, seed, chosen):
        self.site = site
        self.random = random.Random(seed)
        self.chosen = chosen
        self.api = chosen.api.removesuffix("-without-keys")
        self.directory = directory
        self.state = os.path.join(directory, "state")
        self.outbox = os.path.join(directory, "outbox")
        os.makedirs(self.outbox)
        self.uploaded = set()
        self.clickpos = ClickPos()
        self.exports = []
        self.records = {}  # of the CRM, by id
        self.clock = 0
        self.made = 0
        self.last_edit = {}  # (title, field): (value, side)
        self.edited_in_clickpos = set()
        self.conflicts = set()  # titles that any push has called in conflict
        self.last_conflicts = set()
        self.log = []
        site.put("faults", "")
        site.put("state", "")

    # The CRM's records, as people see and save them.

    def load(self):
        text = self.site.get_text("state")
        records = [json.loads(line) for line in text.splitlines()]
        self.records = {record["id"]: record for record in records
                        if record.get("deleted") != "1"}
        self.deleted = [record for record in records if record.get("deleted") == "1"]

    def save(self, *changed):
        for record in changed:
            self.clock += 1
            record["date_modified"] = f"2030-01-01 {self.clock // 3600:02}:" \
                                      f"{self.clock // 60 % 60:02}:{self.clock % 60:02}"
        lines = [json.dumps(record) for record in self.deleted + list(self.records.values())]
        self.site.put("state", "\n".join(lines) + "\n")

    def list_contacts(self):
        return sorted((record for record in self.records.values()
                       if record["module"] == "Contacts"), key=lambda record: record["title"])

    def get_account(self, contact):
        ids = contact.get("accounts", [])
        return self.records[ids[0]] if ids else None

    def read(self, contact):
        """A contact as a customer of ClickPOS's."""
        account = self.get_account(contact)
        customer = {name: contact.get(field, "") for name, field in CONTACT_FIELDS.items()}
        customer[NUMBER] = contact.get("cp_cust_code_c", "")
        customer["Email"] = (contact.get("emails") or [""])[0]
        customer["Account Email"] = ((account or {}).get("emails") or [""])[0]
        for name, field in ACCOUNT_FIELDS.items():
            customer[name] = account.get(field, "") if account else \
                contact.get(PLACES.get(name, ""), "")
        if customer["CONAME"].endswith(f"({customer[NUMBER]})"):
            customer["CONAME"] = ""
        return customer

    def write(self, contact, name, value):
        account = self.get_account(contact)
        if name in CONTACT_FIELDS:
            contact[CONTACT_FIELDS[name]] = value
        elif name == "Email":
            contact["emails"] = [value]
        elif account is None:
            contact[PLACES[name]] = value
        elif name == "Account Email":
            account["emails"] = [value]
        else:
            account[ACCOUNT_FIELDS[name]] = value
        return [record for record in (contact, account) if record is not None]

    def invent(self, name):
        self.made += 1
        number = self.made
        return {"Email": f"a{number}@example.com", "Account Email": f"b{number}@example.com",
                "Mob": f"0411{number:06}", "Tel Home": f"03 9{number:07}",
                "Website": f"www{number}.example.com"}.get(name, f"{name} {number}")

    def invent_customer(self):
        customer = {name: self.invent(name) for name in EDITABLE if self.random.random() < 0.7}
        for name in ("Name", "Last"):
            customer.setdefault(name, self.invent(name))
        if self.random.random() < 0.4:
            customer.pop("CONAME", None)
        customer["Title"] = f"T{self.made}"
        return customer

    def note_edit(self, title, name, value, side):
        self.last_edit[title, name] = (value, side)
        self.log.append(f"  {title} {name} = {value!r} in {side}")
        if side == "clickpos":
            self.edited_in_clickpos.add((title, name))

    # What people do.

    def make_contact(self):
        customer = self.invent_customer()
        self.load()
        contact = {"module": "Contacts", "id": str(uuid.UUID(int=self.random.getrandbits(128))),
                   "cp_synch_c": "1", "title": customer["Title"]}
        self.records[contact["id"]] = contact
        if "CONAME" in customer:
            account = {"module": "Accounts",
                       "id": str(uuid.UUID(int=self.random.getrandbits(128)))}
            self.records[account["id"]] = account
            contact["accounts"] = [account["id"]]
        for name, value in customer.items():
            if name != "Title" and ("CONAME" in customer or name in CONTACT_FIELDS or
                                    name in PLACES or name == "Email"):
                self.write(contact, name, value)
                self.note_edit(customer["Title"], name, value, "crm")
        self.save(*[record for record in (contact, self.get_account(contact)) if record])

    def edit_contact(self):
        self.load()
        contacts = self.list_contacts()
        if not contacts:
            return
        contact = self.random.choice(contacts)
        account = self.get_account(contact)
        changed = [contact]
        for name in self.random.sample(EDITABLE, self.random.choice([0, 1, 1, 2, 3])):
            has_place = account is not None or name in CONTACT_FIELDS or name in PLACES or \
                name == "Email"
            if not has_place or (name == "CONAME" and self.read(contact)["CONAME"] == ""):
                continue
            value = self.invent(name)
            changed += self.write(contact, name, value)
            self.note_edit(contact["title"], name, value, "crm")
        contact["cp_synch_c"] = "1"
        self.save(*changed)

    def make_customer(self):
        customer = self.invent_customer()
        self.clickpos.add(customer)
        for name, value in customer.items():
            self.note_edit(customer["Title"], name, value, "clickpos")

    def edit_customer(self):
        if not self.clickpos.customers:
            return
        customer = self.random.choice(list(self.clickpos.customers.values()))
        for name in self.random.sample(EDITABLE, self.random.choice([1, 1, 2])):
            if name == "CONAME" and customer["CONAME"] == "":
                continue
            customer[name] = self.invent(name)
            self.note_edit(customer["Title"], name, customer[name], "clickpos")

    def list_outbox(self):
        paths = [os.path.join(self.outbox, name) for name in os.listdir(self.outbox)
                 if name.endswith(".csv") and name.startswith("clickpos-")]
        return sorted((path for path in paths if path not in self.uploaded),
                      key=lambda path: os.stat(path).st_mtime_ns)

    def upload(self):
        for path in self.list_outbox()[:1]:
            self.clickpos.upload(path)
            self.uploaded.add(path)

    def export(self):
        self.exports.append(self.clickpos.export())

    # What Possum does, whatever happens to it.

    def run(self, arguments, may_conflict):
        for _ in range(30):
            if self.chosen.faults and self.random.random() < 0.5:
                self.site.put("faults", "\n".join(
                    f"{self.random.randrange(1, 20)}={self.random.choice(FAULTS)}"
                    for _ in range(self.random.randrange(1, 3))))
            if self.chosen.kills and self.random.random() < 0.4:
                status = self.kill(arguments)
            else:
                result = self.site.run(*arguments, state=self.state)
                status = result.returncode
                self.words = result.stdout.decode()
            self.site.put("faults", "")
            if status == 0 or (status == CONFLICT_STATUS and may_conflict):
                return
            may_fail = (self.chosen.faults and status in (CONFLICT_STATUS, 4, 5)) or \
                (self.chosen.kills and status == -signal.SIGKILL)
            if not may_fail:
                raise SystemExit(f"{arguments} ended with {status}:\n{self.words}\n{self.tell()}")
        raise SystemExit(f"{arguments} comes to no end:\n{self.words}\n{self.tell()}")

    def kill(self, arguments):
        environment = dict(self.site.environment, XDG_STATE_HOME=self.state)
        process = subprocess.Popen([self.site.possum, *arguments], env=environment,
                                   cwd=self.directory, stdin=subprocess.DEVNULL,
                                   stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        try:
            return process.wait(self.random.random() * 0.04)
        except subprocess.TimeoutExpired:
            process.send_signal(signal.SIGKILL)
            return process.wait()

    def pull(self):
        self.run(["pull", "--crm", self.site.url, "--api", self.api, "--quiet",
                  "-o", self.outbox], False)

    def push(self, text=None):
        if text is None:
            if not self.exports:
                return
            text = self.random.choice(self.exports[-3:])
        with open(os.path.join(self.directory, "export.csv"), "w", newline="") as file:
            file.write(text)
        self.run(["push", "--crm", self.site.url, "--api", self.api, "--force", "--quiet",
                  "--report", "report.json", "export.csv"], True)
        report = json.load(open(os.path.join(self.directory, "report.json")))
        titles = {number: customer["Title"]
                  for number, customer in self.clickpos.customers.items()}
        self.last_conflicts = {titles[issue["customer"]] for issue in
                               report["issues"] + report["findings"]
                               if issue["severity"] == "conflict"}
        self.last_report = report
        self.log += [f'  {titles.get(issue["customer"])} {issue["code"]}: {issue["message"]} '
                     f'({issue["old"]} -> {issue["new"]})' for issue in report["issues"]]
        self.conflicts |= self.last_conflicts

    # What must hold.

    def settle(self):
        for _ in range(4):
            self.pull()
            while self.list_outbox():
                self.upload()
            self.push(self.clickpos.export())

    def tell(self):
        return "\n".join(self.log)

    def fail(self, words):
        issues = "\n".join(f'{issue["customer"]}: {issue["code"]}: {issue["message"]}'
                           for issue in self.last_report["issues"])
        raise SystemExit(f"{words}\n{issues}\n{self.tell()}")

    def check(self):
        self.load()
        contacts = {}
        for contact in self.list_contacts():
            if contact["title"] in contacts and contact["title"] not in self.last_conflicts:
                self.fail(f'{contact["title"]} is in the CRM twice')
            contacts[contact["title"]] = contact
        customers = {}
        for customer in self.clickpos.customers.values():
            if customer["Title"] in customers:
                self.fail(f'{customer["Title"]} is in ClickPOS twice')
            customers[customer["Title"]] = customer
        for title in sorted(set(contacts) | set(customers)):
            if title in self.last_conflicts:
                continue
            if title not in customers or title not in contacts:
                self.fail(f"{title} is on one side alone")
            held = self.read(contacts[title])
            wrong = [f"{name}: {held[name]!r} in the CRM, {customers[title][name]!r} in ClickPOS"
                     for name in FIELDS if held[name] != customers[title][name]]
            if wrong:
                self.fail(f"{title} is not the same on both sides: {wrong}")
            if contacts[title].get("cp_synch_c", "0") != "0":
                self.fail(f"{title} is still ticked")
        for (title, name), (value, side) in self.last_edit.items():
            is_excused = title in self.conflicts or (title, name) in self.edited_in_clickpos
            if side == "crm" and not is_excused and customers[title][name] != value:
                self.fail(f"{title} has lost the edit {name} = {value!r}")

    def play(self, steps):
        doings = [(self.make_contact, 2), (self.edit_contact, 4), (self.make_customer, 1),
                  (self.edit_customer, 2), (self.pull, 4), (self.upload, 3), (self.export, 3),
                  (self.push, 4)]
        for _ in range(steps):
            (do,) = self.random.choices([doing for doing, _ in doings],
                                        [weight for _, weight in doings])
            self.log.append(do.__name__)
            do()
        self.log.append("settle")
        self.settle()
        self.check()


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("crm")
    parser.add_argument("possum")
    parser.add_argument("times", type=int)
    parser.add_argument("seed", type=int, nargs="?")
    parser.add_argument("--steps", type=int, default=25)
    parser.add_argument("--faults", action="store_true")
    parser.add_argument("--kills", action="store_true")
    parser.add_argument("--api", choices=APIS, default="v4_1")
    chosen = parser.parse_args()
    chosen.crm, chosen.possum = map(os.path.abspath, (chosen.crm, chosen.possum))
    seed = chosen.seed if chosen.seed is not None else random.SystemRandom().randrange(1 << 31)
    conflicts = customers = 0
    with Scratch() as scratch, Site(chosen.crm, chosen.possum, scratch, chosen.api) as site:
        for number in range(chosen.times):
            directory = os.path.join(scratch, str(number))
            os.makedirs(directory)
            world = World(site, directory, seed + number, chosen)
            site.directory = directory
            try:
                world.play(chosen.steps)
            except SystemExit as end:
                raise SystemExit(f"seed {seed + number}: {end}") from end
            conflicts += len(world.last_conflicts)
            customers += len(world.clickpos.customers)
    print(f"{chosen.times} interleavings from seed {seed} on: {customers} customers, all the same "
          f"but {conflicts} in conflict")


if __name__ == "__main__":
    sys.exit(main())
