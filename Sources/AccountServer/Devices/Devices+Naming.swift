import AccountAPI
import Encodings
import OutsideText
import SQLDatabase

extension Devices {
    /// The name, with a number behind it where the account has a device of this name or is told of one that it had: people
    /// tell devices apart by it, in the list and in what happened.
    ///
    /// `device` is the one that gets the name, where there is one already: its own name is free to it.
    func free(
        _ name: String,
        in account: AccountID,
        for device: ServiceDeviceID? = nil,
        _ transaction: any SQLTransaction
    ) throws -> String {
        let taken = try names(in: account, except: device, transaction)
        let shown = Set(taken.map(ShownText.compared))
        func isFree(_ name: String) -> Bool { !shown.contains(ShownText.compared(name)) }
        guard !isFree(name) else { return name }
        let beginning = String(String.UnicodeScalarView(name.unicodeScalars.prefix(Self.longestName - 6)))
        let numbers = taken.compactMap { $0.without(prefix: "\(beginning) ")?.number(Int.self) }
        // It goes on behind the last one; a number that someone chose far off is none to go on from.
        let next = (numbers.filter { (2..<1000).contains($0) }.max() ?? 1) + 1
        // There are at most as many numbers as names, so one of them is free.
        return (next...next + taken.count).lazy.map { "\(beginning) \($0)" }.first(where: isFree) ?? name
    }

    /// The names of the account's devices, even of suspended ones, and of those that it is told of.
    private func names(
        in account: AccountID,
        except own: ServiceDeviceID?,
        _ transaction: any SQLTransaction
    ) throws -> [String] {
        let store = DeviceStore(transaction: transaction)
        let devices = try (store.devices(of: account) + store.suspended(of: account)).filter { $0.id != own }
        let told = try NoticeStore(transaction: transaction)
            .aboutDevices(of: account, now: service.now, limit: Self.toldNames).filter { $0.about != own }
        return try devices.map { try service.atRest.text($0.name, from: .deviceName(row: $0.id.rawValue)) }
            + told.compactMap { try AccountNotice($0, service.atRest).deviceName }
    }

    /// How many of the newest notices are looked at for names.
    private static let toldNames: Int64 = 200
}
