import DeviceCore
import Entries

// What the button of an account says that gives it what it lacks on this device: only a device that was never signed in
// to an account signs in to recover it.

extension EntryListing {
    /// The key of the button's word.
    var verificationKey: String {
        switch state {
        case .needsQRCode: "entry.scanToRecover"
        case .removedAtService where kind == Entry.Kind.work.rawValue: "entry.scanToRecover"
        case .needsSignIn where isSignedOut: "page.signIn.again"
        case .needsSignIn where isSignedIn: "page.evidence.setUpRequests"
        case .needsSignIn: "entry.signInToRecover"
        case .ready, .suspended, .removedAtService, .unreadable: "page.signIn.again"
        }
    }
}

extension RestoreReport.Line {
    /// The key of the button's word.
    var verificationKey: String {
        guard state != .needsQRCode else { return "entry.scanToRecover" }
        return isSignedIn ? "page.evidence.setUpRequests" : "entry.signInToRecover"
    }
}
