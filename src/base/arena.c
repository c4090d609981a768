#include "base/arena.h"

#include <stdalign.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { BLOCK_SIZE = 256 * 1024 };

struct arena_block {
    struct arena_block *next;
    size_t capacity;
    size_t used;
    alignas(max_align_t) char bytes[];
};

static size_t round_up(size_t size)
{
    const size_t step = alignof(max_align_t);
    return (size + step - 1) / step * step;
}

static struct arena_block *add_block(struct arena *arena, size_t size)
{
    size_t capacity = size > BLOCK_SIZE ? size : BLOCK_SIZE;
    struct arena_block *block = malloc(sizeof *block + capacity);
    if (block == NULL) {
        return NULL;
    }
    block->capacity = capacity;
    block->used = 0;
    if (arena->current == NULL) {
        block->next = arena->first;
        arena->first = block;
    } else {
        block->next = arena->current->next;
        arena->current->next = block;
    }
    return block;
}

static struct arena_block *find_block(struct arena *arena, size_t size)
{
    struct arena_block *block = arena->current != NULL ? arena->current : arena->first;
    while (block != NULL && block->capacity - block->used < size) {
        arena->current = block;
        block = block->next;
    }
    return block != NULL ? block : add_block(arena, size);
}

void *take_from_arena(struct arena *arena, size_t size)
{
    if (arena->exhausted || size > SIZE_MAX / 2) {
        arena->exhausted = true;
        return NULL;
    }
    size = round_up(size > 0 ? size : 1);
    struct arena_block *block = find_block(arena, size);
    if (block == NULL) {
        arena->exhausted = true;
        return NULL;
    }
    arena->current = block;
    void *piece = block->bytes + block->used;
    block->used += size;
    return piece;
}

struct text copy_to_arena(struct arena *arena, struct text text)
{
    if (text.length == 0) {
        return EMPTY_TEXT;
    }
    char *copy = take_from_arena(arena, text.length);
    if (copy == NULL) {
        return EMPTY_TEXT;
    }
    memcpy(copy, text.at, text.length);
    return (struct text){copy, text.length};
}

struct text join_in_arena(struct arena *arena, const struct text *parts, size_t count)
{
    size_t length = 0;
    for (size_t i = 0; i < count; i++) {
        length += parts[i].length;
    }
    char *joined = take_from_arena(arena, length);
    if (joined == NULL) {
        return EMPTY_TEXT;
    }
    char *end = joined;
    for (size_t i = 0; i < count; i++) {
        if (parts[i].length > 0) {
            memcpy(end, parts[i].at, parts[i].length);
            end += parts[i].length;
        }
    }
    return (struct text){joined, length};
}

struct text print_to_arena(struct arena *arena, const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    int length = vsnprintf(NULL, 0, format, arguments);
    va_end(arguments);
    if (length < 0) {
        arena->exhausted = true;
        return EMPTY_TEXT;
    }
    char *piece = take_from_arena(arena, (size_t)length + 1);
    if (piece == NULL) {
        return EMPTY_TEXT;
    }
    va_start(arguments, format);
    vsnprintf(piece, (size_t)length + 1, format, arguments);
    va_end(arguments);
    return (struct text){piece, (size_t)length};
}

void shrink_newest_piece(struct arena *arena, void *piece, size_t size, size_t used)
{
    struct arena_block *block = arena->current;
    size_t whole = round_up(size > 0 ? size : 1);
    if (block != NULL && (char *)piece + whole == block->bytes + block->used) {
        block->used -= whole - round_up(used > 0 ? used : 1);
    }
}

void reset_arena(struct arena *arena)
{
    for (struct arena_block *block = arena->first; block != NULL; block = block->next) {
        block->used = 0;
    }
    arena->current = NULL;
    arena->exhausted = false;
}

void free_arena(struct arena *arena)
{
    struct arena_block *block = arena->first;
    while (block != NULL) {
        struct arena_block *next = block->next;
        free(block);
        block = next;
    }
    *arena = (struct arena){0};
}
