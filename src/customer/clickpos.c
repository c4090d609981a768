#include "customer/clickpos.h"

struct clickpos_layout lay_out_clickpos_file(const struct mapping *mapping)
{
    struct clickpos_layout layout = {.count = 0};
    for (size_t row = 0; row < mapping->count; row++) {
        if (mapping->rows[row].column.length > 0) {
            layout.rows[layout.count++] = row;
        }
    }
    return layout;
}
