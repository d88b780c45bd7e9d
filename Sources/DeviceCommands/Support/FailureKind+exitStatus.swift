import DeviceCore

extension FailureKind {
    /// The process's exit status, from `sysexits.h`; `script/make-errors-page` reads it from here.
    fileprivate var exitStatus: Int32 {
        switch self {
        case .badInput: 65
        case .notFound: 66
        case .unreachable: 69
        case .bug: 70
        case .output: 74
        case .transient: 75
        case .refused: 77
        case .setup: 78
        }
    }
}

extension FailureCode {
    /// The process's exit status: that of its kind.
    var exitStatus: Int32 { kind.exitStatus }
}
