import AccountAPI
import DeviceCore
import WebPages

extension PageRoutes {
    /// Serves work and school accounts: an organisation's code is shown with whose it is before it is used.
    func addWork() {
        get("/add/work") { site, context in
            site.pendingEntry.value = nil
            if let code = site.takeInvitation() { return try site.readInvitation(code, "", context) }
            return site.page(.work, WorkModel(link: ""), context)
        }
        get("/accounts/:id/scan") { site, context in
            let id = context.id
            site.pendingEntry.value = id
            let listing = try site.device.entries.entry(named: id)
            if let code = site.takeInvitation() { return try site.readInvitation(code, "", context) }
            return site.page(.work, WorkModel(link: "", entry: listing.wholeLabel), context)
        }
        post("/add/work") { site, form, context in
            try site.readInvitation(form["code"], form["service"], context)
        }
        post("/add/work/use") { site, _, context in
            // A second press uses no code twice, of which the service would tell that it was used.
            guard let offer = site.pendingOffer.exchange(nil) else { return .redirect(to: "/add/work") }
            let change = try site.device.enrollment.enroll(offer)
            return site.page(.workDone, AddDoneModel(change, words: context.words), context)
        }
    }
}

extension PageSite {
    /// The scanned code that waits, which is then gone.
    fileprivate func takeInvitation() -> String? {
        pendingInvitation.exchange(nil)
    }

    /// Asks the service whose code it is, and shows that before the code is used.
    fileprivate func readInvitation(
        _ code: String,
        _ address: String,
        _ context: PageContext
    ) throws -> PageResponse {
        var model = WorkModel(link: code, service: address)
        do {
            let service = address.isEmpty ? nil : address
            let invitation = try EnrollmentInvitation(typed: code, service: service)
            let offer: EnrollmentOffer
            if let entry = pendingEntry.value {
                let account = try device.enrollment.workAccount(named: entry)
                offer = try device.enrollment.read(invitation, for: account)
            } else {
                offer = try device.enrollment.read(invitation)
            }
            pendingOffer.value = offer
            return page(.workOffer, WorkOfferModel(offer, context.words), context)
        } catch {
            model.failure = FailureModel(told(error), context.words)
            return page(.work, model, context, status: .badRequest)
        }
    }
}

/// The form for an organisation's code.
struct WorkModel {
    let link: String
    var service = ""
    /// The account that is to be made ready again; nil for a new one.
    var entry: String?
    var failure: FailureModel?
}

/// Whose code it is.
struct WorkOfferModel {
    let organization: String
    let member: String
    let service: String
    let expires: String
    let avatar: AvatarModel
}

extension WorkOfferModel {
    init(_ offer: EnrollmentOffer, _ words: Catalogue) {
        organization = offer.organizationName
        member = offer.member
        service = offer.invitation.service.text
        expires = words.moment(offer.expires)
        avatar = AvatarModel(of: offer.organizationName)
    }
}

extension PageTemplate<WorkModel> {
    static var work: Self { Self(name: "work") }
}

extension WorkModel: ShownOnPage {
    var pageValue: PageValue {
        ["link": .of(link), "service": .of(service), "entry": .of(entry), "failure": .of(failure)]
    }
}

extension PageTemplate<WorkOfferModel> {
    static var workOffer: Self { Self(name: "work-offer") }
}

extension WorkOfferModel: ShownOnPage {
    var pageValue: PageValue {
        [
            "organization": .of(organization), "member": .of(member), "service": .of(service), "expires": .of(expires),
            "avatar": .of(avatar),
        ]
    }
}
