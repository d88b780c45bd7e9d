/// A template of a page; the files are in `Templates`.
enum PageTemplate: String, CaseIterable, Sendable {
    case account
    case accountRemoval = "account-removal"
    case administration
    case auditLog = "audit-log"
    case consent
    case enroll
    case error
    case formPost = "form-post"
    /// What stands around all others.
    case layout
    case leave
    case member
    case signIn = "sign-in"
    case signInCode = "sign-in-code"
    case signInEnded = "sign-in-ended"
    case signInLetter = "sign-in-letter"
    case signInWait = "sign-in-wait"
    case signOut = "sign-out"
    case signedOut = "signed-out"

    /// Its text in UTF-8.
    var text: [UInt8] {
        switch self {
        case .account: PackageResources.account_mustache
        case .accountRemoval: PackageResources.account_removal_mustache
        case .administration: PackageResources.administration_mustache
        case .auditLog: PackageResources.audit_log_mustache
        case .consent: PackageResources.consent_mustache
        case .enroll: PackageResources.enroll_mustache
        case .error: PackageResources.error_mustache
        case .formPost: PackageResources.form_post_mustache
        case .layout: PackageResources.layout_mustache
        case .leave: PackageResources.leave_mustache
        case .member: PackageResources.member_mustache
        case .signIn: PackageResources.sign_in_mustache
        case .signInCode: PackageResources.sign_in_code_mustache
        case .signInEnded: PackageResources.sign_in_ended_mustache
        case .signInLetter: PackageResources.sign_in_letter_mustache
        case .signInWait: PackageResources.sign_in_wait_mustache
        case .signOut: PackageResources.sign_out_mustache
        case .signedOut: PackageResources.signed_out_mustache
        }
    }
}
