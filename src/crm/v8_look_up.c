/* The API has no way to ask for several values of a field. What is left is to page through the
   module, narrowed to the range of the values where they have an order that counts, or to ask for
   each of them. A request takes as long as some fifteen records of a page do (suitecrm-live.md, and
   measured on SuiteCRM 7.14.6: 1,000 records a second), so the number of records in the range,
   which is asked for first, decides. */
#include "base/unicode.h"
#include "crm/call.h"
#include "crm/escapes.h"
#include "crm/look_up.h"
#include "crm/percent_encoding.h"
#include "crm/v8.h"

#include <stdlib.h>
#include <string.h>

enum {
    PAGE_SIZE = 1000,
    RECORDS_A_REQUEST = 15, /* that take as long as a request on its own */
};

/* Behind the values of the fields chosen stand two more. */
enum { VALUE_SOUGHT, VALUE_NUMBER, FURTHER_VALUES };

/* A question for records of a module. */
struct question {
    enum crm_module module;
    enum crm_criterion criterion;
    struct text filter; /* "&filter[...]=...", or empty */
    size_t page_size;
    size_t page; /* from 1 */
};

/* What a page holds. */
struct page {
    size_t records;
    size_t pages; /* of the whole list */
};

/* The field that a criterion is about. */
static struct text name_field(const struct crm *crm, enum crm_criterion criterion)
{
    switch (criterion) {
    case CRM_BY_NUMBER:
        return crm->choice->number_field;
    case CRM_BY_EMAIL:
        return TEXT("email1");
    case CRM_BY_MOBILE:
        return TEXT("phone_mobile");
    case CRM_BY_NAME:
        return TEXT("name");
    case CRM_BY_ID:
    case CRM_BY_KEY:
    case CRM_CRITERION_COUNT:
        break;
    }
    return TEXT("id");
}

/* Appends the parameter that names what is read. */
static void append_fields(struct buffer *out, const struct crm *crm,
                          const struct question *question)
{
    const struct crm_field_choice *choice = &crm->choice->read[question->module];
    bool is_contact = question->module == CRM_CONTACTS;
    struct text further[] = {TEXT("date_modified"), is_contact ? TEXT("account_id") : EMPTY_TEXT,
                             is_contact ? crm->choice->number_field : EMPTY_TEXT,
                             name_field(crm, question->criterion)};
    append_formatted(out, "fields[%s]=", name_crm_module(question->module));
    for (size_t i = 0; i < choice->count; i++) {
        append_percent_encoded(out, choice->names[i]);
        append_byte(out, ',');
    }
    for (size_t i = 0; i < sizeof further / sizeof *further; i++) {
        bool is_listed = further[i].length == 0 || equal_texts(further[i], TEXT("id"));
        for (size_t k = 0; k < choice->count; k++) {
            is_listed = is_listed || equal_texts(choice->names[k], further[i]);
        }
        for (size_t k = 0; k < i; k++) {
            is_listed = is_listed || equal_texts(further[k], further[i]);
        }
        if (!is_listed) {
            append_percent_encoded(out, further[i]);
            append_byte(out, ',');
        }
    }
    out->length -= out->length > 0 && !out->failed; /* the last comma */
}

static struct text read_attribute(struct json_object *attributes, struct text name,
                                  struct arena *arena)
{
    char member[CRM_NAME_SIZE];
    copy_name(member, name);
    return undo_escapes(arena, copy_member(arena, attributes, member));
}

static bool is_of_text(enum crm_criterion criterion)
{
    return criterion == CRM_BY_EMAIL || criterion == CRM_BY_MOBILE || criterion == CRM_BY_NAME;
}

/* What values are compared by: texts as the caller compares them. */
static struct text make_comparable(enum crm_criterion criterion, struct text value,
                                   struct arena *arena)
{
    return is_of_text(criterion) ? fold_text(arena, value) : value;
}

/* Reads a record; a contact's account is known by its id alone at first. */
static void read_record(const struct crm *crm, const struct question *question,
                        struct json_object *data, struct arena *arena, struct crm_record *record)
{
    const struct crm_field_choice *choice = &crm->choice->read[question->module];
    struct json_object *attributes = find_member(data, "attributes");
    struct text *texts = take_from_arena(arena, (choice->count + FURTHER_VALUES) * sizeof *texts);
    struct text id = copy_member(arena, data, "id");
    *record =
        (struct crm_record){.id = id,
                            .key = id,
                            .modified = read_attribute(attributes, TEXT("date_modified"), arena),
                            .values = texts};
    if (texts == NULL) {
        return;
    }
    for (size_t i = 0; i < choice->count; i++) {
        texts[i] = read_attribute(attributes, choice->names[i], arena);
    }
    struct text sought = name_field(crm, question->criterion);
    texts[choice->count + VALUE_SOUGHT] =
        equal_texts(sought, TEXT("id"))
            ? id
            : make_comparable(question->criterion, read_attribute(attributes, sought, arena),
                              arena);
    texts[choice->count + VALUE_NUMBER] =
        read_attribute(attributes, crm->choice->number_field, arena);
    struct text account = read_attribute(attributes, TEXT("account_id"), arena);
    if (question->module == CRM_CONTACTS && account.length > 0) {
        record->accounts = take_from_arena(arena, sizeof *record->accounts);
        if (record->accounts != NULL) {
            *record->accounts = (struct crm_record){.id = account};
            record->account_count = 1;
        }
    }
}

static bool read_page(struct crm *crm, const struct question *question,
                      const struct crm_reply *reply, struct arena *arena,
                      struct crm_record_list *list, struct page *page)
{
    struct json_object *data = find_member(reply->body, "data");
    struct json_object *meta = find_member(reply->body, "meta");
    if (reply->status != 200 || !json_object_is_type(data, json_type_array)) {
        return false;
    }
    size_t count = count_elements(data);
    struct crm_record *records = grow_records(arena, list, count);
    for (size_t i = 0; records != NULL && i < count; i++) {
        struct crm_record *record = &records[list->count];
        read_record(crm, question, get_element(data, i), arena, record);
        list->count += record->id.length > 0;
    }
    page->records = count;
    page->pages = read_number_member(meta, "total-pages");
    return true;
}

/* Asks for a page of records, which are appended to the list. */
static bool ask_for_page(struct crm *crm, const struct question *question, struct arena *arena,
                         struct crm_record_list *list, struct page *page, struct error *error)
{
    struct buffer path = {0};
    struct crm_reply reply;
    append_formatted(&path, "V8/module/%s?", name_crm_module(question->module));
    append_fields(&path, crm, question);
    append_text(&path, question->filter);
    append_formatted(&path, "&sort=id&page[size]=%zu&page[number]=%zu", question->page_size,
                     question->page);
    struct crm_call call = {.verb = "GET", .path = view_buffer(&path), .is_read = true};
    bool done = make_call(crm, &call, &reply, error);
    if (done && !read_page(crm, question, &reply, arena, list, page)) {
        crm->level =
            reply.status == 400 || reply.status == 403 ? CRM_LEVEL_MODULE : CRM_LEVEL_CONNECTION;
        done = refuse_answer(crm, &reply.response, "the question for records", error);
    }
    end_reply(&reply);
    free_buffer(&path);
    return done && (!arena->exhausted || fail_for_memory(error));
}

/* How many records the question is about. */
static bool count_records(struct crm *crm, const struct question *question, size_t *count,
                          struct error *error)
{
    struct arena arena = {0};
    struct crm_record_list list = {0};
    struct page page = {0};
    struct question smallest = *question;
    smallest.page_size = 1;
    smallest.page = 1;
    bool done = ask_for_page(crm, &smallest, &arena, &list, &page, error);
    *count = page.records == 0 ? 0 : page.pages;
    free_arena(&arena);
    return done;
}

static void append_filter(struct buffer *filter, struct text field, const char *operator,
                          struct text value)
{
    append_text(filter, TEXT("&filter["));
    append_percent_encoded(filter, field);
    append_formatted(filter, "][%s]=", operator);
    append_percent_encoded(filter, value);
}

/* Numbers of the same length stand in their order; ids have theirs. */
static int compare_values(struct text one, struct text other, bool is_number)
{
    return is_number && one.length != other.length ? (one.length < other.length ? -1 : 1)
                                                   : compare_texts(&one, &other);
}

/* The filter for the range of the values, where the database has the order of bytes or numbers. */
static void append_range(struct buffer *filter, struct text field, enum crm_criterion criterion,
                         const struct text *values, size_t count)
{
    bool is_number = criterion == CRM_BY_NUMBER;
    if (is_of_text(criterion)) {
        return;
    }
    struct text least = values[0];
    struct text greatest = values[0];
    for (size_t i = 1; i < count; i++) {
        least = compare_values(values[i], least, is_number) < 0 ? values[i] : least;
        greatest = compare_values(values[i], greatest, is_number) > 0 ? values[i] : greatest;
    }
    append_filter(filter, field, "gte", least);
    append_filter(filter, field, "lte", greatest);
}

/* Asks for all pages of a question. */
static bool page_through(struct crm *crm, struct question *question, struct arena *arena,
                         struct crm_record_list *list, struct error *error)
{
    struct page page = {.records = PAGE_SIZE};
    question->page_size = PAGE_SIZE;
    for (question->page = 1; page.records == PAGE_SIZE; question->page++) {
        if (!ask_for_page(crm, question, arena, list, &page, error)) {
            return false;
        }
    }
    return true;
}

static bool ask_for_each(struct crm *crm, struct question *question, const struct text *values,
                         size_t count, struct arena *arena, struct crm_record_list *list,
                         struct error *error)
{
    struct buffer filter = {0};
    bool done = true;
    for (size_t i = 0; done && i < count; i++) {
        reset_buffer(&filter);
        append_filter(&filter, name_field(crm, question->criterion), "eq", values[i]);
        question->filter = view_buffer(&filter);
        done = filter.failed ? fail_for_memory(error)
                             : page_through(crm, question, arena, list, error);
    }
    free_buffer(&filter);
    return done;
}

/* Takes out of a list of pages, from `first` on, what is none of the values. */
static bool keep_sought(const struct crm *crm, const struct question *question,
                        const struct text *values, size_t count, size_t first,
                        struct crm_record_list *list, struct error *error)
{
    size_t slot = crm->choice->read[question->module].count + VALUE_SOUGHT;
    size_t kept = first;
    struct arena arena = {0};
    struct text *sorted = take_from_arena(&arena, count * sizeof *sorted);
    if (sorted == NULL) {
        free_arena(&arena);
        return fail_for_memory(error);
    }
    for (size_t i = 0; i < count; i++) {
        sorted[i] = make_comparable(question->criterion, values[i], &arena);
    }
    bool done = !arena.exhausted || fail_for_memory(error);
    if (done) {
        qsort(sorted, count, sizeof *sorted, compare_texts);
        for (size_t i = first; i < list->count; i++) {
            if (bsearch(&list->records[i].values[slot], sorted, count, sizeof *sorted,
                        compare_texts) != NULL) {
                list->records[kept++] = list->records[i];
            }
        }
        list->count = kept;
    }
    free_arena(&arena);
    return done;
}

/* Takes out, from `first` on, what has a customer number. */
static void keep_numberless(const struct crm *crm, size_t first, struct crm_record_list *list)
{
    size_t slot = crm->choice->read[CRM_CONTACTS].count + VALUE_NUMBER;
    size_t kept = first;
    for (size_t i = first; i < list->count; i++) {
        struct text number = list->records[i].values[slot];
        if (number.length == 0 || equal_texts(number, TEXT("0"))) {
            list->records[kept++] = list->records[i];
        }
    }
    list->count = kept;
}

bool find_v8_records(struct crm *crm, enum crm_module module, enum crm_criterion criterion,
                     const struct text *values, size_t count, struct arena *arena,
                     struct crm_record_list *list, struct error *error)
{
    struct buffer range = {0};
    struct question question = {.module = module, .criterion = criterion};
    size_t first = list->count;
    size_t total = 0;
    append_range(&range, name_field(crm, criterion), criterion, values, count);
    question.filter = view_buffer(&range);
    bool done = !range.failed || fail_for_memory(error);
    done = done && count_records(crm, &question, &total, error);
    if (done && total <= count * RECORDS_A_REQUEST) {
        done = total == 0 || (page_through(crm, &question, arena, list, error) &&
                              keep_sought(crm, &question, values, count, first, list, error));
    } else {
        done = done && ask_for_each(crm, &question, values, count, arena, list, error);
    }
    if (criterion == CRM_BY_EMAIL || criterion == CRM_BY_MOBILE) {
        keep_numberless(crm, first, list);
    }
    free_buffer(&range);
    return done && (module != CRM_CONTACTS || read_linked_accounts(crm, first, arena, list, error));
}

bool list_v8_ticked(struct crm *crm, struct text after, size_t limit, struct arena *arena,
                    struct crm_record_list *list, struct error *error)
{
    struct buffer filter = {0};
    struct page page = {0};
    append_filter(&filter, crm->choice->tick_field, "eq", TEXT("1"));
    if (after.length > 0) {
        append_filter(&filter, TEXT("id"), "gt", after);
    }
    const struct question question = {CRM_CONTACTS, CRM_BY_ID, view_buffer(&filter), limit, 1};
    bool done = filter.failed ? fail_for_memory(error)
                              : ask_for_page(crm, &question, arena, list, &page, error);
    free_buffer(&filter);
    return done && read_linked_accounts(crm, 0, arena, list, error);
}
