/* Bytes that another program reads as its standard input. */
#ifdef __linux__
#define _GNU_SOURCE
#endif
#include "CLocalFiles.h"

#include <errno.h>
#include <fcntl.h>
#include <stdbool.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <unistd.h>

/* Every pipe that is not cut short for want of memory holds as much. */
#define IN_A_PIPE 8192

static bool write_all(int descriptor, const uint8_t *bytes, size_t count) {
    size_t offset = 0;
    while (offset < count) {
        const ssize_t written = write(descriptor, bytes + offset, count - offset);
        if (written < 0 && errno == EINTR) continue;
        if (written <= 0) return false;
        offset += (size_t)written;
    }
    return true;
}

static int open_pipe(const uint8_t *bytes, size_t count) {
    int ends[2];
#ifdef __linux__
    if (pipe2(ends, O_CLOEXEC) != 0) return -1;
#else
    if (pipe(ends) != 0) return -1;
    fcntl(ends[0], F_SETFD, FD_CLOEXEC);
    fcntl(ends[1], F_SETFD, FD_CLOEXEC);
#endif
    /* All of it is written before anybody reads: what the pipe does not hold is an error, not a wait. */
    fcntl(ends[1], F_SETFL, O_NONBLOCK);
    const bool holds = write_all(ends[1], bytes, count);
    close(ends[1]);
    if (holds) return ends[0];
    close(ends[0]);
    return -1;
}

static int open_nameless(void) {
#ifdef __linux__
    return memfd_create("bytes", MFD_CLOEXEC);
#else
    char name[] = "/tmp/sparekey-XXXXXX";
    const int descriptor = mkstemp(name);
    if (descriptor >= 0) {
        unlink(name);
        fcntl(descriptor, F_SETFD, FD_CLOEXEC);
    }
    return descriptor;
#endif
}

int32_t sparekey_open_bytes(const uint8_t *bytes, size_t count) {
    if (count <= IN_A_PIPE) return open_pipe(bytes, count);
    const int descriptor = open_nameless();
    if (descriptor < 0) return -1;
    if (write_all(descriptor, bytes, count) && lseek(descriptor, 0, SEEK_SET) == 0) return descriptor;
    close(descriptor);
    return -1;
}
