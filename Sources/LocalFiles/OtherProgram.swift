import CLocalFiles

#if canImport(Darwin)
    import Darwin
#elseif canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#elseif canImport(Android)
    import Android
#endif

/// Programs that are started and not waited for, or that take the place of this one.
package enum OtherProgram {
    /// Starts a program with no input, whose output is discarded; false where it cannot be started.
    package static func start(_ path: String, _ arguments: [String], environment: [String: String]) -> Bool {
        let variables = environment.map { "\($0.key)=\($0.value)" }
        return unsafe withList([path] + arguments) { arguments in
            unsafe withList(variables) { unsafe sparekey_start_program(path, arguments, $0) }
        }
    }

    /// Replaces this program by another one, whose first argument is `name`; returns only where that fails.
    package static func become(_ path: String, named name: String, _ arguments: [String]) -> FileFailure {
        FileFailure(code: unsafe withList([name] + arguments) { unsafe sparekey_become_program(path, $0) })
    }

    /// Passes texts as C strings, in a list that ends with NULL.
    private static func withList<Result>(
        _ texts: [String],
        _ body: (UnsafePointer<UnsafeMutablePointer<CChar>?>) -> Result
    ) -> Result {
        let list = unsafe texts.map { unsafe strdup($0) } + [nil]
        defer { unsafe list.forEach { unsafe free($0) } }
        return unsafe body(list)
    }
}
