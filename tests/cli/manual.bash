# shellcheck shell=bash
# What the tests of the documentation share: they run in the checkout.

setup() {
    cd "$BATS_TEST_DIRNAME/../.." || exit 1
    export SCRATCH=$BATS_TEST_TMPDIR
}

# The lines between ".Sh NAME" and the next section of a manual.
read_section() { # NAME MANUAL
    awk -v heading=".Sh $1" '/^\.Sh/ { inside = $0 == heading; next } inside' "$2"
}
