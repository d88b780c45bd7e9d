import Import

extension ImportError {
    /// The failure as a person is told of it: of a file of this format, if that is known.
    func failure(of format: ImportFormat?, in name: String) -> Failure {
        let texts = ["path": name, "format": format?.title ?? ""]
        switch self {
        case .passwordNeeded: return Failure(.importPasswordNeeded, texts)
        case .wrongPassword: return Failure(.wrongImportPassword, texts)
        case .damaged(let place) where place.isEmpty: return Failure(.importDamaged, texts)
        case .damaged(let place): return Failure(.importDamaged, texts.merging(["place": place]) { $1 }).in(.named)
        case .unknownVersion(let version):
            return Failure(.importVersion, texts.merging(["version": version]) { $1 })
        case .tooLarge: return Failure(.importTooLarge, texts)
        case .tooManyEntries: return Failure(.importTooMany, texts)
        case .tooCostly: return Failure(.importTooCostly, texts)
        case .locked(let locked): return Failure(.importLocked, texts).in(locked.situation)
        }
    }
}

extension ImportError.Locked {
    fileprivate var situation: Failure.Situation {
        switch self {
        case .account: .sealedByAccount
        case .openPGP: .sealedByOpenPGP
        case .device: .sealedByDevice
        case .cipher: .sealedByCipher
        }
    }
}
