import OneTimePassword
import OutsideText

/// What a request of the page is answered with: HTML that the page takes as it is.
enum Pages {
    /// Answers `METHOD PATH` and, on the next line, one field.
    static func answer(_ request: String) -> String {
        let (line, field) = request.cut(at: "\n") ?? (request[...], "")
        if line.isSame(as: "GET /codes") { return codes() }
        if line.isSame(as: "POST /backup") { return backUp(String(field)) }
        if line.isSame(as: "POST /change") { return change(field.number()) }
        return report("not-found", "There is no such page.")
    }

    private static func codes() -> String {
        do throws(HandsFailure) {
            let now = try Hands.clock()
            let (vault, counter) = try Store.open()
            let state = "data-at=\"\(now)\" data-counter=\"\(counter)\" data-changes=\"\(vault.changes)\""
            var html = "<ol class=\"codes\" \(state) data-backup=\"\(HTMLText.escape(vault.backup))\">"
            for account in vault.accounts { html += line(account, now / 1000) }
            return html + "</ol>"
        } catch {
            return report(words(error))
        }
    }

    private static func line(_ address: String, _ second: UInt64) -> String {
        do throws(OTPAuthURIError) {
            let account = try OTPAuthURI(parsing: address)
            let parameters = account.parameters
            let code = parameters.text(secret: account.secret, step: parameters.step(atSecond: second))
            let name = HTMLText.escape(account.issuer)
            let owner = HTMLText.escape(account.account)
            var html = "<li><span>\(name) <small>\(owner)</small></span>"
            html += " <output data-name=\"\(name)\">\(code)</output>"
            if parameters.kind != .hotp, let period = UInt64(exactly: parameters.period) {
                html += " <small>\(period - second % period) s</small>"
            }
            return html + "</li>"
        } catch {
            return "<li>An account that cannot be read.</li>"
        }
    }

    private static func backUp(_ storage: String) -> String {
        do throws(JobFailure) {
            return report("done", "Backed up and read back: \(HTMLText.escape(try Jobs.backUp(to: storage)))")
        } catch {
            return report(error)
        }
    }

    private static func change(_ times: UInt64?) -> String {
        guard let times, times <= 100_000 else { return report("bad-number", "Give a number up to 100000.") }
        do throws(JobFailure) {
            return report("done", "Changed; the store's counter is \(try Jobs.change(times)).")
        } catch {
            return report(error)
        }
    }

    private static func report(_ failure: JobFailure) -> String {
        switch failure {
        case .hands(.cancelled): report("cancelled", "Cancelled. The store and the last good backup are as they were.")
        case .hands(let failure): report(words(failure))
        case .cut(let failure, let made): report(words(failure), " Changes made before that, which stay: \(made).")
        case .full: report("full", "The store holds more than a backup takes. Nothing was sent.")
        case .refused(let status):
            report("refused", "The storage refused with status \(status). Check its address and rights.")
        case .differs:
            report("differs", "The storage returned other bytes than it was given. The backup does not count.")
        case .badAddress: report("bad-address", "Give the storage's address, which begins with https://.")
        }
    }

    private static func words(_ failure: HandsFailure) -> (outcome: String, sentence: String) {
        switch failure {
        case .cancelled: ("cancelled", "Cancelled.")
        case .unreachable:
            ("unreachable", "The storage cannot be reached, redirects elsewhere, or does not allow this page.")
        case .tooLarge: ("too-large", "What came is longer than was asked for. Nothing of it was kept.")
        case .conflict: ("conflict", "Another tab changed the store. Try again.")
        case .absent: ("absent", "The store is empty. Load the page again.")
        case .unavailable: ("unavailable", "The browser could not do this. Load the page again.")
        case .lost:
            ("lost", "No answer came, so it is not known whether this was done. Load the page again and look.")
        }
    }

    private static func report(_ words: (outcome: String, sentence: String), _ more: String = "") -> String {
        report(words.outcome, words.sentence + more)
    }

    private static func report(_ outcome: String, _ sentence: String) -> String {
        "<p data-outcome=\"\(outcome)\">\(sentence)</p>"
    }
}
