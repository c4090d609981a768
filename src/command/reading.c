#include "command/reading.h"

#include "base/progress.h"
#include "base/signals.h"

/* Commits a batch in order; *ended says that the reading ends here. */
static bool commit_batch(struct reading *reading, struct made_batch *made, bool *ended,
                         struct error *error)
{
    struct batch *batch = &made->batch;
    for (size_t i = 0; i < batch->count && !*ended; i++) {
        if (!reading->commit(reading->context, made->made, i, &batch->arena, ended, error)) {
            return false;
        }
        reading->record_count++;
    }
    if (reading->end_batch != NULL && !reading->end_batch(reading->context, error)) {
        return false;
    }
    reading->line_ends = batch->line_ends;
    *ended = *ended || batch->count == 0;
    return true;
}

static bool commit_stream(struct reading *reading, struct record_stream *stream,
                          struct progress *progress, struct error *error)
{
    struct report *report = reading->report;
    bool ended = false;
    while (!ended) {
        struct made_batch *batch = read_made_batch(stream, error);
        if (batch == NULL && error->kind == ERROR_STOPPED) {
            report->stopped = explain_signal();
            return true;
        }
        if (batch == NULL || !commit_batch(reading, batch, &ended, error)) {
            return false;
        }
        show_progress(progress, reading->record_count);
        if (report->stopped == NULL && explain_signal() != NULL) {
            report->stopped = explain_signal();
            ended = true;
        }
    }
    return true;
}

bool read_records(struct reading *reading, struct error *error)
{
    reading->line_ends = get_dialect(reading->reader)->line_ends;
    struct record_stream *stream =
        open_record_stream(reading->reader, reading->make, reading->rules, reading->jobs, error);
    if (stream == NULL) {
        return false;
    }
    struct progress progress = start_progress(reading->show_progress);
    bool done = commit_stream(reading, stream, &progress, error);
    end_progress(&progress);
    close_record_stream(stream);
    return done;
}
