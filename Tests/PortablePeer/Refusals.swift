import Sealed

// Why a sealed file was refused, each reason by a name of its own.

func name(_ error: SnapshotError) -> String {
    switch error {
    case .damaged: "damaged"
    case .otherKey: "other key"
    case .unsupportedVersion(let version): "version \(version)"
    case .unsupportedSuite(let suite): "suite \(suite)"
    case .unsupportedSchema(let schema): "schema \(schema)"
    case .otherBackup: "other backup"
    case .tooLarge: "too large"
    case .malformedAccountID: "account"
    }
}

func name(_ error: VaultFormatError) -> String {
    switch error {
    case .damaged: "damaged"
    case .unsupportedVersion(let version): "version \(version)"
    case .unsupportedSuite(let suite): "suite \(suite)"
    case .unsupportedSchema(let schema): "schema \(schema)"
    case .otherKey: "other key"
    case .tooLarge: "too large"
    }
}

func name(_ error: ContentsError) -> String {
    switch error {
    case .damaged: "damaged"
    case .unsupportedSchema(let schema): "schema \(schema)"
    case .tooLarge: "too large"
    }
}
