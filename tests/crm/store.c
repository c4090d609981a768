#include "store.h"

#include "store_database.h"

#include <stdlib.h>

struct store *open_store(enum store_kind kind, struct transcripts *transcripts,
                         const struct field_changes *changes, struct error *error)
{
    struct store *store = calloc(1, sizeof *store);
    if (store == NULL) {
        fail_for_memory(error);
        return NULL;
    }
    store->kind = kind;
    if (!load_fields(store, transcripts, changes, error)) {
        close_store(store);
        return NULL;
    }
    open_database(store);
    return store;
}

void close_store(struct store *store)
{
    if (store != NULL) {
        close_database(store);
        free_fields(store);
        free(store);
    }
}
