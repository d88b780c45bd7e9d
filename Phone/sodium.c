/* The functions of libsodium that codes need, until libsodium itself is compiled for browsers: SHA-256 and SHA-512
   (FIPS 180-4), wiping, and comparing. The same vectors run here and over libsodium: Tests/Interop/test_portable.py. */
#include <sodium.h>

#define TURNED(word, count) ((word) >> (count) | (word) << (sizeof(word) * 8 - (count)))
#define CHOSEN(e, f, g) (((e) & (f)) ^ (~(e) & (g)))
#define MAJORITY(a, b, c) (((a) & (b)) ^ ((a) & (c)) ^ ((b) & (c)))

/* The two functions differ in their words, their constants and their turns alone. */
#define COMPRESS(Word, rounds, constants, E1, E2, E3, L1, L2, L3, S1, S2, S3, T1, T2, T3)                        \
    static void compress_##Word(Word state[8], const unsigned char *block) {                                     \
        Word words[rounds], v[8];                                                                                 \
        for (int i = 0; i < 16; i++) {                                                                            \
            words[i] = 0;                                                                                         \
            for (unsigned j = 0; j < sizeof(Word); j++) words[i] = words[i] << 8 | *block++;                      \
        }                                                                                                         \
        for (int i = 16; i < rounds; i++) {                                                                       \
            Word early = words[i - 15], late = words[i - 2];                                                      \
            words[i] = words[i - 16] + (TURNED(early, E1) ^ TURNED(early, E2) ^ early >> E3) + words[i - 7]       \
                + (TURNED(late, L1) ^ TURNED(late, L2) ^ late >> L3);                                             \
        }                                                                                                         \
        for (int i = 0; i < 8; i++) v[i] = state[i];                                                              \
        for (int i = 0; i < rounds; i++) {                                                                        \
            Word one = v[7] + (TURNED(v[4], S1) ^ TURNED(v[4], S2) ^ TURNED(v[4], S3))                            \
                + CHOSEN(v[4], v[5], v[6]) + constants[i] + words[i];                                             \
            Word two = (TURNED(v[0], T1) ^ TURNED(v[0], T2) ^ TURNED(v[0], T3)) + MAJORITY(v[0], v[1], v[2]);     \
            for (int j = 7; j > 0; j--) v[j] = v[j - 1];                                                          \
            v[4] += one;                                                                                          \
            v[0] = one + two;                                                                                     \
        }                                                                                                         \
        for (int i = 0; i < 8; i++) state[i] += v[i];                                                             \
        sodium_memzero(words, sizeof words);                                                                      \
        sodium_memzero(v, sizeof v);                                                                              \
    }

/* The first bits of the fractions of the square roots of eight primes, and of the cube roots of 80: SHA-256 takes the
   upper half of a word. */
static const uint64_t start_512[8] = {
    0x6a09e667f3bcc908, 0xbb67ae8584caa73b, 0x3c6ef372fe94f82b, 0xa54ff53a5f1d36f1,
    0x510e527fade682d1, 0x9b05688c2b3e6c1f, 0x1f83d9abfb41bd6b, 0x5be0cd19137e2179,
};

static const uint64_t constants_512[80] = {
    0x428a2f98d728ae22, 0x7137449123ef65cd, 0xb5c0fbcfec4d3b2f, 0xe9b5dba58189dbbc,
    0x3956c25bf348b538, 0x59f111f1b605d019, 0x923f82a4af194f9b, 0xab1c5ed5da6d8118,
    0xd807aa98a3030242, 0x12835b0145706fbe, 0x243185be4ee4b28c, 0x550c7dc3d5ffb4e2,
    0x72be5d74f27b896f, 0x80deb1fe3b1696b1, 0x9bdc06a725c71235, 0xc19bf174cf692694,
    0xe49b69c19ef14ad2, 0xefbe4786384f25e3, 0x0fc19dc68b8cd5b5, 0x240ca1cc77ac9c65,
    0x2de92c6f592b0275, 0x4a7484aa6ea6e483, 0x5cb0a9dcbd41fbd4, 0x76f988da831153b5,
    0x983e5152ee66dfab, 0xa831c66d2db43210, 0xb00327c898fb213f, 0xbf597fc7beef0ee4,
    0xc6e00bf33da88fc2, 0xd5a79147930aa725, 0x06ca6351e003826f, 0x142929670a0e6e70,
    0x27b70a8546d22ffc, 0x2e1b21385c26c926, 0x4d2c6dfc5ac42aed, 0x53380d139d95b3df,
    0x650a73548baf63de, 0x766a0abb3c77b2a8, 0x81c2c92e47edaee6, 0x92722c851482353b,
    0xa2bfe8a14cf10364, 0xa81a664bbc423001, 0xc24b8b70d0f89791, 0xc76c51a30654be30,
    0xd192e819d6ef5218, 0xd69906245565a910, 0xf40e35855771202a, 0x106aa07032bbd1b8,
    0x19a4c116b8d2d0c8, 0x1e376c085141ab53, 0x2748774cdf8eeb99, 0x34b0bcb5e19b48a8,
    0x391c0cb3c5c95a63, 0x4ed8aa4ae3418acb, 0x5b9cca4f7763e373, 0x682e6ff3d6b2b8a3,
    0x748f82ee5defb2fc, 0x78a5636f43172f60, 0x84c87814a1f0ab72, 0x8cc702081a6439ec,
    0x90befffa23631e28, 0xa4506cebde82bde9, 0xbef9a3f7b2c67915, 0xc67178f2e372532b,
    0xca273eceea26619c, 0xd186b8c721c0c207, 0xeada7dd6cde0eb1e, 0xf57d4f7fee6ed178,
    0x06f067aa72176fba, 0x0a637dc5a2c898a6, 0x113f9804bef90dae, 0x1b710b35131c471b,
    0x28db77f523047d84, 0x32caab7b40c72493, 0x3c9ebe0a15c9bebc, 0x431d67c49c100d4c,
    0x4cc5d4becb3e42b6, 0x597f299cfc657e2a, 0x5fcb6fab3ad6faec, 0x6c44198c4a475817,
};

static uint32_t constants_256[64];

COMPRESS(uint32_t, 64, constants_256, 7, 18, 3, 17, 19, 10, 6, 11, 25, 2, 13, 22)
COMPRESS(uint64_t, 80, constants_512, 1, 8, 7, 19, 61, 6, 14, 18, 41, 28, 34, 39)

/* init, update and final, with the state and its counters as sodium.h has them. */
#define FUNCTIONS(name, Word, size, count_in_bits)                                                                \
    int crypto_hash_##name##_update(                                                                              \
        crypto_hash_##name##_state *state, const unsigned char *in, unsigned long long length) {                  \
        while (length--) {                                                                                        \
            uint64_t place = count_in_bits / 8 % size;                                                            \
            state->buf[place] = *in++;                                                                            \
            count_in_bits += 8;                                                                                   \
            if (place == size - 1) compress_##Word(state->state, state->buf);                                     \
        }                                                                                                         \
        return 0;                                                                                                 \
    }                                                                                                             \
    int crypto_hash_##name##_final(crypto_hash_##name##_state *state, unsigned char *out) {                       \
        uint64_t bits = count_in_bits;                                                                            \
        crypto_hash_##name##_update(state, (const unsigned char *)"\x80", 1);                                     \
        while (count_in_bits / 8 % size != size - 2 * sizeof(Word))                                               \
            crypto_hash_##name##_update(state, (const unsigned char *)"", 1);                                     \
        for (int i = 2 * sizeof(Word) - 1; i >= 0; i--) {                                                         \
            unsigned char byte = i < 8 ? (unsigned char)(bits >> (8 * i)) : 0;                                    \
            crypto_hash_##name##_update(state, &byte, 1);                                                         \
        }                                                                                                         \
        for (unsigned i = 0; i < 8 * sizeof(Word); i++)                                                           \
            *out++ = (unsigned char)(state->state[i / sizeof(Word)] >> (8 * (sizeof(Word) - 1 - i % sizeof(Word)))); \
        sodium_memzero(state, sizeof *state);                                                                     \
        return 0;                                                                                                 \
    }

FUNCTIONS(sha256, uint32_t, 64, state->count)
FUNCTIONS(sha512, uint64_t, 128, state->count[1])

int crypto_hash_sha256_init(crypto_hash_sha256_state *state) {
    sodium_memzero(state, sizeof *state);
    for (int i = 0; i < 8; i++) state->state[i] = (uint32_t)(start_512[i] >> 32);
    for (int i = 0; i < 64; i++) constants_256[i] = (uint32_t)(constants_512[i] >> 32);
    return 0;
}

int crypto_hash_sha512_init(crypto_hash_sha512_state *state) {
    sodium_memzero(state, sizeof *state);
    for (int i = 0; i < 8; i++) state->state[i] = start_512[i];
    return 0;
}

int sodium_init(void) { return 0; }

void sodium_memzero(void *const address, const size_t count) {
    volatile unsigned char *byte = address;
    for (size_t i = 0; i < count; i++) byte[i] = 0;
}

int sodium_memcmp(const void *const left, const void *const right, size_t count) {
    const volatile unsigned char *one = left, *other = right;
    unsigned char difference = 0;
    for (size_t i = 0; i < count; i++) difference |= one[i] ^ other[i];
    return difference == 0 ? 0 : -1;
}
