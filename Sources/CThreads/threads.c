#ifdef __linux__
#define _GNU_SOURCE
#endif
#include "CThreads.h"

#include <pthread.h>
#include <signal.h>
#include <stdlib.h>

struct start {
    char name[16];
    void (*run)(void *);
    void *context;
};

static void leave_signals(void) {
    sigset_t signals;
    sigfillset(&signals);
    /* What this thread does wrong itself. */
    const int own[] = {SIGSEGV, SIGBUS, SIGFPE, SIGILL, SIGABRT, SIGTRAP, SIGSYS};
    for (size_t index = 0; index < sizeof own / sizeof *own; index++) sigdelset(&signals, own[index]);
    pthread_sigmask(SIG_BLOCK, &signals, NULL);
}

static void *enter(void *memory) {
    const struct start start = *(struct start *)memory;
    free(memory);
#ifdef __APPLE__
    pthread_setname_np(start.name);
#else
    pthread_setname_np(pthread_self(), start.name);
#endif
    leave_signals();
    start.run(start.context);
    return NULL;
}

bool sparekey_start_thread(const char *name, size_t stack_size, void (*run)(void *), void *context) {
    struct start *start = calloc(1, sizeof *start);
    if (start == NULL) return false;
    for (size_t index = 0; index + 1 < sizeof start->name && name[index] != '\0'; index++) {
        start->name[index] = name[index];
    }
    start->run = run;
    start->context = context;
    pthread_attr_t attributes;
    bool is_started = pthread_attr_init(&attributes) == 0;
    if (is_started) {
        pthread_t thread;
        is_started = pthread_attr_setstacksize(&attributes, stack_size) == 0
            && pthread_attr_setdetachstate(&attributes, PTHREAD_CREATE_DETACHED) == 0
            && pthread_create(&thread, &attributes, enter, start) == 0;
        pthread_attr_destroy(&attributes);
    }
    if (!is_started) free(start);
    return is_started;
}
