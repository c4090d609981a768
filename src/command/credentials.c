#include "command/credentials.h"

#include "base/environment.h"
#include "base/signals.h"
#include "base/unicode.h"

#include <errno.h>
#include <fcntl.h>
#include <sodium.h>
#include <string.h>
#include <sys/stat.h>
#include <termios.h>
#include <unistd.h>

/* Some editors begin a file with it. */
static const char byte_order_mark[] = "\xEF\xBB\xBF";

/* Reads a line, without its end; false at the end of the input, after a signal, or if it is too
   long. */
static bool read_line(int descriptor, char *line, size_t size)
{
    size_t length = 0;
    while (length < size) {
        char byte;
        ssize_t got = read(descriptor, &byte, 1);
        if (got < 0 && errno == EINTR && explain_signal() == NULL) {
            continue;
        }
        if (got <= 0 || byte == '\n') {
            length -= length > 0 && line[length - 1] == '\r';
            line[length] = '\0';
            return got >= 0 && length > 0;
        }
        line[length++] = byte;
    }
    return false;
}

static bool check_rights(int descriptor, const char *what, const char *path, struct error *error)
{
    struct stat status;
    if (fstat(descriptor, &status) != 0) {
        return fail(error, ERROR_USAGE, "the %s file %s cannot be read: %s", what, path,
                    strerror(errno));
    }
    if (!S_ISREG(status.st_mode)) {
        return fail(error, ERROR_USAGE, "the %s file %s is no plain file", what, path);
    }
    return (status.st_mode & 077) == 0 ||
           fail(error, ERROR_USAGE,
                "others may read the %s file %s; take that away with chmod 600 %s", what, path,
                path);
}

/* Reads the first line of a file into `room`; *secret becomes what counts of it. */
static bool read_secret_file(const char *what, const char *path, char room[PASSWORD_LIMIT],
                             const char **secret, struct error *error)
{
    int descriptor = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
    if (descriptor < 0) {
        return fail(error, ERROR_USAGE, "the %s file %s cannot be opened: %s", what, path,
                    strerror(errno));
    }
    bool done = check_rights(descriptor, what, path, error) &&
                (read_line(descriptor, room, PASSWORD_LIMIT) ||
                 fail(error, ERROR_USAGE, "the first line of the %s file %s is empty or too long",
                      what, path));
    close(descriptor);
    bool is_marked = done && strncmp(room, byte_order_mark, sizeof byte_order_mark - 1) == 0;
    *secret = room + (is_marked ? sizeof byte_order_mark - 1 : 0);
    return done;
}

/* Reads a line from the terminal, with its echo off. */
static bool read_hidden_line(int terminal, struct credentials *credentials)
{
    struct termios shown;
    if (tcgetattr(terminal, &shown) != 0) {
        return false;
    }
    struct termios hidden = shown;
    hidden.c_lflag &= ~(tcflag_t)ECHO;
    if (tcsetattr(terminal, TCSAFLUSH, &hidden) != 0) {
        return false;
    }
    bool done = read_line(terminal, credentials->password, sizeof credentials->password);
    tcsetattr(terminal, TCSAFLUSH, &shown);
    dprintf(terminal, "\n");
    return done;
}

static bool ask_for_password(struct credentials *credentials, struct error *error)
{
    int terminal = open("/dev/tty", O_RDWR | O_NOCTTY | O_CLOEXEC);
    if (terminal < 0) {
        return true; /* nobody to ask; whoever needs a password will say so */
    }
    dprintf(terminal, "Password of %s in the CRM: ", credentials->crm.user);
    bool done = read_hidden_line(terminal, credentials);
    close(terminal);
    if (explain_signal() != NULL) {
        return fail(error, ERROR_STOPPED, "no password was entered: %s", explain_signal());
    }
    if (!done) {
        return fail(error, ERROR_USAGE, "no password was entered");
    }
    credentials->crm.password = credentials->password;
    return true;
}

/* JSON holds nothing but UTF-8. */
static bool check_text(const char *value, const char *what, struct error *error)
{
    return value == NULL || is_valid_utf8(make_text(value)) ||
           fail(error, ERROR_USAGE, "%s is not UTF-8, which is what the CRM's APIs need", what);
}

static bool check_credentials(const struct crm_credentials *crm, struct error *error)
{
    return check_text(crm->user, "POSSUM_USER", error) &&
           check_text(crm->password, "the password", error) &&
           check_text(crm->client_id, "POSSUM_CLIENT_ID", error) &&
           check_text(crm->client_secret, "the client's secret", error);
}

/* Finds a password: in a file, in the environment, or on the terminal. */
static bool find_password(struct credentials *credentials, const struct credential_sources *sources,
                          struct error *error)
{
    struct crm_credentials *crm = &credentials->crm;
    const char *file = sources->password_file;
    if (file == NULL && crm->password == NULL) {
        file = sources->usual_password_file;
    }
    if (file != NULL) {
        return read_secret_file("password", file, credentials->password, &crm->password, error);
    }
    return crm->user == NULL || crm->password != NULL || ask_for_password(credentials, error);
}

static bool find_client_secret(struct credentials *credentials, const char *file,
                               struct error *error)
{
    struct crm_credentials *crm = &credentials->crm;
    return crm->client_secret != NULL || file == NULL ||
           read_secret_file("client secret", file, credentials->client_secret, &crm->client_secret,
                            error);
}

static const char *read_variable_or(const char *name, const char *usual)
{
    const char *value = read_variable(name);
    return value != NULL ? value : usual;
}

bool read_credentials(struct credentials *credentials, const struct credential_sources *sources,
                      struct error *error)
{
    *credentials = (struct credentials){
        .crm = {.user = read_variable_or("POSSUM_USER", sources->user),
                .password = read_variable("POSSUM_PASSWORD"),
                .client_id = read_variable_or("POSSUM_CLIENT_ID", sources->client_id),
                .client_secret = read_variable("POSSUM_CLIENT_SECRET")}};
    return find_client_secret(credentials, sources->client_secret_file, error) &&
           find_password(credentials, sources, error) &&
           check_credentials(&credentials->crm, error);
}

void forget_credentials(struct credentials *credentials)
{
    sodium_memzero(credentials->password, sizeof credentials->password);
    sodium_memzero(credentials->client_secret, sizeof credentials->client_secret);
}
