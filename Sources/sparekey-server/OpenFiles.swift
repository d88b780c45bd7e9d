import Foundation

/// Lets the process hold as many connections at once as the system allows, instead of the few that programs begin with.
func raiseLimitOfOpenFiles() {
    #if canImport(Glibc)
        let resource = __rlimit_resource_t(RLIMIT_NOFILE.rawValue)
        let most = rlim_t.max
    #else
        let resource = RLIMIT_NOFILE
        // More is refused there, whatever the limit says.
        let most = rlim_t(OPEN_MAX)
    #endif
    var limit = rlimit()
    guard unsafe getrlimit(resource, &limit) == 0 else { return }
    let wanted = min(limit.rlim_max, most)
    guard limit.rlim_cur < wanted else { return }
    limit.rlim_cur = wanted
    _ = unsafe setrlimit(resource, &limit)
}
