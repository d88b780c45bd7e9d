package import AccountAPI
import Encodings
import OutsideText
import Vault

#if canImport(FoundationEssentials)
    import FoundationEssentials
#else
    import Foundation
#endif

extension AccountError: Explainable {
    package var failure: Failure {
        switch self {
        case .unreachable(let place): Self.failure(.serviceUnreachable, place)
        case .untrusted(let place, nil): Self.failure(.serviceUntrusted, place)
        case .untrusted(let place, let problem): Failure(.serviceUntrusted, ["place": place]).in(problem)
        case .unreadableAuthorities(let path): Failure(.unreadableFile, ["path": path])
        case .proxyRefused(let proxy): Failure(.proxyRefused, ["proxy": proxy])
        case .invalidProxy(let variable): Failure(.invalidProxy, ["variable": variable])
        case .noNetworkLibrary: Failure(.noNetworkLibrary)
        case .badAnswer(let place): Failure(.serviceBadAnswer, ["place": place])
        case .stopped(let failure): failure
        case .problem(let problem, let place):
            Self.failure(problem, place: place).telling(problem.removal.map { KnownRemoval($0) })
        }
    }

    /// A failure to speak to a service; one on this computer may be without encryption, which an address has to say.
    private static func failure(_ code: FailureCode, _ place: String) -> Failure {
        let failure = Failure(code, ["place": place])
        guard let parts = URLComponents(address: place), parts.scheme == "https", let host = parts.host,
            LoopbackHost.isLoopback(host)
        else { return failure }
        return Failure(code, ["place": place, "plain": "http" + place.dropFirst("https".count)]).in(.onThisComputer)
    }

    private static func failure(_ problem: Problem, place: String) -> Failure {
        switch problem.code {
        case .signInRefused: Failure(.wrongPassword, .attemptsLeft(0))
        case .tooManyChanges: Failure(.tooManyChanges)
        case .tooManyAttempts: Failure(.tooManyAttempts, Self.wait(problem), ["place": place])
        case .tooManyFromAddress: Failure(.tooManyFromAddress, Self.wait(problem))
        case .tooManyLetters: Failure(.tooManyLetters, Self.wait(problem, else: 3600))
        case .letterRefused: Failure(.letterRefused)
        case .expired: Failure(.signInExpired)
        case .nameTaken: Failure(.usernameTaken)
        case .invalidName: Failure(.invalidUsername)
        case .suiteRefused: Failure(.suiteRefused)
        case .sessionInvalid: Failure(.sessionEnded, ["place": place])
        case .sessionLimited: Failure(.sessionLimited)
        case .noSuchDevice: Failure(.noSuchDevice)
        case .deviceLimit: Failure(.deviceLimit)
        case .noSuchBackup: Failure(.backupOff)
        case .backupExists: Failure(.backupExists, ["generation": "?"])
        case .headMoved: Failure(.headMoved)
        case .backupDeleted: Failure(.backupOff)
        case .evidenceNeeded: Self.evidenceNeeded(problem.evidence)
        case .deviceSuspended: Failure(.deviceSuspended)
        case .olderDevice: Failure(.olderDevice)
        case .internalError: Failure(.serviceInternal, ["place": place])
        case .deviceRefused: Failure(.deviceRefused, ["place": place])
        case .proofNeeded: Failure(.proofNeeded)
        case .invalidContact: Failure(.invalidContact)
        case .contactExists: Failure(.contactExists)
        case .contactLimit: Failure(.contactLimit)
        case .noSuchContact: Failure(.noSuchContact)
        case .lastContact: Failure(.lastContact)
        case .contactUnavailable: Failure(.contactUnavailable, ["place": place])
        case .contactNotSent: Failure(.contactNotSent, ["place": place])
        case .contactCodeRefused: Failure(.wrongContactCode, .attemptsLeft(problem.attemptsLeft ?? 0))
        case .contactCodeExpired: Failure(.contactCodeExpired)
        case .tooManyContactCodes: Failure(.tooManyContactCodes, Self.wait(problem))
        case .workAccount: Failure(.workAccount)
        case .noSuchEnrollment: Failure(.noSuchEnrollment, ["place": place])
        case .enrollmentExpired: Failure(.enrollmentExpired)
        case .enrollmentUsed: Failure(.enrollmentUsed)
        case .noSuchSignInRequest: Failure(.noSuchRequest)
        case .signInRequestAnswered: Failure(.requestAnswered)
        case .signInRequestExpired: Failure(.requestExpired)
        case .signInRequestReported: Failure(.requestReported, Self.wait(problem, else: 3600))
        case .numberMismatched: Failure(.wrongNumber)
        case .credentialRefused, .invalidRequest, .tooLarge, .notFound, .staleCounter, .clientRefused:
            Failure(.serviceBadAnswer, ["place": place])
        }
    }

    /// The day from which on a device that shows nothing more may do it, where it is not settled.
    package static func evidenceNeeded(_ need: EvidenceNeed?) -> Failure {
        guard let need, let settles = need.settles else { return Failure(.evidenceNeeded) }
        let failure = Failure(.evidenceNeeded, ["date": .day(Instant(milliseconds: settles))])
        guard need.ways.isEmpty else { return failure.in(.unsettled) }
        // Whoever came with the code on paper has nothing more to type.
        let hasPaper = need.possible.contains(.recoveryCode) && need.shown.contains(.password)
        return failure.in(hasPaper ? .paperLeft : .nothingToShow)
    }

    /// For how many seconds to wait; the words make minutes, hours or days of them.
    private static func wait(_ problem: Problem, else usual: Int = 60) -> Failure.Detail {
        .wait(seconds: max(problem.retryAfter ?? usual, 1))
    }
}
