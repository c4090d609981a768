/*
 * Invented people and companies for the generated files, and random numbers that are the same in
 * every run.
 */
#ifndef POSSUM_TESTS_BENCH_INVENTED_H
#define POSSUM_TESTS_BENCH_INVENTED_H

#include <stdint.h>

static const char *const first_names[] = {
    "John",   "Mary",    "Zo\xC3\xAB", "Aroha",       "Nguyen",  "Fatima",
    "Ivan",   "Ji-woo",  "Siobhan",    "Ren\xC3\xA9", "Bronwyn", "Hugo",
    "Kirsty", "Lachlan", "Mele",       "Narelle",     "Tomasz"};
static const char *const last_names[] = {
    "Citizen",   "O'Brien",      "Smith",        "M\xC3\xBCller", "Tran",
    "Papadakis", "Ngata",        "Winterbourne", "Kalogeras",     "Fern\xC3\xA1ndez",
    "Adeyemi",   "van der Berg", "Mahoney",      "Varga"};
static const char *const streets[] = {"Rouse St.",       "Kelp Avenue",   "Old Ferry Road",
                                      "Wattlebird Cres", "Magpie Parade", "Lighthouse Lane"};
static const char *const places[][3] = {
    {"Port Melbourne", "VIC", "3207"}, {"Fremantle", "WA", "6160"}, {"Torquay", "VIC", "3228"},
    {"Darwin City", "NT", "0800"},     {"Albury", "NSW", "2640"},   {"Hobart", "TAS", "7000"}};
static const char *const trades[] = {"Catering",      "Plumbing Pty Ltd", "Electrical",
                                     "Physiotherapy", "Timber & Sons",    "Joinery"};

#define PICK(list, random) ((list)[(random) % (sizeof(list) / sizeof(list)[0])])

static uint64_t state = 0x9E3779B97F4A7C15u;

static inline uint32_t draw(void)
{
    state = state * 6364136223846793005u + 1442695040888963407u;
    return (uint32_t)(state >> 33);
}

#endif
