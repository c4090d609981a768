/*
 * Writes a ClickPOS export of ROWS invented customers to standard output, about 180 bytes a row,
 * the same for the same arguments: generate_export ROWS
 *
 * A third of the customers belong to a company, which about five share; names hold what such files
 * hold: apostrophes, accents, quoted commas, a line break in some streets.
 */
#include "invented.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>

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
