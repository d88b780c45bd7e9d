/* Limits of the process that reads pictures and makes codes, and its way to read and to answer. */
#ifdef __linux__
#define _GNU_SOURCE
#endif
#include "CQRCode.h"

#include <errno.h>
#include <signal.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>

#ifdef __GLIBC__
#include <limits.h>
#include <malloc.h>
#endif
#ifdef __linux__
#include <linux/audit.h>
#include <linux/filter.h>
#include <linux/seccomp.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#endif

int32_t sparekey_qr_thread_count(void) {
#ifdef __linux__
    /* A folder for each thread, besides the two links that every folder has. */
    struct stat tasks;
    if (stat("/proc/self/task", &tasks) == 0 && tasks.st_nlink > 2) return (int32_t)tasks.st_nlink - 2;
#endif
    return 0;
}

static bool limit(int resource, rlim_t soft, rlim_t hard) {
    const struct rlimit value = {.rlim_cur = soft, .rlim_max = hard};
    return setrlimit(resource, &value) == 0;
}

/* A crash file, or a report of the registers and what they point to, would show what is in the picture. */
static void forbid_dumps(void) {
    const int crashes[] = {SIGQUIT, SIGILL, SIGTRAP, SIGABRT, SIGFPE, SIGBUS, SIGSEGV};
    for (size_t index = 0; index < sizeof crashes / sizeof crashes[0]; index++) signal(crashes[index], SIG_DFL);
#ifdef __linux__
    prctl(PR_SET_DUMPABLE, 0, 0, 0, 0);
#endif
}

bool sparekey_qr_limit_process(uint32_t seconds, uint64_t memory) {
    forbid_dumps();
#ifdef __GLIBC__
    /* Memory goes back to the system at the end, which is near: in between, glibc would look into /proc for that. */
    mallopt(M_TRIM_THRESHOLD, INT_MAX);
#endif
    /* A second after the signal that can be caught comes the one that cannot. */
    bool holds = limit(RLIMIT_CPU, seconds, (rlim_t)seconds + 1);
    holds &= limit(RLIMIT_AS, (rlim_t)memory, (rlim_t)memory);
    holds &= limit(RLIMIT_FSIZE, 0, 0);
    holds &= limit(RLIMIT_CORE, 0, 0);
    holds &= limit(RLIMIT_NPROC, 0, 0);
    /* Standard input, output and error are open already. */
    holds &= limit(RLIMIT_NOFILE, 3, 3);
    return holds;
}

#if defined(__linux__) && defined(__x86_64__)
#define ARCHITECTURE AUDIT_ARCH_X86_64
#elif defined(__linux__) && defined(__aarch64__)
#define ARCHITECTURE AUDIT_ARCH_AARCH64
#endif

#ifdef ARCHITECTURE
#define FIELD(name) BPF_STMT(BPF_LD | BPF_W | BPF_ABS, offsetof(struct seccomp_data, name))
#define ANSWER(action) BPF_STMT(BPF_RET | BPF_K, (action))
#define ALLOW(call) BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, (call), 0, 1), ANSWER(SECCOMP_RET_ALLOW)
#define REFUSAL (SECCOMP_RET_ERRNO | EPERM)
/* A call whose third argument says how memory is protected. On both architectures its lower half comes first. */
#define ALLOW_UNLESS_EXECUTABLE(call)                                                                                  \
    BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, (call), 0, 4), FIELD(args[2]),                                                 \
        BPF_JUMP(BPF_JMP | BPF_JSET | BPF_K, PROT_EXEC, 0, 1), ANSWER(REFUSAL), ANSWER(SECCOMP_RET_ALLOW)

bool sparekey_qr_confine_process(void) {
    struct sock_filter rules[] = {
        FIELD(arch),
        BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, ARCHITECTURE, 1, 0),
        ANSWER(SECCOMP_RET_KILL_PROCESS),
        FIELD(nr),
        ALLOW(__NR_write),
        ALLOW_UNLESS_EXECUTABLE(__NR_mmap),
        ALLOW_UNLESS_EXECUTABLE(__NR_mprotect),
        ALLOW(__NR_munmap),
        ALLOW(__NR_mremap),
        ALLOW(__NR_madvise),
        ALLOW(__NR_brk),
        ALLOW(__NR_futex),
        ALLOW(__NR_getrandom),
        ALLOW(__NR_clock_gettime),
        ALLOW(__NR_rt_sigreturn),
        ALLOW(__NR_exit),
        ALLOW(__NR_exit_group),
        ANSWER(REFUSAL),
    };
    const struct sock_fprog program = {.len = sizeof rules / sizeof rules[0], .filter = rules};
    if (prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) != 0) return false;
    /* For every thread of the process: one that is free could be made to act for another. */
    return syscall(__NR_seccomp, SECCOMP_SET_MODE_FILTER, SECCOMP_FILTER_FLAG_TSYNC, &program) == 0;
}
#else
bool sparekey_qr_confine_process(void) {
    return false;
}
#endif

uint8_t *sparekey_qr_receive(size_t limit, size_t *count) {
    size_t capacity = 1 << 16;
    uint8_t *bytes = malloc(capacity);
    *count = 0;
    while (bytes != NULL) {
        const ssize_t found = read(STDIN_FILENO, bytes + *count, capacity - *count);
        if (found < 0 && errno == EINTR) continue;
        if (found == 0) return bytes;
        if (found > 0) *count += (size_t)found;
        if (found < 0 || *count > limit) break;
        if (*count < capacity) continue;
        capacity *= 2;
        uint8_t *more = realloc(bytes, capacity);
        if (more == NULL) break;
        bytes = more;
    }
    free(bytes);
    return NULL;
}

bool sparekey_qr_send(const uint8_t *bytes, size_t count) {
    size_t offset = 0;
    while (offset < count) {
        const ssize_t written = write(STDOUT_FILENO, bytes + offset, count - offset);
        if (written < 0 && errno == EINTR) continue;
        if (written <= 0) return false;
        offset += (size_t)written;
    }
    return true;
}

void sparekey_qr_end(int32_t status) {
    _exit(status);
}
