import DeviceCore
import Encodings
import Foundation
import Primitives
import Synchronization
import Testing

/// A program that stays keeps the key of a vault while someone uses it.
@Suite struct MemoryUnlockCacheTests {
    private let time = Time()
    private let home = "/nowhere"
    private let key = KeptKey(SecretBytes(copying: [UInt8](repeating: 7, count: 32)), lockMark: [1])

    private final class Time: Sendable {
        private let date = Mutex(Instant(seconds: 1_800_000_000))
        var now: Instant { date.withLock { $0 } }
        func pass(_ seconds: Int64) { date.withLock { $0 = $0.adding(seconds: seconds) } }
    }

    private var cache: MemoryUnlockCache { MemoryUnlockCache { [time] in time.now } }

    @Test func `a key is kept while the program is used`() {
        let cache = cache
        cache.remember(key, for: home)
        for _ in 0..<4 {
            time.pass(MemoryUnlockCache.duration - 1)
            #expect(cache.key(for: home) == key)
            cache.touch()
        }
    }

    @Test func `what a program does on its own is no use`() {
        let cache = cache
        cache.remember(key, for: home)
        for _ in 0..<3 {
            time.pass(MemoryUnlockCache.duration / 3)
            _ = cache.key(for: home)
        }
        #expect(cache.key(for: home) == nil)
    }

    @Test func `a use that comes too late brings no key back`() {
        let cache = cache
        cache.remember(key, for: home)
        time.pass(MemoryUnlockCache.duration)
        cache.touch()
        #expect(cache.key(for: home) == nil)
    }

    @Test func `a clock that is set back keeps no key until it is there again`() {
        let cache = cache
        cache.remember(key, for: home)
        time.pass(-1)
        #expect(cache.key(for: home) == key, "clocks are set a little all the time")
        time.pass(-MemoryUnlockCache.duration)
        #expect(cache.key(for: home) == nil)
        time.pass(MemoryUnlockCache.duration)
        #expect(cache.key(for: home) == nil)
    }

    @Test func `a key that is forgotten is gone, those of other vaults stay`() {
        let cache = cache
        let other = "/elsewhere"
        cache.remember(key, for: home)
        cache.remember(key, for: other)
        cache.forget(home)
        #expect(cache.key(for: home) == nil)
        #expect(cache.key(for: other) == key)
    }
}
