import Foundation
import LocalFiles
import Sealed
import TestSupport
import Testing

@testable import Vault

@Suite struct AtomicFileTests {
    let folder = try! TemporaryFolder()

    @Test(arguments: WriteStep.allCases)
    func `a process killed while writing leaves a vault that opens`(step: WriteStep) async throws {
        let path = folder.path + "/home"
        let home = VaultHome(directory: path)
        let vault = try UnlockedVault.create(at: home, passphrase: nil, contents: VaultContents(deviceName: ""))
        try vault.add("one")
        try vault.add("two")
        let name = step.rawValue
        await #expect(processExitsWith: .signal(SIGKILL)) { [path = path as String, name = name as String] in
            var home = VaultHome(directory: path)
            home.afterStep = { if $0.rawValue == name { kill(getpid(), SIGKILL) } }
            let vault = try UnlockedVault.open(at: home, with: .keyFile)
            try vault.add("three")
        }
        let issuers = try UnlockedVault.open(at: home, with: .keyFile).issuers()
        let isReplaced = step == .replaced || step == .synchronised
        #expect(issuers == (isReplaced ? ["one", "two", "three"] : ["one", "two"]))
        #expect(UnlockedVault.previousOpens(at: home, with: .keyFile))
        try vault.add("four")
        #expect(try vault.issuers().last == "four")
        #expect(try leftovers() == [])
    }

    @Test(arguments: WriteStep.allCases)
    func `a process killed while restoring leaves a complete file`(step: WriteStep) async throws {
        let path = folder.path + "/home"
        let home = VaultHome(directory: path)
        let vault = try UnlockedVault.create(at: home, passphrase: nil, contents: VaultContents(deviceName: ""))
        try vault.add("one")
        try vault.add("two")
        try write([1, 2, 3], to: home.vault)
        // Restoring keeps nothing as the previous copy, so two of the steps do not occur.
        if step == .kept || step == .previousReplaced { return }
        let name = step.rawValue
        await #expect(processExitsWith: .signal(SIGKILL)) { [path = path as String, name = name as String] in
            var home = VaultHome(directory: path)
            home.afterStep = { if $0.rawValue == name { kill(getpid(), SIGKILL) } }
            _ = try UnlockedVault.restorePrevious(at: home, with: .keyFile)
        }
        let restored = try UnlockedVault.restorePrevious(at: home, with: .keyFile)
        #expect(try restored.issuers() == ["one"])
    }

    @Test func `the previous copy replaces a damaged vault, which is kept`() throws {
        let home = folder.home
        let vault = try UnlockedVault.create(at: home, passphrase: nil, contents: VaultContents(deviceName: ""))
        try vault.add("one")
        try vault.add("two")
        try write(Array("damaged".utf8), to: home.vault)
        #expect(throws: VaultError.format(.damaged)) { try UnlockedVault.open(at: home, with: .keyFile) }
        #expect(throws: VaultError.format(.damaged)) { try vault.add("three") }
        #expect(UnlockedVault.previousOpens(at: home, with: .keyFile))
        let restored = try UnlockedVault.restorePrevious(at: home, with: .keyFile)
        #expect(try restored.issuers() == ["one"])
        let kept = try Files.names(in: home.directory).filter { $0.hasPrefix("vault.damaged-") }
        #expect(kept.count == 1)
        #expect(try bytes(at: home.directory + "/" + kept[0]) == Array("damaged".utf8))
        try restored.add("three")
        #expect(try restored.issuers() == ["one", "three"])
    }

    @Test func `a vault that is gone counts as damaged while the previous copy is there`() throws {
        let home = folder.home
        let vault = try UnlockedVault.create(at: home, passphrase: nil, contents: VaultContents(deviceName: ""))
        try vault.add("one")
        try FileManager.default.removeItem(atPath: home.vault)
        #expect(UnlockedVault.exists(at: home))
        #expect(throws: VaultError.format(.damaged)) { try UnlockedVault.open(at: home, with: .keyFile) }
        #expect(throws: VaultError.files(.exists)) {
            try UnlockedVault.create(at: home, passphrase: nil, contents: VaultContents(deviceName: ""))
        }
        let restored = try UnlockedVault.restorePrevious(at: home, with: .keyFile)
        #expect(try restored.issuers() == [])
    }

    @Test func `a full disk leaves the vault as it was`() async throws {
        let path = folder.path + "/home"
        let home = VaultHome(directory: path)
        let vault = try UnlockedVault.create(at: home, passphrase: nil, contents: VaultContents(deviceName: ""))
        try vault.add("one")
        await #expect(processExitsWith: .success) { [path = path as String] in
            let vault = try UnlockedVault.open(at: VaultHome(directory: path), with: .keyFile)
            signal(SIGXFSZ, SIG_IGN)
            var limit = rlimit(rlim_cur: 1000, rlim_max: 1000)
            #if canImport(Glibc)
                setrlimit(__rlimit_resource_t(RLIMIT_FSIZE.rawValue), &limit)
            #else
                setrlimit(RLIMIT_FSIZE, &limit)
            #endif
            #expect(throws: VaultError.files(.cannotWrite(EFBIG))) { try vault.add("two") }
        }
        #expect(try vault.issuers() == ["one"])
        #expect(try leftovers() == [])
    }

    @Test func `a full disk tells itself`() {
        #expect(VaultFilesError(writing: FileFailure(code: ENOSPC)) == .diskFull)
        #expect(VaultFilesError(writing: FileFailure(code: EDQUOT)) == .diskFull)
        #expect(VaultFilesError(writing: FileFailure(code: EROFS)) == .cannotWrite(EROFS))
    }

    @Test func `what was read back differently does not replace the file`() throws {
        let path = folder.path + "/file"
        let file = AtomicFile(folder: folder.path, path: path, previous: nil, afterStep: { _ in })
        try file.write([1]) { _ throws(VaultError) in }
        let tampering = AtomicFile(folder: folder.path, path: path, previous: nil) { [folder] step in
            guard step == .written else { return }
            let names = (try? Files.names(in: folder.path)) ?? []
            for name in names where name.hasPrefix(AtomicFile.temporaryPrefix) {
                try? write([9], to: folder.path + "/" + name)
            }
        }
        #expect(throws: VaultError.files(.cannotWrite(EIO))) { try tampering.write([2]) { _ throws(VaultError) in } }
        #expect(throws: VaultError.format(.damaged)) {
            try file.write([3]) { _ throws(VaultError) in throw .format(.damaged) }
        }
        #expect(try bytes(at: path) == [1])
    }

    @Test func `a folder that cannot be created is reported`() throws {
        let file = folder.path + "/file"
        try write([1], to: file)
        #expect(throws: VaultError.files(.cannotWrite(ENOTDIR))) {
            try UnlockedVault.create(
                at: VaultHome(directory: file + "/home"),
                passphrase: nil,
                contents: VaultContents(deviceName: "")
            )
        }
    }

    @Test func `a file longer than a vault may be is refused unread`() throws {
        let home = folder.home
        _ = try UnlockedVault.create(at: home, passphrase: nil, contents: VaultContents(deviceName: ""))
        #expect(truncate(home.vault, off_t(VaultFile.lengthLimit + 1)) == 0)
        #expect(throws: VaultError.format(.damaged)) { try UnlockedVault.open(at: home, with: .keyFile) }
    }

    private func leftovers() throws -> [String] {
        try Files.names(in: folder.path + "/home").filter { $0.hasPrefix(AtomicFile.temporaryPrefix) }
    }
}
