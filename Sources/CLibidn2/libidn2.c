#include "CLibidn2.h"

#ifdef __linux__
#include <dlfcn.h>
#include <idn2.h>
#include <pthread.h>
#include <string.h>

static __typeof__(idn2_to_ascii_8z) *to_ascii;
static __typeof__(idn2_free) *free_name;

static void open_library(void) {
    void *opened = dlopen("libidn2.so.0", RTLD_NOW | RTLD_LOCAL);
    if (opened == NULL) return;
    free_name = (__typeof__(free_name))dlsym(opened, "idn2_free");
    to_ascii = (__typeof__(to_ascii))dlsym(opened, "idn2_to_ascii_8z");
}

bool sparekey_ascii_host(const char *name, char *ascii, size_t capacity) {
    static pthread_once_t once = PTHREAD_ONCE_INIT;
    pthread_once(&once, open_library);
    char *found = NULL;
    if (to_ascii == NULL || free_name == NULL) return false;
    if (to_ascii(name, &found, IDN2_NONTRANSITIONAL | IDN2_NFC_INPUT) != IDN2_OK) return false;
    const size_t count = strlen(found) + 1;
    if (count <= capacity) memcpy(ascii, found, count);
    free_name(found);
    return count <= capacity;
}
#else
/* Foundation knows hosts in other scripts there. */
bool sparekey_ascii_host(const char *name, char *ascii, size_t capacity) {
    (void)name;
    (void)ascii;
    (void)capacity;
    return false;
}
#endif
