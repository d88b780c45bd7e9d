import OutsideText

/// The kinds of storage; for a new case the compiler names everything else that has to know it.
package enum StorageKind: String, CaseIterable, Sendable {
    case folder, webdav, s3

    /// The kind of a location, by what stands before its colon; nil for one that is not known.
    package init?(location: some StringProtocol) {
        guard let scheme = location.cut(at: ":")?.before.lowercased() else { return nil }
        self.init(scheme: scheme)
    }

    /// The kind whose locations begin with a scheme in lower case.
    init?(scheme: String) {
        guard let kind = Self.allCases.first(where: { $0.schemes.contains(where: scheme.isSame) }) else { return nil }
        self = kind
    }

    /// What its locations begin with, in lower case.
    var schemes: [String] {
        switch self {
        case .folder: ["folder"]
        case .webdav: ["webdavs", "webdav"]
        case .s3: ["s3"]
        }
    }
}
