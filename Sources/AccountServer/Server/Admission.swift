import AccountAPI
import HTTPTypes

/// What an endpoint, or a page that changes something, asks for before it acts.
///
/// Every route looks itself up in ``rows``; one that has no row, or whose row does not fit its ``Access``, answers
/// nobody.
enum Admission: Sendable, Hashable {
    /// No session, or a proof of its own.
    case open
    /// A session that the password has opened, or that of a member.
    case session
    /// Any session, one that a recovery code has opened as well.
    case limited
    /// The password or the recovery code, shown a little while ago.
    case secret
    /// Two kinds of evidence: it does, or begins, a guarded act.
    case evidence(GuardedAct)
    /// A session; it ends a guarded act that was begun with evidence.
    case ending(GuardedAct)
    /// A device that was settled before someone else acted, and what the account had then.
    case takingBack
    /// A sign-in in the browser a little while ago, and a contact that was shown there.
    case contactInBrowser
    /// A sign-in in the browser a little while ago.
    case recentBrowser
    /// A sign-in in the browser, however long ago: the person has just been asked, or is on the way to an application.
    case browser

    /// What an endpoint asks for; nil without a row that fits.
    static func of(_ endpoint: any Endpoint.Type) -> Admission? {
        let row = rows[route(endpoint)]
        return row?.fits(endpoint.access) == true ? row : nil
    }

    /// What a page that changes something asks for; nil without a row.
    static func of(page path: String) -> Admission? {
        rows["POST \(path)"]
    }

    /// The rows: method and path, and what is asked for.
    static let rows: [String: Admission] = Dictionary(
        uniqueKeysWithValues: endpoints.map { (route($0.endpoint), $0.admission) } + pages + applications
    )

    /// Whether it says the same of limited sessions as what the endpoint tells its callers.
    private func fits(_ access: Access) -> Bool {
        switch self {
        case .open: [.open, .client, .device].contains(access)
        case .session: [.session, .memberSession].contains(access)
        case .limited: [.limitedSession, .anySession].contains(access)
        case .secret, .evidence, .ending: [.session, .limitedSession, .anySession].contains(access)
        case .takingBack: access == .takingBack
        case .contactInBrowser, .recentBrowser, .browser: false
        }
    }

    /// Whether a page asks for a sign-in a little while ago: the session of a browser is no proof either.
    var needsRecentSignIn: Bool {
        self == .recentBrowser || self == .contactInBrowser
    }

    private static func route(_ endpoint: any Endpoint.Type) -> String {
        "\(endpoint.method.rawValue) \(endpoint.path)"
    }
}

extension Admission {
    /// Every endpoint, and what it asks for.
    static let endpoints: [(endpoint: any Endpoint.Type, admission: Admission)] = [
        (ReadTime.self, .open),
        (StartRegistration.self, .open),
        (FinishRegistration.self, .open),
        (StartSignIn.self, .open),
        (FinishSignIn.self, .open),
        (EndSession.self, .limited),
        (RequestLetter.self, .open),
        (ReadAccount.self, .limited),
        (DeleteAccount.self, .evidence(.deleteAccount)),
        (ExportAccount.self, .evidence(.exportAccount)),
        (StartPasswordChange.self, .evidence(.replacePassword)),
        (FinishPasswordChange.self, .ending(.replacePassword)),
        (StartRecoveryCode.self, .evidence(.makeRecoveryCode)),
        (FinishRecoveryCode.self, .ending(.makeRecoveryCode)),
        (StartDeviceApproval.self, .limited),
        (FinishDeviceApproval.self, .limited),
        (WithdrawDeviceApproval.self, .limited),
        (ListContacts.self, .limited),
        (AddContact.self, .evidence(.addContact)),
        (RemoveContact.self, .evidence(.removeContact)),
        (StartContactProof.self, .limited),
        (FinishContactProof.self, .limited),
        (ListDevices.self, .limited),
        (RevokeDevice.self, .secret),
        (RenameDevice.self, .limited),
        (RegisterDeviceCredential.self, .evidence(.registerDeviceCredential)),
        (RemoveDeviceCredential.self, .evidence(.removeDeviceCredential)),
        (ListNotices.self, .session),
        (MarkNotices.self, .session),
        (ReadBackup.self, .limited),
        // The first backup of an account is anyone's to make; another one takes its place.
        (CreateBackup.self, .evidence(.replaceBackupKey)),
        (AdvanceHead.self, .limited),
        (AdvanceEpoch.self, .evidence(.replaceBackupKey)),
        (DeleteBackup.self, .evidence(.deleteBackup)),
        (RestoreBackup.self, .secret),
        (ReadEnrollment.self, .open),
        (UseEnrollment.self, .open),
        (ListSignInRequests.self, .open),
        (WaitForSignInRequests.self, .open),
        (AnswerSignInRequest.self, .open),
        (VerifyCode.self, .open),
        (ReadTakingBack.self, .takingBack),
        (StartTakingBackProof.self, .takingBack),
        (FinishTakingBackProof.self, .takingBack),
        (StartTakingBack.self, .takingBack),
        (FinishTakingBack.self, .takingBack),
    ]

    private static let pages: [(String, Admission)] = [
        ("POST /sign-in", .open),
        ("POST /sign-in/code", .open),
        ("POST /sign-in/letter", .open),
        ("POST /sign-in/letter/code", .open),
        ("POST /sign-out", .open),
        ("POST /consent", .browser),
        ("POST /account/contact", .recentBrowser),
        ("POST /account/contact/code", .recentBrowser),
        ("POST /account/devices/revoke", .contactInBrowser),
        ("POST /account/applications/revoke", .recentBrowser),
        ("POST /administration/members/add", .recentBrowser),
        ("POST /administration/members/remove", .recentBrowser),
        ("POST /administration/members/role", .recentBrowser),
        ("POST /administration/code", .recentBrowser),
        ("POST /administration/devices/revoke", .recentBrowser),
    ]

    /// What applications call themselves, or send people to.
    private static let applications: [(String, Admission)] = [
        ("POST \(OpenIDPath.authorize)", .open),
        ("POST \(OpenIDPath.token)", .open),
        ("POST \(OpenIDPath.backchannel)", .open),
        ("POST \(OpenIDPath.revoke)", .open),
        ("POST \(OpenIDPath.userInfo)", .open),
    ]
}
