#!/usr/bin/env bats
# fields --package: the package that adds the four custom fields to the CRM (product.md "The mapping", "Output
# appears whole or not at all").

load support

# The labels in a package, as PHP would read them: a line for each, "Contacts LBL_CP_SYNCH LABEL".
list_labels() { # FILE.zip
    python3 - "$1" <<'PYTHON'
import re
import sys
import zipfile

LINE = re.compile(r"\$mod_strings\['(LBL_[A-Z_]+)'\] = '((?:[^'\\]|\\['\\])*)';")
with zipfile.ZipFile(sys.argv[1]) as package:
    for module in "Contacts", "Accounts":
        content = package.read("language/en_us.%s.php" % module.lower()).decode("utf-8")
        first, *lines = content.splitlines()
        assert first == "<?php", first
        for line in lines:
            key, label = LINE.fullmatch(line).groups()
            print(module, key, re.sub(r"\\(.)", r"\1", label))
PYTHON
}

expect_labels() { # FILE.zip
    list_labels "$1" >labels
    expect_bytes labels
}

expect_shipped_labels() { # FILE.zip
    expect_labels "$1" <<'END'
Contacts LBL_CP_SYNCH ClickPOS Sync
Contacts LBL_CP_CUST_CODE ClickPOS Customer No.
Accounts LBL_CP_CUST_TRADINGAS ClickPOS Trading As
Accounts LBL_CP_CUST_CUSTOMERCLASS ClickPOS Customer Class
END
}

@test "a run writes the package and nothing else, and says what to do with it" {
    possum 0 fields --package fields.zip
    expect_bytes stderr <<'END'
fields.zip is the package. It adds four fields to the CRM:

  Contacts  cp_synch_c               check box  ClickPOS Sync
  Contacts  cp_cust_code_c           integer    ClickPOS Customer No.
  Accounts  cp_cust_tradingas_c      text       ClickPOS Trading As
  Accounts  cp_cust_customerclass_c  text       ClickPOS Customer Class

An administrator installs it there:

  1. Open Admin, Module Loader.
  2. Choose the file and press Upload.
  3. Press Install beside it, then Commit on the page that follows.

Then put the fields on the layouts of Contacts and Accounts, with Studio. Until
then they are in imports and exports, but on no page.
END
    [[ ! -s stdout ]]
    rm expected
    expect_files . fields.zip stderr stdout
}

@test "any zip program reads the package: its entries, times and rights" {
    possum 0 fields --package fields.zip
    python3 - fields.zip <<'PYTHON'
import sys
import zipfile

with zipfile.ZipFile(sys.argv[1]) as package:
    assert package.testzip() is None
    assert package.comment == b""
    assert package.namelist() == [
        "manifest.php", "language/en_us.contacts.php", "language/en_us.accounts.php"]
    for entry in package.infolist():
        assert entry.date_time == (1980, 1, 1, 0, 0, 0), entry
        assert entry.external_attr >> 16 == 0o100644, entry
        assert package.read(entry).startswith(b"<?php\n"), entry
        assert package.read(entry).endswith(b";\n"), entry
PYTHON
}

@test "the manifest adds the four fields, each to its module and of its type" {
    possum 0 fields --package fields.zip
    python3 - fields.zip "$("$POSSUM" --version)" <<'PYTHON'
import re
import sys
import zipfile

manifest = zipfile.ZipFile(sys.argv[1]).read("manifest.php").decode("utf-8")
members = re.findall(r"'(\w+)' => '?([^',]*)'?,\n", manifest)
assert ("version", sys.argv[2].split()[1]) in members, members
assert ("is_uninstallable", "true") in members, members
assert ("remove_tables", "prompt") in members, members
fields = manifest[manifest.index("'custom_fields'"):]
fields = [dict(re.findall(r"'(\w+)' => '?([^',]*)'?,\n", field))
          for field in fields.split("        array(\n")[1:]]
shown = [tuple(field[key] for key in ("module", "name", "label", "type", "max_size"))
         for field in fields]
assert shown == [
    ("Contacts", "cp_synch_c", "LBL_CP_SYNCH", "bool", "255"),
    ("Contacts", "cp_cust_code_c", "LBL_CP_CUST_CODE", "int", "11"),
    ("Accounts", "cp_cust_tradingas_c", "LBL_CP_CUST_TRADINGAS", "varchar", "255"),
    ("Accounts", "cp_cust_customerclass_c", "LBL_CP_CUST_CUSTOMERCLASS", "varchar", "255"),
], shown
PYTHON
    expect_shipped_labels fields.zip
}

@test "two runs give the same bytes, wherever and whenever they run" {
    TZ=UTC0 possum 0 fields --package fields.zip
    mkdir elsewhere
    sleep 2.1 # a zip counts time in steps of two seconds
    (umask 077 && TZ=ABC-12 possum 0 fields --package elsewhere/other.zip)
    cmp fields.zip elsewhere/other.zip
}

@test "the labels are the mapping's first ones" {
    possum 0 mapping
    # shellcheck disable=SC1003 # no escape of the shell's
    sed -e 's/,ClickPOS Sync,ClickPOS Synch;/,Abgleich,/' \
        -e 's/,ClickPOS Customer No\.,/,"Client'\''s \\ ""No."" \\'\'' Zoë",/' \
        -e 's/,ClickPOS Trading As,Trading As,/,,Handelsname; Firma,/' \
        -e 's/,ClickPOS Customer Class,/,番号,/' stdout >mapping.csv
    possum 0 fields --package fields.zip --mapping mapping.csv
    expect_labels fields.zip <<'END'
Contacts LBL_CP_SYNCH Abgleich
Contacts LBL_CP_CUST_CODE Client's \ "No." \' Zoë
Accounts LBL_CP_CUST_TRADINGAS Handelsname
Accounts LBL_CP_CUST_CUSTOMERCLASS 番号
END
    grep -qxF "  Contacts  cp_cust_code_c           integer    Client's \\ \"No.\" \\' Zoë" stderr
}

@test "a row that is missing, or has no label, leaves the shipped label" {
    possum 0 mapping
    sed -e '/cp_synch/d' -e '/cp_cust_customerclass/d' \
        -e 's/,ClickPOS Trading As,Trading As,/,,,/' stdout >mapping.csv
    possum 0 fields --package fields.zip --mapping mapping.csv
    cp stderr said
    expect_shipped_labels fields.zip
    possum 0 fields --package fields.zip --force
    cmp said stderr
}

@test "the mapping may come from standard input" {
    possum 0 mapping
    sed 's/,ClickPOS Sync,/,Abgleich,/' stdout >mapping.csv
    possum 0 fields --package fields.zip --mapping - <mapping.csv
    list_labels fields.zip | grep -qx 'Contacts LBL_CP_SYNCH Abgleich'
}

@test "a label with a line break is refused" {
    possum 0 mapping
    sed 's/,ClickPOS Sync,/,"ClickPOS\nSync",/' stdout >mapping.csv
    refuse 2 fields --package fields.zip --mapping mapping.csv
    expect_message 'the label "ClickPOS\nSync" of cp_synch_c has a line break or another control character in it, which no label can have; take it out'
}

@test "a mapping that cannot be used leaves nothing" {
    refuse 2 fields --package fields.zip --mapping missing.csv
    expect_message 'missing.csv cannot be opened: No such file or directory'
    possum 0 mapping
    sed 's/,tick$/,tock/' stdout >mapping.csv
    refuse 2 fields --package fields.zip --mapping mapping.csv
    grep -q '^possum: mapping.csv, line 8: there is no rule "tock"' stderr
}

@test "a package that exists is refused without --force" {
    possum 0 fields --package new.zip
    echo old >fields.zip
    refuse 2 fields --package fields.zip
    expect_message 'fields.zip exists already; name another output, or say --force to replace it'
    possum 0 fields --package fields.zip --force
    cmp fields.zip new.zip
    possum 0 fields --package fields.zip -f
    cmp fields.zip new.zip
}

@test "a place where no package can be" {
    : >file
    mkdir folder.zip
    ln -s /dev/full full.zip
    refuse 2 fields --package folder.zip --force
    expect_message 'folder.zip is no plain file; name another output'
    refuse 2 fields --package full.zip --force
    expect_message 'full.zip is no plain file; name another output'
    refuse 2 fields --package missing/fields.zip
    expect_message 'missing/fields.zip cannot be written: No such file or directory'
    refuse 2 fields --package file/fields.zip
    expect_message 'file/fields.zip cannot be written: Not a directory'
}

@test "a name that the CRM does not take" {
    local name
    mkdir folder
    for name in fields fields.zip.txt fields.ZIP folder/.zip folder/ folder /dev/full - ''; do
        refuse 2 fields --package "$name" --force
        expect_message 'the name of the package has to end in ".zip", or the CRM does not take it'
    done
}

@test "a name with control characters is shown with these made visible" {
    possum 0 fields --package $'a\e[31m\nb.zip'
    # shellcheck disable=SC1003 # no escape of the shell's
    grep -qxF 'a\x1B[31m\nb.zip is the package. It adds four fields to the CRM:' stderr
    [[ -f $'a\e[31m\nb.zip' ]]
}

@test "the package never goes over the mapping" {
    possum 0 mapping
    cp stdout mapping.zip
    ln -s mapping.zip link.zip
    for name in mapping.zip ./mapping.zip link.zip; do
        refuse 2 fields --package "$name" --mapping mapping.zip --force
        expect_message "$name would replace what the run reads; name another file"
    done
}

@test "a disk that fills leaves nothing, and what was there before" {
    local status=0
    echo old >old.zip
    for name in new.zip old.zip; do
        list_everything >before
        status=0
        (
            trap '' XFSZ
            ulimit -f 1
            "$POSSUM" fields --package "$name" --force >stdout 2>stderr
        ) || status=$?
        check_run 2 "$status"
        expect_message "$name cannot be written: File too large"
        diff before <(list_everything)
    done
}

@test "the package gets the rights of a plain new file" {
    (umask 027 && possum 0 fields --package fields.zip)
    [[ $(stat -c %a fields.zip) == 640 ]]
}

# Each line: the arguments, a bar, the message.
@test "command lines that cannot be" {
    local given message
    while IFS='|' read -r given message; do
        # shellcheck disable=SC2086 # the arguments are words
        refuse 2 fields $given
        expect_message "$message"
    done <<'END'
|fields needs either a CRM to look at, --crm URL, or the package to write, --package FILE.zip
--force|fields needs either a CRM to look at, --crm URL, or the package to write, --package FILE.zip
--package a.zip --crm https://crm.example|fields needs either a CRM to look at, --crm URL, or the package to write, --package FILE.zip
fields.zip|fields takes the CRM's address and the package by name: --crm URL or --package FILE.zip
https://crm.example|fields takes the CRM's address and the package by name: --crm URL or --package FILE.zip
--package a.zip b.zip|fields takes the CRM's address and the package by name: --crm URL or --package FILE.zip
--package|--package needs a FILE.zip; give it behind "--package"
--package a.zip --dry-run|there is no option "--dry-run"; "possum fields --help" lists them
--pakage a.zip|there is no option "--pakage"; did you mean "--package"? "possum fields --help" lists them
--package a.zip --force=yes|--force takes no argument, but "yes" was given; write only "--force"
END
}
