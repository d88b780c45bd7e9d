/*
 * libcurl, which is opened when it is needed first: a program that asks no server for anything does not load it, nor the
 * dozens of libraries that come with it.
 *
 * Nothing here may be called before sparekey_libcurl_open has returned true.
 */
#ifndef SPAREKEY_CLIBCURL_H
#define SPAREKEY_CLIBCURL_H

#include <curl/curl.h>
#include <stdbool.h>
#include <stddef.h>

/* Opens the library; false where it is missing or older than 7.85, the first that is told its protocols by name. */
bool sparekey_libcurl_open(void);

/* A handle, which keeps its connections until it is freed. */
CURL *sparekey_libcurl_new(void);
void sparekey_libcurl_free(CURL *handle);

/*
 * Takes every setting back, and sets what holds for all requests: HTTP/1.1 alone, TLS 1.2 and later, no redirects, nothing
 * from the environment or from files (proxies, passwords, cookies), and no password in an address.
 */
CURLcode sparekey_libcurl_prepare(CURL *handle);

/* The variadic functions, by the types of their values. */
CURLcode sparekey_libcurl_set_number(CURL *handle, CURLoption option, long value);
CURLcode sparekey_libcurl_set_text(CURL *handle, CURLoption option, const char *value);
CURLcode sparekey_libcurl_set_list(CURL *handle, CURLoption option, struct curl_slist *list);
/* The certificates of a PEM text that is neither copied nor changed, in the place of those of a file. */
CURLcode sparekey_libcurl_set_authorities(CURL *handle, const void *text, size_t count, bool alone);

/* Whom a transfer tells and asks, each with `context`. */
struct sparekey_libcurl_callbacks {
    curl_write_callback head;
    curl_write_callback body;
    curl_read_callback source;
    curl_xferinfo_callback progress;
    curl_prereq_callback begin;
    void *context;
};
CURLcode sparekey_libcurl_set_callbacks(CURL *handle, struct sparekey_libcurl_callbacks callbacks);

/* Makes the request a POST, whose body of this length comes from the source; CURLOPT_CUSTOMREQUEST gives the name. */
CURLcode sparekey_libcurl_set_length(CURL *handle, curl_off_t length);

CURLcode sparekey_libcurl_perform(CURL *handle);

/* A number, or -1. */
long sparekey_libcurl_number(CURL *handle, CURLINFO info);
/* A text of the library's, or NULL. */
const char *sparekey_libcurl_text(CURL *handle, CURLINFO info);
/* Whether the request itself goes out, now that there is a connection. */
bool sparekey_libcurl_has_begun(CURL *handle);
/* What is known of the certificates of the server, or NULL; only after CURLOPT_CERTINFO was set. */
const struct curl_certinfo *sparekey_libcurl_certificates(CURL *handle);

/* A list with one text more; NULL, with `list` freed, where there is no memory. */
struct curl_slist *sparekey_libcurl_append(struct curl_slist *list, const char *text);
void sparekey_libcurl_free_list(struct curl_slist *list);

#endif
