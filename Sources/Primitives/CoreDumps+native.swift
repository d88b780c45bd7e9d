import CSodium

#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#elseif canImport(Darwin)
    import Darwin
#endif

/// Keeps secrets of this process out of crash files and crash reports, and its memory from the user's other processes.
///
/// A system that refuses is no reason to stop: keys are wiped all the same.
package func forbidCoreDumps() {
    var none = rlimit(rlim_cur: 0, rlim_max: 0)
    #if canImport(Glibc)
        _ = setrlimit(__rlimit_resource_t(RLIMIT_CORE.rawValue), &none)
    #else
        _ = setrlimit(RLIMIT_CORE, &none)
    #endif
    _ = sparekey_forbid_dumps()
    // Swift's run time reports a crash with registers and the memory that they point to, on standard error.
    for crash in [SIGQUIT, SIGILL, SIGTRAP, SIGABRT, SIGFPE, SIGBUS, SIGSEGV] {
        signal(crash, SIG_DFL)
    }
}
