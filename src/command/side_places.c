#include "command/side_places.h"

#include "base/files.h"
#include "base/outputs.h"

static bool check_inputs(const char *path, const char *const *inputs, size_t input_count,
                         struct error *error)
{
    for (size_t i = 0; i < input_count; i++) {
        if (inputs[i] != NULL && !is_standard_input(inputs[i]) && is_same_place(path, inputs[i])) {
            return fail(error, ERROR_USAGE,
                        "%s would replace what the run reads; name another file", path);
        }
    }
    return true;
}

static bool check_others(const struct common_options *options, size_t index, const char *path,
                         struct error *error)
{
    for (size_t i = 0; i < index; i++) {
        if (is_same_place(path, options->reports.items[i])) {
            return fail(error, ERROR_USAGE, "%s is named for two outputs", path);
        }
    }
    return true;
}

bool check_side_places(const struct common_options *options, const char *const *inputs,
                       size_t input_count, const struct output_directory *directory,
                       struct error *error)
{
    size_t report_count = options->reports.count;
    size_t count = report_count + (options->rejects != NULL ? 1 : 0);
    for (size_t i = 0; i < count; i++) {
        bool is_rejects = i == report_count;
        const char *path = is_rejects ? options->rejects : options->reports.items[i];
        if (!check_inputs(path, inputs, input_count, error) ||
            !check_others(options, i, path, error)) {
            return false;
        }
        if (directory != NULL && is_output_place(directory, path, !is_rejects)) {
            return fail(error, ERROR_USAGE,
                        "%s is the place of an output of the run itself; name another file", path);
        }
    }
    return options->rejects == NULL || check_output_place(options->rejects, options->force, error);
}
