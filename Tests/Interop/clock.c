// A clock that a test moves: what a program is told of the day and the hour is ahead by the seconds in CLOCK_FILE.
//
// The file is read through memory that is shared with the test, so that a look costs what it always costs. Durations are
// left alone: a timer that was moved as well would end at once, and begin again, without end.

#define _GNU_SOURCE
#include <dlfcn.h>
#include <fcntl.h>
#include <stdint.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <sys/time.h>
#include <time.h>
#include <unistd.h>

static const volatile int64_t zero = 0;
static const volatile int64_t *ahead;

static int64_t seconds_ahead(void) {
    const volatile int64_t *seconds = __atomic_load_n(&ahead, __ATOMIC_ACQUIRE);
    if (!seconds) {
        seconds = &zero;
        const char *path = getenv("CLOCK_FILE");
        int file = path ? open(path, O_RDONLY | O_CLOEXEC) : -1;
        if (file >= 0) {
            void *memory = mmap(NULL, sizeof(int64_t), PROT_READ, MAP_SHARED, file, 0);
            if (memory != MAP_FAILED) seconds = memory;
            close(file);
        }
        __atomic_store_n(&ahead, seconds, __ATOMIC_RELEASE);
    }
    return *seconds;
}

static int (*real_clock_gettime)(clockid_t, struct timespec *);

int clock_gettime(clockid_t clock, struct timespec *result) {
    if (!real_clock_gettime) *(void **)&real_clock_gettime = dlsym(RTLD_NEXT, "clock_gettime");
    int failed = real_clock_gettime(clock, result);
    if (!failed && (clock == CLOCK_REALTIME || clock == CLOCK_REALTIME_COARSE)) result->tv_sec += seconds_ahead();
    return failed;
}

int gettimeofday(struct timeval *restrict result, void *restrict zone) {
    (void)zone;
    struct timespec now;
    if (clock_gettime(CLOCK_REALTIME, &now)) return -1;
    result->tv_sec = now.tv_sec;
    result->tv_usec = now.tv_nsec / 1000;
    return 0;
}

time_t time(time_t *result) {
    struct timespec now;
    clock_gettime(CLOCK_REALTIME, &now);
    if (result) *result = now.tv_sec;
    return now.tv_sec;
}
