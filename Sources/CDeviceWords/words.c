#include "CDeviceWords.h"

#pragma clang diagnostic ignored "-Wc23-extensions"

static const unsigned char en[] = {
#embed "../DeviceCore/Words/en.json"
};

static const unsigned char fr[] = {
#embed "../DeviceCore/Words/fr.json"
};

static const unsigned char passphrase[] = {
#embed "../DeviceCore/Accounts/Words/words.txt"
};

struct sparekey_words sparekey_words_en(void) {
    return (struct sparekey_words){en, sizeof en};
}

struct sparekey_words sparekey_words_fr(void) {
    return (struct sparekey_words){fr, sizeof fr};
}

struct sparekey_words sparekey_words_passphrase(void) {
    return (struct sparekey_words){passphrase, sizeof passphrase};
}
