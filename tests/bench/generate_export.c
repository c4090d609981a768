/*
 * Writes a ClickPOS export of ROWS invented customers to standard output, about 180 bytes a row,
 * the same for the same arguments: generate_export ROWS
 *
 * A third of the customers belong to a company, which about five share; names hold what such files
 * hold: apostrophes, accents, quoted commas, a line break in some streets.
 */
#include <inttypes.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

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

static uint32_t draw(void)
{
    state = state * 6364136223846793005u + 1442695040888963407u;
    return (uint32_t)(state >> 33);
}

static void write_company(uint64_t company)
{
    uint32_t random = (uint32_t)(company * 2654435761u);
    const char *trade = PICK(trades, random);
    printf("%s %s %" PRIu64 ",T/A %s %s,Trade,office@company%" PRIu64 ".example,",
           PICK(last_names, random >> 3), trade, company, PICK(last_names, random >> 3), trade,
           company);
}

static void write_address(uint32_t random)
{
    const char *const *place = PICK(places, random >> 4);
    if (random % 50 == 0) {
        printf("\"Suite %" PRIu32 "\n%" PRIu32 " %s\",", random % 90 + 1, random % 200 + 1,
               PICK(streets, random));
    } else {
        printf("%" PRIu32 " %s,", random % 300 + 1, PICK(streets, random));
    }
    printf("%s,%s,%s,(03) 5550 %04" PRIu32 ",", place[0], place[1], place[2], random % 10000);
}

static void write_customer(uint64_t number, uint64_t rows)
{
    const char *first = PICK(first_names, draw());
    const char *last = PICK(last_names, draw());
    uint32_t random = draw();
    printf("%" PRIu64 ",%s,%s,%s,customer%" PRIu64 "@example.com,04%08" PRIu32 ",", number,
           random % 2 ? "Mr." : "Ms", first, last, number, draw() % 100000000);
    uint32_t address = draw();
    if (random % 3 == 0) {
        uint64_t company = draw() % (rows / 15 + 1);
        write_company(company);
        address = (uint32_t)(company * 2246822519u);
    } else {
        printf(",,Retail,,");
    }
    write_address(address);
    printf("%s,Australia,%" PRIu32 ",%" PRIu32 "/%02" PRIu32 "/2026\r\n",
           address % 4 == 0 ? "www.shop.example" : "", draw() % 500, draw() % 28 + 1,
           draw() % 12 + 1);
}

int main(int argc, char **argv)
{
    uint64_t rows = argc == 2 ? strtoull(argv[1], NULL, 10) : 0;
    if (rows == 0) {
        fputs("usage: generate_export ROWS\n", stderr);
        return 2;
    }
    printf("Cust No.,Title,Name,Last,Email,Mob,CONAME,Trading As,Customer Class,Email,Address "
           "1,Suburb,"
           "State,Post/ZIP,Tel Home,Website,Country,Loyalty Points,Last Sale\r\n");
    for (uint64_t number = 1; number <= rows; number++) {
        write_customer(number, rows);
    }
    return fflush(stdout) == 0 && ferror(stdout) == 0 ? 0 : 1;
}
