/* Loaded before a program that keeps a journal on SQLite, it ends the process, as kill -9 would,
   right before or right after the commit whose number STOP_AT_COMMIT tells: "before 3". */
#include <dlfcn.h>
#include <sqlite3.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { STATUS = 97 /* no status of the program, nor of a sanitizer */ };

typedef int stepper(sqlite3_stmt *statement);

int sqlite3_step(sqlite3_stmt *statement)
{
    void *const next_object = (void *)-1L; /* RTLD_NEXT, which POSIX leaves to extensions */
    static stepper *step;
    static long commits;
    const char *stop = getenv("STOP_AT_COMMIT");
    const char *sql = sqlite3_sql(statement);
    if (step == NULL) {
        *(void **)&step = dlsym(next_object, "sqlite3_step");
    }
    if (stop == NULL || sql == NULL || strcmp(sql, "COMMIT") != 0) {
        return step(statement);
    }
    const char *blank = strchr(stop, ' ');
    long number = blank == NULL ? 0 : strtol(blank, NULL, 10);
    commits++;
    if (commits == number && strncmp(stop, "before", 6) == 0) {
        _exit(STATUS);
    }
    int result = step(statement);
    if (commits == number) {
        _exit(STATUS);
    }
    return result;
}
