#include "base/error.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

/* A message that was cut must not end in the middle of a character. */
static void drop_partial_character(char *message)
{
    size_t length = strlen(message);
    while (length > 0 && ((unsigned char)message[length - 1] & 0xC0) == 0x80) {
        length--;
    }
    if (length > 0 && ((unsigned char)message[length - 1] & 0xC0) == 0xC0) {
        length--;
    }
    message[length] = '\0';
}

bool fail(struct error *error, enum error_kind kind, const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    error->kind = kind;
    int length = vsnprintf(error->message, sizeof error->message, format, arguments);
    va_end(arguments);
    if (length >= (int)sizeof error->message) {
        drop_partial_character(error->message);
    }
    return false;
}

bool fail_for_memory(struct error *error)
{
    return fail(error, ERROR_INPUT, "out of memory; give the machine more, or split the input");
}
