/**
 * Inputs for tests: a file of given bytes, and standard input fed by a process, in pieces that each
 * read gets one of.
 */
#ifndef POSSUM_TESTS_UNIT_FEEDING_H
#define POSSUM_TESTS_UNIT_FEEDING_H

#include "base/text.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cmocka.h>

/** A file that holds some bytes. */
struct test_file {
    char path[64];
};

/** Makes the file. */
static inline struct test_file make_test_file(struct text bytes)
{
    struct test_file file = {"/tmp/possum-test-XXXXXX"};
    int descriptor = mkstemp(file.path);
    assert_true(descriptor >= 0);
    while (bytes.length > 0) {
        ssize_t written = write(descriptor, bytes.at, bytes.length);
        assert_true(written > 0);
        bytes = slice_text(bytes, (size_t)written, bytes.length);
    }
    assert_int_equal(close(descriptor), 0);
    return file;
}

/** Removes the file. */
static inline void remove_test_file(const struct test_file *file)
{
    assert_int_equal(unlink(file->path), 0);
}

/** Standard input while it is fed. */
struct feeding {
    int saved; /**< the standard input before */
    pid_t child;
};

/** Puts `descriptor` in the place of standard input and closes it. */
static inline int replace_standard_input(int descriptor)
{
    int saved = dup(STDIN_FILENO);
    assert_true(saved >= 0);
    assert_int_equal(dup2(descriptor, STDIN_FILENO), STDIN_FILENO);
    close(descriptor);
    return saved;
}

/** Puts standard input back. */
static inline void restore_standard_input(int saved)
{
    assert_int_equal(dup2(saved, STDIN_FILENO), STDIN_FILENO);
    close(saved);
}

/** Feeds `bytes` to standard input, of which each read gets `piece` bytes, or the last few. A piece
 *  that is longer than what is read at once loses its end: of long inputs let it be a power of two.
 */
static inline struct feeding start_feeding(struct text bytes, size_t piece)
{
    int ends[2];
    struct feeding feeding;
    assert_int_equal(socketpair(AF_UNIX, SOCK_SEQPACKET, 0, ends), 0);
    feeding.child = fork();
    assert_true(feeding.child >= 0);
    if (feeding.child == 0) {
        close(ends[0]);
        for (size_t at = 0; at < bytes.length; at += piece) {
            size_t length = bytes.length - at < piece ? bytes.length - at : piece;
            if (send(ends[1], bytes.at + at, length, MSG_NOSIGNAL) < 0) {
                break; /* the reader has had enough */
            }
        }
        _exit(0);
    }
    close(ends[1]);
    feeding.saved = replace_standard_input(ends[0]);
    return feeding;
}

/** Puts the old standard input back and waits for the process. */
static inline void end_feeding(struct feeding *feeding)
{
    restore_standard_input(feeding->saved);
    assert_int_equal(waitpid(feeding->child, NULL, 0), feeding->child);
}

#endif
