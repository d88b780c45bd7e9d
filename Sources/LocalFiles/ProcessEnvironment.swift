#if canImport(FoundationEssentials)
    import FoundationEssentials
#else
    import Foundation
#endif

/// The environment that this program was started with.
package enum ProcessEnvironment {
    /// The variables and their values.
    package static var variables: [String: String] { ProcessInfo.processInfo.environment }
}
