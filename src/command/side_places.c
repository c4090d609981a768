#include "command/side_places.h"

#include "base/files.h"
#include "base/outputs.h"

static bool check_inputs(const char *path, const struct run_places *places, struct error *error)
{
    for (size_t i = 0; i < places->input_count; i++) {
        const char *input = places->inputs[i];
        if (input != NULL && !is_standard_input(input) && is_same_place(path, input)) {
            return fail(error, ERROR_USAGE,
                        "%s would replace what the run reads; name another file", path);
        }
    }
    return true;
}

static bool check_reports(const char *path, const struct string_list *reports, size_t count,
                          struct error *error)
{
    for (size_t i = 0; i < count; i++) {
        if (is_same_place(path, reports->items[i])) {
            return fail(error, ERROR_USAGE, "%s is named for two outputs", path);
        }
    }
    return true;
}

static bool check_outputs(const char *path, bool is_rejects, const struct run_places *places,
                          struct error *error)
{
    bool is_taken =
        (places->directory != NULL && is_output_place(places->directory, path, !is_rejects)) ||
        (places->output != NULL && is_same_place(path, places->output));
    return !is_taken ||
           fail(error, ERROR_USAGE,
                "%s is the place of an output of the run itself; name another file", path);
}

/* A place of the program's own choice for rejects; where it is taken, the user has to choose. */
static bool check_own_place(const char *rejects, const struct run_places *places,
                            struct error *error)
{
    struct error unused;
    return check_inputs(rejects, places, &unused) ||
           fail(error, ERROR_USAGE,
                "rejected rows would go to %s, which the run reads; name another file with "
                "--rejects",
                rejects);
}

bool check_side_places(const struct common_options *options, const struct run_places *places,
                       struct error *error)
{
    const struct string_list *reports = &options->reports;
    const char *rejects = options->rejects != NULL ? options->rejects : places->rejects;
    if (places->output != NULL && (!check_inputs(places->output, places, error) ||
                                   !check_output_place(places->output, options->force, error))) {
        return false;
    }
    for (size_t i = 0; i < reports->count; i++) {
        const char *path = reports->items[i];
        if (!check_inputs(path, places, error) || !check_reports(path, reports, i, error) ||
            !check_outputs(path, false, places, error)) {
            return false;
        }
    }
    return rejects == NULL ||
           ((options->rejects != NULL ? check_inputs(rejects, places, error)
                                      : check_own_place(rejects, places, error)) &&
            check_reports(rejects, reports, reports->count, error) &&
            check_outputs(rejects, true, places, error) &&
            check_output_place(rejects, options->force, error));
}
