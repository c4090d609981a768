#include "base/buffer.h"

#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

char *reserve_in_buffer(struct buffer *buffer, size_t more)
{
    if (buffer->failed || more > SIZE_MAX / 4) {
        buffer->failed = true;
        return NULL;
    }
    if (buffer->capacity - buffer->length < more) {
        size_t capacity = buffer->capacity > 0 ? buffer->capacity : 256;
        while (capacity - buffer->length < more) {
            capacity *= 2;
        }
        char *grown = realloc(buffer->at, capacity);
        if (grown == NULL) {
            buffer->failed = true;
            return NULL;
        }
        buffer->at = grown;
        buffer->capacity = capacity;
    }
    return buffer->at + buffer->length;
}

void append_text(struct buffer *buffer, struct text text)
{
    char *place = text.length > 0 ? reserve_in_buffer(buffer, text.length) : NULL;
    if (place != NULL) {
        memcpy(place, text.at, text.length);
        buffer->length += text.length;
    }
}

void append_byte(struct buffer *buffer, char byte)
{
    char *place = reserve_in_buffer(buffer, 1);
    if (place != NULL) {
        *place = byte;
        buffer->length++;
    }
}

void append_formatted(struct buffer *buffer, const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    int length = vsnprintf(NULL, 0, format, arguments);
    va_end(arguments);
    char *place = length < 0 ? NULL : reserve_in_buffer(buffer, (size_t)length + 1);
    if (place == NULL) {
        buffer->failed = true;
        return;
    }
    va_start(arguments, format);
    vsnprintf(place, (size_t)length + 1, format, arguments);
    va_end(arguments);
    buffer->length += (size_t)length;
}

struct text view_buffer(const struct buffer *buffer)
{
    return buffer->length == 0 ? EMPTY_TEXT : (struct text){buffer->at, buffer->length};
}

void reset_buffer(struct buffer *buffer)
{
    buffer->length = 0;
    buffer->failed = false;
}

void free_buffer(struct buffer *buffer)
{
    free(buffer->at);
    *buffer = (struct buffer){0};
}
