/*
 * Loaded into a program, counts the calls by which it changes something outside of itself, over all its threads: each
 * is a step. On entering the step that STEPS_KILL names the program is killed, and at the one that STEPS_FAIL names, or
 * at each where that is "all", the call fails with the number STEPS_ERROR, or with EIO. STEPS_KINDS limits what counts as
 * a step; STEPS_LOG is a file for the kinds of all steps.
 */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdarg.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/uio.h>
#include <unistd.h>

static atomic_long steps;
static long kill_at, fail_at, error;
static int fails_all;
static const char *kinds;
static int log_file = -1;

static long number(const char *name)
{
    const char *text = getenv(name);
    return text ? atol(text) : 0;
}

__attribute__((constructor)) static void start(void)
{
    kill_at = number("STEPS_KILL");
    fail_at = number("STEPS_FAIL");
    const char *fail = getenv("STEPS_FAIL");
    fails_all = fail && strcmp(fail, "all") == 0;
    error = number("STEPS_ERROR");
    kinds = getenv("STEPS_KINDS");
    const char *log = getenv("STEPS_LOG");
    if (log) log_file = (int)syscall(SYS_openat, AT_FDCWD, log, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0600);
}

/* Whether the call that makes this step is to fail. */
static int step(const char *kind)
{
    char word[16];
    snprintf(word, sizeof word, " %s ", kind);
    if (kinds && !strstr(kinds, word)) return 0;
    long now = atomic_fetch_add(&steps, 1) + 1;
    if (log_file >= 0) {
        struct iovec line[] = {{(void *)kind, strlen(kind)}, {"\n", 1}};
        syscall(SYS_writev, log_file, line, 2);
    }
    if (now == kill_at) {
        kill(getpid(), SIGKILL);
        for (;;) pause();
    }
    if (now != fail_at && !fails_all) return 0;
    errno = error ? (int)error : EIO;
    return 1;
}

/* What writing to a descriptor does: to a file, to another machine, or nothing that lasts. */
static const char *written(int descriptor)
{
    struct stat status;
    if (fstat(descriptor, &status) != 0) return NULL;
    if (S_ISREG(status.st_mode)) return "write";
    struct sockaddr_storage address = {0};
    socklen_t length = sizeof address;
    if (!S_ISSOCK(status.st_mode) || getsockname(descriptor, (struct sockaddr *)&address, &length) != 0) return NULL;
    int type = 0;
    length = sizeof type;
    if (getsockopt(descriptor, SOL_SOCKET, SO_TYPE, &type, &length) != 0 || type != SOCK_STREAM) return NULL;
    return address.ss_family == AF_INET || address.ss_family == AF_INET6 ? "send" : NULL;
}

#define NEXT(name) ((__typeof__(&name))dlsym(RTLD_NEXT, #name))

#define STEP(kind, name, declared, ...)              \
    int name declared                                \
    {                                                \
        return step(kind) ? -1 : NEXT(name)(__VA_ARGS__); \
    }

STEP("fsync", fsync, (int file), file)
STEP("fsync", fdatasync, (int file), file)
STEP("rename", rename, (const char *from, const char *to), from, to)
STEP("rename", renameat, (int a, const char *from, int b, const char *to), a, from, b, to)
STEP("link", link, (const char *from, const char *to), from, to)
STEP("link", linkat, (int a, const char *from, int b, const char *to, int flags), a, from, b, to, flags)
STEP("unlink", unlink, (const char *path), path)
STEP("unlink", unlinkat, (int folder, const char *path, int flags), folder, path, flags)
STEP("mkdir", mkdir, (const char *path, mode_t mode), path, mode)
STEP("mkdir", mkdirat, (int folder, const char *path, mode_t mode), folder, path, mode)
STEP("lock", flock, (int file, int operation), file, operation)

#define WRITING(name, declared, descriptor, ...)           \
    ssize_t name declared                                  \
    {                                                      \
        const char *kind = written(descriptor);            \
        return kind && step(kind) ? -1 : NEXT(name)(__VA_ARGS__); \
    }

WRITING(write, (int file, const void *bytes, size_t count), file, file, bytes, count)
WRITING(writev, (int file, const struct iovec *parts, int count), file, file, parts, count)
WRITING(pwrite, (int file, const void *bytes, size_t count, off_t at), file, file, bytes, count, at)
WRITING(send, (int socket, const void *bytes, size_t count, int flags), socket, socket, bytes, count, flags)
WRITING(sendmsg, (int socket, const struct msghdr *message, int flags), socket, socket, message, flags)

int connect(int descriptor, const struct sockaddr *address, socklen_t length)
{
    int type = 0;
    socklen_t size = sizeof type;
    getsockopt(descriptor, SOL_SOCKET, SO_TYPE, &type, &size);
    int counts = type == SOCK_STREAM && (address->sa_family == AF_INET || address->sa_family == AF_INET6);
    return counts && step("connect") ? -1 : NEXT(connect)(descriptor, address, length);
}

#define OPENING(name)                                                        \
    int name(const char *path, int flags, ...)                               \
    {                                                                        \
        va_list more;                                                        \
        va_start(more, flags);                                               \
        mode_t mode = flags & (O_CREAT | O_TMPFILE) ? va_arg(more, mode_t) : 0; \
        va_end(more);                                                        \
        return flags & O_CREAT && step("create") ? -1 : NEXT(name)(path, flags, mode); \
    }

OPENING(open)
OPENING(open64)

#define OPENING_IN(name)                                                     \
    int name(int folder, const char *path, int flags, ...)                   \
    {                                                                        \
        va_list more;                                                        \
        va_start(more, flags);                                               \
        mode_t mode = flags & (O_CREAT | O_TMPFILE) ? va_arg(more, mode_t) : 0; \
        va_end(more);                                                        \
        return flags & O_CREAT && step("create") ? -1 : NEXT(name)(folder, path, flags, mode); \
    }

OPENING_IN(openat)
OPENING_IN(openat64)
