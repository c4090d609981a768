#!/usr/bin/env bats
# What goes to SugarCRM's files without a word of cleaning comes back from them as it was: random
# customers, other ones in every run. POSSUM_SEED repeats a run that failed.

load support

@test "random customers come back with all their seventeen values" {
    local seeds=("${POSSUM_SEED:-}") seed
    if [[ -z ${seeds[0]} ]]; then
        mapfile -t seeds < <(od -A n -v -t u4 -w4 -N 40 /dev/urandom | tr -d ' ')
    fi
    for seed in "${seeds[@]}"; do
        python3 "$ROOT/tests/cli/round_trip.py" "$POSSUM" "$seed" 900
    done
}

@test "a file of the fewest columns comes back, whatever its customers get for an account" {
    local choice
    printf 'Cust No.,Name,Last\n1,Ada,Brook\n2,Bert,Carr\n' >export.csv
    for choice in account contact skip; do
        possum 0 to-sugar export.csv -o "$choice" --no-company "$choice"
        possum 0 to-clickpos --contacts "$choice/Contacts.csv" --accounts "$choice/Accounts.csv" \
            -o "$choice.csv"
        expect_rejects "$choice.csv" <<<"$ALL_COLUMNS"$'\n'",Ada,Brook,,1,,,,,,,,,,,,
,Bert,Carr,,2,,,,,,,,,,,,"
    done
}
