import LocalFiles
import OutsideText

/// A program of the system that is not waited for; it gets none of the secrets that this one's environment may hold.
enum SystemProgram {
    /// Starts it with no input and discards its output; false where it cannot be started.
    @discardableResult
    static func start(_ path: String, _ arguments: [String]) -> Bool {
        let environment = ProcessEnvironment.variables.filter { !$0.key.begins(with: "SPAREKEY_") }
        return OtherProgram.start(path, arguments, environment: environment)
    }
}
