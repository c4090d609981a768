#include "base/nearest.h"

#include <stdint.h>

enum { LONGEST = 64 };

static char lower_letter(char byte)
{
    return byte >= 'A' && byte <= 'Z' ? (char)(byte - 'A' + 'a') : byte;
}

static size_t choose_smaller(size_t one, size_t other)
{
    return one < other ? one : other;
}

/* Optimal string alignment, by rows: row i + 2 needs only the two above it. */
size_t measure_distance(struct text one, struct text other)
{
    if (one.length > LONGEST || other.length > LONGEST) {
        return SIZE_MAX;
    }
    size_t rows[3][LONGEST + 1];
    size_t *before = rows[0], *above = rows[1], *row = rows[2];
    for (size_t j = 0; j <= other.length; j++) {
        above[j] = j;
    }
    for (size_t i = 0; i < one.length; i++) {
        row[0] = i + 1;
        for (size_t j = 0; j < other.length; j++) {
            char mine = lower_letter(one.at[i]), theirs = lower_letter(other.at[j]);
            size_t least = choose_smaller(above[j + 1], row[j]) + 1;
            least = choose_smaller(least, above[j] + (mine != theirs));
            if (i > 0 && j > 0 && mine == lower_letter(other.at[j - 1]) &&
                theirs == lower_letter(one.at[i - 1])) {
                least = choose_smaller(least, before[j - 1] + 1);
            }
            row[j + 1] = least;
        }
        size_t *oldest = before;
        before = above;
        above = row;
        row = oldest;
    }
    return above[other.length];
}

static bool is_near_enough(size_t distance, size_t longer)
{
    return distance <= longer / 3;
}

size_t find_nearest(struct text typed, const struct text *names, size_t count)
{
    size_t nearest = count;
    size_t least = SIZE_MAX;
    for (size_t i = 0; i < count; i++) {
        size_t distance = measure_distance(typed, names[i]);
        size_t longer = typed.length > names[i].length ? typed.length : names[i].length;
        if (distance < least && is_near_enough(distance, longer)) {
            nearest = i;
            least = distance;
        }
    }
    return nearest;
}
