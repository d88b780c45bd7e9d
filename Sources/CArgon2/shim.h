/* Argon2 with several lanes and in its variant d, which libsodium does not have. */
#include <argon2.h>
