#include "api.h"

#include <string.h>

/* Values come in pieces. */
static enum MHD_Result take_piece(void *form, enum MHD_ValueKind kind, const char *name,
                                  const char *file, const char *type, const char *encoding,
                                  const char *data, uint64_t offset, size_t size)
{
    (void)kind;
    (void)file;
    (void)type;
    (void)encoding;
    struct buffer value = {0};
    struct json_object *known = json_object_object_get(form, name);
    if (offset > 0 && known != NULL) {
        append_text(&value, make_text(json_object_get_string(known)));
    }
    append_text(&value, (struct text){data, size});
    json_object_object_add(
        form, name,
        json_object_new_string_len(value.length == 0 ? "" : value.at, (int)value.length));
    free_buffer(&value);
    return MHD_YES;
}

void read_form(const struct request *request, struct json_object **form)
{
    *form = json_object_new_object();
    struct MHD_PostProcessor *processor =
        MHD_create_post_processor(request->connection, 4096, take_piece, *form);
    if (processor != NULL) {
        MHD_post_process(processor, request->body.at, request->body.length);
        MHD_destroy_post_processor(processor);
    }
}

const char *get_text(struct json_object *object, const char *name)
{
    struct json_object *member = NULL;
    if (json_object_is_type(object, json_type_object)) {
        json_object_object_get_ex(object, name, &member);
    }
    return member == NULL ? "" : json_object_get_string(member);
}
