/* Starts other programs: beside this one, or in its place. */
#ifdef __linux__
#define _GNU_SOURCE
#endif
#include "CLocalFiles.h"

#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <signal.h>
#include <spawn.h>
#include <stdbool.h>
#include <sys/wait.h>
#include <unistd.h>

static bool set(posix_spawn_file_actions_t *actions, posix_spawnattr_t *attributes) {
    for (int stream = 0; stream <= 2; stream++) {
        if (posix_spawn_file_actions_addopen(actions, stream, "/dev/null", O_RDWR, 0) != 0) return false;
    }
    /* What this project opens is closed on exec anyway; with glibc, so is what libraries have opened. */
#if defined(__GLIBC__)
#if __GLIBC_PREREQ(2, 34)
    if (posix_spawn_file_actions_addclosefrom_np(actions, 3) != 0) return false;
#endif
#endif
    sigset_t none, pipe;
    sigemptyset(&none);
    sigemptyset(&pipe);
    sigaddset(&pipe, SIGPIPE);
    return posix_spawnattr_setsigmask(attributes, &none) == 0 && posix_spawnattr_setsigdefault(attributes, &pipe) == 0
        && posix_spawnattr_setpgroup(attributes, 0) == 0
        && posix_spawnattr_setflags(attributes, POSIX_SPAWN_SETPGROUP | POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF) == 0;
}

/* A process that has ended stays in the system's list until somebody waits for it. */
static void *wait_for(void *process) {
    while (waitpid((pid_t)(intptr_t)process, NULL, 0) < 0 && errno == EINTR) { }
    return NULL;
}

bool sparekey_start_program(const char *path, char *const arguments[], char *const environment[]) {
    posix_spawn_file_actions_t actions;
    posix_spawnattr_t attributes;
    if (posix_spawn_file_actions_init(&actions) != 0) return false;
    if (posix_spawnattr_init(&attributes) != 0) {
        posix_spawn_file_actions_destroy(&actions);
        return false;
    }
    pid_t process;
    const bool started = set(&actions, &attributes)
        && posix_spawn(&process, path, &actions, &attributes, arguments, environment) == 0;
    posix_spawnattr_destroy(&attributes);
    posix_spawn_file_actions_destroy(&actions);
    pthread_t thread;
    if (started && pthread_create(&thread, NULL, wait_for, (void *)(intptr_t)process) == 0) pthread_detach(thread);
    return started;
}

int32_t sparekey_become_program(const char *path, char *const arguments[]) {
    /* This thread leaves signals to the first one; the new program would have its mask, and no thread to hear them. */
    sigset_t none, before;
    sigemptyset(&none);
    pthread_sigmask(SIG_SETMASK, &none, &before);
    execv(path, arguments);
    const int failure = errno;
    pthread_sigmask(SIG_SETMASK, &before, NULL);
    return failure;
}
