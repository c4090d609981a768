"""The histories that the transcripts of the CRM are replayed in: see replay.py."""

# The records, by the ids that they have in the transcripts.
ZOE_SONS_LATER = "2eb9a1cd-5d45-4634-1327-6b057c90d2f5"
OTHER_ACCOUNT = "6d8aae8e-e00b-eb29-dd9f-6b057cbbc7df"
ZED = "371f5122-2531-52a8-820c-6b057c53ab4d"
CHANGED = "71a52feb-bdd3-7261-a97e-6b05807ae443"
WORKFLOW = "afd84e42-8699-eea5-74ef-6b0580343e7b"
SAME_MAIL = "4716a21b-9019-d327-787d-6b057c40ec19"
CHOSEN, CHOSEN_2 = ("aaaaaaaa-0000-4000-8000-00000000000%d" % number for number in (1, 2))
S1, S2, S3, M1 = ("bbbbbbbb-0000-4000-8000-00000000000%d" % number for number in range(1, 5))
V8_CHOSEN = "cccccccc-0000-4000-8000-000000000001"
HOLDER = "dddddddd-0000-4000-8000-000000000001"

# Those of another day.
SEQUENCE = "db2a628a-eaec-46fb-87a1-6ee7cff7a3bd"
READ = "efb0069a-e4f0-462a-bc93-cc8611f426b3"
UNLINKED = "6cc996c7-416b-4f94-97da-42f0eba568e0"
UNLINKED_ALL = "82c5b6e0-2db6-424b-b0dc-d63204e68545"
SET_TWO = "70d1dfe9-7cb0-473e-ae01-09e8f3b15741"
INVALID = "2ebcbcd2-9a4b-475e-9f72-463beede17b1"
RELINKED = "d407085b-c41d-405f-b0e3-4a384f8a6b5b"
RESPELT = "4eda611f-cded-4a95-a62b-7086b7794003"
PROMOTED = "247c1571-e37b-425b-b7e8-a57c86d62d62"
LINKED_NEW = "c190eac4-c152-4d17-b60a-a614608c97a2"
MAIL_ACCOUNT = "935109f6-08d9-472e-95d7-ecb40c93357c"
V8_MAIL = "f30a0ca3-4945-41e2-a5d4-59d190e46669"
V8_LINK = "21bf5fac-f9c1-4275-af96-f896cf283e4e"
V8_QUOTED = "c395eab2-2d92-4017-a365-796caaa51855"
V8_FOUND = "e5f4cde2-05fe-4068-8e67-4572d9a708b5"
V8_A = "fb0e3e6f-de81-4428-a16a-bdf468746d86"
V8_B = "22ac99c7-ee93-49f0-bb2f-ddf90cced6c2"
PROBE_A = "0822f2f1-b180-4f8e-a6f2-f24b28bf7b6d"
PROBE_B = "424b623e-b024-495e-b5b1-4c119190f57c"
PROBE_C = "6df524d9-79f5-4763-adba-10f99cfc79a2"
PROBE_D = "4ac8204c-f81d-41f6-ba46-d4a2f2c1b8af"
TO_DELETED = "debd8da2-8b49-4085-9331-8ee6482ae5ea"
TO_NOTHING = "57da7534-5f85-4f8a-98d0-6a38b90b055d"
TWO_THEN_B = "d73925e9-a0e3-45f1-bf03-77fe688026f9"
TWO_THEN_C = "6f313407-9631-4512-8a29-944e9a69bf54"
TWO_THEN_NONE = "c66ef4a7-d4a1-4083-a782-0c776e334882"
HEX = "c75cce64-e08a-4ff3-bdf8-051ae3c76332"
HEX_MAIL = "176e8e32-7c6f-47db-b6b3-9e3ceaca3814"
H_TWO = "4bf5d9ae-67b2-45c0-a138-e2113627a4ca"
NO_ACCOUNT = "d21ff70e-e976-4b78-be94-efeac54649f7"
DELETED = "0b5eeca9-1a13-47c4-8761-1c7dbf4bfccb"
SIX = "47a29519-7cb8-4568-8e87-1da2e3cb2fcf"
SIX_A = "59b151ab-b40f-45a7-8af9-a1f9dc4f3d2f"
SIX_B = "3aaf1281-2795-42c8-a00c-90382d6e0245"
SIX_TWICE = "22d54e6c-b708-4a08-aa31-6f32230c57ac"
GHOST = "a49aa45f-8d47-4418-8280-751c7a2d153a"
GONE = "ab24fa36-a362-4e9f-83a1-59798031b218"
GONE_ACCOUNT = "92026974-46c0-4ad9-b3e5-c9c57e73a914"

# What a transcript creates without choosing the id: the CRM makes another one.
MADE = [
    ZOE_SONS := "140c24c7-3852-b515-ed16-6b0576a0e93e",
    ZOFIE := "1ffdb873-d6c9-6eb6-9800-6b0576e9418f",
    BY_NAME := "5ea15691-a998-5ce3-501c-6b057cfd4c11",
    NO_LAST := "dc05f81e-45e8-466d-5369-6b057ce281dd",
    NAMED := "b3a50d90-a9ac-d969-bc04-6b057ca7ed53",
    POSITIONAL := "9bd5f31f-fa8e-4bae-b573-6b057cc77d99",
    MIXED_A := "a4f79e75-aa01-f40a-1f30-6b057c616197",
    MIXED_B := "aa23e1d8-8c01-7749-970b-6b057ca64c3e",
    MIXED_C := "b17b92b1-5bdb-4625-1059-6b057c0138a9",
    MIXED_D := "b94cd951-ca73-6ded-b833-6b057c81f905",
    MIXED_E := "c2772bad-74dc-419c-494d-6b057cc4bd1c",
    MIXED_F := "cbf6ee35-227a-b5c3-64db-6b057c06b025",
    SIX_LINKED := "2d04270a-9e7b-abcf-d991-6b06423b22a0",
    V8_ACCOUNT := "66727351-c8ec-220a-eede-6b057db0209c",
    V8_BRIEN := "6f7d14b6-150a-ed8e-5f07-6b057da98edb",
    V8_NO_LAST := "881ead9d-38e9-a974-9100-6b057d945590",
    V8_LONG := "903201c8-7b83-df2f-4a76-6b057d0cd94f",
    V8_PLAIN := "a00b088e-61f1-eb77-fe28-6b057d316c03",
    V8_SHARER := "396c07d2-3c0f-ed13-f67b-6b064280bbbb",
    "5af53c46-4788-814e-44e6-6b057c554606",  # the row of an e-mail address
    BRAND_NEW := "an account that no transcript shows",
]

# The ids of the rows of e-mail addresses, which the CRM makes when it is given the records.
ADDRESSES = {
    "Zofie@Example.COM": "2024cff7-8f60-b19f-ea1d-6b0576dcd879",
    "zed@example.com": "37506728-ad9a-c3b7-8237-6b057c5cf24c",
    "one@example.com": "71cc5b90-f347-0125-1bad-6b058051ad0a",
    "seq-one@example.com": "37f65e0c-8af3-2cea-99de-6b06430a03fd",
    "seq-two@example.com": "7271da71-82b2-4e78-9aa7-3dab5976fd5f",
    "a-one@example.com": "fc000e3a-3559-930c-7e4f-6b0641f55c5e",
    "a-two@example.com": "9cac1c98-e7e4-4ce4-bffd-254beb8480c4",
    "a-three@example.com": "4e1965ce-c086-4897-8f62-07a7b5954d8f",
    "b-one@example.com": "3fae0081-a94b-0ab3-1ee6-6b0641cfcf76",
    "c-one@example.com": "66ceea1d-404f-920c-85d2-6b06417dd6a5",
    "c-two@example.com": "90e672a5-a85a-4c15-b556-9bf3fffdfb9a",
    "c-three@example.com": "8a8c872e-bcd7-49d1-8234-3dafdd7a1153",
    "d-three@example.com": "2099bab9-5d2d-4cf1-8c0f-35f517c054f3",
    "g-one@example.com": "3d9f8845-a52e-7774-58fb-6b0641332d4e",
    "g-two@example.com": "a60f6ff5-e23b-4402-acd6-c6f9246e7cb3",
    "g-three@example.com": "94166b90-9d05-4733-a629-8ea649069640",
    "r-old@example.com": "77f1bd15-84dc-2c6e-0fb8-6b0641ce3933",
    "r-new@example.com": "421e9c5f-19d2-49cb-82fb-d1dbd082e0dd",
    "t-new@example.com": "75472441-9e4e-45b4-bf00-1398230fa6a5",
    "acc-old@example.com": "95f632fd-4d62-de7b-175a-6b06415f8e91",
    "v8a-one@example.com": "b5cca339-b616-b82d-96de-6b064202538f",
    "v8a-two@example.com": "c53d530c-8a06-49fd-86a4-2d15ae58ab10",
    "v8a-three@example.com": "661c117f-930d-4aac-bf22-ba4e42e248b9",
    "v8made@example.com": "f7f6f39a-c18c-43f3-be45-80542b9b9978",
}


def account(identity, name, **fields):
    """What an account holds beside what every new one does, as SuiteCRM stores it."""
    return {"module": "Accounts", "id": identity, "name": name, **fields}


def contact(identity, last_name="", **fields):
    return {"module": "Contacts", "id": identity, "last_name": last_name, **fields}


def change(identity, **fields):
    return {"id": identity, **fields}


ZOE = 'Zoë "Q" & Sons, Ltd'
FIRST_DAY = [
    account(ZOE_SONS, ZOE, billing_address_street="1 High St\nLevel 2", phone_office="09 555 0001",
            cp_cust_tradingas_c="ZQ", cp_cust_customerclass_c="TRADE"),
    contact(ZOFIE, "O'Brien <b>&</b>", first_name="Žofie", phone_home="0211234567",
            emails=["Zofie@Example.COM"], cp_synch_c="1", cp_cust_code_c="1", accounts=[ZOE_SONS],
            birthdate="1980-02-29", description="line1\nline2 ????"),
]
LATER_ACCOUNT = account(ZOE_SONS_LATER, ZOE)
ZED_LATER = contact(ZED, "Zed", cp_synch_c="1", cp_cust_code_c="1", accounts=[ZOE_SONS_LATER],
                    emails=["alt3@example.com"])
V8_ACCOUNT_RECORD = account(V8_ACCOUNT, 'V8 "Acc" & Co', cp_cust_tradingas_c="V8T")
V8_BRIEN_RECORD = contact(V8_BRIEN, "O'Brien <b>& \"q\"</b>", first_name="Žo",
                          emails=["v8@example.com"], cp_cust_code_c="9001", cp_synch_c="1",
                          accounts=[V8_ACCOUNT], description="a\nb")
V8_CONTACTS = [
    V8_BRIEN_RECORD,
    contact(V8_CHOSEN, "Chosen", cp_cust_code_c="9002"),
    contact(V8_NO_LAST, first_name="NoLast"),
    contact(V8_LONG, "L" * 100),
    contact(V8_PLAIN, "ct"),
]
PROBES = [account(PROBE_A, "Probe A"), account(PROBE_B, "Probe B"), account(PROBE_C, "Probe C"),
          account(PROBE_D, "Probe D", deleted="1")]
SIXES = [account(SIX_A, "Six A"), account(SIX_B, "Six B")]
V8_PAIR = [account(V8_A, "V8 A"), account(V8_B, "V8 B")]


def name_addresses(beginning, *names):
    return ["%s-%s@example.com" % (beginning, name) for name in names]


def make_by_email():
    """Seventy contacts, fifty of which have the addresses asked for; the transcript shows three."""
    shown = {1000: ("b4ef0963-43d1-57d2-870a-638081c906b1", "van der Berg"),
             1001: ("728efc1a-7620-562d-ab9d-3bc965753751", "Comma, Jr"),
             1002: ("d8fbeaa8-f4c2-5aa6-b119-f5ffcea8557e", "=2+5+cmd")}
    return [contact(*shown.get(code, ("e0000000-0000-4000-8000-%012d" % code, "Load")),
                    cp_cust_code_c=str(code), emails=["c%d@example.com" % code])
            for code in range(1000, 1070)]


def make_many():
    """Two thousand contacts, of which the transcript shows the first."""
    return [contact("100d36ac-1395-9579-d4c6-6b057c52959d", "Load00865", cp_cust_code_c="1865",
                    cp_synch_c="1", emails=["p865@example.com"]),
            *(contact("20000000-0000-4000-8000-%012d" % number, "Load%05d" % number)
              for number in range(1999))]


def make_filled():
    """Eighty contacts; every fifth has no number, every seventh a tick."""
    return [contact("cccc%04d-1111-4111-8111-%012d" % (number, number), "Filled",
                    cp_cust_code_c=str(1000 + number) if number % 5 else "",
                    cp_synch_c="" if number % 7 else "1") for number in range(80)]


def make_between():
    """Fourteen contacts, thirteen of them with ids from 8 to 9; the transcript shows five."""
    shown = [("80b8650c-4976-42ee-b2e1-03fcff836c5a", "OptHolder"),
             ("80e1bd80-9e2b-4ac2-9778-051353f43f0f", "nulx"), (UNLINKED_ALL, "Mailtest c"),
             ("84137af2-a76f-4119-8303-5f029823cab4", "a) b"),
             ("84cc87b2-5487-407c-9494-d29ae9cbe044", "or")]
    emails = {"OptHolder": ["oo-relink-existing-after-unlink@example.com"],
              "Mailtest c": name_addresses("c", "new")}
    return [*(contact(identity, name, emails=emails.get(name, [])) for identity, name in shown),
            *(contact("8d%06d-0000-4000-8000-000000000000" % number, "More")
              for number in range(8)), contact("90000000-0000-4000-8000-000000000000", "Beyond")]


# Records that are there at first, and the transcripts that follow each other from there, with what
# each of them changes: new records, and the fields that are other ones than before. What of a
# record no transcript shows, such as the address that is not changed, is made up.
HISTORIES = [
    # Logins and what is said of the fields. Nothing of it changes a record.
    (FIRST_DAY, [
        ("v4-get_server_info",), ("v4-get_server_info_rawempty",), ("v4-login-ok",),
        ("v4-login-plain",), ("v4-login-argorder",), ("v4-login-bad",), ("v4-login-nouser",),
        ("v4-login-unhashed",), ("v4-seamless_login",), ("v4-logout",), ("v4-after-logout",),
        ("v4-nosuchmethod",), ("v4-badjson",), ("v4-set_entry-badsession",),
        ("v4-set_entry-expired-session",),
        ("v4-get_entry_list-nosession",), ("v4-get_entry_list-emptysession",),
        ("v4-get_module_fields-Accounts",), ("v4-get_module_fields-Contacts",),
        ("v4-get_module_fields-badmodule",), ("v4-get_module_fields-some",),
        ("v8-token-ok",), ("v8-token-cc",), ("v8-token-badclient",), ("v8-token-badpassword",),
        ("v8-token-badsecret",), ("v8-token-baduser",), ("v8-token-wronggrant",), ("v8-refresh",),
        ("v8-logout",), ("v8-after-logout",), ("v8-badtoken",), ("v8-notoken",),
        ("v8-meta-fields-Accounts",), ("v8-meta-fields-Contacts",), ("v8-module-404",),
        ("v8-route-404",),
    ]),
    # Queries that find nothing or are refused.
    (FIRST_DAY, [
        ("v4-get_entry-missing",), ("v4-get_entry-badid",), ("v4-get_entry_list-none",),
        ("v4-get_entry_list-sqlerror",), ("v4-get_entry_list-syntaxerr",),
        ("v4-get_entry_list-union",), ("v4-get_entry_list-subselect",),
    ]),
    # An account and a contact. The address of a contact that has one stays, whatever is asked.
    ([], [("v4-set_entry-create-account", FIRST_DAY[0])]),
    (FIRST_DAY[:1], [("v4-set_entry-create-contact", FIRST_DAY[1])]),
    (FIRST_DAY, [
        ("v4-get_entry",),
        ("v4-set_entry-update", change(ZOFIE, phone_home="0219999999", cp_synch_c="")),
        ("v4-get_entry2",), ("v4-set_entry-email-blank",), ("v4-set_entry-email-invalid",),
        ("v4-set_entry-email2",), ("v4-set_entry-update-nonexistent",),
    ]),
    # Ids that the client chooses. One that is taken, by a deleted record too, is a failure; a
    # deleted record stays deleted.
    (FIRST_DAY[:1], [
        ("v4-set_entry-new_with_id-1", contact(CHOSEN, "Chosen", first_name="One",
                                               cp_cust_code_c="101", accounts=[ZOE_SONS])),
        ("v4-set_entry-new_with_id-2-repeat",),
        ("v4-set_entry-new_with_id-idfirst", contact(CHOSEN_2, "IdFirst")),
        ("v4-set_entry-delete", change(CHOSEN_2, deleted="1")),
        ("v4-get_entry-deleted",), ("v4-set_entry-update-deleted",), ("v4-set_entry-undelete",),
        ("v4-set_entry-new_with_id-deleted",),
        ("v4-set_entry-new_with_id-shortid", contact("cp-1001", "ShortId")),
        ("v4-set_entry-new_with_id-underscore", contact("cp_1001", "UnderscoreId")),
        ("v4-set_entry-new_with_id-space",),
        ("v4-set_entry-new_with_id-40", contact("x" * 36, "LongId")),
        ("v4-set_entry-missing-lastname", contact(NO_LAST, first_name="NoLast")),
    ]),
    # Batches: an account by its name is found or made; what comes before a failure stays.
    ([LATER_ACCOUNT], [
        ("v4-set_entries-new_with_id",
         contact(S1, "S1", cp_cust_code_c="2", accounts=[ZOE_SONS_LATER]),
         contact(S2, "S2", cp_cust_code_c="3", accounts=[ZOE_SONS_LATER]),
         contact(S3, "S3", accounts=[BRAND_NEW]), account(BRAND_NEW, "Brand New Account")),
        ("v4-set_entries-new_with_id-repeat",),
        ("v4-set_entries-midfail", contact(M1, "M1")),
        ("v4-set_entries-update-mixed", change(S1, last_name="S1upd"),
         change(S2, deleted="1", accounts=[])),
    ]),
    ([], [
        ("v4-set_entries-mixed",
         contact(MIXED_A, "UnknownField", first_name="A"),
         contact(MIXED_B, "L" * 100, first_name="B"), contact(MIXED_C, first_name="C"),
         contact(MIXED_D, "D", cp_cust_code_c="12", cp_synch_c="1"),
         contact(MIXED_E, "E", cp_synch_c="1"),
         contact(MIXED_F, "F", cp_cust_code_c="2147483647", cp_synch_c="1",
                 birthdate="0000-00-00")),
        ("v4-set_entries-paramname", contact(NAMED, "PName")),
        ("v4-set_entries-wrong-param-name",),
        ("v4-set_entries-positional-array", contact(POSITIONAL, "PositionalArr")),
    ]),
    # A record without an id is dropped for one with its address and last name.
    ([contact(SAME_MAIL, "Mail", first_name="Dup", phone_home="1", emails=["dup@example.com"])],
     [("v4-set_entries-dup-email",)]),
    # What queries find, the deleted ones too if that is asked for.
    ([LATER_ACCOUNT, ZED_LATER,
      contact(S1, "S1upd", cp_cust_code_c="2", accounts=[ZOE_SONS_LATER]),
      contact(S2, "S2", cp_cust_code_c="3", deleted="1"),
      contact(CHOSEN, "Chosen", cp_cust_code_c="101"), contact(NO_LAST, "D", cp_cust_code_c="12"),
      contact(WORKFLOW, "None", cp_cust_code_c="0")],
     [("v4-get_entry_list-IN",), ("v4-get_entry_list-IN-deleted1",),
      ("v4-get_entry_list-unqualified",), ("v4-get_entry_list-allfields",), ("v4-get_entries",),
      ("v4-get_entries_count",)]),
    (make_by_email(), [("v4-get_entry_list-emails",)]),
    (make_many(), [("v4-page-1",), ("v4-page-past-end",)]),
    # Addresses: there are two ways to change one.
    ([contact(CHANGED, "Changed", emails=["one@example.com"])], [("v4-get_relationships-email",)]),
    ([contact(CHANGED, "Changed")],
     [("v4-email-change-by-unlink", change(CHANGED, emails=["two@example.com"]))]),
    ([contact(WORKFLOW, "Workflow", emails=["five@example.com"])],
     [("v4-email-change-set_in_workflow",)]),
    ([account(ZOE_SONS_LATER, ZOE, emails=["acc1@example.com"])], [("v4-account-email-update",)]),
    ([contact(ZED, "Zed", emails=["zed@example.com"]),
      contact(SAME_MAIL, "Mail", emails=["zed@example.com"])],
     [("v4-email-alt-emailfield",),
      ("v4-email-alt-EmailAddresses-rename", change(ZED, emails=["renamed@example.com"]),
       change(SAME_MAIL, emails=["renamed@example.com"])),
      ("v4-email-unlink", change(ZED, emails=[])),
      ("v4-email-after-unlink", change(ZED, emails=["fresh@example.com"]))]),
    ([contact(ZED, "Zed")],
     [("v4-email-alt-EmailAddresses-create",),
      ("v4-email-alt-set_relationship", change(ZED, emails=["alt3@example.com"])),
      ("v4-email-alt-set_relationship_primary",)]),
    # The link to an account; a second one stands beside the first.
    ([LATER_ACCOUNT], [("v4-set_entry-account_name", contact(BY_NAME, "ByName"))]),
    ([LATER_ACCOUNT, account(OTHER_ACCOUNT, "Other"), contact(BY_NAME, "ByName")],
     [("v4-set_relationship", change(BY_NAME, accounts=[ZOE_SONS_LATER])),
      ("v4-set_relationship-badid",), ("v4-set_relationship-badlink",),
      ("v4-set_entry-account_id-blank", change(BY_NAME, accounts=[])),
      ("v4-set_entry-account_id-nonexistent",),
      ("v4-set_entry-account_id-change", change(BY_NAME, accounts=[ZOE_SONS_LATER])),
      ("v4-set_relationship-2nd", change(BY_NAME, accounts=[ZOE_SONS_LATER, OTHER_ACCOUNT]))]),
    ([LATER_ACCOUNT, account(OTHER_ACCOUNT, "Other"),
      contact(BY_NAME, "ByName", accounts=[OTHER_ACCOUNT])],
     [("v4-set_entry-account_id-change", change(BY_NAME, accounts=[ZOE_SONS_LATER]))]),
    # The same over V8.
    ([], [("v8-post-account", V8_ACCOUNT_RECORD)]),
    ([V8_ACCOUNT_RECORD], [
        ("v8-post-contact", V8_BRIEN_RECORD),
        ("v8-post-chosen-id", V8_CONTACTS[1]), ("v8-post-chosen-id-repeat",),
        ("v8-post-missing-required", V8_CONTACTS[2]), ("v8-post-toolong", V8_CONTACTS[3]),
        ("v8-post-contenttype-json", V8_CONTACTS[4]), ("v8-post-unknown-attr",),
        ("v8-post-short-id",), ("v8-post-badbody",), ("v8-post-badmodule",),
    ]),
    ([V8_ACCOUNT_RECORD, *V8_CONTACTS], [
        ("v8-patch", change(V8_BRIEN, phone_home="021 000", cp_synch_c="")), ("v8-patch-404",),
        ("v8-get-one",), ("v8-get-one-wrongtype",), ("v8-get-404",), ("v8-filter-eq",),
        ("v8-filter-or",), ("v8-filter-range",), ("v8-filter-in",), ("v8-filter-unknown",),
        ("v8-fields-unknown",), ("v8-page",),
        ("v8-rel-post", change(V8_CHOSEN, accounts=[V8_ACCOUNT])), ("v8-rel-get",),
        ("v8-rel-delete", change(V8_CHOSEN, accounts=[])),
        ("v8-rel-post-link", change(V8_CHOSEN, accounts=[V8_ACCOUNT])),
    ]),
    ([V8_ACCOUNT_RECORD, *V8_CONTACTS], [
        ("v8-delete", change(V8_CHOSEN, deleted="1")), ("v8-delete-again",),
        ("v8-post-chosen-id-deleted",),
    ]),
]

# Another day: how a primary address is changed while the others stay.
HISTORIES += [
    ([contact(SEQUENCE, "Mail", emails=name_addresses("seq", "one", "two"))], [
        ("v4-emails-1-find-primary",), ("v4-emails-2-find-address",),
        ("v4-emails-3-create-address",),
        ("v4-emails-4-unlink-primary", change(SEQUENCE, emails=name_addresses("seq", "two"))),
        ("v4-emails-5-link-new-primary",
         change(SEQUENCE, emails=name_addresses("seq", "new", "two"))),
        ("v4-emails-6-after",), ("v8-emails-7-after",),
    ]),
    ([contact(READ, "Mail", emails=name_addresses("a", "one", "two", "three"))], [
        ("v4-emails-get_relationships",), ("v4-emails-get_relationships-primary_address",),
        ("v4-emails-get_relationships-10",), ("v4-emails-get_relationships-primary",),
        ("v4-emails-get_entry",), ("v4-emails-get_entry_list",),
    ]),
    # Without the primary address the next one is read, and a new one is ignored as ever.
    ([contact(UNLINKED, "Mail", emails=name_addresses("b", "one", "two", "three"))], [
        ("v4-emails-unlink-primary", change(UNLINKED, emails=name_addresses("b", "two", "three"))),
        ("v4-emails-unlink-primary-get_entry",), ("v4-emails-unlink-primary-set_entry",),
        ("v4-emails-unlink-primary-get_entry2",),
    ]),
    ([contact(UNLINKED_ALL, "Mail", emails=name_addresses("c", "one", "two", "three"))], [
        ("v4-emails-unlink-all", change(UNLINKED_ALL, emails=[])),
        ("v4-emails-unlink-all-set_entry",
         change(UNLINKED_ALL, emails=name_addresses("c", "new"))),
        ("v4-emails-unlink-all-get_entry",),
    ]),
    ([contact(SET_TWO, "Mail"), contact(HOLDER, "Holder", emails=name_addresses("d", "three"))], [
        ("v4-emails-set-two", change(SET_TWO, emails=name_addresses("d", "new", "two"))),
        ("v4-emails-set-two-get_entry",),
        ("v4-emails-set-two-relink",
         change(SET_TWO, emails=name_addresses("d", "new", "two", "three"))),
    ]),
    ([contact(INVALID, "Mail")], [("v4-emails-set-invalid",)]),
    ([contact(RELINKED, "Mail", emails=name_addresses("g", "one", "two", "three"))], [
        ("v4-emails-relink-1", change(RELINKED, emails=[])),
        ("v4-emails-relink-2", change(RELINKED, emails=name_addresses("g", "new"))),
        ("v4-emails-relink-3", change(RELINKED, emails=name_addresses("g", "new", "two", "three"))),
    ]),
    # The spelling is everybody's.
    ([contact(RESPELT, "Mail"), contact(HOLDER, "Holder", emails=["shared.n@example.com"])],
     [("v4-emails-other-spelling", change(RESPELT, emails=["Shared.N@Example.com"]),
       change(HOLDER, emails=["Shared.N@Example.com"]))]),
    ([contact(PROMOTED, "Mail", emails=name_addresses("r", "old", "new"))], [
        ("v4-emails-promote",),
        ("v4-emails-demote", change(PROMOTED, emails=name_addresses("r", "new", "old"))),
    ]),
    ([contact(LINKED_NEW, "Mail"), contact(HOLDER, "Holder", emails=name_addresses("t", "new"))],
     [("v4-emails-link-new-primary", change(LINKED_NEW, emails=name_addresses("t", "new")))]),
    ([account(MAIL_ACCOUNT, "Mail", emails=name_addresses("acc", "old"))], [
        ("v4-emails-account-unlink", change(MAIL_ACCOUNT, emails=[])),
        ("v4-emails-account-set", change(MAIL_ACCOUNT, emails=name_addresses("acc", "new"))),
    ]),
    ([contact(V8_MAIL, "Mailtest v8a", emails=name_addresses("v8a", "one", "two", "three"))],
     [("v8-emails",), ("v8-emails-primary",)]),
    ([contact(V8_MAIL, "Mailtest v8a", emails=name_addresses("v8a", "three")),
      contact(HOLDER, "Holder", emails=name_addresses("v8a", "two", "three"))], [
          ("v8-emails-delete", change(V8_MAIL, emails=[])),
          ("v8-emails-patch-after-unlink",
           change(V8_MAIL, emails=name_addresses("v8a", "new"))),
          ("v8-emails-post", change(V8_MAIL, emails=name_addresses("v8a", "new", "two"))),
          ("v8-emails-post-link",
           change(V8_MAIL, emails=name_addresses("v8a", "new", "two", "three"))),
      ]),
    ([contact(HOLDER, "Holder", emails=["v8made@example.com"])], [("v8-filter-EmailAddresses",)]),
    ([contact(HOLDER, "V8sharer", emails=["v8share@example.com"])],
     [("v8-post-email-shared", contact(V8_SHARER, "V8sharer2", emails=["V8Share@Example.com"]),
       change(HOLDER, emails=["V8Share@Example.com"]))]),
    # Links to accounts that are not there, and of two links the one that is read.
    ([*PROBES, contact(TO_DELETED, "Link", accounts=[PROBE_B]),
      contact(TO_NOTHING, "Link", accounts=[PROBE_A]),
      contact(TWO_THEN_B, "Link", accounts=[PROBE_A, PROBE_B]),
      contact(TWO_THEN_C, "Link", accounts=[PROBE_A, PROBE_B]),
      contact(TWO_THEN_NONE, "Link", accounts=[PROBE_A, PROBE_B])], [
          ("v4-set_entry-account_id-deleted", change(TO_DELETED, accounts=[])),
          ("v4-set_entry-account_id-nonexistent-moved", change(TO_NOTHING, accounts=[])),
          ("v4-set_entry-account_id-of-two", change(TWO_THEN_B, accounts=[PROBE_B])),
          ("v4-set_entry-account_id-beside-two",
           change(TWO_THEN_C, accounts=[PROBE_B, PROBE_C])),
          ("v4-set_entry-account_id-blank-of-two", change(TWO_THEN_NONE, accounts=[PROBE_B])),
      ]),
    ([contact(GONE, "Gone", deleted="1"), account(GONE_ACCOUNT, "Account")],
     [("v4-set_relationship-deleted",)]),
    ([*V8_PAIR, contact(V8_LINK, "V8link", accounts=[V8_A])], [
        ("v8-patch-account_id", change(V8_LINK, accounts=[V8_B])),
        ("v8-patch-account_id-blank", change(V8_LINK, accounts=[])), ("v8-patch-unknown-attr",),
    ]),
    # Queries.
    ([contact(HEX, "Bob (UK", first_name="Hexlive"),
      contact(HEX_MAIL, "It (is) (fine)", emails=["hexlive@example.com"]),
      contact(READ, "Mail", emails=name_addresses("a", "one")),
      contact(H_TWO, "Mail", emails=name_addresses("h", "two")), contact(NO_ACCOUNT, "Link"),
      contact(DELETED, "Deltest", cp_cust_code_c="4711", deleted="1")], [
          ("v4-get_entry_list-hex",), ("v4-get_entry_list-hex-emails",),
          ("v4-get_entry_list-parenthesis",), ("v4-get_entry_list-emails-names",),
          ("v4-get_entry_list-emails-null",), ("v4-get_entry_list-no-account",),
          ("v4-get_entry_list-deleted",), ("v4-get_entry_list-deleted-only",),
          ("v4-get_entry_list-accounts",),
      ]),
    ([*V8_PAIR, contact(V8_QUOTED, "O'Brien"),
      contact(V8_FOUND, "O'Brien", emails=["v8f@example.com"], accounts=[V8_A], cp_synch_c="1",
              cp_cust_code_c="880011")], [
                  ("v8-filter-email1",), ("v8-filter-quote",), ("v8-filter-none",),
                  ("v8-filter-blank",), ("v8-filter-id",), ("v8-page-beyond",),
              ]),
    ([contact(V8_LINK, "V8link", cp_cust_code_c="12", cp_synch_c="1"), *make_filled(),
      contact(V8_FOUND, "O'Brien", cp_synch_c="1", cp_cust_code_c="880011")],
     [("v8-filter-synch",)]),
    (make_between(), [("v8-filter-ids",)]),
    # What a call does that fails, or is for a record that is not there.
    (SIXES, [("v4-set_entry-create-linked", contact(
        SIX_LINKED, "Six noid", assigned_user_id="1", accounts=[SIX_A],
        emails=["sixnoid@example.com"]))]),
    ([contact(SIX_TWICE, "Six", deleted="1")], [("v4-set_entry-delete-twice",)]),
    ([*SIXES, contact(SIX, "Six", accounts=[SIX_A], emails=["six@example.com"], cp_synch_c="1",
                      cp_cust_code_c="6001")],
     [("v4-set_entry-new_with_id-repeat-moved", change(SIX, accounts=[SIX_B]))]),
    ([*SIXES, contact(SIX, "Six", deleted="1", cp_synch_c="1", cp_cust_code_c="6001")],
     [("v4-set_entry-update-deleted-custom",
       change(SIX, cp_synch_c="", cp_cust_code_c="6004", emails=["sixzombie@example.com"],
              accounts=[SIX_B]))]),
    ([], [("v4-set_entry-update-nonexistent-code",),
          ("v4-set_entry-new_with_id-after-ghost",
           contact(GHOST, "after ghost", cp_cust_code_c="8888"))]),
]

# Transcripts that are not replayed.
LEFT_OUT = {
    "v4-get_available_modules": "Possum asks for the two modules' fields instead",
    "v8-cc-current-user": "Possum does not ask who it is",
}
