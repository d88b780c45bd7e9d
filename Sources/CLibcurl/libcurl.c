#ifdef __linux__
#define _GNU_SOURCE
#endif
#include "CLibcurl.h"

#include <dlfcn.h>
#include <fcntl.h>
#include <pthread.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>

#ifdef __APPLE__
#include <malloc/malloc.h>
#define SIZE_OF(memory) malloc_size(memory)
#define LIBRARY "/usr/lib/libcurl.4.dylib"
#else
#include <malloc.h>
#define SIZE_OF(memory) malloc_usable_size(memory)
#define LIBRARY "libcurl.so.4"
#endif

#define OLDEST 0x075500

/* The library's functions, with the types that its header gives them. */
#define EACH(use)                                                                                                    \
    use(curl_version_info) use(curl_global_init_mem) use(curl_easy_init) use(curl_easy_cleanup) use(curl_easy_reset) \
    use(curl_easy_setopt) use(curl_easy_getinfo) use(curl_easy_perform) use(curl_slist_append) use(curl_slist_free_all)

#undef curl_easy_setopt
#undef curl_easy_getinfo

#define DECLARE(name) __typeof__(name) *name;
static struct {
    EACH(DECLARE)
} library;

/* What the library is done with held passwords and tokens, so all of it is wiped. */
static void wipe(void *memory, size_t count) {
    memset(memory, 0, count);
    /* As if it was read here, so that the compiler does not leave it out. */
    __asm__ volatile("" : : "r"(memory) : "memory");
}

static void free_wiped(void *memory) {
    if (memory == NULL) return;
    wipe(memory, SIZE_OF(memory));
    free(memory);
}

static void *reallocate_wiped(void *memory, size_t count) {
    if (memory == NULL) return malloc(count);
    const size_t before = SIZE_OF(memory);
    void *moved = malloc(count > 0 ? count : 1);
    if (moved == NULL) return NULL;
    memcpy(moved, memory, before < count ? before : count);
    free_wiped(memory);
    return moved;
}

/*
 * Whoever sets SSLKEYLOGFILE for a browser would have the keys of these connections written to that file too. Its value is
 * cut and not taken away: other threads may be reading the environment.
 */
static void forget_key_log(void) {
    char *file = getenv("SSLKEYLOGFILE");
    if (file != NULL) file[0] = '\0';
}

static bool is_open;

static void open_library(void) {
    void *opened = dlopen(LIBRARY, RTLD_NOW | RTLD_LOCAL);
    if (opened == NULL) return;
#define FIND(name)                                                    \
    library.name = (__typeof__(library.name))dlsym(opened, #name); \
    if (library.name == NULL) return;
    EACH(FIND)
    if (library.curl_version_info(CURLVERSION_NOW)->version_num < OLDEST) return;
    forget_key_log();
    /* A program may end while a thread of its own still talks: OpenSSL must not take everything down under it. */
    int (*initialise)(uint64_t, const void *) = (int (*)(uint64_t, const void *))dlsym(opened, "OPENSSL_init_crypto");
    const uint64_t no_cleanup_at_exit = 0x00080000;
    if (initialise != NULL) initialise(no_cleanup_at_exit, NULL);
    is_open = library.curl_global_init_mem(CURL_GLOBAL_DEFAULT, malloc, free_wiped, reallocate_wiped, strdup, calloc)
        == CURLE_OK;
}

bool sparekey_libcurl_open(void) {
    static pthread_once_t once = PTHREAD_ONCE_INIT;
    pthread_once(&once, open_library);
    return is_open;
}

CURL *sparekey_libcurl_new(void) {
    return library.curl_easy_init();
}

void sparekey_libcurl_free(CURL *handle) {
    library.curl_easy_cleanup(handle);
}

/* A program that is started meanwhile must not get the connection. */
static curl_socket_t open_socket(void *context, curlsocktype purpose, struct curl_sockaddr *address) {
    (void)context;
    (void)purpose;
#ifdef SOCK_CLOEXEC
    return socket(address->family, address->socktype | SOCK_CLOEXEC, address->protocol);
#else
    const int opened = socket(address->family, address->socktype, address->protocol);
    if (opened >= 0) fcntl(opened, F_SETFD, FD_CLOEXEC);
    return opened;
#endif
}

CURLcode sparekey_libcurl_prepare(CURL *handle) {
    library.curl_easy_reset(handle);
    const struct {
        CURLoption option;
        long value;
    } numbers[] = {
        {CURLOPT_NOSIGNAL, 1},
        {CURLOPT_NOPROGRESS, 0},
        {CURLOPT_HTTP_VERSION, CURL_HTTP_VERSION_1_1},
        {CURLOPT_HTTP09_ALLOWED, 0},
        {CURLOPT_SSLVERSION, CURL_SSLVERSION_TLSv1_2},
        {CURLOPT_SSL_VERIFYPEER, 1},
        {CURLOPT_SSL_VERIFYHOST, 2},
        {CURLOPT_FOLLOWLOCATION, 0},
        {CURLOPT_NETRC, CURL_NETRC_IGNORED},
        {CURLOPT_DISALLOW_USERNAME_IN_URL, 1},
        /* Signatures are over the path as it was written. */
        {CURLOPT_PATH_AS_IS, 1},
        {CURLOPT_SUPPRESS_CONNECT_HEADERS, 1},
        {CURLOPT_PROXYAUTH, CURLAUTH_BASIC},
        /* Otherwise a SOCKS proxy could have this user's Kerberos ticket shown to it. */
        {CURLOPT_SOCKS5_AUTH, CURLAUTH_BASIC},
    };
    for (size_t index = 0; index < sizeof numbers / sizeof *numbers; index++) {
        const CURLcode result = library.curl_easy_setopt(handle, numbers[index].option, numbers[index].value);
        if (result != CURLE_OK) return result;
    }
    const struct {
        CURLoption option;
        const char *value;
    } texts[] = {
        {CURLOPT_PROTOCOLS_STR, "http,https"},
        /* Empty, so that the environment is not asked. */
        {CURLOPT_PROXY, ""},
        {CURLOPT_NOPROXY, ""},
    };
    for (size_t index = 0; index < sizeof texts / sizeof *texts; index++) {
        const CURLcode result = library.curl_easy_setopt(handle, texts[index].option, texts[index].value);
        if (result != CURLE_OK) return result;
    }
    return library.curl_easy_setopt(handle, CURLOPT_OPENSOCKETFUNCTION, open_socket);
}

CURLcode sparekey_libcurl_set_number(CURL *handle, CURLoption option, long value) {
    return library.curl_easy_setopt(handle, option, value);
}

CURLcode sparekey_libcurl_set_text(CURL *handle, CURLoption option, const char *value) {
    return library.curl_easy_setopt(handle, option, value);
}

CURLcode sparekey_libcurl_set_list(CURL *handle, CURLoption option, struct curl_slist *list) {
    return library.curl_easy_setopt(handle, option, list);
}

CURLcode sparekey_libcurl_set_authorities(CURL *handle, const void *text, size_t count, bool alone) {
    struct curl_blob blob = {(void *)text, count, CURL_BLOB_NOCOPY};
    CURLcode result = library.curl_easy_setopt(handle, CURLOPT_CAINFO_BLOB, &blob);
    if (result == CURLE_OK && alone) result = library.curl_easy_setopt(handle, CURLOPT_CAINFO, (char *)NULL);
    if (result == CURLE_OK && alone) result = library.curl_easy_setopt(handle, CURLOPT_CAPATH, (char *)NULL);
    return result;
}

CURLcode sparekey_libcurl_set_callbacks(CURL *handle, struct sparekey_libcurl_callbacks callbacks) {
    const CURLoption contexts[] = {CURLOPT_HEADERDATA, CURLOPT_WRITEDATA, CURLOPT_READDATA, CURLOPT_XFERINFODATA,
                                   CURLOPT_PREREQDATA};
    for (size_t index = 0; index < sizeof contexts / sizeof *contexts; index++) {
        const CURLcode result = library.curl_easy_setopt(handle, contexts[index], callbacks.context);
        if (result != CURLE_OK) return result;
    }
    CURLcode result = library.curl_easy_setopt(handle, CURLOPT_HEADERFUNCTION, callbacks.head);
    if (result == CURLE_OK) result = library.curl_easy_setopt(handle, CURLOPT_WRITEFUNCTION, callbacks.body);
    if (result == CURLE_OK) result = library.curl_easy_setopt(handle, CURLOPT_READFUNCTION, callbacks.source);
    if (result == CURLE_OK) result = library.curl_easy_setopt(handle, CURLOPT_XFERINFOFUNCTION, callbacks.progress);
    if (result == CURLE_OK) result = library.curl_easy_setopt(handle, CURLOPT_PREREQFUNCTION, callbacks.begin);
    return result;
}

CURLcode sparekey_libcurl_set_length(CURL *handle, curl_off_t length) {
    const CURLcode result = library.curl_easy_setopt(handle, CURLOPT_POST, 1L);
    return result == CURLE_OK ? library.curl_easy_setopt(handle, CURLOPT_POSTFIELDSIZE_LARGE, length) : result;
}

CURLcode sparekey_libcurl_perform(CURL *handle) {
    return library.curl_easy_perform(handle);
}

long sparekey_libcurl_number(CURL *handle, CURLINFO info) {
    long value = -1;
    return library.curl_easy_getinfo(handle, info, &value) == CURLE_OK ? value : -1;
}

const char *sparekey_libcurl_text(CURL *handle, CURLINFO info) {
    const char *value = NULL;
    return library.curl_easy_getinfo(handle, info, &value) == CURLE_OK ? value : NULL;
}

bool sparekey_libcurl_has_begun(CURL *handle) {
    curl_off_t microseconds = 0;
    return library.curl_easy_getinfo(handle, CURLINFO_PRETRANSFER_TIME_T, &microseconds) == CURLE_OK && microseconds > 0;
}

const struct curl_certinfo *sparekey_libcurl_certificates(CURL *handle) {
    struct curl_certinfo *found = NULL;
    return library.curl_easy_getinfo(handle, CURLINFO_CERTINFO, &found) == CURLE_OK ? found : NULL;
}

struct curl_slist *sparekey_libcurl_append(struct curl_slist *list, const char *text) {
    struct curl_slist *longer = library.curl_slist_append(list, text);
    if (longer == NULL) library.curl_slist_free_all(list);
    return longer;
}

void sparekey_libcurl_free_list(struct curl_slist *list) {
    library.curl_slist_free_all(list);
}
