import DeviceCore
import Entries
import OneTimePassword

extension Add {
    /// Adds the accounts of a picture.
    func addPicture(_ path: String, in session: CommandSession) throws {
        let texts = try session.texts(inPicture: path)
        let report: ScanReport
        do {
            report = try session.device.entries.add(scanned: texts, keepingBoth: keepBoth, names: names)
        } catch let failure as Failure where failure.code == .duplicateEntry {
            // Only the code of a single account fails so.
            let label = (try? OTPAuthURI(scanned: texts[0])).map { names.naming($0).label } ?? ""
            guard try agreesToKeepBoth(failure, label: label, in: session) else { return }
            report = try session.device.entries.add(scanned: texts, keepingBoth: true, names: names)
        }
        tell(report, in: session)
    }
}

extension OTPAuthURI {
    /// What a person calls the account.
    var label: String {
        [issuer, account].filter { !$0.isEmpty }.joined(separator: ":")
    }
}
