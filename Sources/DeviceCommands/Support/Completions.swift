import ArgumentParser
import DeviceCore
import Entries
import OutsideText
import Vault

extension CompletionKind {
    /// The names of the accounts here; none where the vault would have to be unlocked first.
    static let entries = CompletionKind.custom { words, _, _ in names(words) { _ in true } }

    /// The names of the accounts here that an account service knows.
    static let accounts = CompletionKind.custom { words, _, _ in names(words) { $0.kind != "third-party" } }

    /// The tags of the accounts here; none where the vault would have to be unlocked first.
    static let tags = CompletionKind.custom { words, _, _ in
        quoted(device(words).contentsUnasked()?.portable.tags ?? [])
    }

    private static func device(_ words: [String]) -> Device {
        CommonOptions.device(at: CommonOptions.home(CommandLineArguments(words).home))
    }

    /// zsh takes what stands behind a colon for a description.
    private static func quoted(_ names: [String]) -> [String] {
        CompletionShell.requesting == .zsh ? names.map { $0.replaced(":", by: "\\:") } : names
    }

    private static func names(_ words: [String], _ isWanted: (EntryListing) -> Bool) -> [String] {
        quoted((device(words).contentsUnasked()?.listing ?? []).filter(isWanted).map(\.wholeLabel))
    }
}
