#!/usr/bin/env python3
"""Holds the CRM for tests to what a real one answered: replay.py URL TRANSCRIPTS.

A transcript is a request that SuiteCRM 7.14.6 got, and its answer. Each is replayed at its place in
a history (histories.py): the records that were there are put into the CRM, the request is sent as
it was but for the session, the secrets and the ids that the CRM makes, and status, content type and
body must be those of the transcript, apart from what MAY_DIFFER names. What the CRM then holds must
be what the real database held.

Each transcript that agrees is then changed in all its places, one at a time, to show that this is
noticed: another status, a member renamed, a text for a number, a list for an object.
"""

import hashlib
import http.client
import json
import os
import re
import sys
from fnmatch import fnmatchcase, translate
from functools import lru_cache
from urllib.parse import urlencode, urlsplit

from histories import ADDRESSES, HISTORIES, LEFT_OUT, MADE

# What stands in a transcript for a secret that it does not tell.
RECORDED_SESSION = "7tv1mr3shbjodv2nfj5vv2pbpt"
RECORDED_MD5 = "bc4da9b8fa5c5b07907e668396bfbed4"

# How an answer may differ: in anything; by the order of a list whose elements have ids; by showing
# more of such a list. Else it is a pattern, whose matches in a text are disregarded.
ANYTHING, ORDER, MORE = range(3)

# What may differ from the transcript, and where.
MAY_DIFFER = [
    ("v4-*", "*.date_*.value", r"\d", "the clock is another"),
    ("v4-get_server_info*", "answer.body.gmt_time", r"\d", "the clock is another"),
    ("v8-emails*", "*.date_created", ANYTHING, "what makes an address may leave it out"),
    ("v8-*", "*.attributes.date_*", r"\d(?=.*:00\+00:00$)", "the clock is another"),
    ("v4-login-*", "answer.body.id", r".+", "a session is made up"),
    ("v8-*", "answer.body.*_token", r".+", "a token is made up"),
    ("v4-set_entry-*", "answer.body.entry_list.*name.value", r".+",
     "the echo has entities that no record has, and Possum does not read it"),
    ("v4-set_entry-undelete", "answer.body.entry_list.deleted.value", ANYTHING,
     "the echo of a false is a number here and nowhere else"),
    ("v4-get_entry_list-emails", "answer.body.entry_list", MORE, "the transcript shows 3 of 50"),
    ("v4-emails-get_relationships*", "answer.body.entry_list", ORDER,
     "addresses come in no order"),
    ("v4-emails-*", "answer.body.relationship_list*.records", ORDER, "the same"),
    ("v8-emails*", "answer.body.data", ORDER, "the same"),
]

UUID = r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}"

# Requests of a session or token that is no longer good.
ENDED = {"v4-after-logout", "v4-set_entry-expired-session", "v8-after-logout"}


class Absent:
    """The value of a member or element that is not there."""

    def __repr__(self):
        return "nothing"


ABSENT = Absent()


class Crm:
    """The CRM, and what the words in the transcripts' requests stand for."""

    def __init__(self, url):
        self.connection = http.client.HTTPConnection(urlsplit(url).netloc, timeout=60)
        self.password = os.environ["CRM_PASSWORD"]
        self.secret = os.environ["CRM_CLIENT_SECRET"]
        self.ids = {}

    def send(self, method, path, headers, body):
        """The status, content type and body of an answer."""
        try:
            self.connection.request(method, path, body, headers)
            answer = self.connection.getresponse()
            return answer.status, answer.getheader("Content-Type"), answer.read().decode("utf-8")
        except (OSError, http.client.HTTPException) as error:
            sys.exit("%s %s: no answer: %s" % (method, path, error))

    def call(self, method, data):
        """The answer of v4_1 to a call that must do."""
        status, _, body = self.send(*encode_form("/service/v4_1/rest.php", {
            "method": method, "input_type": "JSON", "response_type": "JSON", "rest_data": data}))
        assert status == 200, "%s: %d %s" % (method, status, body)
        return json.loads(body)

    def open_session(self):
        md5 = hashlib.md5(self.password.encode("utf-8")).hexdigest()
        return self.call("login", {"user_auth": {"user_name": "admin", "password": md5},
                                   "application_name": "replay", "name_value_list": []})["id"]

    def open_token(self):
        """A token and the one to refresh it with."""
        status, _, body = self.send("POST", "/Api/access_token", {
            "Content-Type": "application/json"}, json.dumps({
                "grant_type": "password", "client_id": os.environ["PASSWORD_CLIENT"],
                "client_secret": self.secret, "username": "admin", "password": self.password}))
        assert status == 200, "a token: %d %s" % (status, body)
        tokens = json.loads(body)
        return tokens["access_token"], tokens["refresh_token"]

    def find_words(self, name, request):
        """What the words in a request stand for."""
        asked = json.dumps(request)
        words = {"SECRET": self.secret, "PASSWORD": self.password, RECORDED_MD5:
                 hashlib.md5(self.password.encode("utf-8")).hexdigest()}
        if "SESSION" in asked or RECORDED_SESSION in asked:
            words["SESSION"] = words[RECORDED_SESSION] = session = self.open_session()
            if name in ENDED:
                self.call("logout", {"session": session})
        if "TOKEN" in asked or "REFRESH" in asked:
            words["TOKEN"], words["REFRESH"] = self.open_token()
            if name in ENDED:
                self.send("POST", "/Api/V8/logout", {"Authorization": "Bearer " + words["TOKEN"]},
                          None)
        return {**words, **self.ids}

    def replay(self, name, request):
        """Sends a request as it was sent, but for the words."""
        request = fill_in(request, self.find_words(name, request))
        if "form" in request:
            return self.send(*encode_form(request["path"], request["form"]))
        body = request["body"]
        return self.send(request["method"], request["path"], request["headers"],
                         None if body is None else json.dumps(body))

    def load_state(self, records):
        lines = "".join(json.dumps(record) + "\n" for record in records)
        status, _, body = self.send("PUT", "/test/state", {"Content-Type": "application/json"},
                                    lines)
        assert 200 <= status < 300, "the state is refused: %d %s" % (status, body)
        self.ids = {}
        for record in records:
            if not ADDRESSES.keys().isdisjoint(record.get("emails", [])):
                self.learn_addresses(record)

    def learn_addresses(self, record):
        """Learns which ids stand for those of a record's addresses in the transcripts."""
        entries = self.call("get_relationships", {
            "session": self.open_session(), "module_name": record["module"],
            "module_id": record["id"], "link_field_name": "email_addresses",
            "related_module_query": "", "related_fields": ["id", "email_address"],
            "related_module_link_name_to_fields_array": [], "deleted": 0})["entry_list"]
        for entry in entries:
            address = entry["name_value_list"]["email_address"]["value"]
            if address in ADDRESSES:
                self.ids[ADDRESSES[address]] = entry["id"]

    def read_state(self):
        """The records by id, without their dates."""
        status, _, body = self.send("GET", "/test/state", {}, None)
        assert status == 200, "no state: %d %s" % (status, body)
        records = map(json.loads, body.split("\n")[:-1])
        return {record["id"]: drop_dates(record) for record in records}


def encode_form(path, form):
    data = form["rest_data"]
    form = {**form, "rest_data": data if isinstance(data, str) else json.dumps(data)}
    return "POST", path, {"Content-Type": "application/x-www-form-urlencoded"}, urlencode(form)


def tidy(record):
    """A record as the CRM shows it: without what is empty, its accounts sorted."""
    record = {name: value for name, value in record.items() if value not in ("", [])}
    if "accounts" in record:
        record["accounts"] = sorted(record["accounts"])
    return record


def drop_dates(record):
    return {name: value for name, value in record.items() if not name.startswith("date_")}


def fill_in(value, words):
    """A JSON value with words replaced in all its texts, names of members too."""
    if isinstance(value, dict):
        return {fill_in(name, words): fill_in(member, words) for name, member in value.items()}
    if isinstance(value, list):
        return [fill_in(element, words) for element in value]
    if isinstance(value, str):
        for word, meaning in words.items():
            value = value.replace(word, meaning)
    return value


def list_parts(value):
    """The members or elements of a JSON value, with what stands for them in a path."""
    if isinstance(value, dict):
        return [("." + name, member) for name, member in value.items()]
    if isinstance(value, list):
        return [("[%d]" % place, element) for place, element in enumerate(value)]
    return []


def learn_ids(recorded, got, unknown, ids):
    """Learns which ids the CRM has made in place of those recorded ones that it did not know."""
    if isinstance(recorded, str) and recorded in unknown and recorded not in ids and \
            re.fullmatch(UUID, str(got)) and got not in ids.values():
        ids[recorded] = got
    parts = dict(list_parts(got))
    for place, part in list_parts(recorded):
        learn_ids(part, parts.get(place), unknown, ids)


def learn_names(expected, state, ids):
    """The same for records that no answer shows, by their names."""
    for identity, record in expected.items():
        named = [other for other in state if other not in expected and
                 state[other].get("name") == record.get("name", ABSENT)]
        if identity in MADE and identity not in ids and identity not in state and len(named) == 1:
            ids[identity] = named[0]


@lru_cache(maxsize=None)
def list_excuses(name):
    """What of MAY_DIFFER is about a transcript."""
    return [(re.compile(translate(paths)), excuse) for names, paths, excuse, _ in MAY_DIFFER
            if fnmatchcase(name, names)]


def find_excuse(name, path):
    """How an answer may differ at a path, or None."""
    for pattern, excuse in list_excuses(name):
        if pattern.match(path):
            return excuse
    return None


def is_excused(excuse, recorded, got):
    if isinstance(excuse, str):
        return isinstance(recorded, str) and isinstance(got, str) and \
            re.sub(excuse, "0", recorded) == re.sub(excuse, "0", got)
    return excuse == ANYTHING and recorded is not ABSENT and got is not ABSENT


def find_id(element):
    """The id of an element of a list, in one of the shapes that the APIs have."""
    identity = element.get("link_value", element).get("id") if isinstance(element, dict) else None
    return identity.get("value") if isinstance(identity, dict) else identity


def put_in_order(recorded, got, excuse):
    """The elements of a list in the order of those recorded, and what more there is if that may
    not be."""
    rest, ordered = list(got), []
    for identity in map(find_id, recorded):
        places = [place for place, element in enumerate(rest) if find_id(element) == identity]
        ordered.append(rest.pop(places[0]) if places else ABSENT)
    return ordered + (rest if excuse == ORDER else [])


def find_difference(name, recorded, got, path):
    """The first place where two JSON values differ, and both; None if they do not."""
    excuse = find_excuse(name, path)
    if is_excused(excuse, recorded, got):
        return None
    if type(recorded) is not type(got):
        return path, recorded, got
    if not isinstance(recorded, (dict, list)):
        return None if recorded == got else (path, recorded, got)
    if excuse in (ORDER, MORE) and isinstance(recorded, list):
        got = put_in_order(recorded, got, excuse)
    theirs, ours = dict(list_parts(recorded)), dict(list_parts(got))
    for place in {**theirs, **ours}:
        difference = find_difference(name, theirs.get(place, ABSENT), ours.get(place, ABSENT),
                                     path + place)
        if difference:
            return difference
    return None


def read_answer(answer):
    """An answer as it is compared; a body that says it is JSON and is none stays a text."""
    status, content_type, body = answer
    try:
        body = json.loads(body) if "json" in str(content_type) else body
    except ValueError:
        pass
    return {"status": status, "content-type": content_type, "body": body}


def read_recorded(transcript):
    return {"status": transcript["status"], "content-type": transcript["headers"]["content-type"],
            "body": transcript["body"]}


def apply_changes(state, changes):
    state = dict(state)
    for fields in changes:
        state[fields["id"]] = tidy({**state.get(fields["id"], {}), **fields})
    return state


def change_value(value):
    """Values that are nearly the same."""
    if isinstance(value, bool) or value is None:
        return [not value, "", 0, []]
    if isinstance(value, (int, float)):
        return [str(value), value + 1, None]
    if isinstance(value, str):
        return [value + "x", 0, None, [value]]
    if isinstance(value, list):
        return [{str(place): element for place, element in enumerate(value)}, value + [None], None]
    renamed = [{other + "x" if other == name else other: member for other, member in value.items()}
               for name in value]
    return [list(value.values()), {**value, "another": ""}, None, *renamed]


def try_changes(name, recorded, got, path):
    """How many changes of a transcript were tried; all must be noticed, or excused."""
    excuse = find_excuse(name, path)
    tried = 0
    if excuse in (ORDER, MORE) and isinstance(recorded, list):
        got = put_in_order(recorded, got, excuse)
    else:
        for changed in change_value(recorded):
            tried += 1
            assert find_difference(name, changed, got, path) or \
                is_excused(excuse, changed, got), "%s: %s: %s is taken for %s" % (
                    name, path, json.dumps(got)[:100], json.dumps(changed)[:100])
    parts = dict(list_parts(got))
    for place, part in list_parts(recorded):
        if place in parts:
            tried += try_changes(name, part, parts[place], path + place)
    return tried


def describe(name, difference):
    path, recorded, got = difference
    return "%s: %s: expected %s, got %s" % (name, path, show(recorded), show(got))


def show(value):
    return repr(value) if value is ABSENT else json.dumps(value, ensure_ascii=False)[:300]


class Replay:
    """All histories, and what came of them."""

    def __init__(self, crm, transcripts):
        self.crm = crm
        self.transcripts = transcripts
        self.problems = 0
        self.tried = 0

    def run_step(self, name, before, expected):
        """Replays a transcript; the problems are those of its answer and of what was done."""
        transcript, ids = self.transcripts[name], self.crm.ids
        recorded = read_recorded(transcript)
        got = read_answer(self.crm.replay(name, transcript["request"]))
        state = self.crm.read_state()
        learn_ids(recorded, got, set(MADE) - set(before), ids)
        learn_names(expected, state, ids)
        recorded = fill_in(recorded, ids)
        expected = {identity: tidy(record) for identity, record in fill_in(expected, ids).items()}
        differences = [find_difference(name, recorded, got, "answer"),
                       find_difference("state", expected, state, "state")]
        problems = [describe(name, difference) for difference in differences if difference]
        if not problems:
            self.tried += try_changes(name, recorded, got, "answer")
        return problems

    def run_history(self, records, steps):
        """Replays a history. After a problem it goes on from where it should have been."""
        expected = {record["id"]: tidy(record) for record in records}
        self.crm.load_state(expected.values())
        for name, *changes in steps:
            before, expected = expected, apply_changes(expected, changes)
            problems = self.run_step(name, before, expected)
            if problems:
                print("\n".join(problems), file=sys.stderr)
                self.problems += len(problems)
                self.crm.load_state(expected.values())


def read_transcripts(directory):
    """The transcripts by name. Each is replayed or left out for a reason."""
    replayed = {step[0] for _, steps in HISTORIES for step in steps}
    there = {file[:-len(".json")] for file in os.listdir(directory)}
    assert replayed <= there, "not there: %s" % sorted(replayed - there)
    assert there <= replayed | set(LEFT_OUT), "not replayed: %s" % sorted(
        there - replayed - set(LEFT_OUT))
    assert not replayed & set(LEFT_OUT), "left out: %s" % sorted(replayed & set(LEFT_OUT))
    transcripts = {}
    for name in replayed:
        with open("%s/%s.json" % (directory, name), encoding="utf-8") as file:
            transcripts[name] = json.load(file)
    return transcripts


def main():
    url, directory = sys.argv[1:3]
    try:
        replay = Replay(Crm(url), read_transcripts(directory))
        for records, steps in HISTORIES:
            replay.run_history(records, steps)
    except AssertionError as error:
        sys.exit(str(error))
    if replay.problems:
        sys.exit(1)
    print("%d transcripts, %d changes of them noticed" % (len(replay.transcripts), replay.tried))


if __name__ == "__main__":
    main()
