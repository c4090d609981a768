"""The CRM for tests and a program under test, for the tests of push that are written in Python."""

import json
import os
import re
import shutil
import subprocess
import tempfile
import urllib.request

READS = ("get_entry", "get_module_fields", "get_server_info", "login", "logout",
         "get_relationships", "get_available")


APIS = {
    "v4_1": [],
    "v8": ["--only", "v8"],
    "v11": ["--only", "v11", "--platform", "possum"],
    "v11-without-keys": ["--only", "v11", "--platform", "possum", "--no-sync-key"],
}


def forget_ids(records):
    """What the records are, whatever ids the CRM has given them."""
    def describe(record):
        return json.dumps({name: value for name, value in record.items()
                           if name not in ("id", "accounts")}, sort_keys=True)
    names = {record["id"]: describe(record) for record in records}
    forgotten = []
    for record in records:
        accounts = sorted(names.get(account, account) for account in record.get("accounts", []))
        forgotten.append({**json.loads(names[record["id"]]), "accounts": accounts})
    return sorted(forgotten, key=lambda record: json.dumps(record, sort_keys=True))


class Site:
    """A CRM on loopback that speaks an API; it ends with the site."""

    def __init__(self, crm, possum, directory, api="v4_1"):
        self.possum = possum
        self.gives_ids = api.startswith("v11")
        self.directory = directory
        self.log = os.path.join(directory, "requests")
        self.environment = dict(os.environ, CRM_PASSWORD="quokka", CRM_CLIENT_SECRET="numbat",
                                POSSUM_USER="admin", POSSUM_PASSWORD="quokka")
        if api == "v8":
            self.environment.update(POSSUM_CLIENT_ID="e7bc5ac7-1c1f-9ba4-7845-6b05752f686a",
                                    POSSUM_CLIENT_SECRET="numbat")
        for name in ("http_proxy", "https_proxy", "all_proxy", "POSSUM_CONFIG"):
            self.environment.pop(name, None)
        transcripts = os.path.join(os.path.dirname(__file__), "..", "crm", "transcripts")
        self.process = subprocess.Popen(
            [crm, "--transcripts", transcripts, "--log", self.log, *APIS[api]],
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, env=self.environment)
        port = int(self.process.stdout.readline())
        self.url = f"http://127.0.0.1:{port}"

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.process.stdin.close()
        status = self.process.wait(timeout=20)
        if status != 0:
            raise SystemExit(f"the CRM has ended with status {status}")

    def put(self, what, text):
        request = urllib.request.Request(f"{self.url}/test/{what}", text.encode(), method="PUT")
        urllib.request.urlopen(request).read()

    def get_text(self, what):
        return urllib.request.urlopen(f"{self.url}/test/{what}").read().decode()

    def get_state(self):
        """The live records and the deleted ones, without their stamps."""
        records = []
        for line in self.get_text("state").splitlines():
            record = json.loads(line)
            record.pop("date_modified", None)
            record.pop("date_entered", None)
            records.append(record)
        return forget_ids(records) if self.gives_ids else records

    def clear_log(self):
        with open(self.log, "w"):
            pass

    def count_requests(self):
        """All requests that were logged, and those of them that write."""
        requests = writes = 0
        with open(self.log, errors="replace") as log:
            for line in log:
                parts = line.split("\t")
                if len(parts) < 4 or parts[2].startswith("/test/"):
                    continue
                requests += 1
                method = re.search(r"method=([a-z_]+)", parts[3])
                if method:
                    writes += not method.group(1).startswith(READS)
                else:
                    writes += parts[0] in ("POST", "PATCH", "PUT", "DELETE") and \
                        not re.search(r"access_token|oauth2|logout|/filter", parts[2])
        return requests, writes

    def run(self, *arguments, state, environment=None, timeout=120, **options):
        env = dict(self.environment, XDG_STATE_HOME=state, **(environment or {}))
        return subprocess.run([self.possum, *arguments], env=env, timeout=timeout,
                              stdout=subprocess.PIPE, stderr=subprocess.STDOUT, cwd=self.directory,
                              stdin=subprocess.DEVNULL, **options)

    def push(self, export, state, *options, **more):
        return self.run("push", "--crm", self.url, "--force", "--quiet", *options, export,
                        state=state, **more)


class Scratch:
    """A directory that goes when it is left."""

    def __enter__(self):
        self.path = tempfile.mkdtemp(prefix="possum-push-")
        return self.path

    def __exit__(self, *_):
        shutil.rmtree(self.path, ignore_errors=True)


def differ(one, other):
    """What two states do not have in common, for a message."""
    left = {json.dumps(record, sort_keys=True) for record in one}
    right = {json.dumps(record, sort_keys=True) for record in other}
    return "\n".join([f"- {line}" for line in sorted(left - right)[:6]] +
                     [f"+ {line}" for line in sorted(right - left)[:6]])
