/**
 * Building JSON. json-c answers NULL or an error where memory ran out; objects made here then lack
 * a member, and has_failed says so once, at the end.
 */
#ifndef POSSUM_CRM_JSON_H
#define POSSUM_CRM_JSON_H

#include "base/text.h"

#include <json-c/json.h>

/** A JSON object or list being built, and what went wrong. */
struct json_building {
    struct json_object *root;
    bool failed; /**< memory ran out */
};

/** Begins an object. */
struct json_building begin_json_object(void);

/** Adds a member to an object of the building; the value is the object's from then on. Returns the
 *  value, or NULL if it is not there, which is what add_json_element and others take too. */
struct json_object *add_json_member(struct json_building *building, struct json_object *object,
                                    const char *name, struct json_object *value);

/** Adds a member that is a string. */
void add_json_string(struct json_building *building, struct json_object *object, const char *name,
                     const char *value);

/** Adds an element to a list of the building, likewise. */
struct json_object *add_json_element(struct json_building *building, struct json_object *list,
                                     struct json_object *value);

/** A JSON string. */
struct json_object *make_json_text(struct text text);

/** Ends a building: its root, or NULL, with everything put back, if memory ran out. */
struct json_object *end_json(struct json_building *building);

#endif
