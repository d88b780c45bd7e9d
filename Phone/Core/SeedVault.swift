import OutsideText

/// What the seed keeps: accounts for trying out, whose secrets everybody knows, and what was done with them.
struct SeedVault {
    private static let title = "sparekey-seed 1"

    /// The accounts that a new store begins with: the keys of RFC 6238 and one whose code changes every two seconds.
    private static let samples = [
        "otpauth://totp/Shop:me?secret=GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ&issuer=Shop",
        "otpauth://totp/Bank:me?secret=GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQGEZA&issuer=Bank&algorithm=SHA256&digits=8",
        "otpauth://totp/Mail:me?secret=GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQGEZDGNA&issuer=Mail&algorithm=SHA512",
        "otpauth://totp/Quick:me?secret=JBSWY3DPEHPK3PXP&issuer=Quick&period=2",
    ]

    /// How often it was changed.
    var changes: UInt64 = 0
    /// The name of the newest backup that was read back, or the empty text.
    var backup = ""
    /// The `otpauth` addresses of the accounts.
    var accounts = samples

    /// What a new store begins with.
    init() {}

    /// Reads what `bytes` wrote; nil for anything else.
    init?(_ bytes: [UInt8]) {
        guard let text = String(validating: bytes, as: UTF8.self) else { return nil }
        let lines = text.pieces(at: "\n", keepingEmpty: true)
        guard lines.count >= 4, lines[0].isSame(as: Self.title),
            let changes: UInt64 = lines[1].without(prefix: "changes ")?.number(),
            let backup = lines[2].without(prefix: "backup ")
        else { return nil }
        self.changes = changes
        self.backup = String(backup)
        accounts = lines[3...].filter { !$0.isEmpty }.map { String($0) }
    }

    /// The form that is kept.
    var bytes: [UInt8] {
        var text = "\(Self.title)\nchanges \(changes)\nbackup \(backup)\n"
        for account in accounts { text += account + "\n" }
        return Array(text.utf8)
    }
}

/// The store, in which tabs and workers meet by its counter.
enum Store {
    /// What is kept, and its counter; a new store begins with the sample accounts.
    static func open() throws(HandsFailure) -> (vault: SeedVault, counter: UInt64) {
        while true {
            do throws(HandsFailure) {
                let kept = try Hands.load()
                guard let vault = SeedVault(kept.bytes) else { throw .unavailable }
                return (vault, kept.number)
            } catch .absent {
                do throws(HandsFailure) {
                    let vault = SeedVault()
                    return (vault, try Hands.commit(vault.bytes, after: 0))
                } catch .conflict {
                    // Another tab was first: read what it wrote.
                }
            }
        }
    }

    /// Changes what is kept, from the beginning again if somebody else changed it meanwhile; returns the new counter.
    static func change(_ edit: (inout SeedVault) -> Void) throws(HandsFailure) -> UInt64 {
        while true {
            var (vault, counter) = try open()
            edit(&vault)
            do throws(HandsFailure) {
                return try Hands.commit(vault.bytes, after: counter)
            } catch .conflict {
                continue
            }
        }
    }
}
