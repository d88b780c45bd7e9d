import AccountAPI
import DeviceCore
import Encodings
import Entries
import HTTPExchange
import OneTimePassword
import Primitives
import QRCodeMessages
import Vault
import WebPages

extension PageRoutes {
    /// Serves scanning: frames of the camera, and pictures that were chosen, dropped or pasted.
    ///
    /// What is in them is read by a confined process of this machine; nothing leaves it.
    func addScanning() {
        get("/add/scan") { site, context in site.page(.addScan, NoModel(), context) }
        bytes("/scan/frame", limit: 4 << 20) { site, bytes, context in
            let size = context.request.fields
            guard let width = size["width"].flatMap({ Int($0) }), let height = size["height"].flatMap({ Int($0) }),
                width > 0, height > 0, width.multipliedReportingOverflow(by: height) == (bytes.count, false)
            else { throw PageRefusal.badRequest }
            return site.scan(context) { codes, cancellation throws(Failure) in
                try codes.texts(inLightness: bytes, width: width, height: height, until: cancellation)
            }
        }
        bytes("/scan/picture", limit: PictureLimits.fileSize) { site, bytes, context in
            site.scan(context) { codes, cancellation throws(Failure) in
                try codes.texts(inPicture: bytes, until: cancellation)
            }
        }
        get("/add/duplicate") { site, context in
            guard let pending = site.pendingScan.value else { return .redirect(to: "/") }
            return site.page(.addDuplicate, DuplicateModel(label: pending.label), context)
        }
        post("/add/duplicate") { site, form, _ in
            // A second press finds nothing, and adds nothing twice.
            if let pending = site.pendingScan.exchange(nil), form["choice"] == "keep" {
                do {
                    _ = try site.device.entries.add(scanned: pending.texts, keepingBoth: true)
                } catch {
                    site.pendingScan.value = pending
                    throw error
                }
            }
            return .redirect(to: "/")
        }
        get("/add/name") { site, context in
            guard site.pendingScan.value != nil else { return .redirect(to: "/") }
            return site.page(.addName, NameModel(), context)
        }
        post("/add/name") { site, form, context in
            guard let pending = site.pendingScan.value else { return .redirect(to: "/") }
            var model = NameModel(form)
            do {
                let names = GivenNames(typedIssuer: model.issuer, account: model.account)
                _ = try site.device.entries.add(scanned: pending.texts, keepingBoth: false, names: names)
            } catch {
                model.failure = FailureModel(Failure(explaining: error), context.words)
                return site.page(.addName, model, context, status: .badRequest)
            }
            site.pendingScan.value = nil
            return .redirect(to: "/")
        }
        get("/accounts/:id/qr") { site, context in
            let id = try site.device.entries.entry(named: context.id).id
            let model = ShowModel(id: id, hasPassphrase: try site.hasPassphrase())
            return site.page(.showQR, model, context)
        }
        post("/accounts/:id/qr") { site, form, context in
            try site.show(context.id, form, context)
        }
    }
}

/// What became of a picture.
struct ScanAnswer: ScriptAnswer, Sendable {
    /// Where the page goes on; nil while nothing was found.
    var next: String?
    /// What is said; a failure's words where it failed.
    var message: String?

    func writeJSON(to json: inout JSONWriter) {
        json.object { json in
            json.member("next", next)
            json.member("message", message)
        }
    }
}

/// Codes that wait for the user's word: whether an account that is here already is wanted twice, or what one is called.
struct PendingScan: Sendable {
    let texts: [String]
    let label: String
}

/// The question whether to keep an account twice.
struct DuplicateModel {
    let label: String
}

/// An account's own QR code.
struct ShowModel {
    let id: String
    let hasPassphrase: Bool
    var label = ""
    /// The code as SVG; nil before it was asked for.
    var svg: String?
    var failure: FailureModel?
}

extension PageSite {
    /// Reads codes and does what they are for: accounts are added, an organisation's code is kept for its page.
    fileprivate func scan(
        _ context: PageContext,
        _ read: (any QRCodes, any Cancellation) throws(Failure) -> [String]
    ) -> ScanAnswer {
        let words = context.words
        let texts: [String]
        do throws(Failure) {
            texts = try read(qrCodes, device.cancellation)
        } catch {
            return ScanAnswer(message: words.words(for: error).message)
        }
        do {
            guard !texts.isEmpty else { return ScanAnswer() }
            if let code = texts.first(where: EnrollmentLink.isMeant) {
                pendingInvitation.value = code
                return ScanAnswer(next: pendingEntry.value.map { "/accounts/\($0)/scan" } ?? "/add/work")
            }
            do {
                let report = try device.entries.add(scanned: texts, keepingBoth: false)
                let count = report.added.count
                return ScanAnswer(next: "/", message: words.text(count, "scan.total", ["n": String(count)]))
            } catch let failure as Failure where failure.code == .duplicateEntry {
                let position = if case .duplicate(let position) = failure.detail { position } else { 1 }
                let listing = try device.entries.list().first { $0.position == position }
                pendingScan.value = PendingScan(texts: texts, label: listing?.wholeLabel ?? "")
                return ScanAnswer(next: "/add/duplicate")
            } catch let failure as Failure where failure.code == .emptyLabel {
                pendingScan.value = PendingScan(texts: texts, label: "")
                return ScanAnswer(next: "/add/name")
            }
        } catch {
            return ScanAnswer(message: words.sentence(for: Failure(explaining: error)))
        }
    }

    /// Shows an account's QR code: whoever sees it can make the codes for ever, so the passphrase is asked for again.
    fileprivate func show(_ id: String, _ form: PageForm, _ context: PageContext) throws -> PageResponse {
        var model = ShowModel(id: id, hasPassphrase: try hasPassphrase())
        do {
            let device = device.unlocking(with: SecretBytes(passphrase: form.typed("passphrase")))
            let transfer = try device.entries.transfer(of: id)
            model.label = transfer.listing.wholeLabel
            model.svg = try qrCodes.drawing(of: transfer.uri.text, until: device.cancellation)
        } catch {
            model.failure = FailureModel(Failure(explaining: error), context.words)
            return page(.showQR, model, context, status: .conflict)
        }
        return page(.showQR, model, context)
    }
}

extension PageTemplate<DuplicateModel> {
    static var addDuplicate: Self { Self(name: "add-duplicate") }
}

extension DuplicateModel: ShownOnPage {
    var pageValue: PageValue { ["label": .of(label)] }
}

extension PageTemplate<ShowModel> {
    static var showQR: Self { Self(name: "show-qr") }
}

extension ShowModel: ShownOnPage {
    var pageValue: PageValue {
        [
            "id": .of(id), "hasPassphrase": .of(hasPassphrase), "label": .of(label), "svg": .of(svg),
            "failure": .of(failure),
        ]
    }
}
