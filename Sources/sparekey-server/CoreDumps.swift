import Foundation

/// Keeps the secrets in memory out of files that a crash would leave.
enum CoreDumps {
    /// Allows no core dump of this process; where that fails the service runs all the same.
    static func turnOff() {
        var none = rlimit(rlim_cur: 0, rlim_max: 0)
        #if canImport(Glibc)
            _ = unsafe setrlimit(__rlimit_resource_t(RLIMIT_CORE.rawValue), &none)
        #else
            _ = unsafe setrlimit(RLIMIT_CORE, &none)
        #endif
    }
}
