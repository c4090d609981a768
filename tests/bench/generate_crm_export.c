/*
 * Writes what SuiteCRM 7 would export of as many invented contacts and accounts, about 450 bytes a
 * contact and 400 an account, to standard output:
 * generate_crm_export contacts|accounts CONTACTS ACCOUNTS
 *
 * Every contact has a number and an account; two of five accounts belong to one person alone.
 */
#include "invented.h"

#include <inttypes.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* A hash, so that both files know the same of an account. */
static uint32_t mix(uint64_t number, uint32_t salt)
{
    uint64_t hash = (number + salt) * 0x9E3779B97F4A7C15u;
    return (uint32_t)(hash >> 32);
}

static void write_id(char letter, uint64_t number)
{
    printf("\"%c%07" PRIx32 "-1111-4111-8111-%012" PRIx64 "\",", letter,
           mix(number, 1) % 0x10000000, number);
}

static const char *get_first_name(uint64_t contact)
{
    return PICK(first_names, mix(contact, 2));
}

static const char *get_last_name(uint64_t contact)
{
    return PICK(last_names, mix(contact, 3));
}

/* The account's name: of the contact with its number, or of a company. */
static void write_account_name(uint64_t account)
{
    if (account % 5 < 2) {
        printf("\"%s %s (%" PRIu64 ")\",", get_first_name(account), get_last_name(account),
               account);
    } else {
        printf("\"%s %s %" PRIu64 "\",", PICK(last_names, mix(account, 4)),
               PICK(trades, mix(account, 5)), account);
    }
}

static void write_account(uint64_t account)
{
    const char *const *place = PICK(places, mix(account, 6));
    write_account_name(account);
    write_id('a', account);
    printf("\"%s\",\"office@company%" PRIu64 ".example\",\"\",\"(03) 5550 %04" PRIu32 "\",\"\",",
           account % 4 == 0 ? "http://" : "www.shop.example", account, mix(account, 7) % 10000);
    printf("\"\",\"%" PRIu32 " %s%s\",\"%s\",\"%s\",\"%s\",\"Australia\",",
           mix(account, 8) % 300 + 1, PICK(streets, mix(account, 9)),
           account % 50 == 0 ? "\nRear entrance" : "", place[0], place[1], place[2]);
    printf("\"\",\"\",\"\",\"\",\"\",\"\",\"Customer\",\"\",\"\",\"\",\"\",\"\",\"\",\"\",\"\","
           "\"\",\"\",\"\",\"11/24/2026 12:06\",\"11/24/2026 12:06\",\"1\",\"1\",\"0\",\"\","
           "\"0.00000000\",\"\",\"%s &amp; Co\",\"0.00000000\",\"Trade\"\r\n",
           PICK(last_names, mix(account, 4)));
}

static void write_contact(uint64_t contact, uint64_t accounts)
{
    uint64_t account = contact <= accounts ? contact : mix(contact, 10) % accounts / 5 * 5 + 2;
    printf("\"%s\",\"%s\",", get_first_name(contact), get_last_name(contact));
    write_id('c', contact);
    printf("\"\",\"Mr.\",\"\",");
    write_account_name(account <= accounts ? account : accounts);
    printf("\"customer%" PRIu64 "@example.com\",\"\",\"04%08" PRIu32 "\",", contact,
           mix(contact, 11) % 100000000);
    printf("\"\",\"\",\"\",\"\",\"\",\"\",\"\",\"\",\"\",\"\",\"\",\"\",\"\",\"\",\"\",\"\",\"\","
           "\"\",\"0\",\"\",\"\",\"\",\"\",\"\",\"11/24/2026 12:06\",\"11/24/2026 12:06\",\"1\","
           "\"1\",\"0\",\"\",\"\",\"\",\"\",\"\",\"\",\"Single user\",\"%" PRIu64 "\",\"\","
           "\"0.00000000\",\"\",\"%d\",\"0.00000000\"\r\n",
           contact, contact % 100 == 0);
}

static const char accounts_header[] =
    "\"Name\",\"ID\",\"Website\",\"Email Address\",\"Non Primary E-mails\",\"Office Phone\","
    "\"Alternate Phone\",\"Fax\",\"Billing Street\",\"Billing City\",\"Billing State\","
    "\"Billing Postal Code\",\"Billing Country\",\"Shipping Street\",\"Shipping City\","
    "\"Shipping State\",\"Shipping Postal Code\",\"Shipping Country\",\"Description\",\"Type\","
    "\"Industry\",\"Annual Revenue\",\"Employees\",\"SIC Code\",\"Ticker Symbol\","
    "\"Parent Account ID\",\"Ownership\",\"Campaign ID\",\"Rating\",\"Assigned to\","
    "\"Assigned User\",\"Date Created\",\"Date Modified\",\"Modified By\",\"Created By\","
    "\"Deleted\",\"Geocode Status\",\"Longitude\",\"Address\",\"ClickPOS Trading As\","
    "\"Latitude\",\"ClickPOS Customer Class\"\r\n";

static const char contacts_header[] =
    "\"First Name\",\"Last Name\",\"ID\",\"Salutation\",\"Job Title\",\"Department\","
    "\"Account Name\",\"Email Address\",\"Non Primary E-mails\",\"Mobile\",\"Office Phone\","
    "\"Home\",\"Other Phone\",\"Fax\",\"Primary Address Street\",\"Primary Address City\","
    "\"Primary Address State\",\"Primary Address Postal Code\",\"Primary Address Country\","
    "\"Alternate Address Street\",\"Alternate Address City\",\"Alternate Address State\","
    "\"Alternate Address Postal Code\",\"Alternate Address Country\",\"Description\","
    "\"Birthdate\",\"Lead Source\",\"Campaign ID\",\"Do Not Call\",\"Reports to ID\","
    "\"Assistant\",\"Assistant Phone\",\"Assigned to\",\"Assigned User\",\"Date Created\","
    "\"Date Modified\",\"Modified By\",\"Created By\",\"Deleted\",\"Photo\",\"Lawful Basis\","
    "\"Lawful Basis Date Reviewed\",\"Lawful Basis Source\",\"Joomla Account ID\","
    "\"Account Disabled\",\"Portal User Type\",\"ClickPOS Customer Code\",\"Geocode Status\","
    "\"Longitude\",\"Address\",\"ClickPOS Synch\",\"Latitude\"\r\n";

int main(int argc, char **argv)
{
    uint64_t contacts = argc == 4 ? strtoull(argv[2], NULL, 10) : 0;
    uint64_t accounts = argc == 4 ? strtoull(argv[3], NULL, 10) : 0;
    if (contacts == 0 || accounts == 0) {
        fputs("usage: generate_crm_export contacts|accounts CONTACTS ACCOUNTS\n", stderr);
        return 2;
    }
    bool is_contacts = strcmp(argv[1], "contacts") == 0;
    fputs(is_contacts ? contacts_header : accounts_header, stdout);
    for (uint64_t i = 1; i <= (is_contacts ? contacts : accounts); i++) {
        if (is_contacts) {
            write_contact(i, accounts);
        } else {
            write_account(i);
        }
    }
    return fflush(stdout) == 0 && ferror(stdout) == 0 ? 0 : 1;
}
