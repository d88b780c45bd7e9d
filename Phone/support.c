/* What Embedded Swift expects of a C library beyond what wasi-libc has. */
#include <stddef.h>
#include <stdint.h>

uintptr_t __stack_chk_guard = 0x2f6a91c3;

_Noreturn void __stack_chk_fail(void) { __builtin_trap(); }

/* The page's one function, which the shell around this program gives: see Phone/web/worker.js. */
__attribute__((import_module("phone"), import_name("hands")))
int32_t phone_hands(const uint8_t *operation, uint32_t count, uint8_t *room, uint32_t size);

int32_t phone_ask(const uint8_t *operation, uint32_t count, uint8_t *room, uint32_t size) {
    return phone_hands(operation, count, room, size);
}
