#include "customer/identity.h"

#include "base/unicode.h"
#include "support.h"

static void site_names_are_plain(void **state)
{
    (void)state;
    static const char *const good[] = {"clickpos", "a",       "0",
                                       "-",        "north-2", "abcdefghijklmnopqrstuvwxyz-01234"};
    static const char *const bad[] = {"",        "Clickpos", "north 2",
                                      "north_2", "north/2",  "clickpos#2",
                                      "\u00E9",  "north\n",  "abcdefghijklmnopqrstuvwxyz-012345"};
    for (size_t i = 0; i < COUNT(good); i++) {
        assert_true(is_site_name(make_text(good[i])));
    }
    for (size_t i = 0; i < COUNT(bad); i++) {
        assert_false(is_site_name(make_text(bad[i])));
    }
}

/* These ids, and those of companies below, were computed with Python: uuid.uuid5(NAMESPACE_URL,
 * "possum:clickpos/Contacts/630") and so on. */
static void numbers_make_ids(void **state)
{
    static const struct {
        const char *site;
        const char *number;
        const char *contact;
        const char *person;
    } examples[] = {
        {"clickpos", "630", "06a74697-4794-56dd-a565-22058e03f003",
         "ce4785df-38d8-5141-baca-429b1c8df1da"},
        {"clickpos", "1", "91239496-b89f-5217-8fb6-2292ca97900f",
         "b2f5541d-bb4e-529e-a7c9-a782f01a5368"},
        {"clickpos", "2147483647", "9f650fda-eae8-574e-ac9d-ed33ad287d26",
         "4e1768a3-4552-59bc-a98e-62d9d6e4aa36"},
        {"north-2", "630", "85e92688-ef60-51d9-a269-c5188624da2a",
         "b9de24c9-e76f-5f82-ac69-b70dc6384000"},
        {"clickpos#2", "630", "9f1bfd9a-45cf-5b15-b90d-34b8f69311e8",
         "f217829c-ba09-5fc7-b490-3670ca88d729"},
    };
    (void)state;
    for (size_t i = 0; i < COUNT(examples); i++) {
        struct text site = make_text(examples[i].site);
        struct text number = make_text(examples[i].number);
        check_uuid(derive_contact_id(site, number), examples[i].contact);
        check_uuid(derive_person_id(site, number), examples[i].person);
    }
}

/* Folded with Python's unicodedata as the Unicode standard defines NFKC_Casefold. */
static void company_names_make_ids(void **state)
{
    static const struct {
        const char *name;
        const char *folded;
        const char *id;
    } examples[] = {
        {"Company Name", "company name", "5abf5db5-c780-5f39-9ece-e26f3d497cf9"},
        {"  COMPANY\u00A0\u3000name ", "company name", "5abf5db5-c780-5f39-9ece-e26f3d497cf9"},
        {"Company\tName", "company name", "5abf5db5-c780-5f39-9ece-e26f3d497cf9"},
        {"Cafe\u0301 Mu\u0308ller", "caf\u00E9 m\u00FCller",
         "fc85ea90-6dc1-53e0-b6d0-fd3381dc154a"},
        {"CAF\u00C9 M\u00DCLLER", "caf\u00E9 m\u00FCller", "fc85ea90-6dc1-53e0-b6d0-fd3381dc154a"},
        {"Stra\u00DFe & S\u00F6hne", "strasse & s\u00F6hne",
         "0df9d453-aced-54f3-9e39-f91b0fafb519"},
        {"STRASSE & S\u00D6HNE", "strasse & s\u00F6hne", "0df9d453-aced-54f3-9e39-f91b0fafb519"},
        {"\uFB01ne \uFF26oods \u2121", "fine foods tel", "07036bed-f1e1-57b6-80b9-4439b7230a65"},
        {"\u039F\u0394\u03A5\u03A3\u03A3\u0395\u03A5\u03A3",
         "\u03BF\u03B4\u03C5\u03C3\u03C3\u03B5\u03C5\u03C3",
         "10d06bc8-471e-5b10-8c76-45c10e339fe3"},
        {"\u0130stanbul Kebab", "i\u0307stanbul kebab", "ce77b0dc-3538-5361-abc3-d781c74d364b"},
        {"soft\u00ADware", "software", "2da075aa-68d9-58c3-8f0c-1740d569dc2d"},
        {"Ko\u200Bala", "koala", "4fffb53c-87b4-5750-a1c3-f088ab88385e"},
        {"5\" Pipe", "5\" pipe", "79caf02c-1ad4-54f7-a5bb-5cee031ac048"},
        {"\u2460\u2461", "12", "544f9dd6-3e67-5651-a847-0c1c07b722b3"},
        {"O'Brien's", "o'brien's", "288fef43-c78a-57fd-87b1-2076c14a3024"},
        {"\u6771\u4EAC \u5546\u5E97", "\u6771\u4EAC \u5546\u5E97",
         "7c9c266e-77e2-56ad-9446-a1bdfba7c7a0"},
        {"\u1FFCmega", "\u03C9\u03B9mega", "63627a80-b715-5ea1-a465-8df4f1a65d0f"},
    };
    (void)state;
    struct arena arena = {0};
    for (size_t i = 0; i < COUNT(examples); i++) {
        struct text folded = fold_text(&arena, make_text(examples[i].name));
        check_text(folded, examples[i].folded);
        check_uuid(derive_company_id(TEXT("clickpos"), folded), examples[i].id);
    }
    check_uuid(derive_company_id(TEXT("north-2"), TEXT("company name")),
               "12323851-fcc2-56f8-9e40-5aa59757a684");
    free_arena(&arena);
}

static void a_persons_account_is_named_by_name_and_number(void **state)
{
    static const struct {
        const char *first;
        const char *last;
        const char *number;
        size_t length;
        const char *name;
    } examples[] = {
        {"John", "Citizen", "630", 150, "John Citizen (630)"},
        {"", "Citizen", "630", 150, "Citizen (630)"},
        {"John", "Citizen", "630", 18, "John Citizen (630)"},
        {"John", "Citizen", "630", 17, "John Citize (630)"},
        {"John", "Citizen", "630", 11, "John (630)"}, /* no blank is left at the cut */
        {"John", "Citizen", "2147483647", 20, "John Ci (2147483647)"},
        {"Ren\u00E9e", "Ng", "1", 12, "Ren\u00E9e Ng (1)"}, /* in characters, not bytes */
        {"Ren\u00E9e", "Ng", "1", 9, "Ren\u00E9e (1)"},
        {"Ren\u00E9e", "Ng", "1", 8, "Ren\u00E9 (1)"},
    };
    (void)state;
    struct arena arena = {0};
    for (size_t i = 0; i < COUNT(examples); i++) {
        const struct person person = {make_text(examples[i].first), make_text(examples[i].last),
                                      make_text(examples[i].number)};
        struct text name = name_person_account(&arena, &person, examples[i].length);
        check_text(name, examples[i].name);
        assert_true(count_characters(name) <= examples[i].length);
        assert_true(is_person_account(&arena, &person, name, examples[i].length));
    }
    free_arena(&arena);
}

static void an_account_is_the_persons_own_by_its_name(void **state)
{
    static const struct {
        const char *first;
        const char *last;
        const char *number;
        const char *account;
        bool is_own;
    } examples[] = {
        {"John", "Citizen", "630", "John Citizen (630)", true},
        {"John", "Citizen", "630", "JOHN  CITIZEN (630)", true},
        {"John \"Jack\"", "O'Brien", "630", "John &Jack& OBrien (630)", true},
        {"", "Citizen", "630", "Citizen (630)", true},
        {"John", "Citizen", "", "John Citizen (630)", true}, /* any number if there is none */
        {"John", "Citizen", "", "John Citizen (0630)", false},
        {"John", "Citizen", "631", "John Citizen (630)", false},
        {"John", "Citizen", "30", "John Citizen (630)", false},
        {"Jane", "Citizen", "630", "John Citizen (630)", false},
        {"John", "Citizen", "630", "John Citizen", false},
        {"John", "Citizen", "630", "John Citizen 630", false},
        {"John", "Citizen", "630", "John Citizen 630)", false},
        {"John", "Citizen", "", "John Citizen ()", false},
        {"John", "Citizen", "", "John Citizen (12345678901)", false},
        {"John", "Citizen", "630", "John Citizen (630) Pty Ltd", false},
        {"\u4F1F", "\u738B", "7", "\u4F1F \u738B (7)", true},
        {"\u4F1F", "\u738B", "7", "\u738B \u4F1F (7)", false},
        {"", "", "", "", false},
        {"", "", "", ")", false},
        {"", "", "", "5)", false},
        {"", "", "5", "(5)", true},
    };
    (void)state;
    struct arena arena = {0};
    for (size_t i = 0; i < COUNT(examples); i++) {
        const struct person person = {make_text(examples[i].first), make_text(examples[i].last),
                                      make_text(examples[i].number)};
        if (is_person_account(&arena, &person, make_text(examples[i].account), 150) !=
            examples[i].is_own) {
            fail_msg("%s: not as expected", examples[i].account);
        }
    }
    free_arena(&arena);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(site_names_are_plain),
        cmocka_unit_test(numbers_make_ids),
        cmocka_unit_test(company_names_make_ids),
        cmocka_unit_test(a_persons_account_is_named_by_name_and_number),
        cmocka_unit_test(an_account_is_the_persons_own_by_its_name),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
