/* Empty: the headers of libsodium ask for it, and use nothing of it. */
